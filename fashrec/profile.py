"""Customers' profiles: p_u = sum of w * z_i over u's purchase rows before T, made unit length (docs/evaluation.md 11).

Customers ann and bea, T at the bar, z of items 1 and 2 known, half_life_days = 10:

    days before T   20   10    0 |       Mean          Recency              Last(n=1)
    ann             1    1,2     |       2 z1 + z2     (1/2 + 1) z1 + z2    z1
    bea             2            |       z2            z2                   z2

The sums are taken by torch's embedding_bag over the purchases' own arrays, so that no vector is copied. Each bag is
summed by one thread in the order of its rows: a profile's bits depend neither on threads nor on who else is asked for.
"""

import warnings
from dataclasses import dataclass
from typing import ClassVar, Literal, get_args

import numpy as np
import numpy.typing as npt
import torch

from fashrec.errors import require
from fashrec.history import newest_of
from fashrec.past import Past
from fashrec.types import Floats, Ints, ItemVectors, Longs, Profiles

By = Literal["units", "price"]

FAINTEST = 2.0**-100  # less than this share of the newest purchase's weight is lost in float32, and slow as a subnormal


@dataclass(frozen=True)
class Mean:
    """Every purchase row weighs the same.

    Raises:
        ConfigError: where a setting is out of its range.
    """

    version: ClassVar[int] = 1

    by: By = "units"
    """`units`: a row weighs 1. `price`: it weighs its price, or the median of all known prices before T where its own
    is missing; what cost nothing then counts for nothing."""

    def __post_init__(self) -> None:
        _require_by(self.by)

    def pool(self, past: Past, vectors: ItemVectors, customers: Ints) -> Profiles:
        """As stages.Profiler says; `has` is false where the sum is zero."""
        rows, offsets = _rows(past, customers)
        weights = _prices(past, rows) if self.by == "price" else None
        return _pool(vectors, customers, past.purchases.item[rows], offsets, weights)


@dataclass(frozen=True)
class Recency:
    """A purchase row weighs 0.5 ** ((T - day) / half_life_days).

    Ages are counted from each customer's newest purchase with a vector instead of from T. That scales a customer's
    weights by one factor, which the unit length takes out again, and keeps old histories from fading to zero.

    Raises:
        ConfigError: where a setting is out of its range.
    """

    version: ClassVar[int] = 1

    half_life_days: float
    """Days after which a purchase weighs half; above 0."""
    by: By = "units"
    """As in Mean; the price is multiplied by the fading."""

    def __post_init__(self) -> None:
        holds = isinstance(self.half_life_days, int | float) and self.half_life_days > 0
        require(holds, "half_life_days", self.half_life_days, "a number of days above 0")
        _require_by(self.by)

    def pool(self, past: Past, vectors: ItemVectors, customers: Ints) -> Profiles:
        """As stages.Profiler says; `has` is false where the sum is zero."""
        rows, offsets = _rows(past, customers)
        items = past.purchases.item[rows]
        ages = _ages(past.purchases.day[rows], vectors.has[items], offsets)
        fading = np.exp2(-np.arange(ages.max(initial=0) + 1) / self.half_life_days)
        weights = np.where(fading < FAINTEST, 0, fading).astype(np.float32)[ages]
        if self.by == "price":
            weights *= _prices(past, rows)
        return _pool(vectors, customers, items, offsets, weights)


@dataclass(frozen=True)
class Last:
    """The last n distinct items that have a vector weigh the same: newest first, within a day by item row.

    Raises:
        ConfigError: where a setting is out of its range.
    """

    version: ClassVar[int] = 1

    n: int
    """How many distinct items; at least 1."""
    by: By = "units"
    """As in Mean; `price` is that of the item's last purchase row."""

    def __post_init__(self) -> None:
        require(isinstance(self.n, int) and self.n >= 1, "n", self.n, "a whole number of items, at least 1")
        _require_by(self.by)

    def pool(self, past: Past, vectors: ItemVectors, customers: Ints) -> Profiles:
        """As stages.Profiler says; `has` is false where the sum is zero."""
        offsets, rows = newest_of(past, customers, vectors.has, self.n)
        weights = _prices(past, rows) if self.by == "price" else None
        return _pool(vectors, customers, past.purchases.item[rows], offsets, weights)


def _require_by(by: str) -> None:
    require(by in get_args(By), "by", by, "one of " + ", ".join(get_args(By)))


def _rows(past: Past, customers: Ints) -> tuple[slice | Longs, Longs]:
    """The customers' purchase rows and int64 [n + 1] offsets into them.

    A slice, hence views of the purchases' own arrays, where the customers are neighbours.
    """
    if len(customers) and int(customers[-1]) - int(customers[0]) + 1 == len(customers):
        offsets = past.purchases.offsets[customers[0] : int(customers[-1]) + 2]
        return slice(int(offsets[0]), int(offsets[-1])), offsets - offsets[0]
    rows, bought = past.rows_of(customers)
    return rows, bought.offsets


def _prices(past: Past, rows: slice | Longs) -> Floats:
    """float32 [m]: the rows' prices, the median of all known ones where missing (1 where none is known)."""
    prices = past.purchases.price[rows]
    unknown = np.isnan(prices)
    if not unknown.any():
        return prices
    known = past.purchases.price[~np.isnan(past.purchases.price)]
    return np.where(unknown, np.median(known) if len(known) else 1, prices).astype(np.float32)


def _ages(days: Ints, has: npt.NDArray[np.bool_], offsets: Longs) -> Ints:
    """int32 [m]: days from each row to its customer's newest row that has a vector; 0 for rows after that."""
    known = np.concatenate([np.zeros(1, np.int64), np.flatnonzero(has) + 1])
    newest = known[np.searchsorted(known, offsets[1:], side="right") - 1] - 1
    reference = days[newest] if len(days) else np.zeros(len(newest), np.int32)
    return np.maximum(np.repeat(reference, np.diff(offsets)) - days, 0)


def _pool(vectors: ItemVectors, customers: Ints, items: Ints, offsets: Longs, weights: Floats | None) -> Profiles:
    """The weighted sums at unit length. Items without a vector have a zero row, so they add nothing."""
    sums = torch.nn.functional.embedding_bag(
        _tensor(items),
        _tensor(vectors.values),
        _tensor(offsets.astype(np.int32)),  # as the items are: torch would copy both to int64 otherwise
        mode="sum",
        per_sample_weights=None if weights is None else _tensor(weights),
        include_last_offset=True,
    )
    values = sums.numpy()
    # numpy's row-wise dot gives a row the same bits whatever the number of rows, torch's norm does not
    lengths = np.sqrt(np.linalg.vecdot(values, values))
    has = lengths > 0
    sums.div_(torch.from_numpy(np.where(has, lengths, 1).astype(np.float32)).unsqueeze(1))
    return Profiles(customers, values, has, vectors.space)


def _tensor(values: npt.NDArray[np.generic]) -> torch.Tensor:
    """A tensor over the same memory. It is only read, so that a read-only array is no reason to warn."""
    with warnings.catch_warnings():
        warnings.filterwarnings("ignore", message="The given NumPy array is not writable", category=UserWarning)
        return torch.from_numpy(values)
