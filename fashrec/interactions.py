"""Who bought what before a cut, as one sparse matrix that all recommenders of the cut share."""

import threading
from dataclasses import dataclass, field
from typing import TypeAlias

import numpy as np
import scipy.sparse

from fashrec.past import Past

FAINTEST = 2.0**-40
"""A (customer, item) pair that weighs less is left out: its square would be nothing in float32."""

Matrix: TypeAlias = scipy.sparse.csr_array


@dataclass(frozen=True, eq=False)
class Interactions:
    """Sparse matrices over one past, each made when it is first asked for, once, whichever thread asks.

    They are read-only; whoever needs to write takes a copy. A matrix takes 8 bytes for each (customer, item) pair:
    0.25 GB for all of H&M.

    Attributes:
        past: the purchases.
    """

    past: Past
    _made: dict[float | None, Matrix] = field(default_factory=dict, repr=False)
    _lock: threading.Lock = field(default_factory=threading.Lock, repr=False)

    def matrix(self, half_life_days: float | None = None) -> Matrix:
        """float32 [n_customers, n_items], CSR with sorted int32 indices: the sum over a pair's purchase rows.

        Args:
            half_life_days: a row weighs 0.5 ** ((T - day) / half_life_days), and pairs below FAINTEST are left out.
                None: every row weighs 1.
        """
        with self._lock:
            if half_life_days not in self._made:
                self._made[half_life_days] = _frozen(_summed(self.past, half_life_days))
            return self._made[half_life_days]


def _summed(past: Past, half_life_days: float | None) -> Matrix:
    bought = past.purchases
    weights = np.ones(len(bought))
    if half_life_days is not None:
        ages = past.cut.day - bought.day
        weights = np.exp2(-np.arange(ages.max(initial=0) + 1) / half_life_days)[ages]
    # rows are sorted by customer: they are a CSR matrix already, in which pairs come more than once
    shape = (past.n_customers, past.n_items)
    summed = Matrix((weights, bought.item.copy(), bought.offsets.astype(np.int32)), shape=shape)
    summed.sum_duplicates()
    summed.data[summed.data < FAINTEST] = 0
    summed.eliminate_zeros()
    rounded: Matrix = summed.astype(np.float32)
    return rounded


def _frozen(matrix: Matrix) -> Matrix:
    for array in (matrix.data, matrix.indices, matrix.indptr):
        array.flags.writeable = False
    return matrix
