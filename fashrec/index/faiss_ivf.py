"""Approximate nearest neighbours with FAISS's inverted lists: items by the nearest of some centres."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import ClassVar, Literal

from fashrec.errors import require
from fashrec.index import approximate, auto
from fashrec.index.approximate import require_settings
from fashrec.index.batches import Batched
from fashrec.index.calibrate import doublings
from fashrec.index.faiss_search import METRICS, faiss_metric, read_faiss, write_faiss
from fashrec.index.library import library
from fashrec.types import Floats, Longs

# with fewer FAISS warns that the centres are poor
_ITEMS_A_LIST = 39


@dataclass(frozen=True)
class FaissIvf:
    """k-means cells, of which a query looks into the nearest few.

    Attributes:
        n_lists: cells, at least 1, of which no more are made than one for each 39 items, as k-means needs in FAISS.
        n_probe: cells looked into for a query, at least 1; `auto` is chosen by `calibrate`.
        recall_target: index_recall@k that `auto` must reach, in (0, 1].
        seed: of the k-means, in [0, 2^31).
        metric: `angular`, `dot` or `euclidean`; at unit length all order alike, and the first two are one to FAISS.
        build_threads: threads of the build, at least 1.
        threads: threads of a batch of queries, at least 1. They change no answer.
    """

    n_lists: int = 256
    n_probe: int | Literal["auto"] = "auto"
    recall_target: float = 0.99
    seed: int = 0
    metric: Literal["angular", "dot", "euclidean"] = "angular"
    build_threads: int = 1
    threads: int = field(default=1, metadata={"hashed": False})

    name: ClassVar[str] = "faiss_ivf"
    package: ClassVar[str] = "faiss"
    version: ClassVar[int] = 1
    file: ClassVar[str] = "index.faiss"
    build_grid: ClassVar[Mapping[str, tuple[int | str, ...]]] = {"n_lists": (64, 256, 1024)}
    query_grid: ClassVar[Mapping[str, tuple[int, ...]]] = {"n_probe": (1, 2, 4, 8, 16, 32, 64)}

    def __post_init__(self) -> None:
        require_settings(self, "n_lists", "build_threads", "threads", metrics=METRICS)
        require(self.seed < 2**31, "seed", self.seed, "a whole number in [0, 2^31)")

    def auto_grid(self, k: int, n_items: int) -> tuple[int, ...]:
        """From one cell to all of them."""
        del k
        return doublings(1, self._lists(n_items))

    calibrate = auto.calibrate
    calibrated = auto.calibrated
    build = approximate.build
    open = approximate.open_built

    def make(self, vectors: Floats, rows: Longs, file: Path) -> None:
        """As in `Approximate`."""
        faiss = library("faiss")
        metric, d = faiss_metric(self.metric), vectors.shape[1]
        index = faiss.IndexIVFFlat(faiss.IndexFlat(d, metric), d, self._lists(len(rows)), metric)
        index.cp.seed = self.seed
        index.cp.spherical = metric == faiss.METRIC_INNER_PRODUCT  # as index_factory has it: cells are more even
        write_faiss(index, vectors[rows], file, self.build_threads)

    def load(self, vectors: Floats, rows: Longs, file: Path) -> Batched:
        """As in `Approximate`."""
        del vectors, rows
        parameters = library("faiss").SearchParametersIVF
        return read_faiss(file, counts_items=False, parameters=lambda n_probe: parameters(nprobe=n_probe))

    def _lists(self, n_items: int) -> int:
        return min(self.n_lists, max(1, n_items // _ITEMS_A_LIST))
