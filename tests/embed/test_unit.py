"""unit_rows."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from fashrec.embed.unit import unit_rows


def test_rows_become_unit_length_and_keep_their_direction() -> None:
    """3-4-5; a zero row stays zero and is told."""
    values, ok = unit_rows(np.array([[3, -4], [0, 0]], np.float32))
    assert values == pytest.approx(np.array([[0.6, -0.8], [0, 0]]))
    assert ok.tolist() == [True, False]
    assert values.dtype == np.float32


@given(st.floats(-37, 37))
def test_tiny_and_huge_rows_have_a_direction(exponent: float) -> None:
    """Untrained trunks give numbers whose squares float32 cannot hold."""
    values, ok = unit_rows((np.array([[1, 1]]) * 10**exponent).astype(np.float32))
    assert ok.all()
    assert values == pytest.approx(np.full((1, 2), 0.5**0.5))


def test_the_input_is_left_alone() -> None:
    """An array that cannot be written to is enough; no rows are no rows."""
    values = np.ones((2, 3), np.float32)
    values.flags.writeable = False
    assert np.linalg.norm(unit_rows(values)[0], axis=1) == pytest.approx(1)
    assert unit_rows(np.zeros((0, 3), np.float32))[0].shape == (0, 3)
