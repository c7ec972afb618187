"""Several bought items a customer, each with its own neighbours, merged into one list.

    near the first    a 0.9  b 0.8  c 0.1        merged by the greatest value
    near the second   c 0.7  a 0.6  d 0.2        a 0.9  b 0.8  c 0.7  d 0.2

Along an item's neighbours values never rise, so the first k of each hold the first k of the merged list.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace

import numpy as np

from fashrec.past import Past
from fashrec.recommend import ties
from fashrec.recommend.content import AHEAD
from fashrec.stages import Ranker, Searcher, Tools
from fashrec.types import Bools, Floats, Ints, ItemLists, Longs, Profiles, Shown

BLOCK = 1 << 22
"""Neighbours held at a time, about."""


@dataclass(frozen=True, slots=True)
class Queries:
    """The items whose neighbours n customers are shown.

    Attributes:
        customers: int32 [n], ascending.
        lists: each customer's items, in any order; all have a vector.
        weights: float32 [q] over `lists.items`, above 0: how much an item speaks for its customer.
    """

    customers: Ints
    lists: ItemLists
    weights: Floats

    def of(self, rows: Bools) -> "Queries":
        """Those of some customers, bool [n]."""
        asked = rows[self.lists.owners()]
        return Queries(self.customers[rows], self.lists.take(np.flatnonzero(rows)), self.weights[asked])


Asking = Callable[[Ints], Queries]
"""Customers (int32 [n], ascending) to their queries."""
Worth = Callable[[Floats, Floats], Floats]
"""Neighbours' cosines (float32 [q, depth], falling, -inf where padded) and the weights of what they are near to
(float32 [q]) to what the neighbours are worth: never rising along a row, equal for equal cosines, -inf where padded."""


@dataclass(frozen=True)
class SeveralRanker:
    """Neighbours of several items a customer.

    Attributes:
        past: for what customers own.
        tools: vectors and searchers.
        fallback: whose list a customer gets who has no query.
        asking: which items' neighbours are looked for.
        worth: what a neighbour is worth.
        itself: whether an item is a neighbour of itself.
    """

    past: Past
    tools: Tools
    fallback: Ranker
    asking: Asking
    worth: Worth
    itself: bool

    def rank(self, customers: Ints, k: int, among: Bools, tie_ks: tuple[int, ...] = ()) -> Shown:
        """As stages.Ranker says; `fallback` marks the lists that are the fallback's."""
        queries = self.asking(customers)
        asking = queries.lists.counts() > 0
        strangers = self.fallback.rank(customers[~asking], k, among, tie_ks)
        return ties.join(
            [
                *self._blocks(queries.of(asking), k, among, tie_ks),
                replace(strangers, fallback=np.ones(len(strangers.customers), bool)),
            ]
        )

    def _blocks(self, queries: Queries, k: int, among: Bools, tie_ks: tuple[int, ...]) -> list[Shown]:
        """The lists of customers who ask, some at a time."""
        if not len(queries.customers) or not (among & self.tools.vectors.has).any():
            return [_nobody(queries.customers, k, tie_ks)]
        searcher = self.tools.searcher(among)
        block = queries.lists.offsets[:-1] * (k + AHEAD) // BLOCK
        return [self._search(searcher, queries.of(block == at), k, tie_ks, k + AHEAD) for at in np.unique(block)]

    def _search(self, searcher: Searcher, queries: Queries, k: int, tie_ks: tuple[int, ...], depth: int) -> Shown:
        """Lists of length k, deeper among the neighbours of those whose list ends inside a tied block."""
        items, values, last = self._merged(searcher, queries, depth)
        order = np.argsort(-values, axis=1, kind="stable")
        ranked = np.take_along_axis(values, order, 1)
        unended = _unended(ranked, last, tie_ks)
        done = ~unended
        shown = Shown(
            customers=queries.customers[done],
            items=np.take_along_axis(items, order, 1)[done, :k],
            scores=ranked[done, :k],
            ties={length: ties.cut_by(length, ranked[done], items[done], values[done]) for length in tie_ks},
            fallback=np.zeros(int(done.sum()), bool),
        )
        if not unended.any():
            return shown
        return ties.join([shown, self._search(searcher, queries.of(unended), k, tie_ks, 2 * depth)])

    def _merged(self, searcher: Searcher, queries: Queries, depth: int) -> tuple[Ints, Floats, Floats]:
        """Each customer's candidates, and what may follow them.

        Returns:
            int32 [n, c] items, ascending, then -1; float32 [n, c] the greatest value of each, -inf where padded;
            float32 [n] the greatest value that an item not found can have.
        """
        found, cosines = self._neighbours(searcher, queries, depth)
        values = self.worth(cosines, queries.weights)
        owner, n = queries.lists.owners(), len(queries.customers)
        there = found >= 0
        keys = (owner[:, None] * self.past.n_items + found)[there]
        order = np.argsort(keys)
        keys, worth = keys[order], values[there][order]
        first = np.flatnonzero(np.append(np.ones(min(1, len(keys)), bool), keys[1:] != keys[:-1]))
        best = np.maximum.reduceat(worth, first) if len(first) else worth
        last = np.full(n, -np.inf, np.float32)
        np.maximum.at(last, owner, values[:, -1])
        return *_laid(n, depth, keys[first], best, self.past.n_items), last

    def _neighbours(self, searcher: Searcher, queries: Queries, depth: int) -> tuple[Ints, Floats]:
        """int32 and float32 [q, depth]: the items nearest to each query, less what its customer may not be shown."""
        items = queries.lists.items
        if self.past.seen == "remove":
            owned = self.past.owned(queries.customers).take(queries.lists.owners())
            return searcher.search(self._profiles(items), depth, owned)
        # who asks changes nothing here, so that each item is looked up once
        distinct, query = np.unique(items, return_inverse=True)
        itself = ItemLists(np.arange(len(distinct) + 1), distinct)
        found, cosines = searcher.search(self._profiles(distinct), depth, None if self.itself else itself)
        return found[query], cosines[query]

    def _profiles(self, items: Ints) -> Profiles:
        """Items as if they were customers."""
        vectors = self.tools.vectors
        return Profiles(items, vectors.values[items], np.ones(len(items), bool), vectors.space)


def _unended(ranked: Floats, last: Floats, tie_ks: tuple[int, ...]) -> Bools:
    """bool [n]: whether a block that begins within one of the list lengths may go on beyond what was found."""
    ends = [length - 1 for length in tie_ks]
    tied: Bools = (ranked[:, ends] == last[:, None]).any(axis=1)
    return tied & (last > -np.inf)


def _laid(n: int, least: int, keys: Longs, values: Floats, n_items: int) -> tuple[Ints, Floats]:
    """int32 and float32 [n, c], c above `least`: items and values of ascending keys owner * n_items + item."""
    owners, items = np.divmod(keys, n_items)
    column = np.arange(len(keys)) - np.searchsorted(owners, owners)
    shape = (n, max(least, int(column.max(initial=-1)) + 1))
    wide_items, wide_values = np.full(shape, -1, np.int32), np.full(shape, -np.inf, np.float32)
    wide_items[owners, column], wide_values[owners, column] = items, values
    return wide_items, wide_values


def _nobody(customers: Ints, k: int, tie_ks: tuple[int, ...]) -> Shown:
    """Empty lists."""
    n = len(customers)
    empty = {length: ties.none(n) for length in tie_ks}
    shape = (n, k)
    return Shown(customers, np.full(shape, -1, np.int32), np.full(shape, -np.inf, np.float32), empty, np.zeros(n, bool))
