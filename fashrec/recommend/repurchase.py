"""What the customer bought before."""

from dataclasses import dataclass, field
from typing import ClassVar

import numpy as np

from fashrec.errors import require
from fashrec.history import newest_first
from fashrec.past import Past
from fashrec.recommend import ties
from fashrec.recommend.colours import Families
from fashrec.recommend.filled import best_first, filled
from fashrec.recommend.left import both, nothing
from fashrec.recommend.order import Order
from fashrec.recommend.popular import Popular, PopularRanker
from fashrec.stages import Need, Tools
from fashrec.types import Bools, Ints, ItemLists, Shown


@dataclass(frozen=True)
class Repurchase:
    """The customer's own distinct items, newest day first, within a day by item row; then popular ones.

    With `seen=remove` no own item may be shown, and popular ones are all there is (docs/evaluation.md 4), other
    colours aside.

    Raises:
        ConfigError: where a setting is out of its range.
    """

    version: ClassVar[int] = 1
    needs: ClassVar[frozenset[Need]] = frozenset()

    fill: Popular = field(default_factory=Popular)
    """What lists are filled up with; items that the customer owns are left out of it."""
    colours: bool = False
    """Whether other colours of the same products (product_code) stand between own items and popular ones, those of
    the product bought last first."""

    def __post_init__(self) -> None:
        require(isinstance(self.colours, bool), "colours", self.colours, "true or false")

    def fit(self, past: Past, tools: Tools) -> "RepurchaseRanker":
        """Fit what fills up; a customer's own items are looked up when they are asked for."""
        return RepurchaseRanker(past, self.fill.fit(past, tools), Families.of(past) if self.colours else None)


@dataclass(frozen=True)
class RepurchaseRanker:
    """The past, popular items fitted on it, and items by product where other colours are wanted."""

    past: Past
    fill: PopularRanker
    families: Families | None

    def rank(self, customers: Ints, k: int, among: Bools, tie_ks: tuple[int, ...] = ()) -> Shown:
        """As stages.Ranker says.

        An own item scores the number of its day above all popular ones; so the items of one day tie. Where other
        colours are wanted, they do so, and own items score above all of them.
        """
        orders = self.fill.orders(customers, among)
        return ties.join([self._rank(customers[rows], order, k, among, tie_ks) for rows, order in orders])

    def _rank(self, customers: Ints, order: Order, k: int, among: Bools, tie_ks: tuple[int, ...]) -> Shown:
        past, owned = self.past, self.past.owned(customers)
        own, days = self._own(customers, among)
        above, span = day_scores(past, order)
        if self.families is None:
            return filled(customers, own, (days + above).astype(np.float32), order.without(owned), k, tie_ks)
        others, their_days = self.families.other_colours(past, customers, among)
        scores = np.concatenate([days + (above + span), their_days + above]).astype(np.float32)
        owners = np.concatenate([own.owners(), others.owners()])
        ahead = best_first(owners, np.concatenate([own.items, others.items]), scores, len(customers))
        return filled(customers, *ahead, order.without(both(owned, others)), k, tie_ks)

    def _own(self, customers: Ints, among: Bools) -> tuple[ItemLists, Ints]:
        """The customers' own items that may be shown, in their order, and int32 [m] the days they were last bought."""
        if self.past.seen == "remove":
            return nothing(len(customers)), np.zeros(0, np.int32)
        offsets, rows = newest_first(self.past, customers)
        items = self.past.purchases.item[rows]
        kept = np.concatenate([np.zeros(1, np.int64), np.cumsum(among[items])])
        return ItemLists(kept[offsets], items[among[items]]), self.past.purchases.day[rows[among[items]]]


def day_scores(past: Past, order: Order) -> tuple[int, int]:
    """What makes a score of a purchase's day number that is above all of an order's, and the days of the past."""
    first_day = int(past.purchases.day.min(initial=past.cut.day))
    return int(np.ceil(order.scores.max(initial=0))) + 1 - first_day, past.cut.day - first_day
