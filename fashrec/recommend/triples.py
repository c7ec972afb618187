"""Triples for pairwise learning: a customer, what she bought, and what she could have bought but did not."""

from dataclasses import dataclass
from typing import Literal

import numpy as np

from fashrec.past import Past
from fashrec.types import Bools, Doubles, ItemLists, Longs

Negatives = Literal["sold", "catalogue"]

TRIES = 4
"""Draws of the other item before a triple is given up, whose customer owns nearly everything."""
WEEK = 7


@dataclass(frozen=True, eq=False)
class Triples:
    """What triples are drawn from.

    Attributes:
        customer: int64 [p], of each purchase row.
        item: int64 [p].
        until: float64 [p]; the rows' weights, summed up to and with each.
        pool: int64 [p]; which of `pools` a row's other item is drawn from.
        pools: lists of items.
        owned: int64, ascending; customer * n_items + item of every pair.
        n_items: number of item rows.
    """

    customer: Longs
    item: Longs
    until: Doubles
    pool: Longs
    pools: ItemLists
    owned: Longs
    n_items: int

    def __len__(self) -> int:
        return len(self.item)

    def draw(self, n: int, random: np.random.Generator) -> tuple[Longs, Longs, Longs]:
        """At most n triples, by customer: int64 [m] customers, what they bought, and others that they do not own."""
        # in rising order, which a batch does not mind, all that is looked up lies near what was looked up before it
        drawn = np.sort(random.random(n)) * self.until[-1]
        rows = np.searchsorted(self.until, drawn, side="right").clip(max=len(self) - 1)
        other, fine = self._others(rows, random)
        return self.customer[rows][fine], self.item[rows][fine], other[fine]

    def _others(self, rows: Longs, random: np.random.Generator) -> tuple[Longs, Bools]:
        """int64 [n], and bool [n]: whether it is not owned."""
        other, again = np.zeros(len(rows), np.int64), np.arange(len(rows))
        for _ in range(TRIES):
            other[again] = self._any_of(self.pool[rows[again]], random)
            again = again[self.owns(self.customer[rows[again]], other[again])]
        fine = np.ones(len(rows), bool)
        fine[again] = False
        return other, fine

    def _any_of(self, pools: Longs, random: np.random.Generator) -> Longs:
        sizes = self.pools.counts()[pools]
        place = (random.random(len(pools)) * sizes).astype(np.int64)
        items: Longs = self.pools.items[self.pools.offsets[pools] + place].astype(np.int64)
        return items

    def owns(self, customer: Longs, item: Longs) -> Bools:
        """bool [n]: whether the customer bought the item."""
        keys = customer * self.n_items + item
        at = np.searchsorted(self.owned, keys).clip(max=len(self.owned) - 1)
        owned: Bools = self.owned[at] == keys
        return owned


def triples_of(past: Past, negatives: Negatives, half_life_days: float | None) -> Triples | None:
    """What can be drawn from a past; None where it has no purchases, or nothing beside them.

    Args:
        past: the purchases.
        negatives: the other item is drawn evenly from those `sold` to anybody in the same week (counted back from T),
            or from those of the `catalogue` at T that anybody ever bought.
        half_life_days: a row is drawn in proportion to 0.5 ** ((T - day) / half_life_days); None: all alike.
    """
    bought = past.purchases
    ages = (past.cut.day - 1 - bought.day).astype(np.int64)
    pool, pools = _weeks(ages // WEEK, past) if negatives == "sold" else _catalogue(past)
    if not len(bought) or not len(pools.items):
        return None
    weights = np.ones(len(bought)) if half_life_days is None else np.exp2(-ages / half_life_days)
    customer, item = bought.customer.astype(np.int64), bought.item.astype(np.int64)
    owned = np.unique(customer * past.n_items + item)
    return Triples(customer, item, np.cumsum(weights), pool, pools, owned, past.n_items)


def _weeks(week: Longs, past: Past) -> tuple[Longs, ItemLists]:
    """The distinct items of each week, 0 the last before T."""
    keys = np.unique(week * past.n_items + past.purchases.item)
    counts = np.bincount(keys // past.n_items)
    offsets = np.concatenate([np.zeros(1, np.int64), np.cumsum(counts)])
    return week, ItemLists(offsets, (keys % past.n_items).astype(np.int32))


def _catalogue(past: Past) -> tuple[Longs, ItemLists]:
    items = np.flatnonzero(past.catalogue & past.warm).astype(np.int32)
    return np.zeros(len(past.purchases), np.int64), ItemLists(np.array([0, len(items)]), items)
