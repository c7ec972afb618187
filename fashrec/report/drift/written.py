"""Prints and writes what moved between two runs."""

from pathlib import Path

from rich.console import Console

from fashrec.report.as_markdown import markdown
from fashrec.report.as_terminal import show
from fashrec.report.drift.causes import causes
from fashrec.report.drift.numbers import drift
from fashrec.report.drift.page import drift_frame, page
from fashrec.report.files import write
from fashrec.results.question import Question
from fashrec.results.runs import Run


def write_drift(old: Run, new: Run, folder: Path, command: str, console: Console) -> str:
    """Print and write what moved from a run to a later one: drift.md and drift.csv; which files.

    Args:
        old: the earlier run.
        new: the later.
        folder: of the report.
        command: what makes the files again.
        console: where it is printed.

    Raises:
        ConfigError: where they cannot be written.
    """
    found, with_it = drift(old, new, Question()), causes(old, new)
    blocks = page(old, new, found, with_it)
    show(blocks[1:] if not found.moved else blocks, console)
    write(folder / "drift.md", markdown(blocks, command))
    write(folder / "drift.csv", drift_frame(found))
    return f"{folder}/drift.md and drift.csv"
