"""The tie-aware recall, on lists worked out by hand."""

import numpy as np
import pytest

from fashrec.index.recall import index_recall
from fashrec.types import Floats, Ints

EXACT = np.array([[0.9, 0.8, 0.7], [0.6, 0.5, -np.inf], [-np.inf, -np.inf, -np.inf]], np.float32)


def answers(*rows: list[float]) -> tuple[Ints, Floats]:
    """Items 0, 1, ... with these scores, padded where the score is -inf."""
    scores = np.array(rows, np.float32)
    return np.where(np.isfinite(scores), np.arange(scores.shape[1]), -1).astype(np.int32), scores


NOTHING = [-np.inf, -np.inf, -np.inf]


@pytest.mark.parametrize(
    ("found", "k", "recall"),
    [
        (answers([0.9, 0.8, 0.7], [0.6, 0.5, -np.inf], NOTHING), 3, 1.0),
        (answers([0.9, 0.7, 0.6], [0.6, 0.5, -np.inf], NOTHING), 3, 4 / 5),
        (answers([0.7, 0.7, 0.7], [0.5, 0.5, -np.inf], NOTHING), 3, 1.0),
        (answers([0.8, 0.7, 0.7], [0.5, 0.4, -np.inf], NOTHING), 2, 2 / 4),
        (answers(NOTHING, NOTHING, NOTHING), 3, 0.0),
    ],
    ids=["exact", "one too far", "as near as the last", "at k of 2 the second best is the measure", "nothing found"],
)
def test_recall_counts_answers_no_farther_than_the_exact_last(
    found: tuple[Ints, Floats], k: int, recall: float
) -> None:
    """Five exact answers at k = 3, four at k = 2; the query without any does not count."""
    assert index_recall(*found, EXACT, k) == pytest.approx(recall)


def test_recall_has_no_value_where_exact_has_no_answer() -> None:
    """NaN, neither 0 nor 1."""
    assert np.isnan(index_recall(*answers(NOTHING), EXACT[2:], 3))
