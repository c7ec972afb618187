"""Approximate nearest neighbours with hnswlib 0.8: the graph of its authors."""

from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, ClassVar, Literal

import numpy as np

from fashrec.index import approximate, auto, graphs
from fashrec.index.batches import Batched, answered
from fashrec.index.candidates import Ask
from fashrec.index.library import library
from fashrec.index.measured import Bare
from fashrec.types import Floats, Longs

_SPACES = {"angular": "cosine", "dot": "ip", "euclidean": "l2"}


@dataclass(frozen=True)
class Hnswlib:
    """A hierarchical navigable small world graph (Malkov and Yashunin 2018).

    Attributes:
        m: neighbours kept of an item, at least 2; twice as many on the lowest layer. More: nearer to exact, larger.
        ef_construction: candidates looked at for each item that is added, at least 1.
        ef: candidates looked at for a query, at least 1; `auto` is chosen by `calibrate`. A query with e excluded
            items looks at about e more, and none looks at fewer than it asks for.
        recall_target: index_recall@k that `auto` must reach, in (0, 1].
        seed: of the layers, in [0, 2^32).
        metric: `angular`, `dot` or `euclidean`; at unit length all order alike.
        build_threads: threads of the build, at least 1. With more than one the graph, and with it the answers,
            differ from build to build.
        threads: threads of a batch of queries, at least 1. They change no answer.
    """

    m: int = 16
    ef_construction: int = 200
    ef: int | Literal["auto"] = "auto"
    recall_target: float = 0.99
    seed: int = 0
    metric: Literal["angular", "dot", "euclidean"] = "angular"
    build_threads: int = 1
    threads: int = field(default=1, metadata={"hashed": False})

    name: ClassVar[str] = "hnswlib"
    package: ClassVar[str] = "hnswlib"
    version: ClassVar[int] = 1
    file: ClassVar[str] = "index.hnswlib"
    build_grid: ClassVar = graphs.BUILD_GRID
    query_grid: ClassVar = graphs.QUERY_GRID

    def __post_init__(self) -> None:
        graphs.require_graph(self, tuple(_SPACES))

    auto_grid = graphs.auto_grid
    calibrate = auto.calibrate
    calibrated = auto.calibrated
    build = approximate.build
    open = approximate.open_built

    def make(self, vectors: Floats, rows: Longs, file: Path) -> None:
        """As in `Approximate`."""
        graph = library("hnswlib").Index(_SPACES[self.metric], vectors.shape[1])
        graph.init_index(len(rows), self.m, self.ef_construction, self.seed)
        graph.add_items(vectors[rows], np.arange(len(rows)), self.build_threads)
        graph.save_index(str(file))

    def load(self, vectors: Floats, rows: Longs, file: Path) -> Batched:
        """As in `Approximate`."""
        graph = library("hnswlib").Index(_SPACES[self.metric], vectors.shape[1])
        graph.load_index(str(file))
        return Batched(Graph(graph), len(rows), counts_items=True)


@dataclass(frozen=True)
class Graph:
    """hnswlib's index, open. `ef` is a state of it, set before each batch."""

    index: Any

    def nearest(self, queries: Floats, n: int, value: int, threads: int) -> Longs:
        """As in `Batch`; a query that reaches fewer than n items has no candidates, and is compared with all."""
        self.index.set_ef(value)
        return answered(lambda some: self.index.knn_query(some, n, num_threads=threads)[0], queries, n)

    def bare(self, queries: Floats, ask: Ask) -> Bare:
        """As in `Library`."""
        self.index.set_ef(ask.value)
        query, k = self.index.knn_query, ask.k
        return lambda vector: query(vector, k, num_threads=1), list(queries)
