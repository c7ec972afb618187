"""Nearness to any bought item on the tiny shop (tests/shop.py), whose cosines are worked out by hand."""

from dataclasses import replace

import numpy as np
import pytest

from fashrec.errors import ConfigError
from fashrec.recommend.content_max import ContentMax
from fashrec.recommend.popular import Popular
from fashrec.types import ItemVectors, Seen, Shown
from tests import shop
from tests.shop import BEA, DAN, EVE, EVERYBODY, FAY


def near(content: ContentMax, seen: Seen = "allow", k: int = 7, tie_ks: tuple[int, ...] = ()) -> Shown:
    """Everybody's list."""
    past = shop.past(seen)
    return content.fit(past, shop.tools(past)).rank(EVERYBODY, k, past.catalogue, tie_ks)


def test_an_item_is_as_near_as_its_nearest_bought_one() -> None:
    """Bea owns (1, 0) and (0, 1): 0, its twin 8 and 2 are at 1, then 1 and 7 at .8 and 3 and 4 at .6 and 0."""
    shown = near(ContentMax())
    assert shown.items[BEA].tolist() == [0, 2, 8, 1, 7, 3, 4]
    assert shown.scores[BEA] == pytest.approx([1, 1, 1, 0.8, 0.8, 0.6, 0])


def test_an_item_need_not_be_near_to_itself() -> None:
    """Then 8 is like 0, 1 like it and 7 like 2; 0 and 2 themselves are as far from each other as two axes."""
    shown = near(ContentMax(itself=False))
    assert shown.items[BEA].tolist() == [8, 1, 7, 3, 0, 2, 4]
    assert shown.scores[BEA] == pytest.approx([1, 0.8, 0.8, 0.6, 0, 0, 0])


def test_the_last_items_alone_count() -> None:
    """Fay bought the dress after the shirt: with last=1 it is as if she had never bought the shirt."""
    assert near(ContentMax(last=1)).items[FAY, :3].tolist() == [2, 7, 1]
    assert near(ContentMax()).items[FAY, :3].tolist() == [2, 4, 7]


def test_owned_items_are_removed() -> None:
    """Nothing that she owns, and still all the rest."""
    assert near(ContentMax(), "remove").items[BEA].tolist() == [8, 1, 7, 3, 4, -1, -1]


def test_who_bought_nothing_with_a_vector_gets_the_fallbacks_list() -> None:
    """Dan and eve, marked."""
    shown = near(ContentMax(fallback=Popular(7)))
    assert shown.items[DAN].tolist() == [2, 4, 0, 3, 6, 1, -1]
    assert shown.fallback is not None
    assert np.flatnonzero(shown.fallback).tolist() == [DAN, EVE]


def test_a_block_is_followed_to_its_end() -> None:
    """Sixty items that look alike are one block of sixty, although a list of 2 asks for a few neighbours at first."""
    n, every = 61, np.ones(61, bool)
    bought = shop.table([0, 0], [0, 3], [shop.CUT.day - 1] * 2, [1, 1], n_customers=1)
    past = replace(shop.past(), purchases=bought, launched=every, warm=every, catalogue=every)
    alike = ItemVectors(np.tile(np.array([[1, 0]], np.float32), (n, 1)), ~shop.mask(7, n=n), "shop")
    ranker = ContentMax().fit(past, shop.ShopTools(past, alike, None))
    ties = ranker.rank(np.zeros(1, np.int32), 2, past.catalogue, (2,)).ties[2]
    assert ties.size.tolist() == [60]
    assert ties.members.of(0).tolist() == [item for item in range(n) if item != 7]


def test_wrong_settings_are_refused() -> None:
    """By name."""
    with pytest.raises(ConfigError, match="last"):
        ContentMax(last=0)
