"""Items as sparse vectors of what the item table says of them: one number for each value of each column."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np
import polars as pl

from fashrec.interactions import Matrix
from fashrec.recommend.dense import n_bits
from fashrec.types import Bools, Doubles, Longs

Weighting = Literal["idf", "none"]


@dataclass(frozen=True, eq=False)
class Features:
    """Unit vectors.

    Attributes:
        values: float64 [n_items, n_features], CSR with sorted indices; rows of unit length, or empty. They lie on
            the grid of dense.py: a product of theirs with rows that do has one sum, whatever its order.
        n_columns: how many numbers of a row differ from 0, at most.
    """

    values: Matrix
    n_columns: int

    @property
    def has(self) -> Bools:
        """bool [n_items]: whether anything is known of the item that not all items share."""
        known: Bools = np.diff(self.values.indptr) > 0
        return known


def read_features(items: pl.DataFrame, columns: Sequence[str], weighting: Weighting) -> Features:
    """What these columns say of the items.

    Args:
        items: frames.ITEMS.
        columns: some of them; missing values say nothing.
        weighting: `none`: every value weighs 1. `idf`: a value that n of N items with a value have weighs
            log(N / n), so that what all items share weighs nothing.
    """
    rows, features, weights, n_features = [], [], [], 0
    for name in columns:
        numbers = (items[name].rank("dense").cast(pl.Int64) - 1).fill_null(-1).to_numpy()
        known = np.flatnonzero(numbers >= 0)
        counts = np.bincount(numbers[known])
        each = np.log(len(known) / counts) if weighting == "idf" else np.ones(len(counts))
        rows.append(known)
        features.append(numbers[known] + n_features)
        weights.append(each[numbers[known]])
        n_features += len(counts)
    return Features(_unit(rows, features, weights, (len(items), n_features), len(columns)), len(columns))


def _unit(
    rows: list[Longs], features: list[Longs], weights: list[Doubles], shape: tuple[int, int], n_columns: int
) -> Matrix:
    row, feature, weight = (np.concatenate(parts) for parts in (rows, features, weights))
    matters = weight > 0
    lengths = np.sqrt(np.bincount(row[matters], weight[matters] ** 2, minlength=shape[0]))
    bits = n_bits(n_columns)
    scaled = np.ldexp(np.rint(np.ldexp(weight[matters] / lengths[row[matters]], bits)), -bits)
    values = Matrix((scaled, (row[matters], feature[matters])), shape=shape)
    values.eliminate_zeros()
    values.sort_indices()
    return values
