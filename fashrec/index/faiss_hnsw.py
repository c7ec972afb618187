"""Approximate nearest neighbours with FAISS's HNSW: a graph over vectors kept as they are."""

from dataclasses import dataclass, field
from pathlib import Path
from typing import ClassVar, Literal

from fashrec.index import approximate, auto, graphs
from fashrec.index.batches import Batched
from fashrec.index.faiss_search import METRICS, faiss_metric, read_faiss, write_faiss
from fashrec.index.library import library
from fashrec.types import Floats, Longs


@dataclass(frozen=True)
class FaissHnsw:
    """A hierarchical navigable small world graph (Malkov and Yashunin 2018).

    Attributes:
        m: neighbours kept of an item, at least 2; twice as many on the lowest layer. More: nearer to exact, larger.
        ef_construction: candidates looked at for each item that is added, at least 1.
        ef: candidates looked at for a query, at least 1; `auto` is chosen by `calibrate`. A query with e excluded
            items looks at about e more, and none looks at fewer than it asks for.
        recall_target: index_recall@k that `auto` must reach, in (0, 1].
        seed: of the layers, in [0, 2^32).
        metric: `angular`, `dot` or `euclidean`; at unit length all order alike, and the first two are one to FAISS.
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

    name: ClassVar[str] = "faiss_hnsw"
    package: ClassVar[str] = "faiss"
    version: ClassVar[int] = 1
    file: ClassVar[str] = "index.faiss"
    build_grid: ClassVar = graphs.BUILD_GRID
    query_grid: ClassVar = graphs.QUERY_GRID

    def __post_init__(self) -> None:
        graphs.require_graph(self, METRICS)

    auto_grid = graphs.auto_grid
    calibrate = auto.calibrate
    calibrated = auto.calibrated
    build = approximate.build
    open = approximate.open_built

    def make(self, vectors: Floats, rows: Longs, file: Path) -> None:
        """As in `Approximate`."""
        faiss = library("faiss")
        index = faiss.IndexHNSWFlat(vectors.shape[1], self.m, faiss_metric(self.metric))
        index.hnsw.efConstruction = self.ef_construction
        index.hnsw.rng = faiss.RandomGenerator(self.seed)
        write_faiss(index, vectors[rows], file, self.build_threads)

    def load(self, vectors: Floats, rows: Longs, file: Path) -> Batched:
        """As in `Approximate`."""
        del vectors, rows
        parameters = library("faiss").SearchParametersHNSW
        return read_faiss(file, counts_items=True, parameters=lambda ef: parameters(efSearch=ef))
