"""Items that were bought by the customers who bought the customer's items."""

from dataclasses import dataclass, field, replace
from typing import ClassVar, Literal, get_args

import numpy as np
import scipy.sparse

from fashrec.errors import require
from fashrec.interactions import Matrix
from fashrec.past import Past
from fashrec.recommend import ties
from fashrec.recommend.blocks import by_cost
from fashrec.recommend.filled import best_first, filled
from fashrec.recommend.left import both
from fashrec.recommend.order import Order
from fashrec.recommend.popular import Popular, PopularRanker
from fashrec.stages import Need, Tools
from fashrec.types import Bools, Floats, Ints, Longs, Shown

Weighting = Literal["cosine", "bm25"]

BLOCK = 1 << 23
"""Products held at a time, each of 12 bytes, and their sorting."""
FAINTEST = 2.0**-80
"""A score below this is none: float32 ends at 2 ** -126, and what fills up has to fit below."""


@dataclass(frozen=True)
class ItemKNN:
    """Scores an item by its likeness to the customer's items, weighted as she bought them; then popular ones.

    Two items are alike by the cosine of their columns of customers x items, or by the inner product of columns in
    BM25 weights (both weights are the `implicit` library's). Of each item the nearest neighbours among those that
    may be shown count: K are kept after, and not before, dead items are left out.

    Raises:
        ConfigError: where a setting is out of its range.
    """

    version: ClassVar[int] = 1
    needs: ClassVar[frozenset[Need]] = frozenset()

    weighting: Weighting = "cosine"
    """cosine, or bm25."""
    neighbours: int = 20
    """K, kept of each item; at least 1."""
    itself: bool = True
    """Whether an item is a neighbour of its own, so that what a customer bought is shown again."""
    half_life_days: float | None = None
    """Days before T at which a purchase weighs half, in likeness and in what a customer bought; above 0. None: all
    weigh the same."""
    alive_days: int | None = None
    """Only items bought by anybody in the last so many days are shown, at least 1. None: the whole catalogue."""
    k1: float = 1.2
    """BM25: how soon further units of an item count for less; 0 or more."""
    b: float = 0.75
    """BM25: how much an item's popularity counts against it, 0 to 1."""
    fill: Popular = field(default_factory=Popular)
    """What lists are filled up with, and what customers without a neighbour get."""

    def __post_init__(self) -> None:
        require(self.weighting in get_args(Weighting), "weighting", self.weighting, "cosine or bm25")
        whole = isinstance(self.neighbours, int) and self.neighbours >= 1
        require(whole, "neighbours", self.neighbours, "a whole number of items, at least 1")
        require(isinstance(self.itself, bool), "itself", self.itself, "true or false")
        fades = self.half_life_days is None or self.half_life_days > 0
        require(fades, "half_life_days", self.half_life_days, "null or a number of days above 0")
        alive = self.alive_days is None or (isinstance(self.alive_days, int) and self.alive_days >= 1)
        require(alive, "alive_days", self.alive_days, "null or a whole number of days, at least 1")
        require(self.k1 >= 0, "k1", self.k1, "a number of at least 0")
        require(0 <= self.b <= 1, "b", self.b, "a number from 0 to 1")

    def fit(self, past: Past, tools: Tools) -> "ItemKNNRanker":
        """Find each item's neighbours, and fit what fills up."""
        bought = tools.interactions.matrix(self.half_life_days)
        alive = self._alive(past)
        nearest = _nearest(self._weighted(bought), past.catalogue & alive, self.neighbours, itself=self.itself)
        return ItemKNNRanker(past, self.fill.fit(past, tools), bought, nearest, alive)

    def _alive(self, past: Past) -> Bools:
        if self.alive_days is None:
            return np.ones(past.n_items, bool)
        late = past.purchases.day >= past.cut.day - self.alive_days
        return np.bincount(past.purchases.item[late], minlength=past.n_items) > 0

    def _weighted(self, bought: Matrix) -> Matrix:
        """float64 [n_items, n_customers]: whose rows' inner products are the likeness of items."""
        from implicit.nearest_neighbours import bm25_weight, normalize  # noqa: PLC0415 - nobody else waits for it

        turned = bought.T.tocoo()
        if not turned.nnz:
            return Matrix(turned.shape)
        weighted = normalize(turned) if self.weighting == "cosine" else bm25_weight(turned, self.k1, self.b)
        return Matrix(weighted)


@dataclass(frozen=True)
class ItemKNNRanker:
    """Items' neighbours.

    Attributes:
        past: for what customers own.
        fill: popular items.
        bought: customers x items, as purchases weigh.
        nearest: items x their neighbours.
        alive: bool [n_items]; what is shown at all.
    """

    past: Past
    fill: PopularRanker
    bought: Matrix
    nearest: Matrix
    alive: Bools

    def rank(self, customers: Ints, k: int, among: Bools, tie_ks: tuple[int, ...] = ()) -> Shown:
        """As stages.Ranker says; `fallback` marks the lists that are popular items alone."""
        parts, among = [], among & self.alive
        for rows, order in self.fill.orders(customers, among):
            some = customers[rows]
            costs = _sums(np.diff(self.nearest.indptr), self.bought[some])
            parts += [self._rank(some[block], order, k, among, tie_ks) for block in by_cost(costs, BLOCK)]
        return ties.join(parts)

    def _rank(self, customers: Ints, order: Order, k: int, among: Bools, tie_ks: tuple[int, ...]) -> Shown:
        owned = self.past.owned(customers)
        owners, items, scores = _entries(self.bought[customers] @ self.nearest)
        keep = among[items] & (scores >= FAINTEST)
        if self.past.seen == "remove":
            keep &= ~np.isin(owners * self.past.n_items + items, owned.owners() * self.past.n_items + owned.items)
        own, scores = best_first(owners[keep], items[keep], scores[keep], len(customers))
        crossed = both(own, owned) if self.past.seen == "remove" else own
        shown = filled(customers, own, scores, order.without(crossed), k, tie_ks)
        return replace(shown, fallback=own.counts() == 0)


def _nearest(weighted: Matrix, among: Bools, k: int, *, itself: bool) -> Matrix:
    """float64 [n_items, n_items]: each item's k most alike among some, equal ones by item row.

    Args:
        weighted: [n_items, n_customers].
        among: bool [n_items].
        k: neighbours kept of each item.
        itself: whether an item may be among its neighbours.
    """
    columns = np.flatnonzero(among)
    others = Matrix(weighted[columns].T)
    kept = []
    for block in by_cost(_sums(np.diff(others.indptr), weighted), BLOCK):
        owners, items, likeness = _entries(weighted[block] @ others)
        keep = likeness > 0
        if not itself:
            keep &= columns[items] != owners + block.start
        lists, likeness = best_first(owners[keep], items[keep], likeness[keep], block.stop - block.start)
        near = np.arange(len(lists.items)) - np.repeat(lists.offsets[:-1], lists.counts()) < k
        kept.append((lists.owners()[near] + block.start, columns[lists.items[near]], likeness[near].astype(np.float64)))
    rows, items, likeness = (np.concatenate(column) for column in zip(*kept, strict=True))
    nearest = scipy.sparse.coo_array((likeness, (rows, items)), shape=(len(among), len(among)))
    return Matrix(nearest)


def _entries(product: Matrix) -> tuple[Longs, Ints, Floats]:
    """The rows int64 [m], columns int32 [m] and values float32 [m] of a product."""
    rows = np.repeat(np.arange(product.shape[0]), np.diff(product.indptr))
    return rows, product.indices.astype(np.int32), product.data.astype(np.float32)


def _sums(lengths: Longs, rows: Matrix) -> Longs:
    """int64 [n]: what multiplying each of some rows (CSR [n, m]) costs, where row j of the other has lengths[j]."""
    ends = np.concatenate([np.zeros(1, np.int64), np.cumsum(lengths[rows.indices], dtype=np.int64)])
    costs: Longs = np.diff(ends[rows.indptr])
    return costs
