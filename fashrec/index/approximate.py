"""What an index over a library does around it: which items, which files, which query argument.

An index is a frozen dataclass of its settings whose methods of `Index` hand over to the functions here.
"""

from dataclasses import fields, replace
from pathlib import Path
from typing import Any, ClassVar, Literal, Protocol, TypeVar

from fashrec.errors import ConfigError, StoreError, require
from fashrec.index.admit import rows_to_index
from fashrec.index.calibrate import Calibration, calibrate_argument, read_calibration
from fashrec.index.candidates import CandidateSearcher, Library
from fashrec.index.exact import ExactSearcher
from fashrec.index.label import require_label, write_label
from fashrec.index.measured import MeasuredIndex
from fashrec.index.rows import broken, file_bytes, read_rows, write_rows
from fashrec.index.scan import Scan
from fashrec.types import Bools, Floats, ItemVectors, Longs, Profiles

Argument = int | Literal["auto"]

_SCAN_MIB = 64


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


class Adjustable(Approximate, Protocol):
    """One with a query argument that may be `auto`."""

    @property
    def recall_target(self) -> float:
        """index_recall@k that `auto` must reach."""
        ...

    def auto_grid(self, k: int, n_items: int) -> tuple[int, ...]:
        """Ascending: what `auto` may choose from; the last is as exact as the library gets."""
        ...


T = TypeVar("T", bound=Adjustable)


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
    argument, value = _argument(index), _value(index)
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


def calibrate(index: T, vectors: ItemVectors, among: Bools, queries: Profiles, k: int, folder: Path) -> T:
    """This index with the smallest value of `auto_grid` that reaches `recall_target` on `queries`.

    `calibration.json` in `folder` says what was tried and what it cost (`read_calibration`).

    Raises:
        DataError: where `auto` has nothing to be chosen on: no query has an answer.
    """
    return _set(index, measure(index, vectors, among, queries, k, folder).value) if _value(index) == "auto" else index


def calibrated(index: T, folder: Path) -> T:
    """This index with what `calibrate` wrote into `folder`; itself where nothing is `auto`.

    Raises:
        StoreError: where there is no calibration in `folder`.
    """
    if _value(index) != "auto":
        return index
    calibration = read_calibration(folder)
    if calibration is None:
        raise StoreError(
            f"a calibration of index.{_argument(index)}=auto is missing",
            where=str(folder),
            why=f"without it nobody knows which {_argument(index)} reaches index.recall_target",
            do="remove the calibration's artefact, it is made again",
        )
    return _set(index, calibration.value)


def measure(
    index: Adjustable, vectors: ItemVectors, among: Bools, queries: Profiles, k: int, folder: Path
) -> Calibration:
    """Choose the query argument as `calibrate` does, whatever it is set to, and write `calibration.json`.

    The index it builds in `folder` is removed again: a build over other items does not need it.
    """
    rows = rows_to_index(vectors, among)
    build(index, vectors, among, folder)
    argument, grid = _argument(index), index.auto_grid(k, len(rows))
    searcher = open_built(_set(index, grid[0]), vectors, among, folder)
    calibration = calibrate_argument(
        (index.name, argument),
        lambda value, threads: searcher.at(threads=threads, **{argument: value}),
        index.threads,
        ExactSearcher(Scan.over(vectors.values, rows, _SCAN_MIB), vectors.space, len(among)),
        queries,
        k,
        grid,
        index.recall_target,
    )
    calibration.write(folder)
    for file in folder.glob(f"{index.file}*"):
        file.unlink()
    return calibration


def require_settings(index: Approximate, *counts: str, metrics: tuple[str, ...]) -> None:
    """Check what all indexes have in common, and that each of `counts` is a whole number of at least 1.

    Raises:
        ConfigError: that names the first setting that is wrong.
    """
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


def _argument(index: Approximate) -> str:
    return next(iter(index.query_grid), "")


def _value(index: Approximate) -> Argument:
    value: Argument = getattr(index, _argument(index)) if index.query_grid else 0
    return value


def _set(index: T, value: int) -> T:
    return replace(index, **{_argument(index): value})
