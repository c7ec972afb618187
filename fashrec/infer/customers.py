"""Each customer's sum over all cuts: the unit of every resampling.

Sums are whole numbers of a tiny unit, held in float64: every addition of them is exact, so that neither the order of
rows nor the number of threads moves a bit of what is computed from them.
"""

from dataclasses import dataclass

import numpy as np

from fashrec.infer.weights import MOST, Keys
from fashrec.types import Doubles, Longs

EXACT = 52  # bits: float64 holds every whole number below 2^53


@dataclass(frozen=True, slots=True)
class Customers:
    """What c customers sum up to, for m metrics (or differences).

    Attributes:
        keys: uint64 [c], ascending; the hashes of their ids.
        n: int64 [c], at least 1; how many (cut, customer) pairs each has.
        sums: float64 [c, m], whole: the sums over these pairs, in units.
        units: float64 [m], powers of two.
    """

    keys: Keys
    n: Longs
    sums: Doubles
    units: Doubles

    def __len__(self) -> int:
        return len(self.keys)

    @property
    def n_pairs(self) -> int:
        """How many (cut, customer) pairs there are."""
        return int(self.n.sum())

    @property
    def values(self) -> Doubles:
        """float64 [m]: the means over all pairs; NaN without any."""
        with np.errstate(invalid="ignore"):
            values: Doubles = self.sums.sum(axis=0) / np.float64(self.n_pairs) * self.units
        return values

    @property
    def means(self) -> Doubles:
        """float64 [c, m]: each customer's mean over their own pairs."""
        means: Doubles = self.sums / self.n[:, None] * self.units
        return means


def by_customer(keys: Keys, values: Doubles) -> Customers:
    """The sums of rows by customer.

    Args:
        keys: uint64 [r]; whose row it is, in any order.
        values: float64 [r, m], one row a (cut, customer) pair, finite. They are rounded to the unit: 2^-38 of 1 for
            10,000 rows of shares, 2^-28 for ten million.
    """
    units = _units(values)
    order = np.argsort(keys, kind="stable")
    whole = np.rint(values / units)[order]
    found, starts, n = np.unique(keys[order], return_index=True, return_counts=True)
    sums = np.add.reduceat(whole, starts) if len(starts) else whole
    return Customers(found, n.astype(np.int64), sums, units)


def _units(values: Doubles) -> Doubles:
    """float64 [m]: the least powers of two of which no weighted sum of the values reaches 2^53."""
    greatest = np.abs(values).max(axis=0, initial=0.0)
    # frexp: the value is below 2 to this power
    _, power = np.frexp(greatest * MOST * max(len(values), 1))
    units: Doubles = np.ldexp(1.0, power - EXACT)
    return units
