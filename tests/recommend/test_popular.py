"""Popular on the tiny shop: 2 4 0 3 6 1, scores 3 2 1 1 1 0.5."""

from dataclasses import replace
from typing import Any

import polars as pl
import pytest

from fashrec.errors import ConfigError
from fashrec.recommend.popular import Popular
from fashrec.types import Seen, Shown
from tests import shop
from tests.shop import ANN, BEA, CAS, DAN, EVE, EVERYBODY, FAY


def popular(seen: Seen = "allow", days: int = 7, k: int = 8, tie_ks: tuple[int, ...] = ()) -> Shown:
    """Everybody's list."""
    past = shop.past(seen)
    return Popular(days).fit(past, shop.tools(past)).rank(EVERYBODY, k, past.catalogue, tie_ks)


def test_everybody_is_shown_what_sold_best_in_the_last_week() -> None:
    """Rows count, day T-7 included; what did not sell in the week follows by its share of all sales."""
    shown = popular()
    assert shown.items.tolist() == [[2, 4, 0, 3, 6, 1, -1, -1]] * 6
    assert shown.scores[0, :6].tolist() == [3, 2, 1, 1, 1, 0.5]


def test_one_day_less_leaves_out_the_day_at_the_edge() -> None:
    """Fay's shirt of day T-7 counts for 7 days and not for 6."""
    assert popular(days=6).scores[0, :2].tolist() == [3, 1]


def test_units_count_and_not_baskets() -> None:
    """In ten days the two pairs of jeans that ann bought at once make three with cas's."""
    shown = popular(days=10)
    assert shown.items[0, :3].tolist() == [2, 3, 4]
    assert shown.scores[0, :3].tolist() == [3, 3, 2]


def test_what_nobody_bought_has_no_score() -> None:
    """Among cold items the lists are empty."""
    past = shop.past()
    shown = Popular().fit(past, shop.tools(past)).rank(EVERYBODY, 5, past.catalogue & ~past.warm)
    assert (shown.items == -1).all()


def test_owned_items_are_removed_one_customer_at_a_time() -> None:
    """Ann owns 0 2 3 4 5, bea 0 and 2, dan nothing, eve 6."""
    shown = popular("remove")
    assert shown.items[ANN].tolist() == [6, 1, -1, -1, -1, -1, -1, -1]
    assert shown.items[BEA].tolist() == [4, 3, 6, 1, -1, -1, -1, -1]
    assert shown.items[DAN].tolist() == [2, 4, 0, 3, 6, 1, -1, -1]
    assert shown.items[EVE].tolist() == [2, 4, 0, 3, 1, -1, -1, -1]


def test_customers_share_one_tied_block() -> None:
    """Lists of 3 and 4 cut 0 3 6; lists of 2 and 5 cut nothing."""
    ties = popular(k=5, tie_ks=(2, 3, 4, 5)).ties
    assert {k: (ties[k].block.tolist(), ties[k].size.tolist()) for k in ties} == {
        2: ([-1] * 6, [0] * 6),
        3: ([0] * 6, [3] * 6),
        4: ([0] * 6, [3] * 6),
        5: ([-1] * 6, [0] * 6),
    }
    assert ties[3].members.of(0).tolist() == [0, 3, 6]


def test_a_block_is_smaller_for_who_owns_some_of_it() -> None:
    """At 2 bea's list ends between 3 and 6, as 0 is hers; fay's between 0 and 3 of all three."""
    ties = popular("remove", tie_ks=(2,)).ties[2]
    assert ties.block.tolist() == [-1, 0, -1, -1, -1, 0]
    assert [ties.size[BEA], ties.size[FAY]] == [2, 3]


@pytest.mark.parametrize("days", [0, -7, 1.5])
def test_days_must_be_a_whole_number_above_zero(days: int) -> None:
    """The error names the setting."""
    with pytest.raises(ConfigError) as error:
        Popular(days)
    assert error.value.where == "days"


def test_a_past_without_a_purchase_shows_nothing() -> None:
    """Nobody bought anything: there is nothing popular."""
    past = replace(shop.past(), purchases=shop.table([], [], [], [], 6))
    assert (Popular().fit(past, shop.tools(past)).rank(EVERYBODY, 3, past.catalogue).items == -1).all()


def by_band(**settings: Any) -> Shown:
    """Everybody's list where ann, dan and fay are young, bea and cas are not, and nobody knows eve's age."""
    past = shop.past()
    told = past.customers.with_columns(
        pl.Series("age", [24, 25, 60, 20, None, 24.5], pl.Float32),
        pl.Series("club_member_status", ["yes", "no", "no", "yes", None, "yes"]),
    )
    past = replace(past, customers=told)
    return Popular(**settings).fit(past, shop.tools(past)).rank(EVERYBODY, 6, past.catalogue, (1, 2))


@pytest.mark.parametrize("settings", [{"by": "age", "edges": [25]}, {"by": "club_member_status"}])
def test_what_ones_own_band_buys_comes_first(settings: dict[str, Any]) -> None:
    """25 begins the older band; what the band did not buy in the week follows in everybody's order."""
    lists = by_band(**settings)
    assert lists.items[[ANN, DAN, FAY]].tolist() == [[2, 4, 0, 3, 6, 1]] * 3
    assert lists.scores[ANN].tolist() == [2, 2, 1 / 4, 1 / 4, 1 / 4, 1 / 8]
    assert lists.items[[BEA, CAS]].tolist() == [[0, 2, 3, 4, 6, 1]] * 2
    assert lists.scores[BEA].tolist() == [1, 1, 1, 2 / 4, 1 / 4, 1 / 8]


def test_who_is_in_no_known_band_gets_everybodys_list() -> None:
    """Eve's list is the one without bands."""
    lists = by_band(by="age", edges=[25])
    assert lists.items[EVE].tolist() == popular(k=6).items[EVE].tolist()
    assert lists.scores[EVE].tolist() == popular(k=6).scores[EVE].tolist()


def test_bands_have_ties_of_their_own() -> None:
    """A list of 1 cuts 2 4 for the young, 0 2 3 for the others, and nothing for eve."""
    ties = by_band(by="age", edges=[25]).ties[1]
    assert ties.size.tolist() == [2, 3, 3, 2, 0, 2]
    assert ties.members.of(int(ties.block[BEA])).tolist() == [0, 2, 3]


@pytest.mark.parametrize(
    ("setting", "settings"),
    [
        ("by", {"by": "postal_code"}),
        ("edges", {"by": "age"}),
        ("edges", {"by": "age", "edges": [30, 20]}),
        ("edges", {"edges": [30]}),
        ("edges", {"by": "age", "edges": ["young"]}),
    ],
)
def test_bands_that_are_none_are_refused(setting: str, settings: dict[str, Any]) -> None:
    """By the setting's name."""
    with pytest.raises(ConfigError, match=f"{setting}="):
        Popular(**settings)
