"""What becomes of items without a vector of their own."""

from typing import Literal

import numpy as np
import polars as pl

from fashrec.errors import require
from fashrec.past import Past
from fashrec.types import Bools, Floats, ItemVectors, Longs

Missing = Literal["drop", "product_mean"]


def fill_missing(past: Past, vectors: ItemVectors, policy: Missing) -> ItemVectors:
    """The vectors of items launched before T, those that are missing dropped or filled in.

    Comes after the PCA, which is fitted on items with a picture alone, and before `unit_rows`: the mean of vectors
    of unit length is shorter.

    Args:
        past: tells what was launched, and which items are colours of one product.
        vectors: of any space; the answer is in the same.
        policy: `drop` leaves items without a vector as they are: they are not in the index, and count as misses.
            `product_mean` gives them the mean vector of the other colours of their product that have one and were
            launched before T; items without such a colour stay without.

    Raises:
        ConfigError: where the policy is another word.
    """
    require(policy in ("drop", "product_mean"), "missing", policy, "drop or product_mean")
    has = vectors.has & past.launched
    values = np.where(has[:, None], vectors.values, np.float32(0))
    if policy == "product_mean" and has.any():
        products = _products(past)
        known, means = _means(products, has & (products >= 0), vectors)
        lacks = past.launched & ~has & np.isin(products, known)
        values[lacks] = means[np.searchsorted(known, products[lacks])]
        has |= lacks
    return ItemVectors(values, has, vectors.space)


def _means(products: Longs, among: Bools, vectors: ItemVectors) -> tuple[Longs, Floats]:
    """int64 [p], ascending: the products that have a vector; float32 [p, d]: the mean of those of their colours."""
    rows = np.flatnonzero(among)
    rows = rows[np.argsort(products[rows], kind="stable")]
    known, starts, counts = np.unique(products[rows], return_index=True, return_counts=True)
    if not len(known):
        return known, np.zeros((0, vectors.dim), np.float32)
    sums = np.add.reduceat(vectors.values[rows], starts, axis=0, dtype=np.float64)
    return known, (sums / counts[:, None]).astype(np.float32)


def _products(past: Past) -> Longs:
    """int64 [n_items]: a dense number for each product code, -1 where it is not known."""
    ranks = past.items["product_code"].rank("dense").cast(pl.Int64)
    return (ranks.fill_null(0) - 1).to_numpy().copy()
