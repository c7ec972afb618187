"""`python -m fashrec.report [runs=GLOB] [name=NAME] [out=FOLDER]`: run folders as tables.

Reads every run folder that GLOB names (runs/*/*) and writes OUT/NAME/table.md and table.csv (OUT is `reports`), a row
a run with the settings that differ. Without name= there is one report for each experiment among the runs, and NAME is
what stands in run.json and as folder below runs/: the experiment's name, or what name= said when the run was made.
With name=NAME all runs stand in one report. An earlier report of that NAME is written over. Folders without a finished
run are counted and named, here and in table.md. Where runs measured beyond accuracy, beyond.md, beyond.csv
and audit.csv are written too; where they evaluated every epoch of their network (experiment=table1), epochs.md, .csv,
.svg and .png.

    python -m fashrec.report
    python -m fashrec.report runs='runs/pca*/*' name=dimensions

`python -m fashrec.report pages=GLOB` writes the tables between the markers of Markdown pages anew, and nothing else;
the markers name the run folders, as seen from the current folder.
"""

import sys
from collections.abc import Iterator, Mapping
from glob import glob
from pathlib import Path
from shlex import quote
from typing import TYPE_CHECKING

from rich.console import Console

from fashrec.errors import ConfigError
from fashrec.plain import answer, settings

if TYPE_CHECKING:
    from fashrec.results.runs import LeftOut, Run

DEFAULTS = {"runs": "runs/*/*", "name": "", "out": "reports", "pages": ""}


def main(words: list[str] | None = None) -> int:
    """Make the tables of every experiment name among the runs; the exit status."""
    return answer(words, __doc__, _report)


def _report(words: list[str]) -> int:
    chosen = settings(words, DEFAULTS, "fashrec.report", "python -m fashrec.report runs='runs/pca128/*' out=reports")
    command = " ".join(["python -m fashrec.report", *map(quote, words)])
    console = Console(soft_wrap=True, highlight=False)
    for line in _pages(chosen["pages"]) if chosen["pages"] else _reports(chosen, command):
        console.print(line, markup=False)
    return 0


def _reports(chosen: Mapping[str, str], command: str) -> Iterator[str]:
    """Write the tables, and say what was written and what was left out."""
    # polars takes a third of a second to load, which `--help` does not need
    from fashrec.results.runs import read_runs  # noqa: PLC0415

    runs, left_out = read_runs(folder for folder in _found(chosen["runs"]) if folder.is_dir())
    together = chosen["name"]
    for name in sorted({together or run.name for run in runs}):
        of_name = [run for run in runs if name in (together, run.name)]
        _write(Path(chosen["out"]) / name, of_name, [one for one in left_out if name in (together, one.name)], command)
        yield f"{chosen['out']}/{name}/table.md and table.csv: {len(of_name)} run{'s' * (len(of_name) != 1)}"
        yield from _write_beyond(of_name, Path(chosen["out"]) / name, command)
        if any(run.data.get("epochs") for run in of_name):
            yield _write_epochs(of_name, Path(chosen["out"]) / name, command)
    if left_out:
        yield f"left out, {len(left_out)} without a finished run:"
    yield from (f"  {one.folder}: {one.why}" for one in left_out)


def _write(folder: Path, runs: "list[Run]", left_out: "list[LeftOut]", command: str) -> None:
    from fashrec.report.table import markdown, wide_frame  # noqa: PLC0415 - as above

    by_time = sorted(runs, key=lambda run: run.stamp)
    text = markdown(folder.name, by_time, left_out, command)
    try:
        folder.mkdir(parents=True, exist_ok=True)
        (folder / "table.md").write_text(text, encoding="utf-8")
        wide_frame(by_time).write_csv(folder / "table.csv")
    except OSError as error:
        raise ConfigError(
            f"{folder} cannot be written: {error.strerror}",
            where="out=FOLDER",
            why="the tables are written below it",
            do="give a folder that can be written to, as in out=reports",
        ) from error


def _write_beyond(runs: "list[Run]", folder: Path, command: str) -> Iterator[str]:
    from fashrec.report.beyond import audit_frame, beyond_frame, beyond_markdown, looked_beyond  # noqa: PLC0415 - as above

    chosen = sorted(looked_beyond(runs), key=lambda run: run.stamp)
    if chosen:
        (folder / "beyond.md").write_text(beyond_markdown(folder.name, chosen, command), encoding="utf-8")
        beyond_frame(chosen).write_csv(folder / "beyond.csv")
        audit_frame(chosen).write_csv(folder / "audit.csv")
        yield f"{folder}/beyond.md, beyond.csv and audit.csv: beyond accuracy, of {len(chosen)} of them"


def _write_epochs(runs: "list[Run]", folder: Path, command: str) -> str:
    # scipy and matplotlib cost a second, which other reports are spared
    from fashrec.report.epochs import comparable, epochs_markdown, points  # noqa: PLC0415 (see above)
    from fashrec.report.epochs_plot import plot_epochs  # noqa: PLC0415 (likewise)

    chosen = comparable(runs)
    (folder / "epochs.md").write_text(epochs_markdown(chosen, command), encoding="utf-8")
    points(chosen).write_csv(folder / "epochs.csv")
    plot_epochs(chosen, folder)
    return f"{folder}/epochs.md, .csv, .svg and .png: every epoch of {len(chosen)} of them"


def _pages(pattern: str) -> Iterator[str]:
    """Write the tables of pages, and say how many."""
    from fashrec.report.pages import write_page  # noqa: PLC0415 - as above

    pages = _found(pattern)
    if not pages:
        raise ConfigError(
            f"there is no page {pattern}",
            where="pages=GLOB",
            why="tables are written between the markers of pages that are there",
            do="give another glob, as in pages='experiments/*.md'",
        )
    for page in pages:
        yield f"{page}: {write_page(page, Path())} tables"


def _found(pattern: str) -> list[Path]:
    return sorted(map(Path, glob(pattern)))  # noqa: PTH207 - Path().glob refuses an absolute pattern


if __name__ == "__main__":
    sys.exit(main())
