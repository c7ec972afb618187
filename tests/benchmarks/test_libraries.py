"""Every index beside exact search, and a library's own call beside what is put around it, on made vectors.

`FASHREC_BENCH_RIVALS=105000` takes more than 10,000 items: a graph of as many is built in minutes.
"""

import os
from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from typing import cast

import numpy as np
import pytest
import torch
from hydra.utils import instantiate
from omegaconf import OmegaConf
from pytest_benchmark.fixture import BenchmarkFixture

from fashrec.bench.made_vectors import VectorMaker
from fashrec.index.exact import Exact, ExactSearcher
from fashrec.index.measured import MeasuredIndex, MeasuredSearcher
from fashrec.index.recall import index_recall
from fashrec.types import Floats, ItemVectors, Profiles
from tests.benchmarks.ratios import beside
from tests.index.clusters import as_profiles, clustered_items

CONF = Path(__file__).parents[2] / "conf" / "index"
NAMES = sorted(file.stem for file in CONF.glob("*.yaml") if file.stem != "exact")
N_ITEMS = int(os.environ.get("FASHREC_BENCH_RIVALS", "10000"))
N_QUERIES, DIM, K, TARGET = 300, 64, 10, 0.95


@dataclass(frozen=True)
class Shop:
    """Items and who looks for them."""

    vectors: ItemVectors
    sample: Profiles
    queries: Profiles
    exact: ExactSearcher
    right: Floats


@pytest.fixture(scope="module")
def shop(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Shop]:
    """Made vectors and profiles, on one thread; a few where nothing is timed."""
    n, n_queries = (N_ITEMS, N_QUERIES) if request.config.getoption("benchmark_enable") else (200, 20)
    source = clustered_items(min(n, 2000), DIM)
    maker = VectorMaker.fit(source.values)
    values, folder, before = maker.vectors(n), tmp_path_factory.mktemp("exact"), torch.get_num_threads()
    vectors = ItemVectors(values, np.ones(n, np.bool_), source.space)
    sample, queries = (as_profiles(maker.profiles(values, size)) for size in (n_queries + 1, n_queries))
    Exact().build(vectors, vectors.has, folder)
    exact = Exact().open(vectors, vectors.has, folder)
    torch.set_num_threads(1)
    yield Shop(vectors, sample, queries, exact, exact.search(queries, K)[1])
    torch.set_num_threads(before)


@pytest.fixture(scope="module", params=NAMES)
def searcher(request: pytest.FixtureRequest, shop: Shop, tmp_path_factory: pytest.TempPathFactory) -> MeasuredSearcher:
    """Each index, calibrated for a recall of 0.95 where it can be."""
    conf = OmegaConf.create({"seed": 0, "threads": 1, "index": OmegaConf.load(CONF / f"{request.param}.yaml")})
    index: MeasuredIndex = instantiate(conf.index)
    folder, has = tmp_path_factory.mktemp("index"), shop.vectors.has
    if index.query_grid:
        index = replace(index, recall_target=TARGET)
    chosen = index.calibrate(shop.vectors, has, shop.sample, K, folder)
    chosen.build(shop.vectors, has, folder)
    return cast("MeasuredSearcher", chosen.open(shop.vectors, has, folder))


def test_a_batch_beside_exact_search(benchmark: BenchmarkFixture, shop: Shop, searcher: MeasuredSearcher) -> None:
    """At its recall, on one thread each: nobody has to be faster, but how much is kept in view."""
    search = partial(searcher.search, shop.queries, K)
    items, scores = benchmark(search)
    recall = index_recall(items, scores, shop.right, K)
    beside(benchmark, "exact", search, partial(shop.exact.search, shop.queries, K))
    benchmark.extra_info["recall"] = recall
    assert recall > TARGET - 0.05


def test_one_query_beside_the_bare_call(benchmark: BenchmarkFixture, shop: Shop, searcher: MeasuredSearcher) -> None:
    """Checks, what is owned, exact scores and their order, around the call that does the work."""
    singles = [as_profiles(value[None]) for value in shop.queries.values]

    def one_by_one() -> None:
        for single in singles:
            searcher.search(single, K)

    def bare() -> None:
        call, arguments = searcher.bare(shop.queries.values, K)  # anew: a search changes what some libraries are told
        for argument in arguments:
            call(argument)

    benchmark.pedantic(one_by_one, rounds=1)  # type: ignore[no-untyped-call]
    beside(benchmark, "its own call", one_by_one, bare)
