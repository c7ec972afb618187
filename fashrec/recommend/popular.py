"""What everybody buys just now."""

from dataclasses import dataclass
from typing import ClassVar

import numpy as np

from fashrec.errors import require
from fashrec.past import Past
from fashrec.recommend.left import nothing
from fashrec.recommend.order import Order
from fashrec.stages import Need, Tools
from fashrec.types import Bools, Ints, Longs, Shown


@dataclass(frozen=True)
class Popular:
    """The most bought items of the last days before T, then those of all the past (docs/evaluation.md 4).

    Raises:
        ConfigError: where a setting is out of its range.
    """

    version: ClassVar[int] = 1
    needs: ClassVar[frozenset[Need]] = frozenset()

    days: int = 7
    """Purchases of the days in `[T - days, T)` count; at least 1."""

    def __post_init__(self) -> None:
        holds = isinstance(self.days, int) and self.days >= 1
        require(holds, "days", self.days, "a whole number of days, at least 1")

    def fit(self, past: Past, tools: Tools) -> "PopularRanker":
        """Count purchase rows by item."""
        del tools
        recent = past.purchases.item[past.purchases.day >= past.cut.day - self.days]
        return PopularRanker(
            past,
            recent=np.bincount(recent, minlength=past.n_items),
            ever=np.bincount(past.purchases.item, minlength=past.n_items),
        )


@dataclass(frozen=True)
class PopularRanker:
    """Purchase rows by item.

    Attributes:
        past: for what customers own.
        recent: int64 [n_items]; rows of the last days.
        ever: int64 [n_items]; rows of all the past.
    """

    past: Past
    recent: Longs
    ever: Longs

    def order(self, among: Bools) -> Order:
        """Items among those in `among` (bool [n_items]) that were ever bought, equal scores by item row.

        A score is the number of recent rows; an item without any has its share of the most bought item's rows in
        all of the past, scaled into (0, 1), so that it follows all recent ones.
        """
        items = np.flatnonzero(among & (self.ever > 0))
        fillers = self.ever / (self.ever.max(initial=0) + 1)
        scores = np.where(self.recent > 0, self.recent, fillers)[items]
        best = np.lexsort((items, -scores))
        return Order(items[best].astype(np.int32), scores[best].astype(np.float32))

    def rank(self, customers: Ints, k: int, among: Bools, tie_ks: tuple[int, ...] = ()) -> Shown:
        """As stages.Ranker says; items that nobody ever bought are never shown."""
        removed = self.past.owned(customers) if self.past.seen == "remove" else nothing(len(customers))
        left = self.order(among).without(removed)
        items, scores = left.top(k)
        ties = {length: left.ties(np.full(len(customers), length)) for length in tie_ks}
        return Shown(customers, items, scores, ties)
