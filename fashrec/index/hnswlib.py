"""Approximate nearest neighbours with hnswlib 0.8: the graph of its authors."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, ClassVar, Literal

import numpy as np

from fashrec.errors import require
from fashrec.index import approximate
from fashrec.index.approximate import require_settings
from fashrec.index.batches import Batched, answered
from fashrec.index.calibrate import doublings
from fashrec.index.candidates import SLACK, Ask, CandidateSearcher
from fashrec.index.library import library, require_library
from fashrec.index.measured import Bare
from fashrec.types import Bools, Floats, ItemVectors, Longs, Profiles

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
    version: ClassVar[int] = 1
    file: ClassVar[str] = "index.hnswlib"
    build_grid: ClassVar[Mapping[str, tuple[int | str, ...]]] = {"m": (8, 16, 32), "ef_construction": (100, 200)}
    query_grid: ClassVar[Mapping[str, tuple[int, ...]]] = {"ef": (16, 32, 64, 128, 256, 512)}

    def __post_init__(self) -> None:
        require_library("hnswlib")
        require_settings(self, "m", "ef_construction", "build_threads", "threads", metrics=tuple(_SPACES))
        require(self.m > 1, "m", self.m, "a whole number, at least 2")

    def auto_grid(self, k: int, n_items: int) -> tuple[int, ...]:
        """From the least that is looked at for k neighbours to all items."""
        return doublings(k + SLACK, max(n_items, 1))

    def calibrate(self, vectors: ItemVectors, among: Bools, queries: Profiles, k: int, folder: Path) -> "Hnswlib":
        """As `approximate.calibrate` says."""
        return approximate.calibrate(self, vectors, among, queries, k, folder)

    def calibrated(self, folder: Path) -> "Hnswlib":
        """As `approximate.calibrated` says."""
        return approximate.calibrated(self, folder)

    def build(self, vectors: ItemVectors, among: Bools, folder: Path) -> None:
        """As `approximate.build` says."""
        approximate.build(self, vectors, among, folder)

    def open(self, vectors: ItemVectors, among: Bools, folder: Path) -> CandidateSearcher:
        """As `approximate.open_built` says."""
        return approximate.open_built(self, vectors, among, folder)

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
