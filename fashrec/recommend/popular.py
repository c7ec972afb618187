"""What everybody buys just now, or everybody of the same age."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import ClassVar

import numpy as np

from fashrec.errors import require
from fashrec.past import Past
from fashrec.recommend import ties
from fashrec.recommend.bands import By, bands_of, require_bands
from fashrec.recommend.left import nothing
from fashrec.recommend.order import Order
from fashrec.stages import Need, Tools
from fashrec.types import Bools, Doubles, Ints, Longs, Shown


@dataclass(frozen=True)
class Popular:
    """The most bought items of the last days before T, then those of all the past (docs/evaluation.md 4).

    With bands, those of the customer's own band come first, and what the band did not buy of late follows in the
    order that everybody has. A customer of no known band gets everybody's list.

    Raises:
        ConfigError: where a setting is out of its range.
    """

    version: ClassVar[int] = 1
    needs: ClassVar[frozenset[Need]] = frozenset()

    days: int = 7
    """Purchases of the days in `[T - days, T)` count; at least 1."""
    by: By | None = None
    """The customers' column that makes bands; None: there are none."""
    edges: tuple[float, ...] = ()
    """With by=age, the years at which a band ends and the next begins, rising."""

    def __post_init__(self) -> None:
        object.__setattr__(self, "edges", tuple(self.edges))  # a list where it comes from a YAML
        holds = isinstance(self.days, int) and self.days >= 1
        require(holds, "days", self.days, "a whole number of days, at least 1")
        require_bands(self.by, self.edges)

    def fit(self, past: Past, tools: Tools) -> "PopularRanker":
        """Count purchase rows by item."""
        del tools
        band = bands_of(past.customers, self.by, self.edges)
        late = past.purchases.day >= past.cut.day - self.days
        recent, buyers = past.purchases.item[late], band[past.purchases.customer[late]]
        n_bands = int(band.max(initial=-1)) + 1
        keys = (buyers.astype(np.int64) * past.n_items + recent)[buyers >= 0]
        return PopularRanker(
            past,
            recent=np.bincount(recent, minlength=past.n_items),
            ever=np.bincount(past.purchases.item, minlength=past.n_items),
            band=band,
            recent_in=np.bincount(keys, minlength=n_bands * past.n_items).reshape(n_bands, past.n_items),
        )


@dataclass(frozen=True)
class PopularRanker:
    """Purchase rows by item.

    Attributes:
        past: for what customers own.
        recent: int64 [n_items]; rows of the last days.
        ever: int64 [n_items]; rows of all the past.
        band: int32 [n_customers]; -1 where there is none.
        recent_in: int64 [n_bands, n_items]; rows of the last days by customers of each band.
    """

    past: Past
    recent: Longs
    ever: Longs
    band: Ints
    recent_in: Longs

    def orders(self, customers: Ints, among: Bools) -> Iterator[tuple[Longs, Order]]:
        """For each band, where its members stand in `customers` (int32 [n]), int64 [b], and their order.

        Everybody stands in one; there is one at least.
        """
        bands = self.band[customers]
        for number in np.unique(bands) if len(bands) else (-1,):
            yield np.flatnonzero(bands == number), self._order(int(number), among)

    def rank(self, customers: Ints, k: int, among: Bools, tie_ks: tuple[int, ...] = ()) -> Shown:
        """As stages.Ranker says; items that nobody ever bought are never shown."""
        orders = self.orders(customers, among)
        return ties.join([self._top(customers[rows], order, k, tie_ks) for rows, order in orders])

    def _top(self, customers: Ints, order: Order, k: int, tie_ks: tuple[int, ...]) -> Shown:
        removed = self.past.owned(customers) if self.past.seen == "remove" else nothing(len(customers))
        left = order.without(removed)
        items, scores = left.top(k)
        cut = {length: left.ties(np.full(len(customers), length)) for length in tie_ks}
        return Shown(customers, items, scores, cut)

    def _order(self, band: int, among: Bools) -> Order:
        """Items among those in `among` (bool [n_items]) that were ever bought, equal scores by item row.

        A score is the number of recent rows; an item without any has its share of the most bought item's rows in
        all of the past, scaled into (0, 1), so that it follows all recent ones. In a band (from 0; -1 none) likewise:
        what follows is everybody's score, scaled into (0, 1).
        """
        items = np.flatnonzero(among & (self.ever > 0))
        scores = _above(self.recent, self.ever)
        if band >= 0:
            scores = _above(self.recent_in[band], scores)
        scores = scores[items]
        best = np.lexsort((items, -scores))
        return Order(items[best].astype(np.int32), scores[best].astype(np.float32))


def _above(first: Longs, second: Longs | Doubles) -> Doubles:
    """float64 [n]: `first` where it is above 0, elsewhere `second` scaled into [0, 1)."""
    return np.where(first > 0, first, second / (second.max(initial=0) + 1))
