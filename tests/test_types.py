"""The small types that pass between rooms."""

import numpy as np

from tests.shop import lists


def test_lists_are_taken_in_the_order_asked_for() -> None:
    """Also twice, also empty ones, also none."""
    some = lists((1, 2), (), (5,)).take(np.array([2, 0, 1, 2]))
    assert [some.of(row).tolist() for row in range(len(some))] == [[5], [1, 2], [], [5]]
    assert len(lists((1, 2)).take(np.zeros(0, np.int64))) == 0
