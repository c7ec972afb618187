"""Fusion on the tiny shop (tests/shop.py), whose members' lists are worked out by hand."""

from dataclasses import replace

import numpy as np
import pytest

from fashrec.errors import ConfigError
from fashrec.recommend.content import Content
from fashrec.recommend.fuse import Fuse
from fashrec.recommend.oracle import Oracle
from fashrec.recommend.popular import Popular
from fashrec.recommend.repurchase import Repurchase
from fashrec.types import Shown
from tests import shop
from tests.shop import BEA, CAS, DAN, EVERYBODY

BOTH = Fuse(
    {"repurchase": Repurchase(Popular(7)), "popular": Popular(7)}, {"repurchase": 1, "popular": 1}, "rank", depth=6
)
"""Ranks fall by sixths: 1, 5/6, 4/6, 3/6, 2/6, 1/6. Own items are 1 apart where a day separates them."""


def fused(fuse: Fuse, k: int = 6, tie_ks: tuple[int, ...] = ()) -> Shown:
    """Everybody's list."""
    past = shop.past()
    return fuse.fit(past, shop.tools(past)).rank(EVERYBODY, k, past.catalogue, tie_ks)


def test_what_members_say_is_summed() -> None:
    """Bea owns 0 and 2, both of one day, rank 1; popular ranks 2, 4, then 0 3 6 alike, then 1."""
    shown = fused(BOTH)
    assert shown.items[BEA].tolist() == [2, 0, 4, 3, 6, 1]
    assert shown.scores[BEA] * 6 == pytest.approx([12, 10, 5, 4, 4, 1])


def test_weights_matter_by_their_ratios_alone() -> None:
    """Ten times as much of everything is the same list; of popular alone, cas's own 3 falls behind 2 and 4."""
    alike = fused(replace(BOTH, weights={"repurchase": 10, "popular": 10}))
    other = fused(replace(BOTH, weights={"repurchase": 1, "popular": 10}))
    assert np.array_equal(alike.items, fused(BOTH).items)
    assert fused(BOTH).items[CAS].tolist() == [3, 1, 2, 4, 0, 6]
    assert other.items[CAS].tolist() == [2, 4, 3, 0, 6, 1]


def test_a_member_of_weight_0_is_not_there() -> None:
    """Popular alone is popular's list, scores aside."""
    alone = fused(replace(BOTH, weights={"repurchase": 0, "popular": 3}))
    past = shop.past()
    assert np.array_equal(alone.items, Popular(7).fit(past, shop.tools(past)).rank(EVERYBODY, 6, past.catalogue).items)


def test_what_fills_a_list_up_does_not_count_twice() -> None:
    """Dan bought nothing: repurchase shows him popular items, which are nobody's own; kept, they count again."""
    dropped, kept = fused(BOTH), fused(replace(BOTH, fallback="keep"))
    assert dropped.scores[DAN, 0] == pytest.approx(1)
    assert kept.scores[DAN, 0] == pytest.approx(2)


def test_a_fallbacks_list_does_not_masquerade_as_content() -> None:
    """Dan and eve have no profile; what content shows them is popular's, and popular says it once."""
    fuse = Fuse({"content": Content(Popular(7)), "popular": Popular(7)}, {"content": 1, "popular": 1}, "rank", depth=6)
    assert fused(fuse).scores[DAN, 0] == pytest.approx(1)
    assert fused(fuse).fallback is None


def test_fallbacks_are_shown_where_there_is_nothing_else() -> None:
    """Content alone, fused: dan and eve get its fallback's list, and it is marked."""
    fuse = Fuse({"content": Content(Popular(7))}, {"content": 1})
    shown = fused(fuse)
    assert shown.items[DAN].tolist() == [2, 4, 0, 3, 6, 1]
    assert shown.fallback is not None
    assert np.flatnonzero(shown.fallback).tolist() == [3, 4]


def test_equal_sums_are_ties() -> None:
    """Bea's list of four ends between 3 and 6, which popular says the same of."""
    ties = fused(BOTH, tie_ks=(1, 4)).ties
    assert ties[4].members.of(int(ties[4].block[BEA])).tolist() == [3, 6]
    assert ties[1].block[BEA] == -1


def test_depth_bounds_what_is_known() -> None:
    """With depth 2 dan is shown two items, however many are asked for."""
    assert (fused(replace(BOTH, depth=2)).items[DAN] >= 0).sum() == 2


def test_it_needs_what_any_member_needs() -> None:
    """So that vectors and truth are made, or it is left out."""
    fuse = Fuse({"content": Content(), "oracle": Oracle()}, {"content": 1, "oracle": 1})
    assert fuse.needs == {"vectors", "truth"}
    assert BOTH.needs == frozenset()


@pytest.mark.parametrize(
    ("setting", "value"),
    [
        ("weights", {"repurchase": 1}),
        ("weights", {"repurchase": 1, "popular": -1}),
        ("weights", {"repurchase": 0, "popular": 0}),
        ("weights", {"repurchase": 1, "popular": float("nan")}),
        ("by", "vote"),
        ("constant", -1),
        ("depth", 0),
        ("fallback", "maybe"),
    ],
)
def test_wrong_settings_are_refused(setting: str, value: object) -> None:
    """By name."""
    with pytest.raises(ConfigError, match=setting):
        replace(BOTH, **{setting: value})  # type: ignore[arg-type] # that is the point
