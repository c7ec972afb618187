"""Intervals of means over (cut, customer) pairs by the Poisson bootstrap of customers (docs/evaluation.md 6).

A replicate gives each customer a Poisson(1) weight for all of their pairs, and takes the weighted mean over pairs: a
ratio of sums over customers, since whose weeks are many weighs more. The interval is the replicates' percentiles
(Hanley & MacGibbon 2006; Chamandy et al. 2012, "Estimating uncertainty for massive data streams").
"""

from dataclasses import dataclass
from typing import Literal

import numpy as np

from fashrec.infer.customers import Customers
from fashrec.infer.weights import poisson_weights
from fashrec.infer.wilson import few, wilson
from fashrec.types import Doubles

CHUNK = 2048  # customers whose weights are in memory at once: 16 MB for 1,000 replicates

Method = Literal["bootstrap", "wilson"]


@dataclass(frozen=True, slots=True)
class Bootstrap:
    """How intervals are made.

    Attributes:
        replicates: how often customers are resampled; 1 or more.
        level: the share of worlds whose interval holds the truth, in (0, 1).
        seed: 0 or more.
    """

    replicates: int = 1000
    level: float = 0.95
    seed: int = 0


@dataclass(frozen=True, slots=True)
class Interval:
    """Where a mean lies, with the ends, and how they were found."""

    low: float
    high: float
    method: Method


def intervals(customers: Customers, bootstrap: Bootstrap) -> list[Interval | None]:
    """The interval of each metric's mean; None where there is no customer.

    A share of which few customers have anything, or few lack anything, has Wilson's.
    """
    if not len(customers):
        return [None] * len(customers.units)
    ends = zip(*(one.tolist() for one in percentiles(customers, bootstrap)), strict=True)
    found: list[Interval | None] = [Interval(low, high, "bootstrap") for low, high in ends]
    rare = np.flatnonzero(few(customers))
    for at, (low, high) in zip(rare, wilson(customers, rare, bootstrap.level), strict=True):
        found[at] = Interval(low, high, "wilson")
    return found


def percentiles(customers: Customers, bootstrap: Bootstrap) -> tuple[Doubles, Doubles]:
    """Low and high, float64 [m]: the bootstrap's alone, of means of whatever sign; at least one customer."""
    tail = (1 - bootstrap.level) / 2
    low, high = np.nanquantile(replicate_means(customers, bootstrap), [tail, 1 - tail], axis=0)
    return low, high


def replicate_means(customers: Customers, bootstrap: Bootstrap) -> Doubles:
    """float64 [replicates, m]: the mean over pairs in each replicate; NaN where it drew nobody."""
    columns = np.column_stack([customers.sums, customers.n.astype(np.float64)])
    totals = np.zeros((bootstrap.replicates, columns.shape[1]))
    for start in range(0, len(customers), CHUNK):
        rows = slice(start, start + CHUNK)
        totals += poisson_weights(customers.keys[rows], bootstrap.replicates, bootstrap.seed).T @ columns[rows]
    with np.errstate(invalid="ignore"):
        return totals[:, :-1] / totals[:, -1:] * customers.units
