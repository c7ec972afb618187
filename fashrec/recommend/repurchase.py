"""What the customer bought before."""

from dataclasses import dataclass, field
from typing import ClassVar

import numpy as np

from fashrec.history import newest_first
from fashrec.past import Past
from fashrec.recommend import ties
from fashrec.recommend.left import nothing
from fashrec.recommend.order import OrderLeft
from fashrec.recommend.popular import Popular, PopularRanker
from fashrec.stages import Need, Tools
from fashrec.types import Bools, Floats, Ints, ItemLists, Shown, Ties


@dataclass(frozen=True)
class Repurchase:
    """The customer's own distinct items, newest day first, within a day by item row; then popular ones.

    With `seen=remove` no own item may be shown, and popular ones are all there is (docs/evaluation.md 4).
    """

    version: ClassVar[int] = 1
    needs: ClassVar[frozenset[Need]] = frozenset()

    fill: Popular = field(default_factory=Popular)
    """What lists are filled up with; items that the customer owns are left out of it."""

    def fit(self, past: Past, tools: Tools) -> "RepurchaseRanker":
        """Fit what fills up; a customer's own items are looked up when they are asked for."""
        return RepurchaseRanker(past, self.fill.fit(past, tools))


@dataclass(frozen=True)
class RepurchaseRanker:
    """The past, and popular items fitted on it."""

    past: Past
    fill: PopularRanker

    def rank(self, customers: Ints, k: int, among: Bools, tie_ks: tuple[int, ...] = ()) -> Shown:
        """As stages.Ranker says.

        An own item scores the number of its day above all popular ones; so the items of one day tie.
        """
        own, days = self._own(customers, among)
        order = self.fill.order(among)
        left = order.without(self.past.owned(customers))
        first_day = int(self.past.purchases.day.min(initial=self.past.cut.day))
        above = int(np.ceil(order.scores.max(initial=0))) + 1 - first_day
        own_items, own_scores = _padded(own, days + above, k)
        items, scores = left.top(k)
        place = np.arange(k) - own.counts()[:, None]
        fill = place.clip(0)
        return Shown(
            customers,
            items=np.where(place < 0, own_items, np.take_along_axis(items, fill, 1)),
            scores=np.where(place < 0, own_scores, np.take_along_axis(scores, fill, 1)),
            ties={length: _ties(length, own, days, left) for length in tie_ks},
            own=own.counts().clip(max=k).astype(np.int32),
        )

    def _own(self, customers: Ints, among: Bools) -> tuple[ItemLists, Ints]:
        """The customers' own items that may be shown, in their order, and int32 [m] the days they were last bought."""
        if self.past.seen == "remove":
            return nothing(len(customers)), np.zeros(0, np.int32)
        offsets, rows = newest_first(self.past, customers)
        items = self.past.purchases.item[rows]
        kept = np.concatenate([np.zeros(1, np.int64), np.cumsum(among[items])])
        return ItemLists(kept[offsets], items[among[items]]), self.past.purchases.day[rows[among[items]]]


def _padded(own: ItemLists, scores: Ints, k: int) -> tuple[Ints, Floats]:
    """The first k of each list and their scores: int32 and float32 [n, k], padded with -1 and -inf."""
    column = np.arange(k)
    there = column < own.counts()[:, None]
    source = (own.offsets[:-1, None] + column)[there]
    items, padded = np.full(there.shape, -1, np.int32), np.full(there.shape, -np.inf, np.float32)
    items[there], padded[there] = own.items[source], scores[source]
    return items, padded


def _ties(k: int, own: ItemLists, days: Ints, left: OrderLeft) -> Ties:
    """The blocks that lists of length k cut: own items of one day, or popular items of one score."""
    last = own.offsets[:-1] + k - 1
    longer = np.flatnonzero(own.counts() > k)
    rows = longer[days[last[longer]] == days[last[longer] + 1]]
    day = np.full(len(own), -1)
    day[rows] = days[last[rows]]
    block = days == day[own.owners()]
    counts = np.bincount(own.owners()[block], minlength=len(own))[rows]
    return ties.overlay(ties.of_rows(len(own), rows, counts, own.items[block]), left.ties(k - own.counts()))
