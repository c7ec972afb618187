"""Chance and ceilings beyond the small worlds: closed forms as written, simulation, and numbers at full size."""

from math import comb, log2

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from fashrec.evaluate.evaluator import Evaluator
from fashrec.evaluate.floors import ceiling, chance, chance_of_a_hit
from fashrec.evaluate.metrics import METRICS
from fashrec.evaluate.segments import Segment, segments
from fashrec.types import Shown
from tests.evaluate.worlds import World


def segment(N: int, r: int, R: int) -> Segment:
    """A segment of one customer."""
    one = np.zeros(1, np.int64)
    return Segment("all", np.ones(R, bool), one, one + R, one + r, one + N)


def closed_form(N: int, r: int, R: int, k: int) -> dict[str, float]:
    """docs/evaluation.md 4, word for word, for N >= k; binomials in whole numbers of any size."""
    ranks = range(1, k + 1)
    best = min(k, R)
    again = (r - 1) / (N - 1) if N > 1 else 0
    return {
        "hit_rate": (comb(N, k) - comb(N - r, k)) / comb(N, k),
        "precision": r / N,
        "recall": k * r / (N * R),
        "ndcg": r / N * sum(1 / log2(i + 1) for i in ranks) / sum(1 / log2(i + 1) for i in range(1, best + 1)),
        "map": r / (N * best) * sum((1 + (i - 1) * again) / i for i in ranks),
        "mrr": sum(r / (i * (N - i + 1)) * (comb(N - r, i - 1) / comb(N, i - 1)) for i in ranks),
    }


@given(st.integers(1, 30), st.integers(0, 400), st.integers(0, 60), st.integers(0, 20))
def test_chance_is_the_closed_form_of_the_definitions(k: int, more: int, r: int, unreachable: int) -> None:
    """For any N >= k, r <= N and R >= r the running sums equal the formulas as they are written."""
    N, R = k + more, max(1, min(r, k + more) + unreachable)
    r = min(r, N)
    values = chance(segment(N, r, R), k)
    for name, value in closed_form(N, r, R, k).items():
        assert values[name][0] == pytest.approx(value, rel=1e-12, abs=1e-300)


def test_chance_keeps_twelve_digits_at_full_size() -> None:
    """N = 105,542 and r = 1: 1 - C(N-1, 12)/C(N, 12) is 12/N, where a difference of floats loses four digits."""
    assert chance_of_a_hit(np.array([105_542]), np.array([1]), np.array([12]))[0] == pytest.approx(
        12 / 105_542, rel=1e-14
    )


def test_fewer_candidates_than_places_make_a_short_list() -> None:
    """Two cold candidates, one of them bought, k = 5: found for sure, on rank 1 or 2 alike.

    Precision 1/5, mrr (1 + 1/2)/2, ndcg (1 + 1/log2 3)/2, and nothing is divided by zero.
    """
    values = chance(segment(N=2, r=1, R=1), 5)
    assert values["hit_rate"][0] == pytest.approx(1)
    assert values["precision"][0] == pytest.approx(1 / 5)
    assert values["mrr"][0] == pytest.approx(3 / 4)
    assert values["ndcg"][0] == pytest.approx((1 + 1 / log2(3)) / 2)


def test_no_candidates_leave_nothing_to_chance() -> None:
    """N = 0, as in a catalogue without a cold item: every floor and every ceiling is 0."""
    for values in (chance(segment(N=0, r=0, R=2), 5), ceiling(segment(N=0, r=0, R=2), 5)):
        assert [values[name][0] for name in METRICS] == [0] * len(METRICS)


def test_ceilings_by_hand() -> None:
    """Two of three relevant items are in the catalogue, k = 5: precision 2/5, recall 2/3, map 2/3, mrr 1,
    ndcg (1 + 1/log2 3)/(1 + 1/log2 3 + 1/2).
    """
    values = ceiling(segment(N=9, r=2, R=3), 5)
    assert values["hit_rate"][0] == values["mrr"][0] == 1
    assert (values["precision"][0], values["recall"][0], values["map"][0]) == pytest.approx((2 / 5, 2 / 3, 2 / 3))
    assert values["ndcg"][0] == pytest.approx((1 + 1 / log2(3)) / (1.5 + 1 / log2(3)))


def test_a_simulated_chance_recommender_agrees_within_four_standard_errors() -> None:
    """2,000 customers with 1-8 relevant items of 40, 6 of them out of the catalogue, shown 12 at random, 20 times."""
    random = np.random.default_rng(7)
    n, n_items, rounds = 2_000, 40, 20
    relevant = {row: set(random.choice(n_items, 1 + row % 8, replace=False).tolist()) for row in range(n)}
    catalogue = set(range(6, n_items))
    world = World(n_items, catalogue, catalogue, {row: set() for row in range(n)}, relevant, {})
    future, evaluator = world.future(), Evaluator((5, 12))
    floor = evaluator.chance(future)["all"].metrics
    scores = -np.tile(np.arange(12, dtype=np.float32), (n, 1))
    simulated = [
        evaluator.scores(
            future,
            Shown(future.customers, (6 + random.random((n, 34)).argsort(1)[:, :12]).astype(np.int32), scores),
        )["all"].metrics
        for _ in range(rounds)
    ]
    for name, expected in floor.items():
        values = np.stack([metrics[name] for metrics in simulated])
        error = np.sqrt(values.var(axis=0, ddof=1).sum() / rounds) / n
        assert abs(values.mean() - expected.mean()) < 4 * error, name


def test_no_list_can_pass_its_ceiling() -> None:
    """Showing the reachable relevant items first is the ceiling itself, in every metric and segment."""
    random = np.random.default_rng(3)
    relevant = {row: set(random.choice(20, 1 + row % 7, replace=False).tolist()) for row in range(50)}
    catalogue, warm = set(range(15)), set(range(3, 20))
    best = {row: dict.fromkeys(items, 1) for row, items in relevant.items()}
    world = World(20, warm, catalogue, {row: set(range(3, 3 + row % 9)) for row in range(50)}, relevant, best)
    future, evaluator = world.future(), Evaluator((5, 12))
    scores = evaluator.scores(future, world.shown((5, 12)), world.shown((5, 12), cold_only=True))
    ceilings = evaluator.ceilings(future)
    assert {len(part) > 0 for part in segments(future)} == {True}
    for name in (f"{metric}@{k}" for metric in METRICS for k in (5, 12)):
        np.testing.assert_allclose(scores["all"].metrics[name], ceilings["all"].metrics[name])
        np.testing.assert_allclose(scores["cold_only"].metrics[name], ceilings["cold_only"].metrics[name])
        for segment_name, part in scores.items():
            assert (part.metrics[name] <= ceilings[segment_name].metrics[name] + 1e-12).all()
