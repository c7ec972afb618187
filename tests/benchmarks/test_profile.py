"""Pooling beside the bare embedding_bag that it is built on, on purchases shaped like H&M's.

`FASHREC_BENCH_ROWS=31788324` takes all of H&M's purchases (about 3 GB of memory); customers scale along.
"""

import os
from collections.abc import Iterator
from time import perf_counter

import numpy as np
import polars as pl
import pytest
import torch
from pytest_benchmark.fixture import BenchmarkFixture

from fashrec.past import Past
from fashrec.profile import Last, Mean, Recency
from fashrec.stages import Profiler
from fashrec.types import ItemVectors
from tests.benchmarks.ratios import record
from tests.shop import CUT, table

N_ITEMS, DIM, ROWS_PER_CUSTOMER, DAYS = 105_542, 128, 23, 735
ROWS = int(os.environ.get("FASHREC_BENCH_ROWS", "3000000"))
THREADS = 2


@pytest.fixture(scope="module")
def purchased(request: pytest.FixtureRequest) -> Past:
    """Popular items are bought more, as the square of an even draw; a few rows only where nothing is timed."""
    n = ROWS if request.config.getoption("benchmark_enable") else 30_000
    random = np.random.default_rng(0)
    n_customers = n // ROWS_PER_CUSTOMER
    bought = table(
        random.integers(0, n_customers, n, dtype=np.int32),
        (random.random(n, np.float32) ** 2 * N_ITEMS).astype(np.int32),
        CUT.day - random.integers(1, DAYS, n, dtype=np.int32),
        random.random(n, np.float32),
        n_customers,
    )
    everything = np.ones(N_ITEMS, bool)
    return Past(CUT, bought, pl.DataFrame(), pl.DataFrame(), everything, everything, everything, "allow")


@pytest.fixture(scope="module")
def vectors() -> ItemVectors:
    """One item in a hundred has none."""
    random = np.random.default_rng(1)
    has = random.random(N_ITEMS) < 0.99
    values = random.standard_normal((N_ITEMS, DIM), np.float32) * has[:, None]
    return ItemVectors(values / np.sqrt(DIM, dtype=np.float32), has, "bench")


@pytest.fixture(autouse=True)
def _two_threads() -> Iterator[None]:
    before = torch.get_num_threads()
    torch.set_num_threads(THREADS)
    yield
    torch.set_num_threads(before)


@pytest.mark.parametrize("profiler", [Mean(), Mean("price"), Recency(30), Recency(30, "price")], ids=str)
def test_pooling_beside_bare_sums(
    benchmark: BenchmarkFixture, purchased: Past, vectors: ItemVectors, profiler: Profiler
) -> None:
    """Weights, unit length and all in at most twice the weighted sums alone; the fastest of five, taken in turns."""
    ratio = _ratio(benchmark, purchased, vectors, profiler)
    assert ratio is None or ratio <= 2


def test_pooling_the_last_items_beside_bare_sums(
    benchmark: BenchmarkFixture, purchased: Past, vectors: ItemVectors
) -> None:
    """Finding distinct items takes one sort of all purchases, hence at most eight times the bare sums."""
    ratio = _ratio(benchmark, purchased, vectors, Last(20))
    assert ratio is None or ratio <= 8


def _ratio(benchmark: BenchmarkFixture, past: Past, vectors: ItemVectors, profiler: Profiler) -> float | None:
    """Seconds of pooling everybody over those of the bare sums; None where nothing is timed."""
    bare_s: list[float] = []
    customers = np.arange(past.n_customers, dtype=np.int32)
    weights = torch.ones(len(past.purchases))

    def bare() -> None:
        start = perf_counter()
        torch.nn.functional.embedding_bag(
            torch.from_numpy(past.purchases.item),
            torch.from_numpy(vectors.values),
            torch.from_numpy(past.purchases.offsets.astype(np.int32)),
            mode="sum",
            per_sample_weights=weights,
            include_last_offset=True,
        )
        bare_s.append(perf_counter() - start)

    profiles = benchmark.pedantic(lambda: profiler.pool(past, vectors, customers), setup=bare, rounds=5)  # type: ignore[no-untyped-call]
    assert profiles.has.any()
    if benchmark.stats is None:
        return None
    ours_s = benchmark.stats.stats.data
    record(benchmark, "torch's embedding_bag", ours_s, bare_s)
    ratio = float(min(ours_s)) / min(bare_s)
    benchmark.extra_info |= {"rows": len(past.purchases), "bare_s": min(bare_s)}
    return ratio
