"""Wilson's interval where hits or misses are rare: by hand, against scipy, and wide enough for customers' likeness."""

import numpy as np
import pytest
from scipy.stats import binomtest

from fashrec.infer.customers import by_customer
from fashrec.infer.intervals import Bootstrap, intervals
from fashrec.infer.wilson import design_effects, few, wilson
from tests.infer.worlds import hits, keys_of

FIRST = np.array([0])


@pytest.mark.parametrize("n_hit", [0, 3, 9, 50])
def test_with_one_week_each_it_is_plain_wilson(n_hit: int) -> None:
    """There is nothing alike in one week: the design effect is 1, and scipy has the same interval."""
    customers = by_customer(keys_of(50), (np.arange(50) < n_hit).astype(float)[:, None])
    theirs = binomtest(n_hit, 50).proportion_ci(method="wilson")
    np.testing.assert_allclose(wilson(customers, FIRST, 0.95), [(theirs.low, theirs.high)], atol=1e-15)


def test_without_a_hit_a_customer_counts_once() -> None:
    """Twenty customers of five weeks without a hit: the worst design effect, 5, and so the interval of 0 of 20."""
    customers = by_customer(np.repeat(keys_of(20), 5), np.zeros((100, 1)))
    assert design_effects(customers, FIRST).tolist() == [5]
    theirs = binomtest(0, 20).proportion_ci(method="wilson")
    np.testing.assert_allclose(wilson(customers, FIRST, 0.95), [(0, theirs.high)], atol=1e-15)


def test_the_design_effect_is_drawn_to_the_worst_by_one_customer() -> None:
    """Ten customers of two weeks, one of whom hit in both, one of whom hit in one.

    p = 3/20; the variance of the ratio, with customers' mean misfits m - p of 0.85, 0.35 and eight of -0.15, is
    4·(0.7225 + 0.1225 + 8·0.0225)/400 · 10/9 = 0.0113889; independent pairs would have 0.15·0.85/20 = 0.006375: an
    estimate of 1.78649. With two customers with a hit and the worst case 2: (2·1.78649 + 2)/3 = 1.85766.
    """
    values = np.zeros((20, 1))
    values[[0, 1, 2]] = 1
    customers = by_customer(np.repeat(keys_of(10), 2), values)
    assert design_effects(customers, FIRST)[0] == pytest.approx((2 * 1.786492 + 2) / 3, abs=1e-6)


def test_rare_hits_and_rare_misses_are_marked() -> None:
    """19 customers with a hit, 20, and 19 without: by customers and not by hits."""
    columns = (np.arange(60)[:, None] < np.array([19, 20, 41])).astype(float)
    customers = by_customer(np.repeat(keys_of(60), 2), np.repeat(columns, 2, axis=0))
    assert few(customers).tolist() == [True, False, True]
    found = intervals(customers, Bootstrap(100))
    assert [one and one.method for one in found] == ["wilson", "bootstrap", "wilson"]


def test_a_share_of_five_places_has_a_fifth_of_the_interval() -> None:
    """Five hits among 400 customers as hit rate and as precision@5: the same surprise, on a scale of a fifth.

    Up to what draws the design effect to the worst, which for shares between 0 and 1 is farther: 1.4 times as wide.
    """
    hit = (np.arange(400) < 5).astype(float)
    customers = by_customer(keys_of(400), np.column_stack([hit, hit / 5]))
    (hit_low, hit_high), (low, high) = wilson(customers, np.array([0, 1]), 0.95)
    assert 1 < 5 * (high - low) / (hit_high - hit_low) < 1.4
    assert low < 1 / 400 < high


def test_what_is_no_share_is_never_wilsons() -> None:
    """A novelty of 11 bits has no misses."""
    customers = by_customer(keys_of(5), np.arange(8.0, 13.0)[:, None])
    assert few(customers).tolist() == [False]


@pytest.mark.parametrize(("n_customers", "mean"), [(300, 0.001), (300, 0.004), (50, 0.02)])
def test_wilson_holds_the_truth_in_95_of_100_worlds_at_least(n_customers: int, mean: float) -> None:
    """500 made worlds with hardly a hit, where resampling would give points and too short intervals."""
    held = []
    for world in range(500):
        customers = by_customer(*hits(np.random.default_rng(world), n_customers, mean=mean))
        if few(customers)[0]:
            ((low, high),) = wilson(customers, FIRST, 0.95)
            held.append(low <= mean <= high)
    assert len(held) > 450
    assert np.mean(held) >= 0.95
