"""How long the metrics take, beside a bare sort of the same keys and a join of the same rows measured in the same run.

RecTools pins other versions of what fashrec stands on, so that no test here can time it: beside_rectools.py does, in
turns with a process of another environment, and writes docs/beside-rectools.md.
"""

import tracemalloc
from functools import partial
from typing import Any

import numpy as np
import polars as pl
import pytest
from pytest_benchmark.fixture import BenchmarkFixture

from fashrec.evaluate.evaluator import Evaluator
from fashrec.evaluate.hits import find_hits
from fashrec.evaluate.metrics import ranking_metrics
from fashrec.evaluate.segments import SEGMENTS
from fashrec.types import Future, ItemLists, Shown
from tests.benchmarks.ratios import beside
from tests.evaluate.worlds import CUT

N_ITEMS = 105_542
SIZES = [(20_000, 12), (1_300_000, 5)]
BYTES = 24  # for a place or a purchase, at the most
N_UNTIMED = 2_000  # customers, where nothing is timed


def made(n: int, k: int) -> tuple[Shown, Future]:
    """n customers with about three purchases each, shown k items; popular items are bought and shown more often."""
    random = np.random.default_rng(5)
    owners = np.repeat(np.arange(n), random.geometric(1 / 3.1, n))
    pairs = np.unique(owners * N_ITEMS + (N_ITEMS * random.random(len(owners)) ** 6).astype(np.int64))
    counts = np.bincount(pairs // N_ITEMS, minlength=n)
    m = len(pairs)
    future = Future(
        cut=CUT,
        customers=np.arange(n, dtype=np.int32),
        relevant=ItemLists(np.concatenate([[0], np.cumsum(counts)]), (pairs % N_ITEMS).astype(np.int32)),
        cold=random.random(m) < 0.1,
        repeat=random.random(m) < 0.1,
        reachable=np.ones(m, bool),
        n_history=random.integers(0, 12, n).astype(np.int32),
        n_candidates=np.full(n, N_ITEMS, np.int32),
        n_candidates_cold=np.full(n, N_ITEMS // 10, np.int32),
        n_dropped=0,
    )
    # a random start and a random stride that no list can come back to: distinct items without a sort
    first = (N_ITEMS // 2 * random.random((n, 1)) ** 6).astype(np.int32)
    items = first + np.arange(k, dtype=np.int32) * random.integers(1, N_ITEMS // 2 // k, (n, 1), dtype=np.int32)
    scores = np.tile(-np.arange(k, dtype=np.float32), (n, 1))
    return Shown(future.customers, items, scores), future


def six_metrics(shown: Shown, future: Future) -> dict[str, np.ndarray[Any, Any]]:
    """All ranking metrics at one k, for the segment `all`."""
    k = shown.items.shape[1]
    hits = find_hits(shown, future, k, showable=future.reachable)
    return ranking_metrics(hits, future.relevant.counts(), k)


@pytest.mark.parametrize(("n", "k"), SIZES)
def test_ranking_metrics_beside_a_bare_sort(benchmark: BenchmarkFixture, n: int, k: int) -> None:
    """Six metrics of n lists, their checks included, in less than four times np.sort of the lists' keys."""
    n = n if benchmark.enabled else N_UNTIMED
    shown, future = made(n, k)
    keys = (np.arange(n)[:, None] * N_ITEMS + shown.items).ravel()
    order = np.random.default_rng(0).permutation(len(keys))
    metrics = benchmark(six_metrics, shown, future)
    ratio = beside(benchmark, "np.sort", lambda: six_metrics(shown, future), lambda: np.sort(keys[order]))
    assert 0 < metrics["hit_rate"].mean() < 1
    if benchmark.enabled:
        assert ratio < 4


def joined(shown: Shown, future: Future) -> tuple[pl.DataFrame, pl.DataFrame]:
    """The same lists and purchases as rows: customer, item, rank; customer, item, how many the customer bought."""
    n, k = shown.items.shape
    places = {
        "customer": np.repeat(np.arange(n), k),
        "item": shown.items.ravel(),
        "rank": np.tile(np.arange(1, k + 1), n),
    }
    owners = future.relevant.owners()
    bought = {"customer": owners, "item": future.relevant.items, "n": future.relevant.counts()[owners]}
    return pl.DataFrame(places), pl.DataFrame(bought)


def five_by_join(places: pl.DataFrame, bought: pl.DataFrame, n: int, k: int) -> dict[str, float]:
    """Five metrics, as one would write them with polars: join, then sums over customers."""
    gain = 1 / np.log2(np.arange(2, k + 2))
    best = pl.min_horizontal("n", pl.lit(k))
    hits = places.join(bought, on=["customer", "item"]).sort("customer", "rank")
    hits = hits.with_columns(pl.int_range(1, pl.len() + 1).over("customer").alias("ordinal"), best.alias("best"))
    ideal = np.cumsum(gain)[hits["best"].to_numpy() - 1]
    return {
        "hit_rate": hits["customer"].n_unique() / n,
        "precision": hits.height / (k * n),
        "recall": float((1 / hits["n"]).sum()) / n,
        "map": float((hits["ordinal"] / hits["rank"] / hits["best"]).sum()) / n,
        "ndcg": float((gain[hits["rank"].to_numpy() - 1] / ideal).sum()) / n,
    }


@pytest.mark.parametrize(("n", "k"), SIZES)
def test_ranking_metrics_beside_a_join(benchmark: BenchmarkFixture, n: int, k: int) -> None:
    """Six metrics for each customer take less than polars takes for the means of five; the means are the same."""
    n = n if benchmark.enabled else N_UNTIMED
    shown, future = made(n, k)
    places, bought = joined(shown, future)
    metrics = benchmark(six_metrics, shown, future)
    for name, mean in five_by_join(places, bought, n, k).items():
        assert metrics[name].mean() == pytest.approx(mean)
    by_join = partial(five_by_join, places, bought, n, k)
    ratio = beside(benchmark, "polars' join", lambda: six_metrics(shown, future), by_join)
    if benchmark.enabled:
        assert ratio < 1


def test_memory_grows_with_the_lists_and_not_with_the_catalogue(benchmark: BenchmarkFixture) -> None:
    """At most BYTES for every place and every purchase, at two sizes; customers times items would take gigabytes."""
    for n in (N_UNTIMED, 10 * N_UNTIMED):
        shown, future = made(n, 12)
        tracemalloc.start()
        six_metrics(shown, future)
        peak = tracemalloc.get_traced_memory()[1]
        tracemalloc.stop()
        benchmark.extra_info[f"bytes_of_{n}"] = peak
        assert peak < BYTES * (shown.items.size + len(future.relevant.items))
    benchmark(six_metrics, shown, future)


@pytest.mark.parametrize(("n", "k"), SIZES)
def test_nine_segments_beside_one(benchmark: BenchmarkFixture, n: int, k: int) -> None:
    """Every segment with tie metrics, from one search for hits, costs less than nine times one."""
    shown, future = made(n if benchmark.enabled else N_UNTIMED, k)
    evaluator = Evaluator((k,))
    scores = benchmark(evaluator.scores, future, shown)
    one, nine = partial(six_metrics, shown, future), partial(evaluator.scores, future, shown)
    ratio = beside(benchmark, "one segment", nine, one)
    assert set(SEGMENTS) == set(scores)
    if benchmark.enabled:
        assert ratio < 9
