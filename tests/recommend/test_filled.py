"""Own lists in order, and what fills them up."""

import numpy as np
import pytest

from fashrec.recommend import filled
from fashrec.recommend.filled import best_first
from fashrec.recommend.left import both, nothing
from fashrec.recommend.order import Order
from fashrec.types import Floats, Ints, Longs
from tests import shop


def pairs(seed: int) -> tuple[Longs, Ints, Floats]:
    """500 of 20 customers' 40 items in any order, with scores of few values, tiny and huge."""
    random = np.random.default_rng(seed)
    owners, items = np.divmod(random.permutation(800)[:500], 40)
    scores = random.choice([1e-30, 0.25, 0.5, 3.0, 1e30], 500)
    return owners, items.astype(np.int32), scores.astype(np.float32)


@pytest.mark.parametrize("seed", range(3))
def test_one_sort_of_keys_orders_as_three_columns_do(seed: int, monkeypatch: pytest.MonkeyPatch) -> None:
    """By customer, falling score, item row; and as Python's own sort has it."""
    owners, items, scores = pairs(seed)
    fast, fast_scores = best_first(owners, items, scores, 20)
    monkeypatch.setattr(filled, "KEY_BITS", 0)
    slow, slow_scores = best_first(owners, items, scores, 20)
    expected = sorted(zip(owners.tolist(), (-scores).tolist(), items.tolist(), strict=True))
    assert fast.items.tolist() == slow.items.tolist() == [item for _, _, item in expected]
    assert fast_scores.tolist() == slow_scores.tolist() == [-score for _, score, _ in expected]
    assert fast.offsets.tolist() == slow.offsets.tolist()
    assert fast.owners().tolist() == [owner for owner, _, _ in expected]


def test_scores_that_are_not_positive_are_ordered_too() -> None:
    """Zero and below: not by their bits."""
    lists, scores = best_first(np.zeros(3, np.int64), np.array([5, 6, 7], np.int32), np.array([-1, 0, -2], "f4"), 1)
    assert lists.items.tolist() == [6, 5, 7]
    assert scores.tolist() == [0, -1, -2]


def test_what_fills_up_is_scaled_by_a_power_of_two_where_it_has_to_be() -> None:
    """The first customer's lowest own score is above all that fills up, the second's is not, the third has none."""
    own = shop.lists((1,), (1, 2), ())
    scores = np.array([3.5, 2.0, 0.3], np.float32)
    order = Order(np.array([0, 3, 4], np.int32), np.array([3, 3, 0.75], np.float32))
    lists = filled.filled(np.arange(3, dtype=np.int32), own, scores, order.without(nothing(3)), 4, (3,))
    assert lists.items.tolist() == [[1, 0, 3, 4], [1, 2, 0, 3], [0, 3, 4, -1]]
    assert lists.scores[0].tolist() == [3.5, 3, 3, 0.75]
    assert lists.scores[1].tolist() == [2, np.float32(0.3), 3 / 16, 3 / 16]
    assert lists.ties[3].size.tolist() == [0, 2, 0]


def test_two_lists_of_a_customer_become_one() -> None:
    """The first one's items before the second's."""
    joined = both(shop.lists((3, 1), (), (2,)), shop.lists((0,), (4,), ()))
    assert [joined.of(row).tolist() for row in range(3)] == [[3, 1, 0], [4], [2]]
