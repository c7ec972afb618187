"""Finds the two runs, and writes what moved between them."""

from collections.abc import Sequence
from pathlib import Path

from rich.console import Console

from fashrec.errors import ConfigError
from fashrec.report.as_markdown import markdown
from fashrec.report.as_terminal import show
from fashrec.report.drift.causes import causes
from fashrec.report.drift.numbers import drift
from fashrec.report.drift.page import drift_frame, page
from fashrec.report.files import write
from fashrec.results.question import Question
from fashrec.results.rivals import named
from fashrec.results.runs import Run, read_runs

EXAMPLE = "python -m fashrec.report since=runs/pca128/20261121T090000.000-0-3170877e"


def write_drift(since: str, runs: Sequence[Run], out: Path, name: str, command: str, console: Console) -> str:
    """Print and write what moved since a run: drift.md and drift.csv; which files.

    Args:
        since: the earlier run: its folder, or the beginning of its folder's name.
        runs: among which the later one is: the newest of its name.
        out: the folder of all reports.
        name: of the later run; empty: the earlier one's.
        command: what makes the files again.
        console: where it is printed.

    Raises:
        ConfigError: where there is no such run, or none after it.
    """
    old = _earlier(since, runs)
    new = _later(old, runs, name or old.name)
    found, with_it = drift(old, new, Question()), causes(old, new)
    blocks = page(old, new, found, with_it)
    show(blocks[1:] if not found.moved else blocks, console)
    folder = out / new.name
    write(folder / "drift.md", markdown(blocks, command))
    write(folder / "drift.csv", drift_frame(found))
    return f"{folder}/drift.md and drift.csv"


def _earlier(since: str, runs: Sequence[Run]) -> Run:
    if Path(since).is_dir():
        return read_runs([Path(since)])[0][0]
    found = [runs[at] for at in named(since, runs)]
    if len(found) == 1:
        return found[0]
    raise ConfigError(
        f"{len(found)} runs are called {since}",
        where="since=RUN",
        why="numbers are set against those of one earlier run; there are "
        + ", ".join(run.stamp for run in found or runs),
        do=EXAMPLE,
    )


def _later(old: Run, runs: Sequence[Run], name: str) -> Run:
    after = [run for run in runs if run.name == name and run.stamp > old.stamp]
    if after:
        return max(after, key=lambda run: run.stamp)
    raise ConfigError(
        f"no run of {name} is newer than {old.stamp}",
        where="since=RUN",
        why="the newest run of the same name is set against it",
        do="run the experiment again, or name another with name=NAME or runs=GLOB",
    )
