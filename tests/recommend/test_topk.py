"""The best k of a block of scores, against a plain sort."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as arrays

from fashrec.recommend import topk
from fashrec.types import Floats
from tests import shop

UNTIMED = settings(deadline=None)  # a busy machine is no failure

FEW_VALUES = st.sampled_from([-np.inf, -2.5, -0.0, 0.0, 1e-30, 0.5, 3.0])
BLOCKS = arrays.arrays(np.float32, st.tuples(st.integers(0, 5), st.integers(0, 12)), elements=FEW_VALUES)


@UNTIMED
@given(scores=BLOCKS, k=st.integers(1, 15))
def test_the_best_are_those_of_a_sort_by_score_and_row(scores: Floats, k: int) -> None:
    """Minus infinity is never shown, and minus zero equals zero."""
    shown = topk.shown(np.arange(len(scores), dtype=np.int32), scores, k, ())
    for row, values in enumerate(scores):
        best = sorted(np.flatnonzero(values > -np.inf), key=lambda item: (-values[item], item))[:k]
        assert shown.items[row].tolist() == [*best, *[-1] * (k - len(best))]
        assert shown.scores[row].tolist() == [*values[best], *[-np.inf] * (k - len(best))]


@UNTIMED
@given(scores=BLOCKS, k=st.integers(1, 15))
def test_a_tied_block_is_all_that_equals_the_last_score_shown(scores: Floats, k: int) -> None:
    """Where the next score is lower, or there is none, there is no block."""
    ties = topk.shown(np.arange(len(scores), dtype=np.int32), scores, k, (k,)).ties[k]
    for row, values in enumerate(scores):
        falling = sorted(values[values > -np.inf].tolist(), reverse=True)
        tied = len(falling) > k and falling[k - 1] == falling[k]
        block = np.flatnonzero(values == falling[k]).tolist() if tied else []
        assert (ties.members.of(int(ties.block[row])).tolist() if ties.block[row] >= 0 else []) == block
        assert ties.size[row] == len(block)


def test_what_may_not_be_shown_is_masked_out() -> None:
    """Outside `among` for all, owned for the one who owns it."""
    scores = np.ones((2, 4), np.float32)
    topk.mask_out(scores, shop.mask(0, 1, 2, n=4), shop.lists((1,), ()))
    assert np.isneginf(scores).tolist() == [[False, True, False, True], [False, False, False, True]]


@pytest.mark.parametrize("shape", [(0, 4), (3, 0)])
def test_empty_blocks_give_empty_lists(shape: tuple[int, int]) -> None:
    """No customers, or no items."""
    shown = topk.shown(np.arange(shape[0], dtype=np.int32), np.zeros(shape, np.float32), 2, (1,))
    assert shown.items.shape == (shape[0], 2)
    assert shape[0] == 0 or (shown.items == -1).all()
