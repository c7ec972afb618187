"""Putting lists and their tied blocks together."""

from dataclasses import replace

import numpy as np

from fashrec.recommend import ties
from fashrec.types import Shown, Ties
from tests import shop


def blocks(of: Ties) -> list[list[int]]:
    """Each customer's block, empty where there is none."""
    return [of.members.of(int(block)).tolist() if block >= 0 else [] for block in of.block]


def one_list_each(*customers: int) -> Shown:
    """Each customer is shown the item of her own number, at a score of that number."""
    rows = np.array(customers, np.int32)
    return Shown(rows, rows[:, None], rows[:, None].astype(np.float32))


def test_joined_lists_stand_by_customer() -> None:
    """Customers 4 and 1 of one part, 3 and 2 of another."""
    joined = ties.join([one_list_each(4, 1), one_list_each(3, 2)])
    assert joined.customers.tolist() == [1, 2, 3, 4]
    assert joined.items[:, 0].tolist() == [1, 2, 3, 4]
    assert joined.scores[:, 0].tolist() == [1, 2, 3, 4]
    assert joined.fallback is None


def test_joined_lists_keep_their_blocks() -> None:
    """A part that says nothing of a length has no ties there; blocks are numbered anew."""
    first = Ties(np.array([1, -1], np.int32), np.array([2, 0], np.int32), shop.lists((7, 8), (5, 6)))
    second = Ties(np.array([0, 0], np.int32), np.array([3, 2], np.int32), shop.lists((1, 2, 3)))
    joined = ties.join(
        [
            replace(one_list_each(4, 1), ties={2: first}),
            replace(one_list_each(3, 2), ties={2: second}),
            one_list_each(0),
        ]
    )
    assert blocks(joined.ties[2]) == [[], [], [1, 2, 3], [1, 2, 3], [5, 6]]
    assert joined.ties[2].size.tolist() == [0, 0, 2, 3, 2]


def test_joined_lists_keep_the_places_of_their_blocks() -> None:
    """Of a woven part and one that tells none: its places are those of the last score."""
    woven = Ties(np.zeros(1, np.int32), np.array([3], np.int32), shop.lists((4, 5, 6)), np.array([[True]]))
    beside = replace(woven, members=shop.lists((4, 8)), size=np.array([2], np.int32))
    plain = Ties(np.zeros(1, np.int32), np.array([2], np.int32), shop.lists((1, 2)))
    parts = [
        replace(one_list_each(4), ties={1: replace(woven, beside=beside)}),
        replace(one_list_each(1), ties={1: plain}),
    ]
    first, second = ties.join(parts).ties[1].chain()
    assert (blocks(first), blocks(second)) == ([[1, 2], [4, 5, 6]], [[], [4, 8]])
    assert first.places is not None
    assert first.places.tolist() == [[True], [True]]


def test_a_part_without_flags_is_no_fallback() -> None:
    """One part is marked, the other says nothing."""
    joined = ties.join([replace(one_list_each(1), fallback=np.ones(1, bool)), one_list_each(0)])
    assert joined.fallback is not None
    assert joined.fallback.tolist() == [False, True]


def test_ties_of_two_parts_of_a_list_lie_over_each_other() -> None:
    """The first customer's block is of the first part, the second's of the second, the third has none."""
    first = ties.of_rows(3, np.array([0]), np.array([2]), np.array([4, 5], np.int32))
    second = ties.of_rows(3, np.array([1]), np.array([3]), np.array([1, 2, 3], np.int32))
    over = ties.overlay(first, second)
    assert blocks(over) == [[4, 5], [1, 2, 3], []]
    assert over.size.tolist() == [2, 3, 0]
