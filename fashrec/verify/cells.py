"""The cells of run.json (window, recommender, segment, metric) from each customer's values, and where they differ."""

import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import product
from typing import Any

import polars as pl

from fashrec.verify.scores import SEGMENTS

TOLERANCE = 1e-10  # sums of a million values in another order differ by less
Node = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Sums:
    """Sum and number of customers' values, by cut, segment and metric."""

    parts: Mapping[tuple[str, str, str], tuple[float, int]]

    @classmethod
    def of(cls, values: pl.DataFrame, metrics: Sequence[str]) -> "Sums":
        """Of a frame with cut, segment and a column a metric; a null is no value."""
        groups = values.group_by("cut", "segment").agg(
            pl.struct(pl.col(metric).sum(), n=pl.col(metric).count()).alias(metric) for metric in metrics
        )
        return cls(
            {
                (str(row["cut"]), row["segment"], metric): (row[metric][metric], row[metric]["n"])
                for row in groups.iter_rows(named=True)
                for metric in metrics
            }
        )

    def with_share(self, values: pl.DataFrame, name: str, part: str, whole: str) -> "Sums":
        """These and one more metric, the sum of column `part` over the sum of column `whole`."""
        groups = values.group_by("cut", "segment").agg(pl.col(part, whole).sum())
        shares = {
            (str(row["cut"]), row["segment"], name): (float(row[part]), row[whole]) for row in groups.rows(named=True)
        }
        return Sums({**self.parts, **shares})

    def cell(self, days: Sequence[str], segment: str, metric: str) -> dict[str, Any]:
        """What run.json has to say of these cuts."""
        parts = {day: self.parts.get((day, segment, metric), (0.0, 0)) for day in days}
        total, n = math.fsum(one for one, _ in parts.values()), sum(n for _, n in parts.values())
        by_cut = {day: one / count if count else None for day, (one, count) in parts.items()}
        return {"value": total / n if n else None, "n": n, "by_cut": by_cut}


def windows_of(cuts: Sequence[Node]) -> dict[str, list[str]]:
    """The cuts (YYYY-MM-DD) of each window that a run's numbers stand under: `all` where there is more than one."""
    days: dict[str, list[str]] = {}
    for cut in sorted(cuts, key=lambda cut: str(cut["start"])):
        days.setdefault(cut["window"], []).append(cut["start"])
    return days if len(days) < 2 else days | {"all": sorted(str(cut["start"]) for cut in cuts)}  # noqa: PLR2004 - more than one


def differing_cells(
    path: str, said: Mapping[str, Node], found: Sums, windows: Mapping[str, Sequence[str]], metrics: Sequence[str]
) -> Iterator[str]:
    """Where the cells of one recommender, or of a bound, are not as they should be.

    Args:
        path: what they are called.
        said: window, segment, metric: the cell of run.json.
        found: as recomputed.
        windows: the cuts of each window.
        metrics: those to compare.
    """
    if set(said) != set(windows):
        yield f"run.json, {path}: windows are {', '.join(said)}, not {', '.join(windows)}"
    for window, segment, metric in product(windows, SEGMENTS, metrics):
        cell = said.get(window, {}).get(segment, {}).get(metric)
        at = f"run.json, {path}, {window}, {segment}, {metric}"
        yield from differing_cell(at, cell, found.cell(windows[window], segment, metric))


def cells_of(node: Node, at: str = "") -> Iterator[tuple[str, Node]]:
    """Every cell below a part of run.json, and what it is called."""
    for name, child in node.items():
        if "by_cut" in child:
            yield f"{at}, {name}", child
        else:
            yield from cells_of(child, f"{at}, {name}" if at else name)


def without_intervals(said: Node, path: str) -> Iterator[str]:
    """Cells that have an interval where none was computed."""
    for at, cell in cells_of(said):
        if any(cell.get(name) is not None for name in ("low", "high", "method")):
            yield f"run.json, {path}, {at}: there is an interval, and none was computed"


def differing_cell(at: str, cell: Node | None, wanted: Node) -> Iterator[str]:
    """Where one number, its n or its cuts' own are not as they should be; `at` is what it is called."""
    if cell is None:
        yield f"{at}: there is no such score"
        return
    if cell.get("n") != wanted["n"]:
        yield f"{at}: n is {cell.get('n')}, recomputed {wanted['n']}"
    pairs = {"value": (cell.get("value"), wanted["value"])}
    by_cut = cell.get("by_cut", {})
    if list(by_cut) == list(wanted["by_cut"]):
        pairs |= {f"value at {day}": (by_cut[day], value) for day, value in wanted["by_cut"].items()}
    else:
        yield f"{at}: by_cut has {', '.join(by_cut)}, not {', '.join(wanted['by_cut'])}"
    for name, (there, here) in pairs.items():
        if not _equal(there, here):
            yield f"{at}: {name} is {there}, recomputed {here}"


def _equal(there: float | None, here: float | None) -> bool:
    return there is here if there is None or here is None else abs(there - here) <= TOLERANCE
