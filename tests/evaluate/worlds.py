"""Small worlds in sets and dictionaries, and the arrays that fashrec makes of them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

import numpy as np
from hypothesis import strategies as st

from fashrec.types import Bools, Cut, Future, ItemLists, Shown, Ties

CUT = Cut(date(2020, 3, 30), 7, "validation")


@dataclass(frozen=True)
class World:
    """What happened, and what one recommender thinks of it.

    Attributes:
        n_items: items are the numbers below.
        warm: items that somebody bought before T.
        catalogue: items that may be shown.
        owned: by customer, what was bought before T.
        relevant: by scored customer, what was bought afterwards.
        scores: by customer who is shown anything, a score for every item that the recommender knows about.
        remove: whether owned items are never shown again.
    """

    n_items: int
    warm: set[int]
    catalogue: set[int]
    owned: dict[int, set[int]]
    relevant: dict[int, set[int]]
    scores: dict[int, dict[int, int]]
    remove: bool = False

    def candidates(self, customer: int, *, cold_only: bool = False) -> set[int]:
        """What a customer may be shown."""
        own = self.owned[customer] if self.remove else set()
        return self.catalogue - own - (self.warm if cold_only else set())

    def ranked(self, customer: int, *, cold_only: bool = False) -> list[tuple[int, int]]:
        """(item, score) of all candidates that have a score, best first, equal ones by item."""
        scores = self.scores.get(customer, {})
        known = self.candidates(customer, cold_only=cold_only) & set(scores)
        return sorted(((item, scores[item]) for item in known), key=lambda pair: (-pair[1], pair[0]))

    def mask(self, items: set[int]) -> Bools:
        """bool [n_items]: true at these items."""
        return np.isin(np.arange(self.n_items), sorted(items))

    def future(self, cut: Cut = CUT) -> Future:
        """The relevant pairs."""
        customers = sorted(self.relevant)
        pairs = [(customer, item) for customer in customers for item in sorted(self.relevant[customer])]
        return Future(
            cut=cut,
            customers=np.array(customers, np.int32),
            relevant=as_lists([sorted(self.relevant[customer]) for customer in customers]),
            cold=np.array([item not in self.warm for _, item in pairs], bool),
            repeat=np.array([item in self.owned[customer] for customer, item in pairs], bool),
            reachable=np.array([item in self.catalogue for _, item in pairs], bool),
            n_history=np.array([len(self.owned[customer]) for customer in customers], np.int32),
            n_candidates=np.array([len(self.candidates(customer)) for customer in customers], np.int32),
            n_candidates_cold=np.array(
                [len(self.candidates(customer, cold_only=True)) for customer in customers], np.int32
            ),
            n_dropped=0,
        )

    def shown(self, ks: Sequence[int], *, cold_only: bool = False) -> Shown:
        """The lists, as long as the last of `ks`, with their ties at each of them."""
        customers = sorted(self.scores)
        ranked = [self.ranked(customer, cold_only=cold_only) for customer in customers]
        items = np.full((len(customers), ks[-1]), -1, np.int32)
        scores = np.full(items.shape, -np.inf, np.float32)
        for row, pairs in enumerate(ranked):
            for place, (item, score) in enumerate(pairs[: ks[-1]]):
                items[row, place], scores[row, place] = item, score
        return Shown(np.array(customers, np.int32), items, scores, {k: _ties(ranked, k) for k in ks})


def as_lists(rows: Sequence[Sequence[int]]) -> ItemLists:
    """Item lists of these rows."""
    offsets = np.cumsum([0, *map(len, rows)], dtype=np.int64)
    return ItemLists(offsets, np.array([item for row in rows for item in row], np.int32))


def _ties(ranked: list[list[tuple[int, int]]], k: int) -> Ties:
    members = [
        sorted(item for item, score in pairs if len(pairs) > k and score == pairs[k - 1][1] == pairs[k][1])
        for pairs in ranked
    ]
    tied = [bool(block) for block in members]
    return Ties(
        block=np.where(tied, np.cumsum(tied) - 1, -1).astype(np.int32),
        size=np.array([len(block) for block in members], np.int32),
        members=as_lists([block for block in members if block]),
    )


@st.composite
def worlds(draw: st.DrawFn, max_items: int = 9, max_customers: int = 5) -> World:
    """Worlds with customers who are shown nothing, who are not scored, short lists, ties and empty catalogues."""
    n_items = draw(st.integers(1, max_items))
    items = st.integers(0, n_items - 1)
    some = st.sets(items)
    customers = range(draw(st.integers(0, max_customers)))
    warm, catalogue, remove = draw(some), draw(some), draw(st.booleans())
    owned = {customer: draw(some) & warm for customer in customers}
    bought = {customer: draw(some) - (owned[customer] if remove else set()) for customer in customers}
    scores = {
        customer: draw(st.dictionaries(items, st.integers(0, 3))) for customer in customers if draw(st.booleans())
    }
    relevant = {customer: items for customer, items in bought.items() if items}
    return World(n_items, warm, catalogue, owned, relevant, scores, remove)
