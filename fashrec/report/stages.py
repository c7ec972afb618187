"""How long each stage of runs took, with how much memory."""

from collections.abc import Sequence

from fashrec.report.blocks import Block, Cell, Column, Heading, Text, table
from fashrec.results.runs import Run

LEGEND = (
    "Seconds, and behind them the most memory (MB) that the process held during the stage, with what earlier stages "
    "and jobs left in it; - where the system does not tell. What lay in the store costs next to nothing; `beside` is "
    "coverage and waiting times, `intervals` the bootstrap."
)


def stages(runs: Sequence[Run]) -> list[Block]:
    """Heading, legend and table, a row a run and a column a stage in the first run's order; nothing without any."""
    timed = [run for run in runs if run.data.get("stages")]
    if not timed:
        return []
    names = list(dict.fromkeys(name for run in timed for name in run.data["stages"]))
    head = [Column("run"), Column("machine"), Column("all"), *map(Column, names)]
    rows = [[run.label, _machine(run), _total(run), *(_cell(run, name) for name in names)] for run in timed]
    return [Heading(2, "What the stages cost"), Text(LEGEND), table(head, rows, n_left=2)]


def _machine(run: Run) -> str:
    found = run.data.get("machine", {})
    return f"{found.get('processor', '-')}, {found.get('cores', '-')} cores"


def _total(run: Run) -> Cell:
    of_run = run.data["stages"].values()
    known = [one["memory_mb"] for one in of_run if one.get("memory_mb") is not None]
    return _said(sum(one["seconds"] for one in of_run), max(known, default=None))


def _cell(run: Run, name: str) -> Cell:
    found = run.data["stages"].get(name)
    # older runs have the peak of the whole process there, under another name
    return _said(found["seconds"], found.get("memory_mb")) if found else Cell("-")


def _said(seconds: float, memory_mb: float | None) -> Cell:
    memory = "-" if memory_mb is None else f"{memory_mb:,.0f} MB"
    return Cell(f"{seconds:,.2f}", f"s, {memory}", order=seconds)
