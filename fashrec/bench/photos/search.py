"""The nearest of each photo, among the other photos and among the shop's items, found exactly."""

from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np
import polars as pl

from fashrec.index.exact import Exact
from fashrec.types import Bools, Floats, Ints, ItemLists, ItemVectors, Profiles

NEIGHBOURS = {
    "photo": pl.String,
    "class": pl.String,
    "among": pl.String,  # `photos` (the other ones) or `items` of the catalogue
    "rank": pl.Int32,  # 1 ... k; fewer rows where there is nothing else, none for a photo without a vector
    "found": pl.String,  # a photo's name or an item's id
    "kind": pl.String,  # its class or its product type
    "agrees": pl.Boolean,  # of the same class, or of a kind that matches the class
    "distance": pl.Float32,  # 1 - cosine
}


def among_photos(names: tuple[str, ...], classes: list[str], vectors: ItemVectors, k: int) -> pl.DataFrame:
    """NEIGHBOURS: of each photo the k nearest other ones."""
    n = len(names)
    itself = ItemLists(np.arange(n + 1, dtype=np.int64), np.arange(n, dtype=np.int32))
    found, scores = _nearest(vectors, np.ones(n, bool), vectors, k, itself)
    of_class = np.unique(classes, return_inverse=True)[1]
    agrees = of_class[:, None] == of_class[found]
    return _frame("photos", names, classes, found, scores, pl.Series(names), pl.Series(classes), agrees)


def among_items(
    names: tuple[str, ...],
    classes: list[str],
    vectors: ItemVectors,
    inventory: ItemVectors,
    catalogue: Bools,
    items: pl.DataFrame,
    matches: Bools,
    k: int,
) -> pl.DataFrame:
    """NEIGHBOURS: of each photo the k nearest items.

    Args:
        names: of n photos.
        classes: for each photo its class.
        vectors: of the photos.
        inventory: the items' vectors, of the same space.
        catalogue: bool [n_items]; what may be found.
        items: frames.ITEMS.
        matches: bool [n_classes, n_items]; whether an item is of a class's kind; the distinct classes ascending.
        k: how many.
    """
    found, scores = _nearest(inventory, catalogue, vectors, k, None)
    of_class = np.unique(classes, return_inverse=True)[1]
    agrees = matches[of_class[:, None], found]
    return _frame("items", names, classes, found, scores, items["item_id"], items["product_type_name"], agrees)


def _nearest(
    among: ItemVectors, may_be_found: Bools, asked: ItemVectors, k: int, exclude: ItemLists | None
) -> tuple[Ints, Floats]:
    rows = np.arange(len(asked.has), dtype=np.int32)
    queries = Profiles(rows, asked.values, asked.has, asked.space)
    with TemporaryDirectory() as folder:
        Exact().build(among, may_be_found, Path(folder))
        return Exact().open(among, may_be_found, Path(folder)).search(queries, k, exclude)


def _frame(
    among: str,
    names: tuple[str, ...],
    classes: list[str],
    found: Ints,
    scores: Floats,
    ids: pl.Series,
    kinds: pl.Series,
    agrees: Bools,
) -> pl.DataFrame:
    there = found >= 0
    photo, rank = np.nonzero(there)
    rows = found[there]
    return pl.DataFrame(
        {
            "photo": pl.Series(names)[photo],
            "class": pl.Series(classes)[photo],
            "among": pl.Series([among]).new_from_index(0, len(rows)),
            "rank": rank + 1,
            "found": ids[rows],
            "kind": kinds[rows],
            "agrees": agrees[there],
            "distance": np.maximum(1 - scores[there], 0),
        }
    ).cast(NEIGHBOURS)  # type: ignore[arg-type] # polars wants the keys as a union
