"""Percentile intervals of means by drawing photos anew."""

import numpy as np

from fashrec.types import Doubles

RESAMPLES = 10_000
SHARE = 0.95
_AT_A_TIME = 500  # resamples whose counts are held in memory


def intervals(values: Doubles, seed: int) -> Doubles:
    """float64 [2, m]: the ends of the 95 % interval of each column's mean.

    Rows are drawn with replacement 10,000 times, the same rows for all columns. What a row holds is not computed
    anew: a photo that is drawn twice does not become its own neighbour.

    Args:
        values: float64 [n, m], n at least 1.
        seed: of the draws.
    """
    n, random = len(values), np.random.default_rng(seed)
    means = [
        random.multinomial(n, np.full(n, 1 / n), size=_AT_A_TIME) @ values / n for _ in range(RESAMPLES // _AT_A_TIME)
    ]
    ends: Doubles = np.quantile(np.concatenate(means), [(1 - SHARE) / 2, (1 + SHARE) / 2], axis=0)
    return ends
