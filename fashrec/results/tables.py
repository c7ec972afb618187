"""The Parquet tables of run folders, read in one place: one that is missing or broken is named."""

from collections.abc import Callable
from pathlib import Path

import polars as pl

from fashrec.errors import DataError

NAMES = ("shown", "future", "per_customer")


def read_table(
    folder: Path, name: str, wanted: Callable[[pl.LazyFrame], pl.LazyFrame] = lambda whole: whole
) -> pl.DataFrame:
    """A table of a run folder, or what is wanted of it.

    Args:
        folder: the run's.
        name: of the table, such as `shown`.
        wanted: picks rows and columns, so that others need not be read.

    Raises:
        DataError: where the file is missing, broken or without a column that is wanted.
    """
    file = folder / f"{name}.parquet"
    if not file.is_file():
        raise _refusal(file, "is missing")
    try:
        return wanted(pl.scan_parquet(file, glob=False)).collect()
    except (OSError, pl.exceptions.PolarsError) as error:
        raise _refusal(file, f"cannot be read: {str(error).splitlines()[0]}") from error


def broken_table(folder: Path) -> str:
    """The first table that is there and whose end, where Parquet says what is in it, cannot be read; empty: none.

    A run that is killed while its disk is full, or copied in part, leaves such a file.
    """
    for file in (folder / f"{name}.parquet" for name in NAMES):
        try:
            if file.is_file():
                pl.read_parquet_schema(file)
        except (OSError, pl.exceptions.PolarsError):
            return file.name
    return ""


def _refusal(file: Path, what: str) -> DataError:
    return DataError(
        f"{file.name} {what}",
        where=str(file),
        why="a run's tables hold what customers were shown, what they bought, and what that scored",
        do="keep run folders whole, or run the experiment again",
    )
