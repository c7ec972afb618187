"""What looks alike to the run's vectors: nearest neighbours, and a map of two directions."""

from dataclasses import dataclass

import numpy as np

from fashrec.types import Bools, Doubles, Floats, Ints, ItemVectors

NEIGHBOURS = 8
_BLOCK = 1 << 10


@dataclass(frozen=True, slots=True)
class Flat:
    """Vectors in two dimensions.

    Attributes:
        places: float64 [n, 2], in [0, 1]; one scale for both directions.
        share: of the vectors' variance, that these two directions hold.
    """

    places: Doubles
    share: float


def nearest(vectors: ItemVectors, rows: Ints, among: Bools) -> tuple[Ints, Floats]:
    """The items nearest to some, themselves left out.

    Args:
        vectors: of unit length.
        rows: int32 [n]; who is asked about, all with a vector.
        among: bool [n_items]; who may be answered.

    Returns:
        int32 [n, m] rows, m at most NEIGHBOURS, the nearest first and the lower row first of equals, and float32 of
        their 1 - cosine.
    """
    candidates = np.flatnonzero(among & vectors.has).astype(np.int32)
    m = min(NEIGHBOURS, len(candidates) - 1)
    if m < 1:
        return np.empty((len(rows), 0), np.int32), np.empty((len(rows), 0), np.float32)
    values = np.asarray(vectors.values[candidates])
    found = [_block(np.asarray(vectors.values[part]), part, values, candidates, m) for part in _blocks(rows)]
    return np.concatenate([items for items, _ in found]), np.concatenate([far for _, far in found])


def flat(values: Floats) -> Flat:
    """The two principal components of vectors, float32 [n, d]; the largest coefficient of each is positive."""
    centred = values - values.mean(axis=0, dtype=np.float64)
    variances, directions = np.linalg.eigh(centred.T @ centred)
    two = directions[:, ::-1][:, :2]
    two = two * np.sign(two[np.abs(two).argmax(axis=0), np.arange(two.shape[1])])
    places = centred @ two
    if places.shape[1] == 1:  # of a single dimension
        places = np.column_stack([places, np.zeros(len(places))])
    spread = np.ptp(places, axis=0).max() or 1.0
    total = variances.sum() or 1.0
    return Flat((places - places.min(axis=0)) / spread, float(variances[::-1][:2].sum() / total))


def _blocks(rows: Ints) -> list[Ints]:
    return [rows[start : start + _BLOCK] for start in range(0, len(rows), _BLOCK)] or [rows]


def _block(asked: Floats, rows: Ints, values: Floats, candidates: Ints, m: int) -> tuple[Ints, Floats]:
    cosines = asked @ values.T
    cosines[rows[:, None] == candidates[None, :]] = -np.inf
    top = np.sort(np.argpartition(-cosines, m - 1, axis=1)[:, :m], axis=1)
    scores = np.take_along_axis(cosines, top, axis=1)
    order = np.argsort(-scores, axis=1, kind="stable")
    items = candidates[np.take_along_axis(top, order, axis=1)]
    return items, np.clip(1 - np.take_along_axis(scores, order, axis=1), 0, 2).astype(np.float32)
