"""Members' lists side by side."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from fashrec.recommend.pool import pooled, said
from fashrec.types import Floats, Shown

NOTHING = -np.inf


def scores(*rows: tuple[float, ...]) -> Floats:
    """float32 [n, depth]."""
    return np.array(rows, np.float32)


def shown(items: list[list[int]], of: Floats) -> Shown:
    """Lists of customers 0, 1, ..."""
    return Shown(np.arange(len(items), dtype=np.int32), np.array(items, np.int32), of)


def test_equal_scores_are_said_equally_of() -> None:
    """Second and third share rank 2, the next has rank 4."""
    said_of = said(scores((9, 5, 5, 1)), "reciprocal", 60)
    assert said_of[0] == pytest.approx([1 / 61, 1 / 62, 1 / 62, 1 / 64])
    assert said(scores((9, 5, 5, 1)), "rank", 60)[0] == pytest.approx([1, 3 / 4, 3 / 4, 1 / 4])


def test_scores_go_from_the_lists_least_to_its_greatest() -> None:
    """Whatever their scale; equal ones are all 1; padding counts for nothing."""
    said_of = said(scores((30, 20, 10), (7, 7, NOTHING), (4, 2, NOTHING)), "score", 60)
    assert said_of[0].tolist() == [1, 0.5, 0]
    assert said_of[1, :2].tolist() == [1, 1]
    assert said_of[2, :2].tolist() == [1, 0]


def test_candidates_ascend_and_hold_every_members_part() -> None:
    """The picture of pool.py: a, b, c are 0, 1, 2."""
    first = shown([[1, 2]], scores((2, 1)))
    second = shown([[0, 1]], scores((2, 1)))
    pool = pooled([first, second], "rank", 60, keep_fallback=False)
    assert pool.items.tolist() == [[0, 1, 2]]
    assert pool.own.parts.tolist() == [[[0, 1, 0.5]], [[1, 0.5, 0]]]
    lists = pool.shown([2, 1], 3)
    assert lists.items.tolist() == [[1, 0, 2]]
    assert lists.scores.tolist() == [[2.5, 1, 1]]


@given(st.data())
def test_a_fusion_is_what_a_plain_loop_makes(data: st.DataObject) -> None:
    """Random lists of two members against a dictionary and a sort."""
    lists = [data.draw(st.lists(st.integers(0, 9), max_size=6, unique=True)) for _ in range(2)]
    weights = [data.draw(st.sampled_from([1.0, 2.0, 3.0])) for _ in range(2)]
    wide = [
        shown([[*items, *[-1] * (6 - len(items))]], scores((*range(len(items), 0, -1), *[NOTHING] * (6 - len(items)))))
        for items in lists
    ]
    sums: dict[int, float] = {}
    for items, weight in zip(lists, weights, strict=True):
        for rank, item in enumerate(items, start=1):
            sums[item] = sums.get(item, 0.0) + weight * (1 / (60 + rank))
    best = sorted(sums, key=lambda item: (-np.float32(sums[item]), item))
    found = pooled(wide, "reciprocal", 60, keep_fallback=False).shown(weights, 12).items[0]
    assert found[found >= 0].tolist() == best
