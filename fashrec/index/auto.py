"""The query argument that reaches a recall: chosen on a sample of profiles, kept, and found again.

The functions are methods of the indexes over a library, as those of `approximate` are.
"""

from dataclasses import replace
from pathlib import Path
from typing import Protocol, TypeVar

from fashrec.errors import StoreError
from fashrec.index.admit import rows_to_index
from fashrec.index.approximate import Approximate, argument_of, build, open_built, value_of
from fashrec.index.calibrate import Calibration, calibrate_argument, read_calibration
from fashrec.index.exact import ExactSearcher
from fashrec.index.scan import Scan
from fashrec.types import Bools, ItemVectors, Profiles

_SCAN_MIB = 64


class Adjustable(Approximate, Protocol):
    """One with a query argument that may be `auto`."""

    @property
    def recall_target(self) -> float:
        """index_recall@k that `auto` must reach."""
        ...

    def auto_grid(self, k: int, n_items: int) -> tuple[int, ...]:
        """Ascending: what `auto` may choose from; the last is as exact as the library gets."""
        ...


S = TypeVar("S", bound=Approximate)
T = TypeVar("T", bound=Adjustable)


def calibrate(index: T, vectors: ItemVectors, among: Bools, queries: Profiles, k: int, folder: Path) -> T:
    """This index with the smallest value of `auto_grid` that reaches `recall_target` on `queries`.

    `calibration.json` in `folder` says what was tried and what it cost (`read_calibration`).

    Raises:
        DataError: where `auto` has nothing to be chosen on: no query has an answer.
    """
    return _set(index, measure(index, vectors, among, queries, k, folder).value) if value_of(index) == "auto" else index


def calibrated(index: T, folder: Path) -> T:
    """This index with what `calibrate` wrote into `folder`; itself where nothing is `auto`.

    Raises:
        StoreError: where there is no calibration in `folder`.
    """
    if value_of(index) != "auto":
        return index
    calibration = read_calibration(folder)
    if calibration is None:
        raise StoreError(
            f"a calibration of index.{argument_of(index)}=auto is missing",
            where=str(folder),
            why=f"without it nobody knows which {argument_of(index)} reaches index.recall_target",
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
    argument, grid = argument_of(index), index.auto_grid(k, len(rows))
    searcher = open_built(_set(index, grid[0]), vectors, among, folder)
    calibration = calibrate_argument(
        (index.name, argument),
        lambda value, threads: searcher.at(threads=threads, **{argument: value}),
        index.threads,
        ExactSearcher(Scan.over(vectors.values, rows, _SCAN_MIB), vectors.space),
        queries,
        k,
        grid,
        index.recall_target,
    )
    calibration.write(folder)
    for file in folder.glob(f"{index.file}*"):
        file.unlink()
    return calibration


def nothing_to_calibrate(index: S, vectors: ItemVectors, among: Bools, queries: Profiles, k: int, folder: Path) -> S:
    """This index: nothing in it can be `auto`."""
    del vectors, among, queries, k, folder
    return index


def nothing_calibrated(index: S, folder: Path) -> S:
    """This index: it has chosen nothing."""
    del folder
    return index


def _set(index: T, value: int) -> T:
    return replace(index, **{argument_of(index): value})
