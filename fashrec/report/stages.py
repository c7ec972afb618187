"""How long each stage of runs took, with how much memory."""

from collections.abc import Sequence

from fashrec.report.blocks import Block, Cell, Column, Heading, Text, table
from fashrec.results.runs import Run

LEGEND = (
    "Seconds, and behind them the most memory (MB) that the process had held by the stage's end. What lay in the store "
    "costs next to nothing; `beside` is coverage and waiting times, `intervals` the bootstrap."
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
    return _said(sum(one["seconds"] for one in of_run), max(one["peak_mb"] for one in of_run))


def _cell(run: Run, name: str) -> Cell:
    found = run.data["stages"].get(name)
    return _said(found["seconds"], found["peak_mb"]) if found else Cell("-")


def _said(seconds: float, peak_mb: float) -> Cell:
    return Cell(f"{seconds:,.2f}", f"s, {peak_mb:,.0f} MB", order=seconds)
