"""How vectors lie: in which directions they spread, and how close their nearest others are.

What makes a nearest-neighbour search easy or hard is in these: made vectors that agree with real ones here cost an
index what the real ones cost.
"""

from dataclasses import dataclass
from typing import Self

import numpy as np

from fashrec.types import Doubles, Floats, Longs

_BLOCK = 256


@dataclass(frozen=True)
class Crowding:
    """Measures of some vectors.

    Attributes:
        spectrum: float64 [d], descending: shares of the variance along its principal axes, their sum 1.
        nearest: float64 [3]: quartiles of the distance to the nearest other vector.
        contrast: median distance of two random vectors, divided by the median distance to the nearest other one (the
            relative contrast of He, Kumar and Chang, ICML 2012); 1 where all are equally far, as noise in many
            dimensions is.
        dimension: local intrinsic dimension: the maximum likelihood estimate from the distances to the 20 nearest
            (Levina and Bickel, NIPS 2004), the median over the vectors looked at.
        duplicates: share of vectors whose nearest other is closer than a quarter of the median.
    """

    spectrum: Doubles
    nearest: Doubles
    contrast: float
    dimension: float
    duplicates: float

    @classmethod
    def of(cls, values: Floats, n_compared: int = 1000, seed: int = 0) -> Self:
        """Of float32 [n, d], n > 20; distances from `n_compared` of them, drawn with `seed`, to all."""
        random = np.random.default_rng(seed)
        rows = np.sort(random.permutation(len(values))[:n_compared])
        distances, _ = nearest_distances(values, rows, 20)
        nearest = distances[:, 0]
        others = values[random.permutation(len(values))[: len(rows)]]
        apart = np.linalg.norm(values[rows] - others, axis=1)
        median = float(np.median(nearest))
        return cls(
            spectrum=spectrum(values),
            nearest=np.quantile(nearest, [0.25, 0.5, 0.75]),
            contrast=float(np.median(apart)) / median,
            dimension=float(np.median(local_dimensions(distances))),
            duplicates=float((nearest < median / 4).mean()),
        )


def spectrum(values: Floats) -> Doubles:
    """float64 [d], descending: each principal axis's share of the variance of float32 [n, d]."""
    variances = np.linalg.eigvalsh(np.cov(values, rowvar=False, dtype=np.float64))[::-1]
    shares: Doubles = variances / variances.sum()
    return shares


def local_dimensions(distances: Floats) -> Doubles:
    """float64 [n]: 1 / the mean of log(r_k / r_j) over j < k, of float32 [n, k] ascending; copies do not count."""
    r = np.maximum(distances.astype(np.float64), 1e-6)
    mean = np.log(r[:, -1:] / r[:, :-1]).mean(axis=1)
    dimensions: Doubles = 1 / np.maximum(mean, 1e-9)
    return dimensions


def nearest_distances(values: Floats, rows: Longs, m: int) -> tuple[Floats, Longs]:
    """Euclidean distances from some vectors to their m nearest others.

    Args:
        values: float32 [n, d], n > m.
        rows: int64 [q], rows of `values`.
        m: how many, at least 1.

    Returns:
        float32 [q, m], ascending, and int64 [q, m], the rows they belong to.
    """
    halves = np.einsum("nd,nd->n", values, values) / 2
    parts = [_nearest(values, halves, rows[start : start + _BLOCK], m) for start in range(0, len(rows), _BLOCK)]
    distances, nearest = zip(*parts, strict=True)
    return np.concatenate(distances), np.concatenate(nearest)


def _nearest(values: Floats, halves: Floats, rows: Longs, m: int) -> tuple[Floats, Longs]:
    closeness = values[rows] @ values.T - halves
    closeness[np.arange(len(rows)), rows] = -np.inf
    nearest = np.argpartition(-closeness, m, axis=1)[:, :m] if m < len(values) - 1 else np.argsort(-closeness)[:, :m]
    # differences, since products lose the digits that tell near-duplicates apart
    distances = np.linalg.norm(values[nearest] - values[rows, None], axis=2)
    order = np.argsort(distances, axis=1, kind="stable")
    return np.take_along_axis(distances, order, 1), np.take_along_axis(nearest, order, 1)
