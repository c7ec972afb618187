"""Do they rise and fall together? Spearman's rank correlation between a classifier's metrics and the hit rates."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import polars as pl
from scipy.stats import spearmanr

# two points always lie on a line
FEWEST = 3


@dataclass(frozen=True, slots=True)
class Correlation:
    """One pair of columns.

    Attributes:
        metric: of the classifier.
        rate: the hit rate.
        rho: Spearman's, over all points of all runs; None where it is undefined.
        n: points with both.
        by_run: each run's own rho, over its epochs, in the order of the runs.
    """

    metric: str
    rate: str
    rho: float | None
    n: int
    by_run: tuple[float | None, ...]


def correlations(points: pl.DataFrame, metrics: Sequence[str], rates: Sequence[str]) -> list[Correlation]:
    """Every metric with every rate, metric by metric.

    Args:
        points: a row a network: `run`, and each of the columns named, which may hold nulls.
        metrics: columns of the classifier.
        rates: columns of the recommender.
    """
    return [_correlation(points, metric, rate) for metric in metrics for rate in rates]


def spearman(first: Sequence[float], second: Sequence[float]) -> float | None:
    """Pearson's correlation of ranks, equal values sharing their mean rank.

    Returns:
        -1 ... 1; None where there are fewer than FEWEST points, or one side never changes.
    """
    if len(first) < FEWEST or np.ptp(first) == 0 or np.ptp(second) == 0:
        return None
    return float(spearmanr(first, second).statistic)


def _correlation(points: pl.DataFrame, metric: str, rate: str) -> Correlation:
    both = points.drop_nulls([metric, rate])
    runs = points["run"].unique(maintain_order=True)
    by_run = tuple(_rho(both.filter(pl.col("run") == run), metric, rate) for run in runs)
    return Correlation(metric, rate, _rho(both, metric, rate), both.height, by_run)


def _rho(points: pl.DataFrame, metric: str, rate: str) -> float | None:
    return spearman(points[metric].to_list(), points[rate].to_list())
