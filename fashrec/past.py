"""The wall. A Past holds all that is known before a cut, and no later row: not masked, absent.

day     ...  T-2  T-1 | T  T+1 ... T+H-1 | T+H ...
        ---- Past ----  ----- Future ----  nobody
"""

from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Literal

import numpy as np
import polars as pl

from fashrec.types import EPOCH, Bools, Cut, Ints, ItemLists, Purchases, Seen

Catalogue = Literal["all", "alive", "alive_and_new"]


@dataclass(frozen=True, slots=True)
class Pictures:
    """Where items' pictures lie.

    Attributes:
        folder: the folder that names are relative to.
        names: for each item row, its file's name below `folder`, or None.
        fingerprint: hash of the content of all of them; empty where nobody asked for it.
        item_ids: for each item row, its id as a string (ten digits for H&M).
    """

    folder: Path
    names: tuple[str | None, ...]
    item_ids: tuple[str, ...]
    fingerprint: str = ""

    def has(self) -> Bools:
        """bool [n_items]: whether the item has a picture."""
        return np.fromiter((name is not None for name in self.names), bool, len(self.names))


@dataclass(frozen=True, slots=True)
class Assortment:
    """The rule by which a catalogue is made at any cut (docs/evaluation.md 1).

    Attributes:
        catalogue: `all` items on sale, `alive` ones, or `alive_and_new`: these and what nobody bought yet.
        alive_days: an item is alive if anybody bought it in the last so many days before T.
    """

    catalogue: Catalogue = "alive_and_new"
    alive_days: int = 28

    def at(self, day: int, before: Purchases, *, launched: Bools, warm: Bools) -> Bools:
        """bool [n_items]: what may be shown at T = `day`, from the purchases before it."""
        if self.catalogue == "all":
            return launched
        alive = np.zeros(len(warm), bool)
        alive[before.item[before.day >= day - self.alive_days]] = True
        return alive if self.catalogue == "alive" else alive | (launched & ~warm)


@dataclass(frozen=True, slots=True)
class Past:
    """All that is known before a cut.

    Attributes:
        cut: the moment; every day here is before `cut.day`.
        purchases: what was bought before T.
        items: one row an item (frames.ITEMS); rows of items launched at T or later hold the id and nothing else.
        customers: one row a customer (frames.CUSTOMERS).
        launched: bool [n_items]; on sale before T. All true where the source has no launch dates.
        warm: bool [n_items]; bought by anybody before T. Its complement is `cold`.
        catalogue: bool [n_items]; what may be shown.
        seen: whether items that a customer owns may be shown to that customer again.
        assortment: the rule that made the catalogue.
    """

    cut: Cut
    purchases: Purchases
    items: pl.DataFrame
    customers: pl.DataFrame
    launched: Bools
    warm: Bools
    catalogue: Bools
    seen: Seen
    assortment: Assortment = Assortment()

    def before(self, day: int) -> "Past":
        """The past of an earlier cut, by the same rules: what was known before `day`, a day number up to T.

        Whoever learns from what followed an earlier moment asks for it here, and stays on this side of the wall.
        """
        assert day <= self.cut.day, "a past knows nothing later than itself"
        cut = Cut(EPOCH + timedelta(days=day), self.cut.horizon_days, self.cut.window)
        tables = self.items, self.customers
        return past_at(cut, self.purchases, *tables, self.launched, self.assortment, self.seen)

    @property
    def n_items(self) -> int:
        """Number of item rows, those out of the catalogue included."""
        return len(self.warm)

    @property
    def n_customers(self) -> int:
        """Number of customer rows, those without a purchase included."""
        return self.purchases.n_customers

    def rows_of(self, customers: Ints) -> tuple[np.ndarray[tuple[int], np.dtype[np.int64]], ItemLists]:
        """The purchase rows of some customers.

        Args:
            customers: int32 [n], customer rows in any order.

        Returns:
            int64 [m] row numbers into `purchases`, and the items of those rows as lists with repeats, in the
            order of `purchases` (oldest first).
        """
        starts = self.purchases.offsets[customers]
        counts = self.purchases.offsets[customers.astype(np.int64) + 1] - starts
        offsets = np.concatenate([np.zeros(1, np.int64), np.cumsum(counts)])
        rows = np.arange(offsets[-1]) + np.repeat(starts - offsets[:-1], counts)
        return rows, ItemLists(offsets, self.purchases.item[rows])

    def owned(self, customers: Ints) -> ItemLists:
        """The distinct items that each of `customers` (int32 [n]) bought before T, ascending."""
        _, bought = self.rows_of(customers)
        keys = np.unique(bought.owners() * self.n_items + bought.items)
        counts = np.bincount(keys // self.n_items, minlength=len(customers))
        offsets = np.concatenate([np.zeros(1, np.int64), np.cumsum(counts)])
        return ItemLists(offsets, (keys % self.n_items).astype(np.int32))


def past_at(
    cut: Cut,
    purchases: Purchases,
    items: pl.DataFrame,
    customers: pl.DataFrame,
    known: Bools,
    assortment: Assortment,
    seen: Seen,
) -> Past:
    """All that is known before a cut, and nothing that is not.

    Args:
        cut: the moment.
        purchases: rows from T on are left out.
        items: frames.ITEMS; the rows of items not launched before T are emptied.
        customers: frames.CUSTOMERS.
        known: bool [n_items]; items of which the table tells anything. Of the others it would not tell the launch.
        assortment: makes the catalogue.
        seen: whether items that a customer owns may be shown again.
    """
    before = purchases.where(purchases.day < cut.day)
    launched = known & (items["launch_day"].is_null() | (items["launch_day"] < cut.start)).to_numpy()
    warm = np.zeros(len(items), bool)
    warm[before.item] = True
    catalogue = assortment.at(cut.day, before, launched=launched, warm=warm)
    return Past(cut, before, _told(items, launched), customers, launched, warm, catalogue, seen, assortment)


def _told(items: pl.DataFrame, launched: Bools) -> pl.DataFrame:
    """The item table with nothing but the id for items that nobody knows yet."""
    if launched.all():
        return items
    known = pl.lit(pl.Series(launched))
    return items.select(
        pl.col(name) if name == "item_id" else pl.when(known).then(pl.col(name)).alias(name) for name in items.columns
    )
