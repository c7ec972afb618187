"""Exact nearest neighbours with FAISS: every query with every item, the yardstick of other benchmarks."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import ClassVar, Literal

from fashrec.index import approximate, auto
from fashrec.index.approximate import require_settings
from fashrec.index.batches import Batched
from fashrec.index.faiss_search import METRICS, faiss_metric, read_faiss, write_faiss
from fashrec.index.library import library
from fashrec.types import Floats, Longs


@dataclass(frozen=True)
class FaissFlat:
    """FAISS's `IndexFlat`.

    Attributes:
        metric: `angular`, `dot` or `euclidean`; at unit length all order alike, and the first two are one to FAISS.
        threads: threads of a batch of queries, at least 1. They change no answer.
    """

    metric: Literal["angular", "dot", "euclidean"] = "angular"
    threads: int = field(default=1, metadata={"hashed": False})

    name: ClassVar[str] = "faiss_flat"
    package: ClassVar[str] = "faiss"
    version: ClassVar[int] = 1
    file: ClassVar[str] = "index.faiss"
    build_grid: ClassVar[Mapping[str, tuple[int | str, ...]]] = {}
    query_grid: ClassVar[Mapping[str, tuple[int, ...]]] = {}

    def __post_init__(self) -> None:
        require_settings(self, "threads", metrics=METRICS)

    calibrate = auto.nothing_to_calibrate
    calibrated = auto.nothing_calibrated
    build = approximate.build
    open = approximate.open_built

    def make(self, vectors: Floats, rows: Longs, file: Path) -> None:
        """As in `Approximate`."""
        index = library("faiss").IndexFlat(vectors.shape[1], faiss_metric(self.metric))
        write_faiss(index, vectors[rows], file, threads=1)

    def load(self, vectors: Floats, rows: Longs, file: Path) -> Batched:
        """As in `Approximate`."""
        del vectors, rows
        return read_faiss(file, counts_items=True, parameters=lambda _: None)
