"""One score for a pair, wherever it stands; one order of answers."""

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from fashrec.index.rerank import best, pair_scores
from tests.index.clusters import unit


@pytest.mark.parametrize("d", [1, 2, 3, 64, 100, 128, 1280])
def test_a_score_is_the_exact_sum_rounded_once(d: int) -> None:
    """Against math.fsum, which rounds the true sum once, at most one float32 step is between."""
    random = np.random.default_rng(d)
    queries, values = unit(random.normal(size=(3, d))), unit(random.normal(size=(50, d)))
    query, item = np.arange(50) % 3, np.arange(50)
    exact = [
        math.fsum(float(a) * float(b) for a, b in zip(queries[q], values[i], strict=True))
        for q, i in zip(query, item, strict=True)
    ]
    np.testing.assert_array_max_ulp(pair_scores(queries, values, query, item), np.array(exact, np.float32), 1)


@given(st.integers(1, 40), st.integers(1, 9000), st.integers(0, 2**32 - 1))
def test_a_score_does_not_depend_on_the_pairs_beside_it(d: int, n: int, seed: int) -> None:
    """The same pair has the same bits first, last, alone, and beyond the bounds of a batch."""
    random = np.random.default_rng(seed)
    queries, values = unit(random.normal(size=(4, d)) + 1e-3), unit(random.normal(size=(6, d)) + 1e-3)
    query, item = random.integers(0, 4, n), random.integers(0, 6, n)
    scores = pair_scores(queries, values, query, item)
    alone = {(q, i): pair_scores(queries, values, np.array([q]), np.array([i]))[0] for q in range(4) for i in range(6)}
    assert scores.tolist() == [alone[pair] for pair in zip(query.tolist(), item.tolist(), strict=True)]


def test_no_pairs_have_no_scores() -> None:
    """An empty batch gives an empty array."""
    nobody = np.zeros(0, np.int64)
    assert pair_scores(np.ones((1, 3), np.float32), np.ones((1, 3), np.float32), nobody, nobody).shape == (0,)


def test_best_keeps_k_a_query_and_orders_ties_by_row() -> None:
    """Query 0 has four pairs with a tie at the end of the list, query 1 none, query 2 one."""
    query = np.array([0, 2, 0, 0, 0])
    item = np.array([9, 5, 7, 3, 8])
    scores = np.array([0.5, 0.1, 0.5, 0.2, 0.5], np.float32)
    items, kept = best(query, item, scores, 3, 2)
    assert items.tolist() == [[7, 8], [-1, -1], [5, -1]]
    assert kept.tolist() == [[0.5, 0.5], [-math.inf, -math.inf], [np.float32(0.1), -math.inf]]
