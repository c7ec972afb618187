"""The Pareto frontier."""

from itertools import pairwise

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from fashrec.bench.dominance import undominated

POINTS = st.lists(st.tuples(st.integers(0, 4), st.integers(0, 4)), min_size=1, max_size=12)


def test_a_point_is_beaten_by_one_as_good_that_costs_less() -> None:
    """Worked by hand: (gain, cost) of (1, 5) and (2, 6) stay; (1, 6), (0, 5) and (2, 7) are beaten."""
    gain, cost = np.array([1.0, 2.0, 1.0, 0.0, 2.0]), np.array([5.0, 6.0, 6.0, 5.0, 7.0])
    assert undominated(gain, cost).tolist() == [True, True, False, False, False]


def test_equal_points_stand_together() -> None:
    """Neither of two equal points beats the other."""
    assert undominated(np.array([1.0, 1.0, 0.5]), np.array([2.0, 2.0, 3.0])).tolist() == [True, True, False]


@given(POINTS)
def test_the_frontier_rises_and_every_other_point_is_beaten(points: list[tuple[int, int]]) -> None:
    """Along the frontier more gain costs more; each point off it is beaten by one on it."""
    gain, cost = np.array(points, np.float64).T
    on = undominated(gain, cost)
    frontier = sorted({(g, c) for g, c, stays in zip(gain, cost, on, strict=True) if stays})
    assert all(a[0] < b[0] and a[1] < b[1] for a, b in pairwise(frontier))
    for g, c in zip(gain[~on], cost[~on], strict=True):
        assert any(x >= g and y <= c and (x, y) != (g, c) for x, y in frontier)
