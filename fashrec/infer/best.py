"""How much of the best of n scores is the luck of having been chosen (docs/evaluation.md 6).

The best is chosen again and again on resampled customers, and what was chosen is scored on those whom the resample left
out: customers who took no part in the choice. What is missing to the best's score is its luck, in expectation. It is
the bootstrap bias correction of Tsamardinos, Greasidou & Borboudakis 2018, "Bootstrapping the out-of-sample predictions
for efficient and accurate cross-validation", Machine Learning 107, 1895-1922, with customers for samples. Two in three
customers choose, by weights that are luck themselves, so that the choice is a little worse than the real one, and luck
comes out a little too large rather than too small.
"""

from dataclasses import dataclass

import numpy as np

from fashrec.infer.customers import Customers
from fashrec.infer.intervals import CHUNK, Bootstrap
from fashrec.infer.weights import poisson_weights


@dataclass(frozen=True, slots=True)
class BestOf:
    """The best of n scores, and what is left of it without luck.

    Attributes:
        n: how many it is the best of.
        score: its own.
        expected: of whatever is best on resampled customers, the mean score on those left out; `score` at most.
    """

    n: int
    score: float
    expected: float

    @property
    def luck(self) -> float:
        """What the best owes to having been chosen; at least 0."""
        return self.score - self.expected


def best_of(configurations: Customers, bootstrap: Bootstrap) -> BestOf:
    """The best of m configurations, of equals the first.

    Args:
        configurations: a column each, the higher the better, all over the same customers; at least one of each.
        bootstrap: how customers are resampled; no level is needed.
    """
    columns = np.column_stack([configurations.sums, configurations.n.astype(np.float64)])
    shape = (bootstrap.replicates, columns.shape[1])
    drawn, left = np.zeros(shape), np.zeros(shape)
    for start in range(0, len(configurations), CHUNK):
        rows = slice(start, start + CHUNK)
        weights = poisson_weights(configurations.keys[rows], bootstrap.replicates, bootstrap.seed)
        drawn += weights.T @ columns[rows]
        left += (weights == 0).T.astype(np.float64) @ columns[rows]
    chosen = (drawn[:, :-1] * configurations.units).argmax(axis=1)
    # with few customers a resample may leave out nobody, or hold nobody
    fine = (left[:, -1] > 0) & (drawn[:, -1] > 0)
    sums = (left[:, :-1] * configurations.units)[np.arange(len(chosen)), chosen]
    score = float(configurations.values.max())
    expected = float((sums[fine] / left[fine, -1]).mean()) if fine.any() else score
    # having been chosen never costs anything: where the choice is all but sure, resampling errs to either side of none
    return BestOf(len(configurations.units), score, min(score, expected))
