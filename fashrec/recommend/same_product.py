"""Other colours of what the customer bought."""

from dataclasses import dataclass, field, replace
from typing import ClassVar

import numpy as np

from fashrec.past import Past
from fashrec.recommend import ties
from fashrec.recommend.colours import Families
from fashrec.recommend.filled import best_first, filled
from fashrec.recommend.left import both
from fashrec.recommend.order import Order
from fashrec.recommend.popular import Popular, PopularRanker
from fashrec.recommend.repurchase import day_scores
from fashrec.stages import Need, Tools
from fashrec.types import Bools, Ints, Shown


@dataclass(frozen=True)
class SameProduct:
    """Items of products that the customer bought (product_code) in colours that she does not own; then popular ones.

    Colours of the product bought last come first, within a day by item row.
    """

    version: ClassVar[int] = 1
    needs: ClassVar[frozenset[Need]] = frozenset()

    fill: Popular = field(default_factory=Popular)
    """What lists are filled up with."""

    def fit(self, past: Past, tools: Tools) -> "SameProductRanker":
        """Fit what fills up; find out which items are of one product."""
        return SameProductRanker(past, self.fill.fit(past, tools), Families.of(past))


@dataclass(frozen=True)
class SameProductRanker:
    """The past, popular items fitted on it, and items by product."""

    past: Past
    fill: PopularRanker
    families: Families

    def rank(self, customers: Ints, k: int, among: Bools, tie_ks: tuple[int, ...] = ()) -> Shown:
        """As stages.Ranker says; an item scores the number of a day above all popular ones.

        `fallback` marks the lists that are popular items alone.
        """
        orders = self.fill.orders(customers, among)
        return ties.join([self._rank(customers[rows], order, k, among, tie_ks) for rows, order in orders])

    def _rank(self, customers: Ints, order: Order, k: int, among: Bools, tie_ks: tuple[int, ...]) -> Shown:
        others, days = self.families.other_colours(self.past, customers, among)
        above, _ = day_scores(self.past, order)
        scores = (days + above).astype(np.float32)
        crossed = both(others, self.past.owned(customers)) if self.past.seen == "remove" else others
        own, scores = best_first(others.owners(), others.items, scores, len(customers))
        shown = filled(customers, own, scores, order.without(crossed), k, tie_ks)
        return replace(shown, fallback=own.counts() == 0)
