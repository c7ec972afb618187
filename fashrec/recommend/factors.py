"""What a factorisation of customers x items recommends: the inner product of a customer's and an item's factors."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace

import numpy as np
import scipy.sparse
from threadpoolctl import threadpool_limits

from fashrec.interactions import Matrix
from fashrec.past import Past
from fashrec.recommend import ties
from fashrec.recommend.dense import on_grid, ranked
from fashrec.stages import Ranker
from fashrec.types import Bools, Floats, Ints, Shown


@dataclass(frozen=True)
class FactorRanker:
    """Fitted factors.

    Attributes:
        past: for what customers own.
        fallback: who ranks for customers without a purchase that counts.
        bought: what was factorised; who and what has no entry in it has no factors that mean anything.
        customers: float32 [n_customers, d].
        items: float32 [n_items, d].
        told: bool [n_items]; items whose factors mean something though nobody bought them. None: there are none.
    """

    past: Past
    fallback: Ranker
    bought: Matrix
    customers: Floats
    items: Floats
    told: Bools | None = None

    def rank(self, customers: Ints, k: int, among: Bools, tie_ks: tuple[int, ...] = ()) -> Shown:
        """As stages.Ranker says; `fallback` marks the lists that are the fallback's."""
        known = np.diff(self.bought.indptr)[customers] > 0
        scored = np.bincount(self.bought.indices, minlength=self.past.n_items) > 0
        if self.told is not None:
            scored |= self.told
        strangers = self.fallback.rank(customers[~known], k, among, tie_ks)
        d = self.items.shape[1]
        items = on_grid(self.items[among & scored], d).T

        def scores(some: Ints) -> Floats:
            return (on_grid(self.customers[some], d) @ items).astype(np.float32)

        best = ranked(self.past, customers[known], k, among & scored, tie_ks, scores)
        return ties.join(
            [
                replace(best, fallback=np.zeros(len(best.customers), bool)),
                replace(strangers, fallback=np.ones(len(strangers.customers), bool)),
            ]
        )


def for_implicit(bought: Matrix) -> scipy.sparse.csr_matrix:
    """A copy of the kind that `implicit` takes: it refuses arrays that it may not write to."""
    return scipy.sparse.csr_matrix((bought.data.copy(), bought.indices.copy(), bought.indptr.copy()), bought.shape)


@contextmanager
def one_thread() -> Iterator[None]:
    """The BLAS on one thread, as `implicit` asks for; and its sums in one order."""
    with threadpool_limits(1, "blas"):
        yield
