"""What an index over a library does around it: which items, which files, which query argument.

An index is a frozen dataclass of its settings, with `make` and `load` of its own; its other methods are the functions
here, which take it as their first argument.
"""

from dataclasses import fields
from pathlib import Path
from typing import Any, ClassVar, Literal, Protocol

from fashrec.errors import ConfigError, StoreError, require
from fashrec.index.admit import rows_to_index
from fashrec.index.candidates import CandidateSearcher, Library
from fashrec.index.label import require_label, write_label
from fashrec.index.library import require_library
from fashrec.index.measured import MeasuredIndex
from fashrec.index.rows import broken, file_bytes, read_rows, write_rows
from fashrec.types import Bools, Floats, ItemVectors, Longs


class Approximate(MeasuredIndex, Protocol):
    """An index over a library: all its fields but the query argument, `recall_target` and `threads` are the build's."""

    file: ClassVar[str]
    """What `make` writes, in the index's folder."""

    @property
    def threads(self) -> int:
        """Threads of a batch of queries."""
        ...

    def make(self, vectors: Floats, rows: Longs, file: Path) -> None:
        """Build over `vectors[rows]`, at least one, and write `file`.

        Raises:
            OSError, RuntimeError: where it cannot be written.
        """
        ...

    def load(self, vectors: Floats, rows: Longs, file: Path) -> Library:
        """What `make` wrote, given the same vectors and rows.

        Raises:
            OSError, RuntimeError: where it cannot be read.
        """
        ...


def build(index: Approximate, vectors: ItemVectors, among: Bools, folder: Path) -> None:
    """Write `rows.npy` and, unless no item is left, the library's file and its label.

    Raises:
        DataError: where an item's vector is not of unit length.
        StoreError: where the file cannot be written.
    """
    rows = rows_to_index(vectors, among)
    write_rows(folder, rows)
    if len(rows) == 0:
        return
    file = folder / index.file
    try:
        index.make(vectors.values, rows, file)
        write_label(file, _built_as(index, len(rows), vectors.dim))
    except (OSError, RuntimeError) as error:
        raise StoreError(
            f"{index.name}'s index of {len(rows)} items was not written: {error}",
            where=str(file),
            why="half an index answers with the wrong items",
            do="make room on the disk and start again",
        ) from error


def open_built(index: Approximate, vectors: ItemVectors, among: Bools, folder: Path) -> CandidateSearcher:
    """The index that `build` wrote, given the same vectors and items.

    Raises:
        ConfigError: where the query argument is still `auto`.
        StoreError: where the files do not fit the settings, vectors and items.
        DataError: where an item's vector is not of unit length.
    """
    argument, value = argument_of(index), value_of(index)
    if value == "auto":
        raise ConfigError(
            f"index.{argument} is still `auto` where queries are to be answered",
            where=f"index.{argument}",
            why="a library's own default may find a tenth to a half of the neighbours on a catalogue's vectors",
            do=f"open what `calibrate` gives, or set index.{argument} to a number",
        )
    rows = read_rows(folder, rows_to_index(vectors, among))
    library = _load(index, vectors, rows, folder / index.file) if len(rows) else None
    return CandidateSearcher(library, vectors, rows, argument, value, index.threads, file_bytes(folder))


def require_settings(index: Approximate, *counts: str, metrics: tuple[str, ...]) -> None:
    """Check that the library is there, what all indexes have in common, and that each of `counts` is at least 1.

    Raises:
        ConfigError: that names the package, or the first setting that is wrong.
    """
    require_library(index.package)
    settings = _settings(index)
    for name in counts:
        require(is_count(settings[name]), name, settings[name], "a whole number, at least 1")
    for name, value in settings.items():
        if name in index.query_grid:
            require(value == "auto" or is_count(value), name, value, "`auto` or a whole number, at least 1")
    metric, target, seed = settings["metric"], settings.get("recall_target", 1.0), settings.get("seed", 0)
    require(metric in metrics, "metric", metric, "one of " + ", ".join(f"`{name}`" for name in metrics))
    require(0 < target <= 1, "recall_target", target, "a share in (0, 1]")
    require(isinstance(seed, int) and 0 <= seed < 2**32, "seed", seed, "a whole number in [0, 2^32)")


def is_count(value: object) -> bool:
    """Whether it is a whole number of at least 1."""
    return isinstance(value, int) and not isinstance(value, bool) and value >= 1


def argument_of(index: Approximate) -> str:
    """The name of its query argument; empty where it has none."""
    return next(iter(index.query_grid), "")


def value_of(index: Approximate) -> int | Literal["auto"]:
    """Its query argument; 0 where it has none."""
    value: int | Literal["auto"] = getattr(index, argument_of(index)) if index.query_grid else 0
    return value


def _load(index: Approximate, vectors: ItemVectors, rows: Longs, file: Path) -> Library:
    require_label(file, _built_as(index, len(rows), vectors.dim))
    try:
        return index.load(vectors.values, rows, file)
    except (OSError, RuntimeError) as error:
        raise broken(file, f"{file.name} cannot be loaded: {error}") from error


def _built_as(index: Approximate, n: int, d: int) -> dict[str, int | str]:
    """What makes one build another: all settings but those of a query."""
    asked = {*index.query_grid, "threads", "recall_target"}
    settings = {name: value for name, value in _settings(index).items() if name not in asked}
    return {"index": index.name, "items": n, "dimensions": d, **settings}


def _settings(index: Approximate) -> dict[str, Any]:
    return {field.name: getattr(index, field.name) for field in fields(index)}
