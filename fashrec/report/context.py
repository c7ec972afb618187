"""Scores in context, segment by segment: what could be hit, lift and skill, what ties decide, which lists are short."""

from collections.abc import Iterator, Sequence

import polars as pl

from fashrec.report.blocks import Block, Cell, Column, Heading, Text, table
from fashrec.report.cells import score
from fashrec.report.groups import Group
from fashrec.report.overview import ABSENT, Overview, Row, by_segment
from fashrec.report.short_lists import short_lists
from fashrec.report.ties import tie_table
from fashrec.results.runs import Run, differing
from fashrec.results.scores import cell_of, columns_of, headline, lift_of, n_of, segments, skill_of, value_of
from fashrec.results.ties import tie_metric, tied

REACH = ("reachable", "impossible")  # of run.json's ceilings


def context(name: str, found: Sequence[Group], seen: Sequence[Overview]) -> list[Block]:
    """The tables of each group, under a title, and how to read them.

    Args:
        name: the report's.
        found: by window and what was scored, at least one.
        seen: the table of each group's scores, whose rows these have too.
    """
    metrics = ", ".join(dict.fromkeys(group.metric for group in found))
    made: list[Block] = [Heading(1, f"{name}: scores in context, {metrics}")]
    for group, one in zip(found, seen, strict=True):
        rows = [row for row in one.rows if row.recommender != ABSENT]
        made += [*_reach(group), *_worth(group, rows), *tie_table(group, rows), *short_lists(group, rows)]
    return [*made, Heading(2, "How to read it"), Text(_LEGEND)]


def context_frame(runs: Sequence[Run]) -> pl.DataFrame:
    """A row a run, window, recommender (or floor, or top), segment and metric, unrounded; null where undefined.

    The metric is the run's headline, and behind it the one that ties have an expectation of, where that is another.
    """
    settings = differing(runs)
    rows = [
        {"run": run.stamp, **{name: run.setting(name) for name in settings}, **row}
        for run in runs
        for row in _rows(run)
    ]
    return pl.DataFrame(rows, infer_schema_length=None)


def _rows(run: Run) -> Iterator[dict[str, object]]:
    own = headline([run])
    for window in run.data["scores"]:
        for column in columns_of([run], window):
            for segment in segments([run], window):
                for metric in dict.fromkeys([own, tie_metric(own)]):
                    yield {
                        "window": window,
                        "recommender": column,
                        "segment": segment,
                        "metric": metric,
                        **_numbers(run, window, column, segment, metric),
                    }


def _numbers(run: Run, window: str, column: str, segment: str, metric: str) -> dict[str, float | int | None]:
    bounds = ("chance", "popular", "ceiling")
    found = tied(run, window, column, segment, metric)
    return {
        "n": n_of(run, window, segment, metric),
        "score": value_of(run, window, column, segment, metric),
        **{name: value_of(run, window, name, segment, metric) for name in bounds},
        "lift": lift_of(run, window, column, segment, metric),
        "skill": skill_of(run, window, column, segment, metric),
        "tie_mass": found.mass if found else None,
        "expected": found.expected if found else None,
        **{name: value_of(run, window, "ceiling", segment, name) for name in REACH},
    }


def _reach(group: Group) -> list[Block]:
    """Of the relevant items and of the customers, once for all runs: they were scored on the same."""
    run, window, among = group.runs[0], group.window, segments(group.runs, group.window)
    cells = {name: [cell_of(run, window, "ceiling", segment, name) for segment in among] for name in REACH}
    known = [name for name in REACH if any(cells[name])]
    if not known:
        return []
    rows = [[name, *(_with_cuts(one.get("value"), one.get("by_cut", {})) for one in cells[name])] for name in known]
    n_items = [one.get("n", 0) for one in cells["reachable"]]
    counted = [Column(segment, f"of {n:,} items") for segment, n in zip(among, n_items, strict=True)]
    return [Heading(2, f"What could be hit, {group.title}"), table([Column("share"), *counted], rows)]


def _with_cuts(value: float | None, by_cut: dict[str, float | None]) -> Cell:
    known = [one for one in by_cut.values() if one is not None]
    return score(value, f"({min(known):.3f} … {max(known):.3f})" if len(known) > 1 else "")


def _worth(group: Group, rows: Sequence[Row]) -> list[Block]:
    """Lift and skill of every row."""

    def cell(row: Row, segment: str) -> Cell:
        where = (group.runs[row.place[0]], group.window, row.recommender, segment, group.metric)
        return _lift_and_skill(lift_of(*where), skill_of(*where))

    cells = [[cell(row, segment) for segment in segments(group.runs, group.window)] for row in rows]
    heading = Heading(2, f"Lift and skill of {group.metric}, {group.title}")
    return [heading, by_segment(group, rows, cells, "lift (skill)")]


def _lift_and_skill(lift: float | None, skill: float | None) -> Cell:
    if lift is None and skill is None:
        return Cell("-")
    text, beside = ("-" if lift is None else f"{lift:,.2f}"), ("-" if skill is None else f"{skill:+.3f}")
    return Cell(text, f"({beside})", order=lift)


_LEGEND = (
    "docs/evaluation.md 3 and 4 have the definitions, docs/explanations/metrics.md each with a number by hand. "
    "`reachable`: the share of relevant items that may be shown; `impossible`: that of customers with none of these; "
    "in brackets the least and the greatest of the cuts. `lift`: the score over chance's. `skill`: (score - popular) / "
    "(ceiling - popular), so that popular has 0 and the ceiling 1. `-`: undefined, since chance is 0 (lift), the "
    "ceiling is no higher than popular, or popular was not run (skill). Ties: the score with equal scores in the order "
    "of item ids → its mean over all orders of equal scores, and the share of lists that end in the midst of equal "
    "scores; bold where the two differ by more than half of the score's interval. Lists are `short` where they hold "
    "fewer items than asked for, `empty` where none: missing places are misses. `fallback's`: made by the "
    "recommender's fallback, for customers of whom it knows too little."
)
