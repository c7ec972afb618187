"""The six ranking metrics at k, for one customer each (docs/evaluation.md 3).

name       | value for one customer
-----------|-----------------------------------------------------------------------------------------
hit_rate@k | 1 if anything relevant stands within k, else 0
precision@k| hits / k, however short the list
recall@k   | hits / |R_u|
map@k      | (1 / min(k, |R_u|)) · Σ over hits of precision at the hit's rank: Kaggle H&M's
ndcg@k     | Σ over hits of 1 / log2(rank + 1), over the same sum for min(k, |R_u|) leading hits
mrr@k      | 1 / rank of the first hit within k, else 0
"""

import numpy as np

from fashrec.evaluate.hits import Hits
from fashrec.types import Doubles, Longs

METRICS = ("hit_rate", "precision", "recall", "map", "ndcg", "mrr")


def discounts(k: int) -> Doubles:
    """float64 [k]: 1 / log2(rank + 1) for the ranks 1 ... k."""
    return 1.0 / np.log2(np.arange(2, k + 2))


def ranking_metrics(hits: Hits, n_relevant: Longs, k: int) -> dict[str, Doubles]:
    """The metrics at one k.

    Args:
        hits: those of n customers, `owner` in [0, n); hits beyond rank k are passed over.
        n_relevant: int64 [n], |R_u|, at least 1.
        k: the list length.

    Returns:
        float64 [n] for each of METRICS, under its name without `@k`.
    """
    within = hits.where(hits.rank <= k)
    n = len(n_relevant)
    count = np.bincount(within.owner, minlength=n)
    ordinal = within.ordinals()
    first = ordinal == 1
    gain = discounts(k)
    best = np.minimum(n_relevant, k)
    return {
        "hit_rate": (count > 0).astype(np.float64),
        "precision": count / k,
        "recall": count / n_relevant,
        "map": _sums(within.owner, ordinal / within.rank, n) / best,
        "ndcg": _sums(within.owner, gain[within.rank - 1], n) / np.cumsum(gain)[best - 1],
        "mrr": _sums(within.owner[first], 1.0 / within.rank[first], n),
    }


def _sums(owner: Longs, weights: Doubles, n: int) -> Doubles:
    # bincount of nothing has whole numbers, whatever its weights
    return np.bincount(owner, weights, n).astype(np.float64, copy=False)
