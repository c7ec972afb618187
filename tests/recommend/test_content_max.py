"""Nearness to any bought item on the tiny shop (tests/shop.py), whose cosines are worked out by hand."""

from dataclasses import replace

import numpy as np
import pytest

from fashrec.errors import ConfigError
from fashrec.past import Past
from fashrec.recommend.content_max import SAME, ContentMax
from fashrec.recommend.popular import Popular
from fashrec.types import ItemVectors, Seen, Shown
from tests import shop
from tests.shop import ANN, BEA, DAN, EVE, EVERYBODY, FAY


def near(content: ContentMax, seen: Seen = "allow", k: int = 7, tie_ks: tuple[int, ...] = ()) -> Shown:
    """Everybody's list."""
    past = shop.past(seen)
    return content.fit(past, shop.tools(past)).rank(EVERYBODY, k, past.catalogue, tie_ks)


def bought_by_one(*items: tuple[int, int], n: int) -> Past:
    """One customer who bought these items so many days before T, n items on sale."""
    rows, before = np.array(items).T
    bought = shop.table(0 * rows, rows, shop.CUT.day - before, 0 * rows + 1, n_customers=1)
    every = np.ones(n, bool)
    return replace(shop.past(), purchases=bought, launched=every, warm=every, catalogue=every)


def test_an_item_is_as_near_as_its_nearest_bought_one() -> None:
    """Bea owns (1, 0) and (0, 1): to 8, the twin of 0, it is 1, to 1 and 7 it is .8, to 3 .6, to 4 0."""
    shown = near(ContentMax())
    assert shown.items[BEA].tolist() == [8, 1, 7, 3, 0, 2, 4]
    assert shown.scores[BEA] == pytest.approx([1, 0.8, 0.8, 0.6, 0, 0, 0])


def test_an_item_may_be_near_to_itself() -> None:
    """Then what Bea bought comes first, with a twin between: as near as the first."""
    shown = near(ContentMax(itself=True))
    assert shown.items[BEA].tolist() == [0, 2, 8, 1, 7, 3, 4]
    assert shown.scores[BEA] == pytest.approx([1, 1, 1, 0.8, 0.8, 0.6, 0])


def test_of_equally_near_items_the_one_near_what_was_bought_last_comes_first() -> None:
    """Ann bought 2 and 4 three days ago, 3 ten, 0 twenty: cosines of 1 fall by a hair for each later day of hers."""
    shown = near(ContentMax(itself=True), tie_ks=(1, 2, 3))
    assert shown.items[ANN, :5].tolist() == [2, 4, 3, 0, 8]
    assert shown.scores[ANN, :5].tolist() == [1, 1, 1 - SAME, 1 - 2 * SAME, 1 - 2 * SAME]
    assert (shown.ties[1].block[ANN] >= 0, shown.ties[2].block[ANN], shown.ties[3].block[ANN]) == (True, -1, -1)


def test_of_two_bought_items_that_look_alike_the_earlier_one_comes_first() -> None:
    """Near to it is the later one; without their days the two would tie, each as near as the other."""
    for first, last in ((0, 8), (8, 0)):
        past = bought_by_one((first, 9), (last, 1), n=10)
        ranker = ContentMax().fit(past, shop.tools(past))
        assert ranker.rank(np.zeros(1, np.int32), 2, past.catalogue).items[0].tolist() == [first, last]


def test_a_recent_purchase_outweighs_no_better_likeness() -> None:
    """A cosine of .9 to the first of sixty purchases stays above one of .8999 to the last."""
    old, new, by_old, by_new = (1, 0), (0, 1), (0.9, -(0.19**0.5)), (-((1 - 0.8999**2) ** 0.5), 0.8999)
    others = [(-(0.5**0.5), -(0.5**0.5))] * 58
    values = np.array([old, new, by_new, by_old, *others], np.float32)
    past = bought_by_one((0, 60), *((2 + day, day) for day in range(2, 60)), (1, 1), n=len(values))
    ranker = ContentMax().fit(past, shop.ShopTools(past, ItemVectors(values, np.ones(len(values), bool), "shop"), None))
    assert ranker.rank(np.zeros(1, np.int32), 2, np.arange(len(values)) < 4).items[0].tolist() == [3, 2]


def test_the_last_items_alone_count() -> None:
    """Fay bought the dress after the shirt: with last=1 it is as if she had never bought the shirt."""
    assert near(ContentMax(last=1, itself=True)).items[FAY, :3].tolist() == [2, 7, 1]
    assert near(ContentMax(itself=True)).items[FAY, :3].tolist() == [2, 4, 7]


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
    n = 61
    past = bought_by_one((0, 1), (3, 1), n=n)
    alike = ItemVectors(np.tile(np.array([[1, 0]], np.float32), (n, 1)), ~shop.mask(7, n=n), "shop")
    ranker = ContentMax(itself=True).fit(past, shop.ShopTools(past, alike, None))
    ties = ranker.rank(np.zeros(1, np.int32), 2, past.catalogue, (2,)).ties[2]
    assert ties.size.tolist() == [60]
    assert ties.members.of(0).tolist() == [item for item in range(n) if item != 7]


def test_wrong_settings_are_refused() -> None:
    """By name."""
    with pytest.raises(ConfigError, match="last"):
        ContentMax(last=0)
