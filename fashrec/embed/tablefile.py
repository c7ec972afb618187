"""Reading ids and vectors from Parquet or .npy; nothing is ever unpickled."""

from collections.abc import Sequence
from pathlib import Path

import numpy as np
import numpy.typing as npt
import polars as pl
import polars.selectors as cs
from polars.exceptions import PolarsError

from fashrec.errors import DataError
from fashrec.types import Bools, Floats

MATRIX = 2  # dimensions
ID_COLUMNS = ("item_id", "article_id")


def read_table(path: Path, ids: Path | None) -> tuple[list[str], Floats]:
    """The ids in a table of vectors, as they are written, and float32 [n, d], all finite.

    Raises:
        DataError: where a file cannot be read, the two lengths differ, or a number is not finite.
    """
    names, values = _parquet(path) if ids is None else (_ids(ids), _array(path))
    if values.ndim != MATRIX or values.shape[1] == 0 or values.dtype.kind not in "fiu":
        raise _unfit(path, f"{path.name} holds {values.dtype} of shape {list(values.shape)}, not numbers [n, d]")
    if len(names) != len(values):
        raise _unfit(ids or path, f"there are {len(names)} ids for {len(values)} vectors")
    with np.errstate(over="ignore"):  # what float32 cannot hold becomes infinite, and is refused below
        vectors: Floats = values.astype(np.float32)
    finite: Bools = np.logical_and.reduce(np.isfinite(vectors), axis=1)
    if not finite.all():
        first = names[int(np.argmin(finite))]
        raise _unfit(path, f"{(~finite).sum()} of {len(finite)} vectors hold NaN or infinity (first: item {first})")
    return names, vectors


def _parquet(path: Path) -> tuple[list[str], npt.NDArray[np.generic]]:
    try:
        # a star or bracket in the file's name is a letter like any other
        frame = pl.read_parquet(path, glob=False)
    except (PolarsError, OSError) as error:
        raise _unfit(path, f"{path.name} cannot be read as Parquet: {error}") from error
    if frame.is_empty():
        raise _unfit(path, f"{path.name} has no rows")
    id_columns = [name for name in ID_COLUMNS if name in frame.columns]
    if len(id_columns) != 1:
        raise _unfit(path, f"{path.name} has the columns {frame.columns[:5]}, and not one named item_id or article_id")
    # pandas keeps its row numbers in the file: they would be one more number of each vector
    names, numbers = frame[id_columns[0]], frame.drop(cs.starts_with("__index_level_"), id_columns[0])
    if not (names.dtype.is_integer() or names.dtype in (pl.String, pl.Categorical, pl.Enum)):
        raise _unfit(path, f"{names.name} holds {names.dtype}, not strings or whole numbers")
    if names.null_count():
        raise _unfit(path, f"{names.null_count()} rows have no {names.name}")
    return names.cast(pl.String).to_list(), _numbers(numbers, path)


def _numbers(frame: pl.DataFrame, path: Path) -> npt.NDArray[np.generic]:
    nested = [name for name, dtype in frame.schema.items() if isinstance(dtype, pl.List | pl.Array)]
    wrong = [name for name, dtype in frame.schema.items() if not _is_numeric(dtype)]
    if wrong or not frame.width or (nested and frame.width > 1):
        raise _unfit(path, f"beside the ids, {path.name} has the columns {frame.columns[:5]} ({wrong[:5]} no numbers)")
    if not nested:
        return frame.cast(pl.Float64).fill_null(float("nan")).to_numpy()
    column = frame.to_series()
    lists = column.arr.to_list() if isinstance(column.dtype, pl.Array) else column
    lengths = lists.list.len().unique()
    if lists.null_count() or len(lengths) > 1:
        raise _unfit(path, f"the lists in column {column.name} differ in length or are missing")
    # a number that is missing becomes NaN
    return lists.cast(pl.Array(pl.Float64, lengths[0])).to_numpy()


def _is_numeric(dtype: pl.DataType) -> bool:
    """Of numbers, or of lists of numbers."""
    return (dtype.inner if isinstance(dtype, pl.List | pl.Array) else dtype).is_numeric()


def _array(path: Path) -> npt.NDArray[np.generic]:
    try:
        # np.load would also open .npz archives, whatever the file's name
        with path.open("rb") as file:
            array: npt.NDArray[np.generic] = np.lib.format.read_array(file, allow_pickle=False)
    except (ValueError, OSError, EOFError) as error:
        raise _unfit(path, f"{path.name} cannot be read as an array: {error}") from error
    return array


def _ids(path: Path) -> list[str]:
    if path.suffix == ".npy":
        array = _array(path)
        if array.ndim != 1 or array.dtype.kind not in "Uiu":
            raise _unfit(path, f"{path.name} holds {array.dtype} of shape {list(array.shape)}, not ids [n]")
        return [str(item_id) for item_id in array.tolist()]
    try:
        lines = path.read_text(encoding="utf-8-sig").splitlines()
    except (OSError, UnicodeDecodeError) as error:
        raise _unfit(path, f"{path.name} cannot be read as text: {error}") from error
    ids = _stripped(lines)
    return ids[1:] if ids and ids[0] in ID_COLUMNS else ids


def _stripped(lines: Sequence[str]) -> list[str]:
    return [line.strip().strip('"').strip() for line in lines if line.strip()]


def _unfit(file: Path, what: str) -> DataError:
    return DataError(
        what,
        where=str(file),
        why="each item needs one vector of finite numbers, all of one length",
        do="write Parquet with item_id and a list column, or .npy [n, d] with ids in a file of n lines",
    )
