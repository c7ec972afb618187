"""Exact nearest neighbours by cosine: the index that every other one is measured against."""

from dataclasses import dataclass, field
from pathlib import Path
from typing import ClassVar

from fashrec.errors import require
from fashrec.index.admit import rows_to_answer, rows_to_index, taken_by
from fashrec.index.rerank import nothing
from fashrec.index.rows import read_rows, write_rows
from fashrec.index.scan import Scan
from fashrec.types import Bools, Floats, Ints, ItemLists, ItemVectors, Profiles


@dataclass(frozen=True)
class Exact:
    """Compares every query with every item, in blocks.

    Attributes:
        block_mib: memory for the scores of one block of queries, in MiB, at least 1. Threads are torch's own.
    """

    block_mib: int = field(default=128, metadata={"hashed": False})

    version: ClassVar[int] = 1

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
        return ExactSearcher(Scan.over(vectors.values, rows, self.block_mib), vectors.space, len(among))


@dataclass(frozen=True)
class ExactSearcher:
    """An exact index, ready for queries."""

    scan: Scan
    space: str
    n_items: int

    def search(self, queries: Profiles, k: int, exclude: ItemLists | None = None) -> tuple[Ints, Floats]:
        """The k best items for each query, as `Searcher` says.

        Raises:
            SpaceError: where the queries live in another space.
            DataError: where a query is neither zero nor of unit length.
        """
        asked = rows_to_answer(queries, self.space, exclude)
        taken = taken_by(exclude, asked, self.scan.rows, self.n_items)
        items, scores = nothing(len(queries.values), k)
        items[asked], scores[asked] = self.scan.search(queries.values, asked, k, taken)
        return items, scores
