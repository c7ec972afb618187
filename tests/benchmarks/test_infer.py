"""How long it takes to resample customers, and how much memory."""

from functools import partial

import numpy as np
import pytest
from pytest_benchmark.fixture import BenchmarkFixture

from fashrec.infer.customers import by_customer
from fashrec.infer.intervals import Bootstrap, intervals
from fashrec.infer.weights import poisson_weights
from tests.alone import alone
from tests.benchmarks.ratios import beside
from tests.infer.worlds import keys_of

N_CUSTOMERS = 20_000
N_UNTIMED = 200  # customers, where nothing is timed

RESAMPLED = """
import json, sys, time
import numpy as np
from fashrec.infer.customers import by_customer
from fashrec.infer.intervals import Bootstrap, intervals
from tests.infer.worlds import keys_of
n = int(sys.argv[1])
keys, hits = keys_of(n), (np.random.default_rng(0).random((n, 1)) < 0.1).astype(float)
start = time.perf_counter()
intervals(by_customer(keys, hits), Bootstrap())
print(json.dumps([time.perf_counter() - start, peak_bytes()]))
"""


def test_weights_by_customer_beside_a_poisson_generator(benchmark: BenchmarkFixture) -> None:
    """By hash they cost less than those of numpy's generator, which knows of no customer."""
    keys = keys_of(N_CUSTOMERS if benchmark.enabled else N_UNTIMED)
    weights = benchmark(poisson_weights, keys, 100, 0)
    random = np.random.default_rng(0)
    ours = partial(poisson_weights, keys, 100, 0)
    ratio = beside(benchmark, "numpy's Poisson", ours, lambda: random.poisson(1, weights.shape))
    assert weights.mean() == pytest.approx(1, abs=0.05)
    if benchmark.enabled:
        assert ratio < 1


def test_resampling_a_hundred_metrics_beside_one(benchmark: BenchmarkFixture) -> None:
    """One resampling serves them all, by a product of matrices: in less than ten times the time of one."""
    n = N_CUSTOMERS if benchmark.enabled else N_UNTIMED
    values = np.random.default_rng(0).random((n, 100))
    many, one = by_customer(keys_of(n), values), by_customer(keys_of(n), values[:, :1])
    found = benchmark(intervals, many, Bootstrap(200))
    ours, alone_ = partial(intervals, many, Bootstrap(200)), partial(intervals, one, Bootstrap(200))
    ratio = beside(benchmark, "one metric", ours, alone_, rounds=3)
    assert len(found) == 100
    if benchmark.enabled:
        assert ratio < 10


def test_memory_is_that_of_the_values_and_not_of_the_weights(benchmark: BenchmarkFixture) -> None:
    """1.3 million customers' 1,000 weights would be 10 GB; the peak is below 1.5 GB, with torch and polars loaded."""
    n = 1_300_000 if benchmark.enabled else N_UNTIMED
    taken, peak = benchmark.pedantic(lambda: alone(RESAMPLED, n, OMP_NUM_THREADS="1"), rounds=1)  # type: ignore[no-untyped-call]
    benchmark.extra_info.update(n_customers=n, seconds=round(taken, 1), peak_mb=round(peak / 1e6))
    if benchmark.enabled:
        assert peak < 1.5e9
