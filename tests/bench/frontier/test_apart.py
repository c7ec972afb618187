"""Builds and memory in processes of their own."""

import os
import sys
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pytest

from fashrec.bench.frontier.apart import apart
from fashrec.bench.frontier.space import items_as_queries
from fashrec.embed.unit import unit_rows
from fashrec.errors import DataError
from fashrec.index.annoy import Annoy
from fashrec.index.exact import Exact
from fashrec.types import Bools, ItemVectors

pytestmark = pytest.mark.slow

N, DIM = 20_000, 64


@pytest.fixture(scope="module")
def vectors() -> ItemVectors:
    """Five megabytes of them."""
    values, has = unit_rows(np.random.default_rng(0).standard_normal((N, DIM), np.float32))
    return ItemVectors(values, has, "space")


@dataclass(frozen=True)
class Killed(Exact):
    """An index whose build the system ends."""

    def build(self, vectors: ItemVectors, among: Bools, folder: Path) -> None:
        """As a process without memory ends."""
        del vectors, among, folder
        os._exit(9)


@pytest.mark.skipif(sys.platform != "linux", reason="other systems do not count a peak anew")
def test_memory_is_what_an_index_takes_beside_the_vectors(vectors: ItemVectors, tmp_path: Path) -> None:
    """Exact search copies the vectors when it opens, and next to nothing when it builds."""
    queries = items_as_queries(vectors, vectors.has, 5, 50, seed=0)
    with apart(vectors, vectors.has, threads=1) as processes:
        built = processes.build(Exact(), tmp_path)
        opened = processes.open(Exact(), tmp_path, queries)
    size = vectors.values.nbytes
    building, serving = built["build_peak_bytes"], opened["serve_peak_bytes"]
    assert building is not None
    assert serving is not None
    assert building < size
    assert size / 2 < serving < 4 * size
    assert built["bytes"] == sum(file.stat().st_size for file in tmp_path.iterdir())


def test_what_is_built_apart_is_what_is_built_here(vectors: ItemVectors, tmp_path: Path) -> None:
    """The file of another process is opened as if it were made in this one."""
    index = Annoy(trees=2, search_k=1000)
    with apart(vectors, vectors.has, threads=1) as processes:
        took = processes.build(index, tmp_path)
    queries = items_as_queries(vectors, vectors.has, 5, 10, seed=0)
    items, _ = index.open(vectors, vectors.has, tmp_path).search(queries.profiles, 5, queries.owned)
    assert (items >= 0).all()
    assert (items != queries.profiles.customers[:, None]).all()
    assert took["build_ns"]


def test_a_process_that_dies_is_told(vectors: ItemVectors, tmp_path: Path) -> None:
    """Which index, with which status, and what to do; not a wait without end."""
    with (
        apart(vectors, vectors.has, threads=1) as processes,
        pytest.raises(DataError, match="made exact ended") as told,
    ):
        processes.build(Killed(), tmp_path)
    assert "status 9" in told.value.what


def test_an_error_of_the_process_is_raised_here(vectors: ItemVectors, tmp_path: Path) -> None:
    """With its four parts."""
    broken = ItemVectors(2 * vectors.values, vectors.has, "space")
    with apart(broken, vectors.has, threads=1) as processes, pytest.raises(DataError, match="not of unit length"):
        processes.build(Exact(), tmp_path)
