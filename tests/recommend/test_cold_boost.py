"""Kept places on the tiny shop (tests/shop.py): 7 and 8 are cold, launched 60 days before T; 9 is not launched."""

from dataclasses import replace
from datetime import timedelta

import numpy as np
import polars as pl
import pytest

from fashrec.errors import ConfigError
from fashrec.past import Past
from fashrec.recommend.cold_boost import ColdBoost
from fashrec.recommend.content import Content
from fashrec.recommend.oracle import Oracle
from fashrec.recommend.popular import Popular
from fashrec.types import Shown, Ties
from tests import shop
from tests.shop import ANN, DAN, EVERYBODY, FAY

BOOST = ColdBoost(Popular(7), Content(Popular(7)), places=(2, 5))
"""Popular shows 2 4 0 3 6 1 to everybody; content puts 8 before 7 for ann and 7 before 8 for fay."""


def boosted(boost: ColdBoost = BOOST, k: int = 6, past: Past | None = None) -> Shown:
    """Everybody's list."""
    past = past or shop.past()
    return boost.fit(past, shop.tools(past)).rank(EVERYBODY, k, past.catalogue)


def test_the_kept_places_hold_the_nearest_cold_items() -> None:
    """Second and fifth; what they push aside moves down."""
    assert boosted().items[[ANN, FAY]].tolist() == [[2, 8, 4, 0, 7, 3], [2, 7, 4, 0, 8, 3]]


def test_a_place_without_a_cold_item_is_the_members() -> None:
    """Dan has no profile, and popular has no cold items for him."""
    assert boosted().items[DAN].tolist() == [2, 4, 0, 3, 6, 1]


def test_a_shorter_list_is_the_beginning_of_a_longer_one() -> None:
    """Whatever place it ends at."""
    whole = boosted(k=8).items
    for k in range(1, 8):
        assert np.array_equal(boosted(k=k).items, whole[:, :k])


def test_an_item_that_both_have_stands_once() -> None:
    """The oracle shows ann 0 and then the cold 7; the kept second place is content's 8."""
    shown = boosted(ColdBoost(Oracle(), Content(), places=(1,)), k=4)
    assert shown.items[ANN].tolist() == [8, 0, 7, 1]


def test_cold_items_move_up_where_the_list_ends() -> None:
    """Six popular items and a kept tenth place: the cold one is seventh."""
    shown = boosted(replace(BOOST, places=(10,)), k=12)
    assert shown.items[ANN].tolist() == [2, 4, 0, 3, 6, 1, 8, *[-1] * 5]


def blocks(boost: ColdBoost, k: int, customer: int) -> list[tuple[list[int], int, list[int]]]:
    """Members, t, and the places (from 1) of each block that a customer's list of length k is cut through."""
    past = shop.past()
    cut = boost.fit(past, shop.tools(past)).rank(EVERYBODY, 6, past.catalogue, (k,)).ties[k]
    return [
        (of.members.of(int(of.block[customer])).tolist(), int(of.size[customer]), places(of, customer))
        for of in cut.chain()
        if of.block[customer] >= 0
    ]


def places(of: Ties, customer: int) -> list[int]:
    """The places of a customer's block, from 1."""
    assert of.places is not None
    return (np.flatnonzero(of.places[customer]) + 1).tolist()


def test_the_members_ties_stay_ties_around_kept_places() -> None:
    """Popular ties 0, 3 and 6: ann's list 2 8 4 0 7 3 shows one of them at 4 and 5, whoever stands fifth, two at 6."""
    assert [blocks(BOOST, k, ANN) for k in (1, 2, 3)] == [[], [], []]
    assert blocks(BOOST, 4, ANN) == [([0, 3, 6], 3, [4])]
    assert blocks(BOOST, 5, ANN) == [([0, 3, 6], 3, [4])]
    assert blocks(BOOST, 6, ANN) == [([0, 3, 6], 3, [4, 6])]


def test_the_cold_members_ties_are_cut_by_the_kept_places() -> None:
    """Fay's oracle finds all items equal: one of 7 and 8 stands in place 2, and of the seven others the rest."""
    boost = ColdBoost(Oracle(), Oracle(), places=(2,))
    assert boosted(boost).items[FAY].tolist() == [0, 7, 1, 2, 3, 4]
    first, second = blocks(boost, 4, FAY)
    assert first == ([0, 1, 2, 3, 4, 6, 7, 8], 7, [1, 3, 4])
    assert second == ([7, 8], 2, [2])


def test_old_items_that_nobody_bought_are_not_new() -> None:
    """With new_days=30 hat and boots, 60 days old, get no place; launched yesterday, the hat alone does."""
    old = shop.past()
    yesterday = pl.Series(
        [day if row != 7 else shop.CUT.start - timedelta(1) for row, day in enumerate(old.items["launch_day"])]
    )
    recent = replace(old, items=old.items.with_columns(launch_day=yesterday))
    boost = replace(BOOST, new_days=30)
    assert boosted(boost, past=old).items[ANN].tolist() == [2, 4, 0, 3, 6, 1]
    assert boosted(boost, past=recent).items[ANN].tolist() == [2, 7, 4, 0, 3, 6]


def test_among_cold_items_the_list_is_the_cold_members_new_ones_first() -> None:
    """Content puts boots before the hat for ann; where the hat is new and the boots are not, the hat comes first."""
    old = shop.past()
    cold = old.catalogue & ~old.warm
    alike = BOOST.fit(old, shop.tools(old)).rank(EVERYBODY, 3, cold)
    assert alike.items[ANN].tolist() == [8, 7, -1]
    unknown = replace(
        old,
        items=old.items.with_columns(
            launch_day=pl.Series([None if row == 7 else day for row, day in enumerate(old.items["launch_day"])])
        ),
    )
    ranker = replace(BOOST, new_days=30).fit(unknown, shop.tools(unknown))
    assert ranker.rank(EVERYBODY, 3, cold).items[ANN].tolist() == [7, 8, -1]


def test_it_needs_what_either_needs() -> None:
    """Vectors for the places."""
    assert BOOST.needs == {"vectors"}


@pytest.mark.parametrize(
    ("setting", "value"), [("places", ()), ("places", (0,)), ("places", (5, 4)), ("places", (5, 5)), ("new_days", 0)]
)
def test_wrong_settings_are_refused(setting: str, value: object) -> None:
    """By name."""
    with pytest.raises(ConfigError, match=setting):
        replace(BOOST, **{setting: value})  # type: ignore[arg-type] # that is the point
