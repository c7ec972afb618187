"""The customers' bootstrap: worked by hand, beside scipy's, exact, and right as often as it says."""

import os
import subprocess
import sys

import numpy as np
import pytest
from scipy.stats import bootstrap as scipy_bootstrap

from fashrec.infer.customers import by_customer
from fashrec.infer.intervals import Bootstrap, intervals, replicate_means
from fashrec.infer.weights import poisson_weights
from tests.infer.worlds import hits, keys_of


def test_a_customers_weeks_are_summed() -> None:
    """Ann has three weeks with hits 1, 0, 1 and Bob one with 0: sums 2 and 0, mean 2/4, means 2/3 and 0."""
    ann, bob = keys_of(2)
    customers = by_customer(np.array([ann, bob, ann, ann]), np.array([[1.0], [0.0], [0.0], [1.0]]))
    of_ann = customers.keys.tolist().index(ann)
    assert customers.n.tolist()[of_ann] == 3
    assert customers.values.tolist() == [0.5]
    assert customers.means[of_ann, 0] == pytest.approx(2 / 3)
    assert customers.means[1 - of_ann, 0] == 0


def test_a_replicate_is_a_ratio_of_weighted_sums() -> None:
    """Two customers, three pairs: (2·w1 + 0·w2) / (2·w1 + 1·w2) for each replicate, nothing where both weigh 0."""
    first, second = keys_of(2)
    customers = by_customer(np.array([first, first, second]), np.array([[1.0], [1.0], [0.0]]))
    w1, w2 = poisson_weights(np.array([first, second]), 100, 5)
    with np.errstate(invalid="ignore"):
        wanted = 2 * w1 / (2 * w1 + w2)
    np.testing.assert_allclose(replicate_means(customers, Bootstrap(100, seed=5))[:, 0], wanted)
    assert np.isnan(wanted).any()


def test_the_interval_is_that_of_scipy_which_resamples_customers() -> None:
    """Percentiles of a ratio of sums over 300 customers drawn with replacement: the same ends to 5 % of its width."""
    random = np.random.default_rng(1)
    customers = by_customer(*hits(random, 300, mean=0.2))
    totals, n = (customers.sums * customers.units)[:, 0], customers.n.astype(float)
    theirs = scipy_bootstrap(
        (totals, n), lambda y, m, axis: y.sum(axis=axis) / m.sum(axis=axis),
        paired=True, vectorized=True, n_resamples=10_000, method="percentile", rng=random,
    ).confidence_interval  # fmt: skip
    (ours,) = intervals(customers, Bootstrap(10_000))
    assert ours is not None
    np.testing.assert_allclose([ours.low, ours.high], theirs, atol=0.05 * (theirs.high - theirs.low))


def test_the_order_of_rows_changes_no_bit() -> None:
    """Sums are exact, so that shuffled rows give the same intervals to the last bit."""
    random = np.random.default_rng(2)
    keys, _ = hits(random, 150)
    values, order = random.random((len(keys), 3)), random.permutation(len(keys))
    shuffled = intervals(by_customer(keys[order], values[order]), Bootstrap(200))
    assert shuffled == intervals(by_customer(keys, values), Bootstrap(200))


@pytest.mark.slow
def test_the_number_of_threads_changes_no_bit() -> None:
    """One thread and four, of numpy's and of polars', print the same intervals."""
    code = (
        "import numpy as np; from fashrec.infer.customers import by_customer; "
        "from fashrec.infer.intervals import Bootstrap, intervals; from tests.infer.worlds import keys_of; "
        "values = np.random.default_rng(0).random((3000, 8)); "
        "print([(one.low.hex(), one.high.hex()) for one in intervals(by_customer(keys_of(3000), values), Bootstrap())])"
    )
    printed = set()
    for threads in ("1", "4"):
        names = ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS", "POLARS_MAX_THREADS")
        env = {**os.environ, **dict.fromkeys(names, threads)}
        done = subprocess.run([sys.executable, "-c", code], env=env, capture_output=True, text=True, check=True)
        printed.add(done.stdout)
    assert len(printed) == 1


def test_the_unit_of_a_sum_is_too_small_to_matter() -> None:
    """Values are rounded to whole units, of which there are more than 10^10 in 1 for a thousand rows."""
    values = np.random.default_rng(0).random((1000, 2))
    customers = by_customer(keys_of(1000), values)
    assert (customers.units < 1e-10).all()
    np.testing.assert_allclose(customers.values, values.mean(axis=0), atol=1e-10)


def test_nobody_has_no_interval() -> None:
    """A segment without customers has None for each metric."""
    assert intervals(by_customer(keys_of(0), np.zeros((0, 2))), Bootstrap()) == [None, None]


@pytest.mark.parametrize(
    ("n_customers", "mean"),
    [
        (100, 0.2),
        (200, 0.1),
        *(pytest.param(*world, marks=pytest.mark.slow) for world in ((400, 0.3), (100, 0.1), (200, 0.05), (400, 0.03))),
    ],
)
def test_the_95_percent_interval_holds_the_truth_in_93_to_97_of_100_worlds(n_customers: int, mean: float) -> None:
    """500 made worlds, whose customers' weeks are much alike; all of them have ten hits or more.

    In the last three some twenty customers hit at all, so that now the bootstrap and now Wilson's interval is taken.
    """
    held = []
    for world in range(500):
        customers = by_customer(*hits(np.random.default_rng(world), n_customers, mean=mean))
        assert customers.sums.sum() * customers.units[0] >= 10
        (interval,) = intervals(customers, Bootstrap(seed=world))
        assert interval is not None
        held.append(interval.low <= mean <= interval.high)
    assert 0.93 <= np.mean(held) <= 0.97


def test_resampling_pairs_and_not_customers_would_hold_it_in_fewer() -> None:
    """As if each week were a customer of its own: what the interval would be worth without the customers' effects."""
    held = []
    for world in range(500):
        keys, values = hits(np.random.default_rng(world), 200)
        (interval,) = intervals(by_customer(keys_of(len(keys)), values), Bootstrap(200, seed=world))
        assert interval is not None
        held.append(interval.low <= 0.1 <= interval.high)
    assert np.mean(held) < 0.87
