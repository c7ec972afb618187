"""The file that says which items an index holds: position in the index -> item row."""

from pathlib import Path

import numpy as np

from fashrec.errors import StoreError
from fashrec.types import Longs

_FILE = "rows.npy"


def write_rows(folder: Path, rows: Longs) -> None:
    """Write int64 [n], the item row at each position."""
    np.save(folder / _FILE, rows, allow_pickle=False)


def read_rows(folder: Path, expected: Longs) -> Longs:
    """int64 [n], the item rows that `write_rows` wrote.

    Raises:
        StoreError: where the file cannot be read or holds other rows than `expected`.
    """
    file = folder / _FILE
    try:
        rows: Longs = np.load(file, allow_pickle=False)
    except (OSError, ValueError, EOFError) as error:
        raise broken(file, f"{_FILE} cannot be read: {error}") from error
    if not np.array_equal(rows, expected):
        raise broken(file, f"{_FILE} holds {rows.size} item rows, other than the {len(expected)} asked for")
    return rows


def file_bytes(folder: Path) -> int:
    """The size of the files in an index's folder."""
    return sum(file.stat().st_size for file in folder.iterdir() if file.is_file())


def broken(file: Path, what: str) -> StoreError:
    """The error for an index file that does not fit its vectors."""
    return StoreError(
        what,
        where=str(file),
        why="answers of this index would be other items than those it was built from",
        do="remove the index's artefact, it is made again",
    )
