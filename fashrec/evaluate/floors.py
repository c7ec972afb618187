"""What blind luck and the best possible list would score (docs/evaluation.md 4), customer by customer.

A customer may be shown N items, r of which are relevant and reachable; R is |R_u|, what lies out of the catalogue
included. A chance list is the first L = min(k, N) of a random order of the N: with N < k, as `cold_only` may have it,
it is short and not forgiven. The closed forms of docs/evaluation.md 4 are the case N >= k.
"""

from collections.abc import Iterator

import numpy as np

from fashrec.evaluate.metrics import discounts
from fashrec.evaluate.segments import Segment
from fashrec.types import Doubles, Longs


def chance(segment: Segment, k: int) -> dict[str, Doubles]:
    """float64 [s] for each ranking metric: its expectation under a random list of length k."""
    N, r, R = segment.n_candidates, segment.n_reachable, segment.n_relevant
    best = np.minimum(R, k)
    share = r / np.maximum(N, 1)
    pair = (r - 1) / np.maximum(N - 1, 1)  # the chance that a second place is relevant, given that a first one is
    length = np.minimum(N, k)
    gain = discounts(k)
    hit, mrr, precisions, gains = (np.zeros(len(N)) for _ in range(4))
    for i, first in enumerate(first_hits(N, r, length, k), start=1):
        there = i <= length
        hit += first
        mrr += first / i
        precisions += there * (1 + (i - 1) * pair) / i
        gains += there * gain[i - 1]
    return {
        "hit_rate": hit,
        "precision": share * length / k,
        "recall": share * length / R,
        "map": share * precisions / best,
        "ndcg": share * gains / np.cumsum(gain)[best - 1],
        "mrr": mrr,
    }


def ceiling(segment: Segment, k: int) -> dict[str, Doubles]:
    """float64 [s] for each ranking metric: its value when min(k, r) hits lead the list."""
    r, R = segment.n_reachable, segment.n_relevant
    leading, best = np.minimum(r, k), np.minimum(R, k)
    ideal = np.concatenate([np.zeros(1), np.cumsum(discounts(k))])
    possible = (r > 0).astype(np.float64)
    return {
        "hit_rate": possible,
        "precision": leading / k,
        "recall": leading / R,
        "map": leading / best,
        "ndcg": ideal[leading] / ideal[best],
        "mrr": possible,
    }


def chance_of_a_hit(N: Longs, r: Longs, draws: Longs) -> Doubles:
    """1 - C(N-r, draws) / C(N, draws): float64, the chance that `draws` of N items hold one of r.

    Summed over the place of the first hit, which keeps small chances exact where the difference would cancel.
    """
    total = np.zeros(len(N))
    for first in first_hits(N, r, draws, int(draws.max(initial=0))):
        total += first
    return total


def first_hits(N: Longs, r: Longs, draws: Longs, k: int) -> Iterator[Doubles]:
    """For i = 1 ... k: float64, the chance that the first hit falls on place i; 0 beyond `draws`.

    That is r/(N-i+1) · C(N-r, i-1)/C(N, i-1), the ratio of binomials kept as a running product.
    """
    missed = np.ones(len(N))
    for i in range(k):
        left = np.maximum(N - i, 1)
        yield np.where(i < draws, missed * r / left, 0.0)
        missed = missed * np.maximum(N - r - i, 0) / left
