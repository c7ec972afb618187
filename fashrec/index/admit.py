"""What may enter an index, and which queries it may answer: vectors of unit length, whatever the metric.

At unit length |a - b|^2 = 2 - 2 a·b, so that inner product, cosine and Euclidean distance order items alike:
an index's `metric` changes its trees, graph or cells, and how many neighbours they find, but never their order.
"""

import numpy as np

from fashrec.errors import DataError
from fashrec.types import Bools, Floats, ItemLists, ItemVectors, Longs, Profiles, same_space

# float32 rounding of a normalised vector is below 1e-5 for any d in use; float16 files stay below 1e-3
_LENGTH_TOLERANCE = 1e-3


def rows_to_index(vectors: ItemVectors, among: Bools) -> Longs:
    """int64 [n], ascending: the items that are in `among` (bool [n_items]) and have a vector.

    Raises:
        DataError: where one of their vectors is not of unit length, NaN and infinity included.
    """
    rows = np.flatnonzero(among & vectors.has)
    lengths = _lengths(vectors.values)[rows]
    wrong = rows[~_is_unit(lengths)]
    if len(wrong):
        raise DataError(
            f"{len(wrong)} of {len(rows)} item vectors are not of unit length, the first is row {wrong[0]}",
            where="index, vectors from embed",
            why="a cosine is an inner product only at length 1, and a NaN is near to everything in Annoy",
            do="make each vector finite and of length 1, or mark the item as one without a vector",
        )
    return rows


def rows_to_answer(queries: Profiles, space: str, exclude: ItemLists | None) -> Longs:
    """int64 [n], ascending: the queries that can have an answer: `has` is true and the vector is not zero.

    Annoy gives every item the distance 1.414 for a zero vector, so such a query must not reach it.

    Raises:
        SpaceError: where the queries do not live in `space`.
        DataError: where a query is neither zero nor of unit length (NaN and infinity included), or where there
            is not one exclude list a query.
    """
    same_space(space, queries.space, where="index")
    if exclude is not None and len(exclude) != len(queries.values):
        raise DataError(
            f"{len(exclude)} exclude lists came with {len(queries.values)} queries",
            where="index, exclude",
            why="each query has its own list of items that it may not be answered with",
            do="give one list a query, empty where nothing is excluded",
        )
    lengths = _lengths(queries.values)
    if (queries.has & _is_unit(lengths)).all():
        return np.arange(len(lengths))
    wrong = np.flatnonzero(queries.has & ~_is_unit(lengths) & (lengths != 0))
    if len(wrong):
        raise DataError(
            f"{len(wrong)} of {len(lengths)} profiles are not of unit length, the first is row {wrong[0]}",
            where="index, queries from profile",
            why="the score of an item would not be a cosine; a NaN profile is as near to all items",
            do="make each profile finite and of length 1, or mark it as one without a vector",
        )
    return np.flatnonzero(queries.has & (lengths > 0))


def _lengths(values: Floats) -> Floats:
    squares: Floats = np.einsum("nd,nd->n", values, values)
    return np.sqrt(squares)


def _is_unit(lengths: Floats) -> Bools:
    return np.abs(lengths - 1) <= _LENGTH_TOLERANCE  # false for a NaN


def taken_by(exclude: ItemLists | None, asked: Longs, rows: Longs) -> ItemLists:
    """The exclude lists of the queries that are asked, as positions in an index.

    Args:
        exclude: for each query, item rows; None excludes nothing.
        asked: int64 [a], ascending query rows.
        rows: int64 [n], ascending: the item row at each position of the index.

    Returns:
        One list for each of `asked`, of positions in [0, n); items that are not in the index are dropped.
    """
    if exclude is None or len(exclude.items) == 0:
        return ItemLists(np.zeros(len(asked) + 1, np.int64), np.zeros(0, np.int32))
    some = exclude if len(asked) == len(exclude) else exclude.take(asked)
    # no table of all items: one query's few are found at the cost of a few looks
    position = np.searchsorted(rows, some.items)
    held = np.take(rows, position, mode="clip") == some.items if len(rows) else np.zeros(len(some.items), bool)
    kept = np.concatenate([np.zeros(1, np.int64), np.cumsum(held)])
    return ItemLists(kept[some.offsets], position[held].astype(np.int32))
