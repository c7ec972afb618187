"""Repurchase on the tiny shop: own items newest first, then popular ones."""

from fashrec.recommend.popular import Popular
from fashrec.recommend.repurchase import Repurchase
from fashrec.types import Seen, Shown
from tests import shop
from tests.shop import ANN, BEA, CAS, EVE, EVERYBODY, FAY


def repurchase(seen: Seen = "allow", k: int = 8, tie_ks: tuple[int, ...] = ()) -> Shown:
    """Everybody's list."""
    past = shop.past(seen)
    return Repurchase(Popular(7)).fit(past, shop.tools(past)).rank(EVERYBODY, k, past.catalogue, tie_ks)


def test_own_items_come_newest_first_and_popular_ones_fill_up() -> None:
    """Within a day by item row; ann's skirt is off the catalogue; nothing comes twice."""
    assert repurchase(k=6).items.tolist() == [
        [2, 4, 3, 0, 6, 1],
        [0, 2, 4, 3, 6, 1],
        [3, 1, 2, 4, 0, 6],
        [2, 4, 0, 3, 6, 1],
        [6, 2, 4, 0, 3, 1],
        [2, 4, 0, 3, 6, 1],
    ]


def test_own_items_score_their_day_above_all_popular_ones() -> None:
    """A day later is one more; the day that the shop's past begins is one above the most popular item."""
    scores = repurchase().scores
    assert scores[ANN, :6].tolist() == [41, 41, 34, 24, 1, 0.5]
    assert scores[CAS, :4].tolist() == [39, 19, 3, 2]


def test_a_list_shorter_than_the_history_holds_own_items_alone() -> None:
    """Ann has four that may be shown."""
    assert repurchase(k=3).items[ANN].tolist() == [2, 4, 3]


def test_removed_own_items_leave_popular_ones() -> None:
    """With seen=remove it shows what popular shows."""
    past = shop.past("remove")
    popular = Popular(7).fit(past, shop.tools(past)).rank(EVERYBODY, 8, past.catalogue)
    assert repurchase("remove").items.tolist() == popular.items.tolist()


def test_items_of_one_day_tie() -> None:
    """A list of 1 cuts ann's dress and shirt, and bea's coat and dress; fay bought hers on two days."""
    ties = repurchase(tie_ks=(1,)).ties[1]
    assert ties.members.of(int(ties.block[ANN])).tolist() == [2, 4]
    assert ties.members.of(int(ties.block[BEA])).tolist() == [0, 2]
    assert ties.size.tolist() == [2, 2, 0, 0, 0, 0]


def test_no_tie_spans_own_and_popular_items() -> None:
    """A list of 2 ends with bea's, cas's and fay's last own item; eve's goes on with the popular dress and shirt."""
    assert repurchase(tie_ks=(2,)).ties[2].size.tolist() == [0, 0, 0, 0, 0, 0]


def test_popular_items_tie_without_those_that_are_shown_as_own() -> None:
    """A list of 4 cuts 0 3 6: for bea 0 stands above already, for eve 6."""
    ties = repurchase(tie_ks=(4,)).ties[4]
    assert [ties.size[BEA], ties.size[EVE], ties.size[FAY]] == [2, 2, 3]
    assert ties.members.of(int(ties.block[FAY])).tolist() == [0, 3, 6]
