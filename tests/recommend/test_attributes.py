"""Items as their columns' values, on the tiny shop."""

from dataclasses import replace
from math import log, sqrt
from typing import Any

import numpy as np
import polars as pl
import pytest

from fashrec.errors import ConfigError
from fashrec.past import Past
from fashrec.recommend.attributes import Attributes
from fashrec.recommend.features import read_features
from fashrec.types import Seen, Shown
from tests import shop
from tests.shop import ANN, BEA, CAS, DAN, EVE, EVERYBODY

COLOURS = ["red", "blue", "red", "blue", "red", "red", None, "red", "blue", None]
TYPES = ["coat", "coat", "dress", "jeans", "shirt", "skirt", None, "hat", "boots", None]


def past(seen: Seen = "allow") -> Past:
    """The shop with colours and types; nobody knows anything of items 6 and 9."""
    bare = shop.past(seen)
    columns = [pl.Series("colour_group_name", COLOURS), pl.Series("product_type_name", TYPES)]
    return replace(bare, items=bare.items.with_columns(columns))


def shown(seen: Seen = "allow", **settings: Any) -> Shown:
    """Everybody's list, by colour and type."""
    of = past(seen)
    settings = {"columns": ["colour_group_name", "product_type_name"], "weighting": "none", **settings}
    return Attributes(**settings).fit(of, shop.tools(of)).rank(EVERYBODY, 8, of.catalogue, (5,))


def test_an_item_scores_the_cosine_of_its_columns_to_those_bought() -> None:
    """Cas: blue 3, coat 2, jeans 1, so that a blue coat is 5 / sqrt(2 * 14); cold items are ranked like others."""
    lists = shown()
    assert lists.items[CAS].tolist() == [1, 3, 8, 0, 2, 4, 7, -1]
    expected = np.array([5, 4, 3, 2, 0, 0, 0]) / sqrt(28)
    assert lists.scores[CAS, :7] == pytest.approx(expected)


def test_items_of_equal_columns_tie() -> None:
    """For bea a red dress is 3 + 1, and shirt and hat are both red alone: 5 items are cut inside that tie."""
    lists = shown()
    assert lists.items[BEA].tolist() == [0, 2, 4, 7, 1, 3, 8, -1]
    assert lists.scores[BEA, 2] == lists.scores[BEA, 3]
    assert lists.ties[5].size[BEA] == 0
    assert lists.ties[5].size[CAS] == 3


def test_rare_values_weigh_more() -> None:
    """Of 8 items with a value, 2 are coats and 5 red: log 4 and log 8/5, at unit length together."""
    values = read_features(past().items, ["colour_group_name", "product_type_name"], "idf").values.toarray()
    weights = np.array([log(8 / 5), log(8 / 2)])
    found = np.sort(values[0])[-2:]
    assert found == pytest.approx(weights / np.linalg.norm(weights))
    assert np.linalg.norm(values, axis=1)[[6, 9]].tolist() == [0, 0]


def test_what_all_items_share_says_nothing() -> None:
    """A column of one value has no weight, and an item that has nothing else no vector."""
    same = shop.past().items.with_columns(pl.lit("Ladies").alias("index_name"))
    assert not read_features(same, ["index_name"], "idf").has.any()
    assert read_features(same, ["index_name"], "none").has.all()


def test_old_purchases_fade() -> None:
    """With a half-life of 5 days cas's blue jeans of day 5 weigh 8 times the two coats of day 25."""
    assert shown(half_life_days=5.0).items[CAS, :2].tolist() == [3, 1]


def test_who_has_no_attribute_in_history_gets_the_fallback() -> None:
    """Dan bought nothing, eve a scarf of which nobody knows anything."""
    lists = shown()
    assert lists.fallback is not None
    assert np.flatnonzero(lists.fallback).tolist() == [DAN, EVE]
    assert lists.items[EVE].tolist() == [2, 4, 0, 3, 6, 1, -1, -1]


def test_removed_items_are_not_shown() -> None:
    """Ann is left with the cold items and the blue coat."""
    assert set(shown("remove").items[ANN].tolist()) == {1, 7, 8, -1}


@pytest.mark.parametrize(
    ("setting", "settings"),
    [
        ("columns", {"columns": []}),
        ("columns", {"columns": ["colour"]}),
        ("columns", {"columns": ["index_name", "index_name"]}),
        ("weighting", {"weighting": "bm25"}),
        ("half_life_days", {"half_life_days": 0}),
    ],
)
def test_a_wrong_setting_is_refused(setting: str, settings: dict[str, Any]) -> None:
    """By its name."""
    with pytest.raises(ConfigError, match=setting):
        Attributes(**settings)
