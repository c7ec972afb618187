"""How much of the exact answer an approximate index finds (docs/evaluation.md 8)."""

import numpy as np

from fashrec.types import Floats, Ints


def index_recall(answers: Ints, scores: Floats, exact_scores: Floats, k: int) -> float:
    """The share of the k answers that are no farther than the exact k-th neighbour; ties count.

    Where exact has fewer than k answers (few items, many excluded), its last one is the measure and the
    share is of as many. Queries to which exact has no answer do not count. All scores must come from
    `rerank.pair_scores`: only then is an equal neighbour found elsewhere equal to the last bit.

    Args:
        answers: int32 [n, >= k], the approximate answers, padded with -1.
        scores: float32 [n, >= k], their scores, best first.
        exact_scores: float32 [n, >= k], the scores of the exact answers to the same queries, best first,
            padded with -inf.
        k: how many answers are looked at.

    Returns:
        A share in [0, 1]; NaN where exact answers no query at all.
    """
    n_exact = np.isfinite(exact_scores[:, :k]).sum(axis=1)
    asked = n_exact > 0
    if not asked.any():
        return float("nan")
    kth = exact_scores[asked, n_exact[asked] - 1]
    near = (answers[asked, :k] >= 0) & (scores[asked, :k] >= kth[:, None])
    return float(near.sum() / n_exact.sum())
