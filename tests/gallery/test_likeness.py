"""Nearest neighbours and the map."""

import numpy as np
import pytest

from fashrec.gallery.likeness import NEIGHBOURS, flat, nearest
from fashrec.types import ItemVectors
from tests import shop


def test_neighbours_are_the_nearest_of_the_catalogue_without_oneself() -> None:
    """Of item 0: 8, which looks exactly like it, then 1, 3; equals in the order of their rows; 5 is not for sale."""
    items, far = nearest(shop.vectors(), np.array([0, 4], np.int32), shop.mask(*shop.CATALOGUE))
    assert items.tolist() == [[8, 1, 3, 2, 7, 4], [7, 2, 3, 1, 0, 8]]
    assert far[0].tolist() == pytest.approx([0, 0.2, 0.4, 1, 1.6, 2], abs=1e-6)


def test_neighbours_agree_with_a_plain_search() -> None:
    """Eight of three hundred, in blocks or not."""
    values = np.random.default_rng(0).normal(size=(1500, 6)).astype(np.float32)
    values /= np.linalg.norm(values, axis=1, keepdims=True)
    vectors = ItemVectors(values, np.ones(1500, bool), "made")
    items, far = nearest(vectors, np.arange(1500, dtype=np.int32), np.arange(1500) < 300)
    for row in (0, 299, 1499):
        cosines = values[:300] @ values[row]
        cosines[row : row + 1] = -2
        best = np.argsort(-cosines)[:NEIGHBOURS]
        assert items[row].tolist() == best.tolist()
        assert far[row] == pytest.approx(1 - cosines[best], abs=1e-5)


def test_nobody_is_near_where_nobody_is() -> None:
    """An item alone in its catalogue has no neighbours."""
    items, far = nearest(shop.vectors(), np.array([0], np.int32), shop.mask(0))
    assert items.shape == far.shape == (1, 0)


def test_the_map_is_the_two_widest_directions() -> None:
    """Of a flat cloud in five dimensions nothing is lost: distances are kept up to one scale."""
    rng = np.random.default_rng(1)
    plane = rng.normal(size=(50, 2)) * (3, 1)
    turned, _ = np.linalg.qr(rng.normal(size=(5, 5)))
    made = flat((plane @ turned[:2]).astype(np.float32))
    assert made.share == pytest.approx(1)
    assert (made.places.min(), made.places.max()) == (0, 1)
    before, after = (np.linalg.norm(all_[:, None] - all_[None], axis=2) for all_ in (plane, made.places))
    assert after / after.max() == pytest.approx(before / before.max(), abs=1e-5)


def test_a_map_of_what_is_all_the_same_is_a_point() -> None:
    """And of one dimension a line."""
    assert flat(np.ones((4, 3), np.float32)).places.tolist() == [[0, 0]] * 4
    assert flat(np.array([[0], [1], [3]], np.float32)).places == pytest.approx(np.array([[0, 0], [1 / 3, 0], [1, 0]]))
