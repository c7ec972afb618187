"""`python -m fashrec.report [runs=GLOB] [base=RUN[/RECOMMENDER]] [name=NAME] [out=FOLDER]`: run folders as reports.

Reads every run folder that GLOB names (runs/*/*) and writes into OUT/NAME/ (OUT is `reports`) table.md, table.csv and
table.tex: runs by segments with intervals, the best in bold where it is the best by more than luck, classifiers,
stages, the settings that differ; and report.html, which has all of it and plots in one file (html=false: not). Runs
that did not score the same stand in tables of their own; repeated ones are shown once. Without name= there is one
report for each experiment among the runs, and NAME is what stands in run.json and as folder below runs/: the
experiment's name, or what name= said when the run was made. With name=NAME all runs stand in one report. An earlier
report of that NAME is written over. Folders without a finished run are counted and named, here and in table.md.

    base=popular         everybody's difference to that recommender, to a run, or to RUN/RECOMMENDER, with Holm's p,
                         in table.md and differences.csv; paired within customers, as fashrec.compare has it

    gallery=100          so many customers of the newest run in report.html as pictures: what they had, were shown and
                         bought; with real data that page holds their histories (fashrec.gallery makes one alone)

context.md, .csv and .tex set the scores in context: what could be hit, lift and skill, what ties decide, short and
empty lists (lists.csv, of folders that still have shown.parquet).

Where runs measured beyond accuracy, beyond.md, beyond.csv and audit.csv are written too; where they evaluated every
epoch of their network (experiment=table1), epochs.md, .csv, .svg and .png.

    python -m fashrec.report
    python -m fashrec.report runs='runs/pca*/*' name=dimensions base=pca128

`python -m fashrec.report since=RUN` (or --since RUN) prints, and writes to drift.md and drift.csv, what moved from
that run to the newest of its name in its folder: which numbers, tested where both scored the same customers, and
which setting, data, artefact, version, commit or machine moved with them. With runs=GLOB it is the newest that GLOB
names (of RUN's name, where there is one); name= names the report, as elsewhere.

    python -m fashrec.report since=runs/pca128/20261121T090000.000-0-3170877e

`python -m fashrec.report pages=GLOB` writes the tables between the markers of Markdown pages anew, and nothing else;
the markers name the run folders, as seen from the current folder.
"""

import sys
from collections.abc import Iterator, Mapping, Sequence
from glob import glob
from pathlib import Path
from shlex import quote
from typing import TYPE_CHECKING

from rich.console import Console

from fashrec.errors import ConfigError, require, require_folder
from fashrec.plain import answer, folders_like, settings

if TYPE_CHECKING:
    from fashrec.results.runs import LeftOut, Run

DEFAULTS = {"runs": "runs/*/*", "base": "", "name": "", "out": "reports", "html": "true", "gallery": "0"}
DEFAULTS |= {"since": "", "pages": ""}


def main(words: list[str] | None = None) -> int:
    """Make the reports of every experiment name among the runs; the exit status."""
    return answer(words, __doc__, _report)


def _report(words: list[str]) -> int:
    chosen = settings(
        _plain(words), DEFAULTS, "fashrec.report", "python -m fashrec.report runs='runs/pca128/*' out=reports"
    )
    command = " ".join(["python -m fashrec.report", *map(quote, words)])
    console = Console(soft_wrap=True, highlight=False)
    if chosen["since"]:
        console.print(f"\n{_drift(chosen, command, console)}", markup=False)
        return 0
    for line in _pages(chosen["pages"]) if chosen["pages"] else _reports(chosen, command):
        console.print(line, markup=False)
    return 0


def _plain(words: Sequence[str]) -> list[str]:
    """The words with `--since RUN` as since=RUN."""
    plain: list[str] = []
    for word in words:
        if plain and plain[-1] == "--since":
            plain[-1] = f"since={word}"
        else:
            plain.append(word.removeprefix("--") if word.startswith("--since=") else word)
    return plain


def _drift(chosen: Mapping[str, str], command: str, console: Console) -> str:
    """Say what moved, and write it."""
    from fashrec.report.drift.runs import pair  # noqa: PLC0415 - as in _reports
    from fashrec.report.drift.written import write_drift  # noqa: PLC0415 - likewise

    among = chosen["runs"]
    old, new = pair(chosen["since"], among, everywhere=among == DEFAULTS["runs"])
    name = chosen["name"] or new.name
    require_folder("name", name)
    return write_drift(old, new, Path(chosen["out"]) / name, command, console)


def _read(chosen: Mapping[str, str]) -> "tuple[list[Run], list[LeftOut]]":
    # polars takes a third of a second to load, which `--help` does not need
    from fashrec.results.runs import read_runs  # noqa: PLC0415

    return read_runs(folders_like(chosen["runs"]))


def _reports(chosen: Mapping[str, str], command: str) -> Iterator[str]:
    """Write the reports, and say what was written and what was left out."""
    from fashrec.report.written import Wish, write_reports  # noqa: PLC0415 - as in _read
    from fashrec.results.question import Question  # noqa: PLC0415 - likewise

    runs, left_out = _read(chosen)
    require(chosen["html"] in ("true", "false"), "html", chosen["html"], "true or false")
    require(chosen["gallery"].isdecimal(), "gallery", chosen["gallery"], "a number of customers")
    wish = Wish(command, Question(base=chosen["base"]), html=chosen["html"] == "true", customers=int(chosen["gallery"]))
    together = chosen["name"]
    for name in sorted({together or run.name for run in runs}):
        require_folder("name", name)
        of_name = [run for run in runs if name in (together, run.name)]
        left = [one for one in left_out if name in (together, one.name)]
        yield from write_reports(Path(chosen["out"]) / name, of_name, left, wish)
    if left_out:
        yield f"left out, {len(left_out)} without a finished run:"
    yield from (f"  {one.folder}: {one.why}" for one in left_out)


def _pages(pattern: str) -> Iterator[str]:
    """Write the tables of pages, and say how many."""
    from fashrec.report.pages import write_page  # noqa: PLC0415 - as above

    pages = sorted(map(Path, glob(pattern)))  # noqa: PTH207 - Path().glob refuses an absolute pattern
    if not pages:
        raise ConfigError(
            f"there is no page {pattern}",
            where="pages=GLOB",
            why="tables are written between the markers of pages that are there",
            do="give another glob, as in pages='experiments/*.md'",
        )
    for page in pages:
        yield f"{page}: {write_page(page, Path())} tables"


if __name__ == "__main__":
    sys.exit(main())
