"""Neighbours on the tiny shop.

Columns of customers x items, as ann, bea, cas, eve and fay bought them:

    0 (1 2 0 0 0)   1 (0 0 2 0 0)   2 (1 1 0 0 1)   3 (2 0 1 0 0)   4 (1 0 0 0 1)   6 (0 0 0 1 0)

Cosines: 02 3/sqrt 15, 03 2/5, 04 1/sqrt 10, 13 1/sqrt 5, 23 2/sqrt 15, 24 2/sqrt 6, 34 2/sqrt 10.
5 is off the catalogue.
"""

from math import sqrt
from typing import Any

import numpy as np
import pytest

from fashrec.errors import ConfigError
from fashrec.recommend import item_knn
from fashrec.recommend.item_knn import ItemKNN
from fashrec.types import Seen, Shown
from tests import crowd, shop
from tests.shop import ANN, CAS, DAN, EVE, EVERYBODY


def shown(seen: Seen = "allow", k: int = 8, **settings: Any) -> Shown:
    """Everybody's list."""
    past = shop.past(seen)
    return ItemKNN(**settings).fit(past, shop.tools(past)).rank(EVERYBODY, k, past.catalogue)


def test_an_item_scores_its_cosines_to_what_was_bought() -> None:
    """Cas bought 1 twice and 3 once; nothing ties 6 to that, and it follows as the popular item it is."""
    lists = shown()
    assert lists.items[CAS].tolist() == [1, 3, 4, 2, 0, 6, -1, -1]
    expected = [2 + 1 / sqrt(5), 1 + 2 / sqrt(5), 2 / sqrt(10), 2 / sqrt(15), 2 / 5]
    assert lists.scores[CAS, :5] == pytest.approx(expected)
    assert 0 < lists.scores[CAS, 5] < expected[-1]


def test_those_without_a_neighbour_get_popular_items() -> None:
    """Dan bought nothing; eve's scarf is near to itself alone, and popular items follow it."""
    lists = shown()
    assert lists.items[DAN].tolist() == [2, 4, 0, 3, 6, 1, -1, -1]
    assert lists.scores[DAN, :2].tolist() == [3, 2]
    assert lists.items[EVE].tolist() == [6, 2, 4, 0, 3, 1, -1, -1]
    assert lists.fallback is not None
    assert np.flatnonzero(lists.fallback).tolist() == [DAN]


def test_only_the_nearest_neighbours_count() -> None:
    """Of two, an item is its own first: 3 is left with 4, and cas reaches 2 and 0 as the popular items they are.

    Popular scores stand below her lowest own one by a power of two, so that 0 and 6 still tie.
    """
    lists = shown(neighbours=2)
    assert lists.scores[CAS, :3] == pytest.approx([2, 1 + 2 / sqrt(5), 2 / sqrt(10)])
    assert lists.items[CAS].tolist() == [1, 3, 4, 2, 0, 6, -1, -1]
    assert lists.scores[CAS, 3:6].tolist() == [3 / 8, 1 / 8, 1 / 8]


def test_an_item_need_not_be_its_own_neighbour() -> None:
    """Then 3 comes from the 1 that cas bought, and 1 from the 3."""
    lists = shown(itself=False)
    assert lists.items[CAS].tolist() == [3, 4, 2, 1, 0, 6, -1, -1]
    assert lists.scores[CAS, [0, 3]] == pytest.approx([2 / sqrt(5), 1 / sqrt(5)])
    assert lists.fallback is not None
    assert lists.fallback[EVE]


def test_only_living_items_are_shown() -> None:
    """Nobody bought 1 in the last 20 days: it is no neighbour, and it does not fill up either."""
    assert 1 in shown(alive_days=25).items
    lists = shown(alive_days=20)
    assert 1 not in lists.items
    assert lists.items[CAS].tolist() == [3, 4, 2, 0, 6, -1, -1, -1]


def test_room_among_the_neighbours_is_not_taken_by_the_dead() -> None:
    """With one neighbour an item, and 1 dead, cas's 1 is near to 3 instead of to itself."""
    assert shown(neighbours=1, alive_days=20).scores[CAS, 0] == pytest.approx(1 + 2 / sqrt(5))


def test_old_purchases_fade() -> None:
    """With a half-life of 5 days cas's 3 of day 5 stands above the 1 of day 25."""
    assert shown(half_life_days=5).items[CAS, :2].tolist() == [3, 1]


def test_bm25_counts_further_units_for_less() -> None:
    """With k1 = 0 all units of a pair are one, so that buying 1 twice makes it no more like 3."""
    half = crowd.past(5, n_rows=60)
    tools = crowd.tools(half, 5)
    weighted = ItemKNN(weighting="bm25", k1=0)._weighted(tools.interactions.matrix()).toarray()
    n_bought = (tools.interactions.matrix().toarray() > 0).sum(axis=1)
    idf = np.log(half.n_items) - np.log1p(n_bought)
    bought = tools.interactions.matrix().toarray().T > 0
    assert np.allclose(weighted, bought * idf)


def test_removed_items_are_not_shown() -> None:
    """With seen=remove ann is left with the blue coat, which is near to her jeans, and the popular scarf."""
    lists = shown("remove")
    assert lists.items[ANN].tolist() == [1, 6, -1, -1, -1, -1, -1, -1]


@pytest.mark.parametrize("weighting", ["cosine", "bm25"])
@pytest.mark.parametrize("seen", ["allow", "remove"])
def test_blocks_change_nothing(weighting: Any, seen: Seen, monkeypatch: pytest.MonkeyPatch) -> None:
    """One item, then one customer, at a time."""
    past = crowd.past(1, seen=seen)
    everybody = np.arange(past.n_customers, dtype=np.int32)
    made = ItemKNN(weighting=weighting, half_life_days=9.0)
    whole = made.fit(past, crowd.tools(past, 1)).rank(everybody, 12, past.catalogue, (5,))
    monkeypatch.setattr(item_knn, "BLOCK", 1)
    single = made.fit(past, crowd.tools(past, 1)).rank(everybody, 12, past.catalogue, (5,))
    assert np.array_equal(whole.items, single.items)
    assert np.array_equal(whole.scores, single.scores)
    assert np.array_equal(whole.ties[5].size, single.ties[5].size)


@pytest.mark.parametrize(
    "setting",
    [{"weighting": "tfidf"}, {"neighbours": 0}, {"half_life_days": 0}, {"alive_days": 0}, {"k1": -1}, {"b": 1.5}],
)
def test_a_wrong_setting_is_refused(setting: dict[str, Any]) -> None:
    """By its name."""
    with pytest.raises(ConfigError, match=next(iter(setting))):
        ItemKNN(**setting)
