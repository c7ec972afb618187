"""Chance: every list as likely as any other, and each customer's the same whoever else is asked for."""

from dataclasses import replace
from datetime import timedelta

import numpy as np
import pytest
from scipy import stats

from fashrec.errors import ConfigError
from fashrec.past import Past
from fashrec.recommend.chance import Chance
from fashrec.types import Ints, Seen
from tests import shop
from tests.shop import ANN, EVERYBODY

CROWD = np.arange(20_000, dtype=np.int32)
UNLIKELY = 1e-6


def many(seen: Seen = "allow") -> Past:
    """The tiny shop with 20,000 customers, all of whom bought items 0 and 4."""
    items = np.tile([0, 4], len(CROWD))
    days = np.full(len(items), shop.CUT.day - 1)
    bought = shop.table(np.repeat(CROWD, 2), items, days, np.ones(len(items)), len(CROWD))
    return replace(shop.past(seen), purchases=bought)


def lists(past: Past, seed: int = 0, k: int = 3) -> Ints:
    """Everybody's items."""
    customers = np.arange(past.n_customers, dtype=np.int32)
    return Chance(seed).fit(past, shop.tools(past)).rank(customers, k, past.catalogue).items


def test_every_ordered_pair_is_as_likely_as_any_other() -> None:
    """Chi-square over the 56 ordered pairs of eight items at places 1 and 2, and at 2 and 3."""
    items = lists(many())
    for first, second in ((0, 1), (1, 2)):
        counts = np.bincount(items[:, first] * 10 + items[:, second], minlength=100)
        assert np.count_nonzero(counts) == 56
        assert stats.chisquare(counts[counts > 0]).pvalue > UNLIKELY


def test_owned_items_leave_the_others_as_likely_as_before() -> None:
    """Without 0 and 4 the 30 ordered pairs of six items are left."""
    items = lists(many("remove"))
    counts = np.bincount(items[:, 0] * 10 + items[:, 2], minlength=100)
    assert np.count_nonzero(counts) == 30
    assert stats.chisquare(counts[counts > 0]).pvalue > UNLIKELY


def test_a_longer_list_begins_with_the_shorter_one() -> None:
    """Places 1 to 3 are the same for k = 3 and k = 8."""
    assert np.array_equal(lists(many(), k=8)[:, :3], lists(many(), k=3))


def test_another_seed_or_cut_draws_anew() -> None:
    """One in eight first items is the same by chance, and not more."""
    past = many()
    later = replace(past, cut=replace(past.cut, start=past.cut.start + timedelta(days=7)))
    first = lists(past)[:, 0]
    for other in (lists(past, seed=1), lists(past, seed=-1), lists(later)):
        same = int((first == other[:, 0]).sum())
        assert stats.binomtest(same, len(CROWD), 1 / 8).pvalue > UNLIKELY


def test_neighbouring_customers_draw_independently() -> None:
    """So do places of one list and of the next customer's."""
    items = lists(many())
    same = int((items[1:, 0] == items[:-1, 0]).sum())
    assert stats.binomtest(same, len(CROWD) - 1, 1 / 8).pvalue > UNLIKELY


def test_who_may_be_shown_fewer_than_k_gets_them_all() -> None:
    """Ann owns four of the eight items of the catalogue."""
    past = shop.past("remove")
    shown = Chance().fit(past, shop.tools(past)).rank(EVERYBODY, 6, past.catalogue, (6,))
    assert sorted(shown.items[ANN].tolist()) == [-1, -1, 1, 6, 7, 8]
    assert shown.scores[ANN].tolist() == [0, -1, -2, -3, -np.inf, -np.inf]
    assert (shown.ties[6].block == -1).all()


def test_a_seed_is_a_whole_number() -> None:
    """The error names the setting."""
    with pytest.raises(ConfigError) as error:
        Chance(0.5)  # type: ignore[arg-type]
    assert error.value.where == "seed"
