"""Approximate nearest neighbours with usearch 2: a graph, searched with SIMD kernels of its own."""

from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, ClassVar, Literal

import numpy as np

from fashrec.index import approximate, auto, graphs
from fashrec.index.batches import Batched
from fashrec.index.candidates import Ask
from fashrec.index.library import library
from fashrec.index.measured import Bare
from fashrec.types import Floats, Longs

_METRICS = {"angular": "cos", "dot": "ip", "euclidean": "l2sq"}


@dataclass(frozen=True)
class Usearch:
    """A hierarchical navigable small world graph (Malkov and Yashunin 2018); layers are drawn alike without a seed.

    Attributes:
        m: neighbours kept of an item, at least 2; twice as many on the lowest layer. More: nearer to exact, larger.
        ef_construction: candidates looked at for each item that is added, at least 1.
        ef: candidates looked at for a query, at least 1; `auto` is chosen by `calibrate`. A query with e excluded
            items looks at about e more, and none looks at fewer than it asks for.
        recall_target: index_recall@k that `auto` must reach, in (0, 1].
        metric: `angular`, `dot` or `euclidean`; at unit length all order alike.
        build_threads: threads of the build, at least 1. With more than one the graph, and with it the answers,
            differ from build to build.
        threads: threads of a batch of queries, at least 1. They change no answer.
    """

    m: int = 16
    ef_construction: int = 200
    ef: int | Literal["auto"] = "auto"
    recall_target: float = 0.99
    metric: Literal["angular", "dot", "euclidean"] = "angular"
    build_threads: int = 1
    threads: int = field(default=1, metadata={"hashed": False})

    name: ClassVar[str] = "usearch"
    package: ClassVar[str] = "usearch"
    version: ClassVar[int] = 1
    file: ClassVar[str] = "index.usearch"
    build_grid: ClassVar = graphs.BUILD_GRID
    query_grid: ClassVar = graphs.QUERY_GRID

    def __post_init__(self) -> None:
        graphs.require_graph(self, tuple(_METRICS))

    auto_grid = graphs.auto_grid
    calibrate = auto.calibrate
    calibrated = auto.calibrated
    build = approximate.build
    open = approximate.open_built

    def make(self, vectors: Floats, rows: Longs, file: Path) -> None:
        """As in `Approximate`."""
        graph = self._empty(vectors.shape[1])
        graph.add(np.arange(len(rows)), vectors[rows], threads=self.build_threads)
        graph.save(str(file))

    def load(self, vectors: Floats, rows: Longs, file: Path) -> Batched:
        """As in `Approximate`; the file is mapped, not read."""
        graph = self._empty(vectors.shape[1])
        graph.view(str(file))
        return Batched(Graph(graph), len(rows), counts_items=True)

    def _empty(self, d: int) -> Any:  # noqa: ANN401 - a library without types
        return library("usearch.index").Index(
            ndim=d,
            metric=_METRICS[self.metric],
            dtype="f32",
            connectivity=self.m,
            expansion_add=self.ef_construction,
        )


@dataclass(frozen=True)
class Graph:
    """usearch's index, open. `expansion_search` is a state of it, set before each batch."""

    index: Any

    def nearest(self, queries: Floats, n: int, value: int, threads: int) -> Longs:
        """As in `Batch`."""
        self.index.expansion_search = value
        found = self.index.search(queries, n, threads=threads)
        counts = np.array([len(found)]) if len(queries) == 1 else found.counts  # one query has another type of answer
        keys = np.atleast_2d(found.keys).astype(np.int64)
        positions = np.full((len(queries), n), -1, np.int64)
        positions[:, : keys.shape[1]] = np.where(np.arange(keys.shape[1]) < counts[:, None], keys, -1)
        return positions

    def bare(self, queries: Floats, ask: Ask) -> Bare:
        """As in `Library`."""
        self.index.expansion_search = ask.value
        search, k = self.index.search, ask.k
        return lambda vector: search(vector, k, threads=1), list(queries)
