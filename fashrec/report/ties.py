"""What the order of equal scores decides: a paragraph under the table of scores, and a table of its own."""

from collections.abc import Iterator, Sequence
from itertools import chain

from fashrec.report.blocks import Block, Cell, Heading, Text
from fashrec.report.cells import decimals
from fashrec.report.groups import Group
from fashrec.report.overview import Row, by_segment
from fashrec.results.runs import Run
from fashrec.results.scores import segments
from fashrec.results.ties import LARGE, Tied, large, moved, tie_metric, tied

FEW = 4  # scores that the paragraph names


def tie_note(group: Group, beside: str) -> list[str]:
    """Whose lists often end in the midst of equal scores, and which scores that moved far; empty where nobody's do.

    Args:
        group: of the table.
        beside: where ties stand in full, as a link has it.
    """
    masses = [large(run, group.window, group.metric) for run in group.runs]
    by_name = {name: [one[name] for one in masses if name in one] for found in masses for name in found}
    far = list(dict.fromkeys(text for run in group.runs for text in _far(run, group)))
    if not by_name and not far:
        return []
    often = ", ".join(f"{name} {_span(of_one)}" for name, of_one in by_name.items())
    with_intervals = any(run.data.get("level") for run in group.runs)
    said = [
        "**Ties.** Equal scores stand in the order of item ids.",
        *([f"Shares of lists that end in the midst of such, from {LARGE:g} on: {often}."] if often else []),
        *([_moved(far, tie_metric(group.metric))] if far or with_intervals else []),
        f"[Context]({beside}) has it for each recommender and segment.",
    ]
    return [" ".join(said)]


def tie_table(group: Group, rows: Sequence[Row]) -> list[Block]:
    """Score, its mean over orders and tie mass of each row that has ties; the names of the others.

    Args:
        group: whose scores.
        rows: of the table of scores. Nothing where no run looked at ties.
    """
    metric, among = tie_metric(group.metric), segments(group.runs, group.window)
    of_row = [
        [tied(group.runs[row.place[0]], group.window, row.recommender, segment, metric) for segment in among]
        for row in rows
    ]
    if not any(chain.from_iterable(of_row)):
        return []
    kept = [at for at, of_one in enumerate(of_row) if any(one.mass for one in of_one if one)]
    made: list[Block] = [Heading(2, f"What ties decide of {metric}, {group.title}")]
    if kept:
        cells = [[_cell(one) for one in of_row[at]] for at in kept]
        made.append(by_segment(group, [rows[at] for at in kept], cells, "score → expected (tie mass)"))
    told = {rows[at].recommender for at in kept}
    looked_at = dict.fromkeys(row.recommender for row, of_one in zip(rows, of_row, strict=True) if any(of_one))
    free = ", ".join(name for name in looked_at if name not in told)
    return [*made, *([Text(f"No list ends in the midst of equal scores: {free}.")] if free else [])]


def _cell(one: Tied | None) -> Cell:
    if one is None:
        return Cell("-")
    text = f"{decimals(one.value)} → {decimals(one.expected)}"
    return Cell(text, f"({one.mass:.2f})", bold=one.moves, order=one.value)


def _far(run: Run, group: Group) -> Iterator[str]:
    for name, segment, one in moved(run, group.window, group.metric):
        yield f"{name} in {segment} ({decimals(one.value)}, mean {decimals(one.expected)})"


def _span(masses: Sequence[float]) -> str:
    return " – ".join(dict.fromkeys(f"{one:.2f}" for one in (min(masses), max(masses))))


def _moved(far: Sequence[str], metric: str) -> str:
    if not far:
        return f"No {metric} lies farther than half of its interval from its mean over all orders of equal scores."
    more = f" and {len(far) - FEW} more" if len(far) > FEW else ""
    return (
        "Farther than half of their interval from their mean over all orders of equal scores lie, of "
        f"{metric}, {', '.join(far[:FEW])}{more}."
    )
