"""Exact nearest neighbours by cosine: the index that every other one is measured against."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import ClassVar, Self

import numpy as np

from fashrec.errors import require
from fashrec.index.admit import rows_to_answer, rows_to_index, taken_by
from fashrec.index.measured import Bare, no_such_argument
from fashrec.index.rerank import nothing
from fashrec.index.rows import file_bytes, read_rows, write_rows
from fashrec.index.scan import Scan
from fashrec.types import Bools, Floats, Ints, ItemLists, ItemVectors, Longs, Profiles


@dataclass(frozen=True)
class Exact:
    """Compares every query with every item, in blocks.

    Attributes:
        block_mib: memory for the scores of one block of queries, in MiB, at least 1. Threads are torch's own,
            and numpy's for a single query.
    """

    block_mib: int = field(default=128, metadata={"hashed": False})

    name: ClassVar[str] = "exact"
    package: ClassVar[str] = ""
    version: ClassVar[int] = 1
    build_grid: ClassVar[Mapping[str, tuple[int | str, ...]]] = {}
    query_grid: ClassVar[Mapping[str, tuple[int, ...]]] = {}

    def __post_init__(self) -> None:
        holds = type(self.block_mib) is int and self.block_mib >= 1
        require(holds, "block_mib", self.block_mib, "a whole number of MiB, at least 1")

    def calibrate(self, vectors: ItemVectors, among: Bools, queries: Profiles, k: int, folder: Path) -> "Exact":
        """This index: nothing here is `auto`."""
        del vectors, among, queries, k, folder
        return self

    def calibrated(self, folder: Path) -> "Exact":
        """Itself: it has nothing to choose."""
        del folder
        return self

    def build(self, vectors: ItemVectors, among: Bools, folder: Path) -> None:
        """Write which items are in the index; their vectors are not copied.

        Raises:
            DataError: where an item's vector is not of unit length.
        """
        write_rows(folder, rows_to_index(vectors, among))

    def open(self, vectors: ItemVectors, among: Bools, folder: Path) -> "ExactSearcher":
        """The index that `build` wrote, given the same vectors and items.

        Raises:
            StoreError: where it was written over other items or cannot be read.
            DataError: where an item's vector is not of unit length.
        """
        rows = read_rows(folder, rows_to_index(vectors, among))
        scan = Scan.over(vectors.values, rows, self.block_mib)
        return ExactSearcher(scan, vectors.space, file_bytes(folder))


@dataclass(frozen=True)
class ExactSearcher:
    """An exact index, ready for queries."""

    scan: Scan
    space: str
    n_bytes: int = 0

    def at(self, *, threads: int | None = None, **argument: int) -> Self:
        """Itself: there is nothing to vary, and threads are torch's own.

        Raises:
            ConfigError: where it is given a query argument.
        """
        del threads
        for name in argument:
            raise no_such_argument(name, "")
        return self

    def bare(self, queries: Floats, k: int) -> Bare:
        """A float32 matrix-vector product and the choice of its k greatest, sorted; as in `MeasuredSearcher`."""
        values = self.scan.values[: len(self.scan.rows)]
        n = min(k, len(values))

        def nearest(query: Floats) -> Longs:
            scores = values @ query
            greatest = np.argpartition(scores, -n)[-n:]
            order: Longs = greatest[np.argsort(-scores[greatest])]
            return order

        return nearest, list(queries)

    def search(self, queries: Profiles, k: int, exclude: ItemLists | None = None) -> tuple[Ints, Floats]:
        """The k best items for each query, as `Searcher` says.

        Raises:
            SpaceError: where the queries live in another space.
            DataError: where a query is neither zero nor of unit length.
        """
        asked = rows_to_answer(queries, self.space, exclude)
        taken = taken_by(exclude, asked, self.scan.rows)
        items, scores = nothing(len(queries.values), k)
        items[asked], scores[asked] = self.scan.search(queries.values, asked, k, taken)
        return items, scores
