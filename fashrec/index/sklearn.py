"""Exact nearest neighbours with scikit-learn: a ball tree, or every query with every item."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, ClassVar, Literal

import numpy as np

from fashrec.errors import require
from fashrec.index import approximate, auto
from fashrec.index.approximate import require_settings
from fashrec.index.batches import Batched
from fashrec.index.candidates import Ask
from fashrec.index.library import library
from fashrec.index.measured import Bare
from fashrec.types import Floats, Longs

_ALGORITHMS = ("ball_tree", "brute")


@dataclass(frozen=True)
class Sklearn:
    """`sklearn.neighbors.NearestNeighbors`. It has no file of its own but pickles: the tree is grown when it is opened.

    Attributes:
        algorithm: `ball_tree` or `brute`.
        leaf_size: items in a leaf of the tree, at least 1.
        metric: `angular` or `euclidean`; at unit length both order alike. A ball tree knows no cosine, so there
            both are the same.
        threads: threads of a batch of queries, at least 1. They change no answer.
    """

    algorithm: Literal["ball_tree", "brute"] = "ball_tree"
    leaf_size: int = 40
    metric: Literal["angular", "euclidean"] = "angular"
    threads: int = field(default=1, metadata={"hashed": False})

    name: ClassVar[str] = "sklearn"
    package: ClassVar[str] = "sklearn"
    version: ClassVar[int] = 1
    file: ClassVar[str] = "index.sklearn"
    build_grid: ClassVar[Mapping[str, tuple[int | str, ...]]] = {"algorithm": ("ball_tree", "brute")}
    query_grid: ClassVar[Mapping[str, tuple[int, ...]]] = {}

    def __post_init__(self) -> None:
        require_settings(self, "leaf_size", "threads", metrics=("angular", "euclidean"))
        require(self.algorithm in _ALGORITHMS, "algorithm", self.algorithm, "`ball_tree` or `brute`")

    calibrate = auto.nothing_to_calibrate
    calibrated = auto.nothing_calibrated
    build = approximate.build
    open = approximate.open_built

    def make(self, vectors: Floats, rows: Longs, file: Path) -> None:
        """As in `Approximate`: an empty file, since all there is to keep is in its label."""
        del vectors, rows
        file.touch()

    def load(self, vectors: Floats, rows: Longs, file: Path) -> Batched:
        """As in `Approximate`."""
        del file
        metric = "cosine" if (self.algorithm, self.metric) == ("brute", "angular") else "euclidean"
        neighbours = library("sklearn.neighbors").NearestNeighbors(
            algorithm=self.algorithm, leaf_size=self.leaf_size, metric=metric
        )
        return Batched(Neighbours(neighbours.fit(vectors[rows])), len(rows), counts_items=True)


@dataclass(frozen=True)
class Neighbours:
    """scikit-learn's index, grown."""

    index: Any

    def nearest(self, queries: Floats, n: int, value: int, threads: int) -> Longs:
        """As in `Batch`."""
        del value
        self.index.set_params(n_jobs=threads)
        positions: Longs = self.index.kneighbors(queries, n, return_distance=False)
        return positions

    def bare(self, queries: Floats, ask: Ask) -> Bare:
        """As in `Library`; scikit-learn takes a matrix, here of one row."""
        self.index.set_params(n_jobs=1)
        kneighbours, k = self.index.kneighbors, ask.k
        return lambda vector: kneighbours(vector, k, return_distance=False), list(np.split(queries, len(queries)))
