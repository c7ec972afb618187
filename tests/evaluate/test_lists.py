"""Broken lists are errors, and nobody who was scored vanishes from the counts."""

from dataclasses import replace

import numpy as np
import pytest

from fashrec.errors import DataError
from fashrec.evaluate import Evaluator
from fashrec.types import Bools, Shown
from tests import shop
from tests.evaluate.worlds import World

GOOD = Shown(
    customers=np.array([0, 1, 5], np.int32),
    items=np.array([[2, 4, 0], [2, 4, -1], [2, -1, -1]], np.int32),
    scores=np.array([[3, 2, 2], [3, 2, -np.inf], [3, -np.inf, -np.inf]], np.float32),
)


def put(row: int, place: int, value: float, what: str = "items") -> Shown:
    """The good lists with one place changed."""
    array = getattr(GOOD, what).copy()
    array[row, place] = value
    return Shown(**{"customers": GOOD.customers, "items": GOOD.items, "scores": GOOD.scores} | {what: array})


@pytest.mark.parametrize(
    ("shown", "complaint"),
    [
        (put(0, 2, 4), "1 items stand in their list twice"),
        (put(0, 0, 5), "1 items lie out of the catalogue"),
        (put(0, 0, 10), "1 items lie out of the catalogue"),
        (put(0, 1, -1), "1 items stand behind padding"),
        (put(0, 2, -2), "1 items are negative"),
        (put(1, 1, 4, "scores"), "1 scores rise"),
        (put(1, 0, np.nan, "scores"), "1 scores are not a number"),
        (replace(GOOD, customers=GOOD.customers[::-1].copy()), "2 customers do not follow"),
        (replace(GOOD, customers=np.array([0, 1, 1], np.int32)), "1 customers do not follow"),
        (replace(GOOD, customers=GOOD.customers[:2]), "for 2 customers"),
        (replace(GOOD, scores=GOOD.scores[:, :2]), "scores of shape"),
    ],
)
def test_a_broken_list_is_an_error_and_not_a_score(shown: Shown, complaint: str) -> None:
    """Each breach of the contract is named with its number."""
    with pytest.raises(DataError, match=complaint) as caught:
        Evaluator((3,)).scores(shop.future(), shown, catalogue=shop.past().catalogue, name="popular")
    assert "popular, list main, cut 2020-03-30" in caught.value.where


def test_good_lists_pass_the_same_checks() -> None:
    """The lists that the broken ones are made from are scored."""
    assert Evaluator((3,)).scores(shop.future(), GOOD, catalogue=shop.past().catalogue)


def test_more_items_than_the_last_k_are_refused() -> None:
    """One list holds three items where ks ends at 2; padding beyond k is no item."""
    with pytest.raises(DataError, match="1 lists hold more than k=2 items"):
        Evaluator((2,)).scores(shop.future(), GOOD)


def test_all_that_is_wrong_is_said_at_once() -> None:
    """An item twice and a rising score stand in one error."""
    shown = replace(put(0, 2, 4), scores=put(1, 1, 4, "scores").scores)
    with pytest.raises(DataError, match=r"twice; 1 scores rise"):
        Evaluator((3,)).scores(shop.future(), shown)


def test_a_purchase_out_of_the_catalogue_cannot_have_been_shown() -> None:
    """Without the catalogue's mask too: eve's item 9 is marked as not reachable, so a list with it is broken."""
    shown = Shown(np.array([4], np.int32), np.array([[9]], np.int32), np.array([[1]], np.float32))
    with pytest.raises(DataError, match="1 relevant items were shown that these lists may not hold"):
        Evaluator((1,)).scores(shop.future(), shown)


@pytest.mark.parametrize(("catalogue", "warm"), [(None, None), (shop.past().catalogue, shop.past().warm)])
def test_a_warm_item_in_a_cold_list_is_an_error(catalogue: Bools | None, warm: Bools | None) -> None:
    """Ann bought item 0, which is warm: her `cold_only` list may not hold it."""
    cold = Shown(np.array([0], np.int32), np.array([[0]], np.int32), np.array([[1]], np.float32))
    with pytest.raises(DataError, match="list cold_only"):
        Evaluator((3,)).scores(shop.future(), GOOD, cold, catalogue=catalogue, warm=warm)


def test_lists_of_customers_who_are_not_scored_change_nothing() -> None:
    """Fay's list is passed over, whatever it holds."""
    with_fay, without = (
        Evaluator((3,)).scores(shop.future(), shown)["all"].metrics["recall@3"].tolist()
        for shown in (GOOD, Shown(GOOD.customers[:2], GOOD.items[:2], GOOD.scores[:2]))
    )
    assert with_fay == without


def test_reachable_items_beyond_the_candidates_are_refused() -> None:
    """Two reachable relevant items, but N = 1: the two were counted in different catalogues."""
    future = World(2, {0, 1}, {0, 1}, {0: set()}, {0: {0, 1}}, {}).future()
    with pytest.raises(DataError, match="1 customers have more reachable relevant items than candidates"):
        Evaluator((1,)).chance(replace(future, n_candidates=np.array([1], np.int32)))


def test_a_customer_without_relevant_items_is_refused() -> None:
    """The scored customers are those with a relevant item: another has no recall."""
    future = World(2, {0}, {0}, {0: set()}, {0: {0}}, {}).future()
    empty = replace(future, relevant=shop.lists(()), cold=future.cold[:0], repeat=future.cold[:0])
    with pytest.raises(DataError, match="at least one relevant item"):
        Evaluator((1,)).chance(replace(empty, reachable=future.cold[:0]))
