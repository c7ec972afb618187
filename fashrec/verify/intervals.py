"""Intervals of scores (docs/evaluation.md 6) a second time, a customer at a time.

What is shared with the first time is the definition alone: weights are made of splitmix64's finaliser over the seed,
the customer's id and the replicate, 16 bits a weight, and stand for a Poisson(1) variable.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import accumulate
from math import exp, factorial, sqrt
from statistics import NormalDist
from typing import Any

import numpy as np
import numpy.typing as npt
import polars as pl

from fashrec.types import Doubles

TOLERANCE = 1e-7  # the first time sums are of values rounded to 2^-28 or less
FEWEST = 20  # customers with a hit, and with a miss, below which a share has Wilson's interval
WORD = 2**64 - 1
GOLDEN = 0x9E3779B97F4A7C15
# at most so many 16-bit numbers stand for 0, 1, ... 7; what is left for 8
POISSON = [round(65536 * share) for share in accumulate(exp(-1) / factorial(n) for n in range(8))]
Ends = tuple[float, float]
Keys = npt.NDArray[np.uint64]
Counts = npt.NDArray[np.uint8]
Weights = Mapping[str, Counts]


@dataclass(frozen=True, slots=True)
class Resampling:
    """How a run made its intervals: `replicates` of `seed`, of which the middle `level` is the interval."""

    replicates: int
    level: float
    seed: int

    def weights(self, customers: Iterable[str]) -> Weights:
        """How often each replicate draws each customer: uint8 [replicates] by customer."""
        base = _mixed(_mixed((self.seed + GOLDEN) & WORD) ^ 1)
        hashes = range(1, 1 + -(-self.replicates // 4))
        streams = np.array([_mixed((base + GOLDEN * at) & WORD) for at in hashes], np.uint64)
        return {customer: self._drawn(customer, streams) for customer in customers}

    def _drawn(self, customer: str, streams: Keys) -> Counts:
        text = customer.encode()
        key = GOLDEN
        for at in range(0, len(text), 8):
            key = _mixed(((key + GOLDEN) & WORD) ^ int.from_bytes(text[at : at + 8], "little"))
        numbers = _mixed(streams ^ np.uint64(_mixed(key ^ len(text))))
        quarters = np.stack([numbers >> np.uint64(shift) & np.uint64(0xFFFF) for shift in (0, 16, 32, 48)], axis=1)
        return np.searchsorted(POISSON, quarters.ravel()[: self.replicates], side="right").astype(np.uint8)


def differing_intervals(
    name: str,
    said: Mapping[str, Mapping[str, Any]],
    values: pl.DataFrame,
    windows: Mapping[str, Sequence[str]],
    weights: Weights,
    level: float,
) -> Iterator[str]:
    """Where the ends or the method of one recommender's intervals are not as they should be.

    Args:
        name: the recommender.
        said: window, segment, metric: the cell of run.json.
        values: the recommender's rows: cut, segment, customer and a Float64 column a metric, null where nobody knows.
        windows: the cuts of each window.
        weights: uint8 [replicates] by customer, at least of those in `values`.
        level: the share of replicates between the ends.
    """
    metrics = [column for column, kind in values.schema.items() if kind == pl.Float64]
    for window, days in windows.items():
        of_window = values.filter(pl.col("cut").cast(pl.String).is_in(list(days)))
        for (segment,), rows in of_window.group_by("segment", maintain_order=True):
            found = _of_segment(rows, metrics, weights, level)
            for metric, possible in found.items():
                cell = said.get(window, {}).get(str(segment), {}).get(metric)
                if cell is not None and not any(_same(cell, *one) for one in possible):
                    method, (low, high) = possible[0]
                    ends = f"{cell.get('low')} to {cell.get('high')} ({cell.get('method')})"
                    at = f"run.json, {name}, {window}, {segment}, {metric}"
                    yield f"{at}: the interval is {ends}, recomputed {low} to {high} ({method})"


def _mixed(z: Any) -> Any:  # noqa: ANN401 - a whole number or an array of uint64, whose products wrap by themselves
    z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9 & WORD
    z = (z ^ (z >> 27)) * 0x94D049BB133111EB & WORD
    return z ^ (z >> 31)


def _same(cell: Mapping[str, Any], method: str, ends: Ends) -> bool:
    pairs = zip((cell.get("low"), cell.get("high")), ends, strict=True)
    near = all(there is not None and abs(there - here) <= TOLERANCE for there, here in pairs)
    return near and cell.get("method") == method


def _of_segment(
    rows: pl.DataFrame, metrics: Sequence[str], weights: Weights, level: float
) -> dict[str, list[tuple[str, Ends]]]:
    """The interval of each metric that everybody's value is known of, as `method, ends`; some have two readings."""
    known = [metric for metric in metrics if rows[metric].null_count() == 0]
    sums = rows.group_by("customer", maintain_order=True).agg(pl.col(known).sum(), pl.len().alias("pairs"))
    n = sums["pairs"].cast(pl.Float64).to_numpy()
    totals = np.zeros((len(known) + 1, len(weights[sums["customer"][0]])))
    columns = [*(sums[metric].to_numpy() for metric in known), n]
    for start in range(0, len(sums), 1024):
        some = np.array([weights[customer] for customer in sums["customer"][start : start + 1024]])
        totals += np.array([column[start : start + 1024] for column in columns]) @ some
    drew = totals[-1] > 0
    tail = (1 - level) / 2
    found: dict[str, list[tuple[str, Ends]]] = {}
    for metric, column, replicates in zip(known, columns, totals, strict=False):
        share = column / n
        is_share = bool((share >= 0).all() and (share <= 1).all())
        # a mean of thirds may fall short of 1 by a rounding
        rare = min(int((share > 0).sum()), int((share < 1 - 1e-9).sum()))
        if is_share and rare < FEWEST:
            yes_or_no = bool(rows[metric].is_in([0.0, 1.0]).all())
            found[metric] = [("wilson", ends) for ends in _wilson(column, n, rare, level, yes_or_no=yes_or_no)]
        else:
            low, high = np.quantile(replicates[drew] / totals[-1][drew], [tail, 1 - tail])
            found[metric] = [("bootstrap", (float(low), float(high)))]
    return found


def _wilson(sums: Doubles, n: Doubles, rare: int, level: float, *, yes_or_no: bool) -> list[Ends]:
    """Wilson's ends, n divided by the design effect, which is at least 1 where customers' sums are whole.

    Thirds that sum up to a whole number may have been rounded to none: then there are two answers.
    """
    N, c = n.sum(), len(n)
    p = float(sums.sum() / N)
    worst = float((n * n).sum() / N)
    variance = float(((sums - p * n) ** 2).sum() / N**2 * c / max(c - 1, 1))
    estimate = variance / (p * (1 - p) / N) if 0 < p < 1 else worst
    effect = (rare * estimate + worst) / (rare + 1)
    whole = bool((np.abs(sums - np.rint(sums)) < TOLERANCE).all())
    least = [1.0] if yes_or_no else [1.0, 0.0] if whole else [0.0]
    return [_wilson_ends(p, N / min(max(effect, at_least), worst), level) for at_least in least]


def _wilson_ends(p: float, n: float, level: float) -> Ends:
    z = NormalDist().inv_cdf(0.5 + level / 2)
    root = z * sqrt(p * (1 - p) / n + z * z / (4 * n * n))
    centre, scale = p + z * z / (2 * n), 1 + z * z / n
    return min(max((centre - root) / scale, 0.0), p), max(min((centre + root) / scale, 1.0), p)
