"""The nearest photos and items."""

import numpy as np
import polars as pl
import pytest

from fashrec.bench.photos.search import NEIGHBOURS, among_items, among_photos
from fashrec.types import ItemVectors

NAMES, CLASSES = ("a/1", "a/2", "b/1", "b/2"), ["a", "a", "b", "b"]
ITEMS = pl.DataFrame({"item_id": ["i0", "i1", "i2"], "product_type_name": ["Coat", None, "Hat"]})


def vectors(*rows: tuple[float, float], space: str = "s") -> ItemVectors:
    """Of unit length; (0, 0) has none."""
    values = np.array(rows, np.float32)
    return ItemVectors(values, (values != 0).any(axis=1), space)


PHOTOS = vectors((1, 0), (0.6, 0.8), (0, 0), (0.8, 0.6))


def test_a_photo_is_not_its_own_neighbour_and_one_without_vector_has_and_is_none() -> None:
    """a/1 is nearest to b/2, then to a/2; there is no third."""
    found = among_photos(NAMES, CLASSES, PHOTOS, 3)
    assert dict(found.schema) == NEIGHBOURS
    of_first = found.filter(pl.col("photo") == "a/1")
    assert of_first.select("rank", "found", "kind", "agrees").rows() == [(1, "b/2", "b", False), (2, "a/2", "a", True)]
    assert of_first["distance"].to_list() == pytest.approx([0.2, 0.4])
    assert "b/1" not in {*found["photo"], *found["found"]}


def test_items_out_of_the_catalogue_are_not_found() -> None:
    """i0 would be the nearest of a/1; what is found of no known type matches nothing."""
    items = vectors((1, 0), (0, 1), (0.6, 0.8))
    matches = np.array([[True, False, False], [False, False, True]])
    catalogue = np.array([False, True, True])
    found = among_items(NAMES, CLASSES, PHOTOS, items, catalogue, ITEMS, matches, 2)
    rows = found.select("photo", "rank", "found", "kind", "agrees").rows()
    assert rows[:2] == [("a/1", 1, "i2", "Hat", False), ("a/1", 2, "i1", None, False)]
    assert rows[-2:] == [("b/2", 1, "i2", "Hat", True), ("b/2", 2, "i1", None, False)]
