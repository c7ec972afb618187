"""The one formula behind every score of this room, and the one order of answers.

Annoy and exact both end here, so that a (query, item) pair has the same score to the bit in either, wherever
in a block it was found, and equal vectors have equal scores. A BLAS promises neither.
"""

import numpy as np

from fashrec.types import Floats, Ints, Longs

# pairs whose products are summed at a time: 4,096 x 128 float64 are 4 MiB, which stay in the cache
_PAIRS = 4096


def pair_scores(queries: Floats, values: Floats, query: Longs, item: Longs) -> Floats:
    """The inner products of some (query, item) pairs: their cosines, as all vectors have unit length.

    Products of float32 are exact in float64. They are summed by folding the vector, filled up with zeros to a
    power of two, onto itself: additions element by element, in an order that depends on d alone and neither
    on threads, nor on the machine, nor on where the pair stands.

    Args:
        queries: float32 [n, d].
        values: float32 [m, d].
        query: int64 [p], rows of `queries`.
        item: int64 [p], rows of `values`.

    Returns:
        float32 [p]: the float64 sums, rounded once.
    """
    scores = np.empty(len(query), np.float32)
    for start in range(0, len(query), _PAIRS):
        part = slice(start, start + _PAIRS)
        scores[part] = _fold(queries[query[part]].astype(np.float64) * values[item[part]])
    return scores


def _fold(products: np.ndarray[tuple[int, int], np.dtype[np.float64]]) -> Floats:
    n, d = products.shape
    width = 1 << (d - 1).bit_length()
    if width != d:
        products = np.concatenate([products, np.zeros((n, width - d))], axis=1)
    while width > 1:
        width //= 2
        products = products[:, :width] + products[:, width:]
    return products[:, 0].astype(np.float32)


def best(query: Longs, item: Longs, scores: Floats, n: int, k: int) -> tuple[Ints, Floats]:
    """The k best pairs of each query, best first, equal scores by item row.

    Args:
        query: int64 [p], in [0, n).
        item: int64 [p], item rows; distinct within a query.
        scores: float32 [p].
        n: number of queries.
        k: length of the lists.

    Returns:
        items int32 [n, k] padded with -1, scores float32 [n, k] padded with -inf.
    """
    order = np.lexsort((item, -scores, query))
    query = query[order]
    rank = np.arange(len(query)) - np.searchsorted(query, query)
    order, query, rank = order[rank < k], query[rank < k], rank[rank < k]
    items, best_scores = nothing(n, k)
    items[query, rank] = item[order]
    best_scores[query, rank] = scores[order]
    return items, best_scores


def nothing(n: int, k: int) -> tuple[Ints, Floats]:
    """Lists without an answer: int32 [n, k] of -1 and float32 [n, k] of -inf."""
    return np.full((n, k), -1, np.int32), np.full((n, k), -np.inf, np.float32)
