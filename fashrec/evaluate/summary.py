"""From values of customers to the numbers of run.json: means over all (cut, customer) pairs, by window."""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import TypedDict

from fashrec.evaluate.evaluator import Values


class Cell(TypedDict):
    """One number of run.json.

    `value` is the mean over `n` (cut, customer) pairs, null where n is 0 (`reachable`: over n relevant items);
    `low` and `high` bound its interval, found by `method` (`bootstrap`, or `wilson` where hits or misses are rare), all
    null where none was computed; `by_cut` has each cut's own mean.
    """

    value: float | None
    n: int
    low: float | None
    high: float | None
    method: str | None
    by_cut: dict[str, float | None]


Cells = dict[str, dict[str, Cell]]  # by segment, then metric


@dataclass(frozen=True, slots=True)
class Totals:
    """What is kept of one cut's values: all that a mean needs.

    Attributes:
        day: the cut's T.
        window: the window that the cut belongs to.
        sums: sum and number of the values, by segment, then metric.
    """

    day: date
    window: str
    sums: Mapping[str, Mapping[str, tuple[float, int]]]


def totals(day: date, window: str, values: Mapping[str, Values]) -> Totals:
    """The sums of one cut's values, by segment."""
    return Totals(day, window, {name: _sums(part) for name, part in values.items()})


def pooled(parts: Sequence[Totals]) -> dict[str, Cells]:
    """The cells of each window among the cuts, and of `all` of them where there is more than one window.

    Args:
        parts: one a cut, of the same recommender (or floor), with the same segments and metrics; in any order.

    Returns:
        window, segment, metric: Cell.
    """
    parts = sorted(parts, key=lambda part: part.day)
    windows = sorted({part.window for part in parts}, key=lambda name: (name != "validation", name))
    cells = {name: _cells([part for part in parts if part.window == name]) for name in windows}
    return cells if len(windows) < 2 else cells | {"all": _cells(parts)}  # noqa: PLR2004 (more than one)


def pooled_by_name(parts: Mapping[str, Sequence[Totals]]) -> dict[str, dict[str, Cells]]:
    """The `scores` of run.json: window, recommender, segment, metric."""
    tables = {name: pooled(of_one) for name, of_one in parts.items()}
    windows = dict.fromkeys(window for table in tables.values() for window in table)
    return {window: {name: table[window] for name, table in tables.items() if window in table} for window in windows}


def lift(value: float | None, chance: float | None) -> float | None:
    """Score over chance; None where either is undefined or chance is 0."""
    return None if value is None or not chance else value / chance


def skill(value: float | None, popular: float | None, ceiling: float | None) -> float | None:
    """(score - popular) / (ceiling - popular): 0 is popular's, 1 the best; None where undefined."""
    if value is None or popular is None or ceiling is None or ceiling == popular:
        return None
    return (value - popular) / (ceiling - popular)


def _sums(values: Values) -> dict[str, tuple[float, int]]:
    means = {name: (float(column.sum()), len(column)) for name, column in values.metrics.items()}
    return means | dict(values.ratios)


def _cells(parts: Sequence[Totals]) -> Cells:
    return {
        segment: {metric: _cell(parts, segment, metric) for metric in metrics}
        for segment, metrics in parts[0].sums.items()
    }


def _cell(parts: Sequence[Totals], segment: str, metric: str) -> Cell:
    sums = {part.day.isoformat(): part.sums[segment][metric] for part in parts}
    whole = (math.fsum(total for total, _ in sums.values()), sum(n for _, n in sums.values()))
    by_cut = {day: _mean(*one) for day, one in sums.items()}
    return Cell(value=_mean(*whole), n=whole[1], low=None, high=None, method=None, by_cut=by_cut)


def _mean(total: float, n: int) -> float | None:
    return total / n if n else None
