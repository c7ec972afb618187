"""Is the difference between two recommenders more than luck? Paired within customers (docs/evaluation.md 6).

The sign-flip permutation test: if neither were better, a customer's difference would as likely have been the other way
round, with all weeks together. p is how often such a world is at least as far from 0 as ours.
"""

from dataclasses import dataclass
from statistics import NormalDist

import numpy as np

from fashrec.infer.customers import Customers
from fashrec.infer.weights import coins
from fashrec.types import Doubles, Longs

CHUNK = 256  # customers whose coins are in memory at once: 20 MB for 10,000 flips
POWER = 0.8


@dataclass(frozen=True, slots=True)
class Effect:
    """How large differences are beside how much customers differ, for m differences, on customers' own means.

    Attributes:
        d_z: float64 [m]; Cohen's: their mean over their standard deviation. NaN where no customer has another
            difference than the next.
        detectable: float64 [m]; the least true difference that a test at 5 % would find in 80 % of worlds like this.
            NaN with it.
    """

    d_z: Doubles
    detectable: Doubles


def sign_flip(differences: Customers, flips: int, seed: int) -> Doubles:
    """float64 [m]: two-sided p of each sum of differences, (b + 1) / (flips + 1).

    b counts the flips whose sum is at least as far from 0: sums are exact, so that equal ones count. A whole customer
    is flipped: weeks of one customer are alike, and flipping them one by one would call luck a difference.

    Args:
        differences: of m pairs of recommenders.
        flips: how many random worlds; 1 or more.
        seed: 0 or more.
    """
    matter = np.flatnonzero(differences.sums.any(axis=1))  # whose difference is 0 is 0 in every world
    keys, sums = differences.keys[matter], differences.sums[matter]
    heads = np.zeros((flips, sums.shape[1]))
    for start in range(0, len(matter), CHUNK):
        rows = slice(start, start + CHUNK)
        heads += coins(keys[rows], range(flips), seed).T @ sums[rows]
    seen = sums.sum(axis=0)
    b: Longs = (np.abs(2 * heads - seen) >= np.abs(seen)).sum(axis=0)
    p: Doubles = (b + 1) / (flips + 1)
    return p


def holm(p: Doubles) -> Doubles:
    """float64 [m]: p adjusted so that calling those below 5 % different is wrong in 5 % of families (Holm 1979).

    The least is multiplied by m, the next by m - 1, and so on; none is below one before it, none above 1.
    """
    order = np.argsort(p, kind="stable")
    stepped = np.maximum.accumulate(p[order] * np.arange(len(p), 0, -1))
    adjusted = np.empty_like(p)
    adjusted[order] = np.minimum(stepped, 1.0)
    return adjusted


def effect(differences: Customers) -> Effect:
    """Cohen's d_z and the smallest detectable difference, for normal customer means: (1.96 + 0.84)·sd / √c.

    NaN for fewer than two customers.
    """
    means = differences.means
    if len(means) < 2:  # noqa: PLR2004 (one customer has no spread)
        nothing = np.full(means.shape[1], np.nan)
        return Effect(nothing, nothing)
    spread = means.std(axis=0, ddof=1)
    spread[spread == 0] = np.nan
    return Effect(means.mean(axis=0) / spread, detectable_at(spread, len(means)))


def detectable_at(spread: Doubles, n_customers: int) -> Doubles:
    """float64: (z(97.5 %) + z(80 %)) · sd / √n, the least difference found with 80 % power at 5 %, two-sided."""
    normal = NormalDist()
    least: Doubles = (normal.inv_cdf(0.975) + normal.inv_cdf(POWER)) * spread / np.sqrt(n_customers)
    return least


def needed_for(difference: float, spread: float) -> int:
    """How many customers it takes to find a true difference, with customers' differences of this spread."""
    one = float(detectable_at(np.array([spread]), 1)[0])
    return int(np.ceil((one / difference) ** 2))
