"""`python -m fashrec.report [runs=GLOB] [out=FOLDER]`: run folders as tables, reports/NAME/table.md and .csv.

Where runs evaluated every epoch of their network (experiment=table1): epochs.md, .csv, .svg and .png too.
"""

import sys
from glob import glob
from itertools import groupby
from pathlib import Path

from rich.console import Console

from fashrec.errors import ConfigError, FashrecError
from fashrec.report.runs import Run, read_runs
from fashrec.report.table import long_frame, markdown

DEFAULTS = {"runs": "runs/*/*", "out": "reports"}


def main(words: list[str] | None = None) -> int:
    """Make the tables of every experiment name among the runs; the exit status."""
    console = Console(soft_wrap=True, highlight=False)
    words = sys.argv[1:] if words is None else words
    if {"-h", "--help"} & set(words):
        console.print(__doc__, markup=False)
        return 0
    try:
        for line in _write(_chosen(words), "python -m fashrec.report " + " ".join(words)):
            console.print(line, markup=False)
    except FashrecError as error:
        Console(stderr=True, soft_wrap=True, highlight=False).print(str(error), markup=False)
        return error.exit_status
    return 0


def _chosen(words: list[str]) -> dict[str, str]:
    chosen = dict(word.partition("=")[::2] for word in words)
    unknown = [name for name in chosen if name not in DEFAULTS]
    if unknown:
        raise ConfigError(
            f"there is no setting {', '.join(unknown)}",
            where="the command line of fashrec.report",
            why="only runs= and out= are read",
            do="python -m fashrec.report runs='runs/pca128/*' out=reports",
        )
    return DEFAULTS | chosen


def _write(chosen: dict[str, str], command: str) -> list[str]:
    found = map(Path, glob(chosen["runs"]))  # noqa: PTH207 - Path().glob refuses an absolute pattern
    runs, left_out = read_runs(folder for folder in found if folder.is_dir())
    said = []
    for name, group in groupby(sorted(runs, key=lambda run: (run.name, run.stamp)), key=lambda run: run.name):
        of_name = list(group)
        folder = Path(chosen["out"]) / name
        folder.mkdir(parents=True, exist_ok=True)
        (folder / "table.md").write_text(markdown(of_name, command.strip()))
        long_frame(of_name).write_csv(folder / "table.csv")
        said.append(f"{folder}/table.md and table.csv: {len(of_name)} runs of {name}")
        if any(run.data.get("epochs") for run in of_name):
            said.append(_write_epochs(of_name, folder, command.strip()))
    return said + [f"left out: {n} folders ({status})" for status, n in left_out.items()]


def _write_epochs(runs: list[Run], folder: Path, command: str) -> str:
    # scipy and matplotlib cost a second, which other reports are spared
    from fashrec.report.epochs import comparable, epochs_markdown, points  # noqa: PLC0415 (see above)
    from fashrec.report.epochs_plot import plot_epochs  # noqa: PLC0415 (likewise)

    chosen = comparable(runs)
    (folder / "epochs.md").write_text(epochs_markdown(chosen, command))
    points(chosen).write_csv(folder / "epochs.csv")
    plot_epochs(chosen, folder)
    return f"{folder}/epochs.md, .csv, .svg and .png: every epoch of {len(chosen)} of them"


if __name__ == "__main__":
    sys.exit(main())
