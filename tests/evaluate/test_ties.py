"""Tied blocks that the list's end cuts through, and those that do not fit their lists."""

from dataclasses import replace

import numpy as np
import pytest

from fashrec.errors import DataError
from fashrec.evaluate import Evaluator
from fashrec.types import Shown, Ties
from tests.evaluate.worlds import World, as_lists

# items 0 ... 5; the customer bought 1 and 4
FUTURE = World(6, set(range(6)), set(range(6)), {0: {1}}, {0: {1, 4}}, {}).future()


def shown(items: list[int], scores: list[float], size: int, members: list[int]) -> Shown:
    """One list, whose end cuts through a block."""
    return Shown(
        customers=np.array([0], np.int32),
        items=np.array([items], np.int32),
        scores=np.array([scores], np.float32),
        ties={len(items): Ties(np.zeros(1, np.int32), np.array([size], np.int32), as_lists([members]))},
    )


def expected(lists: Shown, k: int, segment: str = "all") -> list[float]:
    """hit rate, precision and recall expected of the only customer."""
    metrics = Evaluator((k,)).scores(FUTURE, lists)[segment].metrics
    return [float(metrics[f"{name}_expected@{k}"][0]) for name in ("hit_rate", "precision", "recall")]


def test_two_places_left_for_four_tied_items_of_which_one_is_relevant() -> None:
    """Item 0 leads, then two of 2 3 4 5, of which 4 was bought: t = 4, m = 1, j = 2, h = 0.

    Hit 1 - C(3, 2)/C(4, 2) = 1/2; precision (2 · 1/4)/3 = 1/6; recall (2 · 1/4)/2 = 1/4.
    """
    assert expected(shown([0, 2, 3], [2, 1, 1], 4, [2, 3, 4, 5]), 3) == pytest.approx([1 / 2, 1 / 6, 1 / 4])


def test_a_hit_above_the_block_makes_the_hit_certain() -> None:
    """Item 1 leads and was bought: hit 1, precision (1 + 1/2)/3, recall (1 + 1/2)/2."""
    assert expected(shown([1, 2, 3], [2, 1, 1], 4, [2, 3, 4, 5]), 3) == pytest.approx([1, 1 / 2, 3 / 4])


def test_a_shared_blocks_item_that_stands_above_it_is_not_in_the_tie() -> None:
    """Item 4 is in the popular block 2 3 4 5 but was shown first as the customer's own: t = 3, m = 0, h = 1."""
    assert expected(shown([4, 2, 3], [9, 1, 1], 3, [2, 3, 4, 5]), 3) == pytest.approx([1, 1 / 3, 1 / 2])


def test_only_the_segments_items_count_in_its_ties() -> None:
    """For `repeat` only item 1 is relevant, |R| = 1: with 4 alone in the block nothing is expected."""
    assert expected(shown([0, 2, 3], [2, 1, 1], 4, [2, 3, 4, 5]), 3, "repeat") == [0, 0, 0]


def test_a_woven_list_misses_where_both_of_its_blocks_do() -> None:
    """One of 0 1, then 5, then one of 2 3 4, of which 1 and 4 were bought: missed with 1/2 · 2/3, of 1/2 + 1/3 hits."""
    lists = shown([0, 5, 2], [0, -1, -2], 2, [0, 1])
    second = Ties(
        np.zeros(1, np.int32), np.array([3], np.int32), as_lists([[2, 3, 4]]), places=np.array([[False, False, True]])
    )
    first = replace(lists.ties[3], places=np.array([[True, False, False]]), beside=second)
    assert expected(replace(lists, ties={3: first}), 3) == pytest.approx([2 / 3, 5 / 18, 5 / 12])


def test_a_hit_between_the_places_of_a_block_stands_above_it() -> None:
    """Place 2 of 2 1 3 was kept for 1: a hit for certain, and two of 2 3 4 5 beside it."""
    lists = shown([2, 1, 3], [0, -1, -2], 4, [2, 3, 4, 5])
    around = replace(lists.ties[3], places=np.array([[True, False, True]]))
    assert expected(replace(lists, ties={3: around}), 3) == pytest.approx([1, 1 / 2, 3 / 4])


def test_lists_without_ties_expect_what_they_have() -> None:
    """Where `ties` says nothing of k, tie mass is 0 and the expectations are the plain values."""
    lists = replace(shown([1, 2, 3], [2, 1, 1], 4, [2, 3, 4, 5]), ties={})
    assert expected(lists, 3) == pytest.approx([1, 1 / 3, 1 / 2])
    assert Evaluator((3,)).scores(FUTURE, lists)["all"].metrics["tie_mass@3"].tolist() == [0]


@pytest.mark.parametrize(
    "lists",
    [
        pytest.param(shown([0, 2, 3], [2, 1, 1], 2, [2, 3, 4, 5]), id="no larger than its places"),
        pytest.param(shown([0, 2, 3], [2, 1, 1], 4, [0, 1, 4, 5]), id="without the list's end"),
        pytest.param(shown([0, 5, 2], [2, 2, 1], 2, [1, 2, 3, 4, 5]), id="smaller than what is relevant in it"),
    ],
)
def test_a_block_that_does_not_fit_its_list_is_refused(lists: Shown) -> None:
    """A wrong block would make a wrong expectation without a sound. Here 1, 3 and 4 were bought."""
    future = World(6, set(range(6)), set(range(6)), {0: set()}, {0: {1, 3, 4}}, {}).future()
    with pytest.raises(DataError, match="1 tied blocks do not fit the lists of length 3"):
        Evaluator((3,)).scores(future, lists)
