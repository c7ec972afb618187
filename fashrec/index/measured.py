"""What a benchmark needs of an index beside what `Index` and `Searcher` promise: every index here has it.

for one in product of build_grid:           replace(index, **one).build(vectors, among, folder)
    searcher = ... .open(vectors, among, folder)
    for value in query_grid:                searcher.at(ef=value).search(queries, k, exclude)      built once
                                            call, arguments = searcher.at(ef=value).bare(values, k)
"""

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any, ClassVar, Protocol, Self

from fashrec.errors import ConfigError
from fashrec.stages import Index, Searcher
from fashrec.types import Bools, Floats, ItemVectors

Bare = tuple[Callable[[Any], object], list[Any]]
"""A library's own call for one query, and what it takes for each of some queries."""


class MeasuredSearcher(Searcher, Protocol):
    """An open index that can be asked in other ways."""

    @property
    def n_bytes(self) -> int:
        """Size of the index's files on disk."""
        ...

    def at(self, *, threads: int | None = None, **argument: int) -> Self:
        """This index, shared and not opened again, with another query argument or other threads of a batch.

        Raises:
            ConfigError: where it has no query argument of that name.
        """
        ...

    def bare(self, queries: Floats, k: int) -> Bare:
        """The library's own call for the k nearest of one query, with nothing of fashrec around it.

        Nothing else may search this index between this and the last call: what a library has to be told before its
        calls is told here.

        Args:
            queries: float32 [n, d], unit length.
            k: number of neighbours.

        Returns:
            call and arguments: `call(arguments[i])` answers query i on one thread.
        """
        ...


class MeasuredIndex(Index, Protocol):
    """An index that says what there is to vary."""

    __dataclass_fields__: ClassVar[dict[str, Any]]

    name: ClassVar[str]
    """As in `index=NAME`."""
    package: ClassVar[str]
    """The module that it needs; empty where it needs none."""
    build_grid: ClassVar[Mapping[str, tuple[int | str, ...]]]
    """Build arguments, each with values worth a sweep."""
    query_grid: ClassVar[Mapping[str, tuple[int, ...]]]
    """The query argument, at most one, with values worth a sweep: an index need not be built or opened again."""

    def open(self, vectors: ItemVectors, among: Bools, folder: Path) -> MeasuredSearcher:
        """As in `Index`."""
        ...


def no_such_argument(name: str, argument: str) -> ConfigError:
    """The error for a query argument that an index does not have; `argument` is the one it has, or empty."""
    return ConfigError(
        f"{name} is no query argument of this index",
        where=f"index.{name}",
        why=f"a query argument is what needs no other build: {argument or 'none'} here",
        do=f"vary {argument}" if argument else "take another index: this one has nothing to vary",
    )
