"""What both kinds of labels come to before the names are known: one row a picture."""

from dataclasses import dataclass

import numpy as np

from fashrec.data.deepfashion.dataset import Bytes
from fashrec.data.deepfashion.tables import AGAIN, Table
from fashrec.errors import DataError
from fashrec.types import Ints


@dataclass(frozen=True, slots=True)
class Rows:
    """Everything of n pictures, as in `DeepFashion` and `Attributes`."""

    pictures: tuple[str, ...]
    partition: Bytes
    category: Ints
    boxes: Ints
    positive: Bytes
    known: Bytes


def category_ids(table: Table, column: int, n_categories: int) -> Ints:
    """int32 [n], the categories in a column of a table.

    Raises:
        DataError: where one is no whole number in 1 … `n_categories`.
    """
    ids = table.ints(column, column + 1)[:, 0]
    unknown = np.flatnonzero((ids < 1) | (ids > n_categories))
    if len(unknown):
        raise DataError(
            f"{len(unknown):,} of {len(table):,} pictures have an unknown category; the first is {ids[unknown[0]]}",
            where=table.line(int(unknown[0])),
            why=f"list_category_cloth.txt names {n_categories} categories, counted from 1",
            do=AGAIN,
        )
    return ids
