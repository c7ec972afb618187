"""The rows of a table as they stand in its file: every value as text, malformed lines counted.

Nothing is interpreted here, so that CSV and Parquet copies of one table end in the same bytes.
"""

from collections import deque
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import TypeVar

import polars as pl
import pyarrow as pa
import pyarrow.parquet as arrow_parquet

from fashrec.data.hm.csv_lines import begins_quoted, parse, read_blocks, read_header, read_rest
from fashrec.errors import DataError

BLOCK_ROWS = 1 << 19
MEGABYTE = 1 << 20
MAX_THREADS = 4  # each holds a block and its columns

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Block:
    """Some consecutive rows of a table.

    Attributes:
        rows: the columns asked for, all pl.String; null where the field is empty or the column absent.
        n_malformed: lines whose number of fields is not the header's; they are not among `rows`.
        size: what it took of its file, in the source's `unit`.
    """

    rows: pl.DataFrame
    n_malformed: int
    size: int

    @property
    def n_rows(self) -> int:
        """Rows that came in, the malformed ones included."""
        return len(self.rows) + self.n_malformed


@dataclass(frozen=True, slots=True)
class Source:
    """One table's file.

    Attributes:
        file: a CSV (commas, UTF-8) or Parquet file.
        columns: all that its header names.
    """

    file: Path
    columns: tuple[str, ...]

    @property
    def is_csv(self) -> bool:
        """Whether it is text; Parquet otherwise."""
        return self.file.suffix == ".csv"

    @property
    def unit(self) -> str:
        """In which sizes are told."""
        return "MB" if self.is_csv else "rows"

    def size(self) -> int:
        """How much there is, in `unit`."""
        if self.is_csv:
            return self.file.stat().st_size // MEGABYTE
        return int(arrow_parquet.read_metadata(self.file).num_rows)

    def whole(self, columns: list[str]) -> Block:
        """All rows at once; fields in quotes may hold newlines."""
        if self.is_csv:
            return self._parsed(read_rest(self.file), columns, quoted=True)
        nothing = pl.DataFrame(schema=dict.fromkeys(columns, pl.String))
        return Block(pl.concat([nothing, *self.blocks(columns, lambda block: block.rows)]), 0, self.size())

    def blocks(self, columns: list[str], work: Callable[[Block], T]) -> Iterator[T]:
        """What `work` makes of each block, in the file's order and in bounded memory.

        `work` runs in as many threads as polars has, up to MAX_THREADS. No field may hold a newline here.
        """
        todo = self._csv_blocks(columns) if self.is_csv else self._parquet_blocks(columns)
        n_threads = min(pl.thread_pool_size(), MAX_THREADS)
        with ThreadPoolExecutor(n_threads) as pool:
            begun: deque[Future[T]] = deque()
            for read in todo:
                begun.append(pool.submit(_then, work, read))
                if len(begun) > n_threads:
                    yield begun.popleft().result()
            yield from (future.result() for future in begun)

    def _csv_blocks(self, columns: list[str]) -> Iterator[Callable[[], Block]]:
        quoted = begins_quoted(self.file)
        for content in read_blocks(self.file):
            yield partial(self._parsed, content, columns, quoted=quoted)

    def _parquet_blocks(self, columns: list[str]) -> Iterator[Callable[[], Block]]:
        present = [name for name in columns if name in self.columns]
        with arrow_parquet.ParquetFile(self.file) as file:
            for batch in file.iter_batches(BLOCK_ROWS, columns=present):
                yield partial(_from_batch, batch, columns)

    def _parsed(self, content: bytes, columns: list[str], *, quoted: bool) -> Block:
        present = [name for name in columns if name in self.columns]
        rows, n_malformed = parse(content, self.columns, present, self.file, quoted=quoted)
        return Block(_as_text(rows, columns), n_malformed, len(content) // MEGABYTE)


def _then(work: Callable[[Block], T], read: Callable[[], Block]) -> T:
    return work(read())


def _from_batch(batch: pa.RecordBatch, columns: list[str]) -> Block:
    return Block(_as_text(pl.DataFrame(batch), columns), 0, batch.num_rows)


def open_sources(root: Path, required: dict[str, tuple[str, ...]]) -> dict[str, Source]:
    """The tables of a folder, each as CSV or, where there is none, as Parquet.

    Args:
        root: the folder.
        required: for each table's stem, the columns it must have.

    Raises:
        DataError: where tables are missing, or one is empty or lacks a column.
    """
    files = table_files(root, tuple(required))
    return {stem: _open(file, required[stem]) for stem, file in zip(required, files, strict=True)}


def table_files(root: Path, stems: tuple[str, ...]) -> list[Path]:
    """The file of each table, CSV before Parquet.

    Raises:
        DataError: naming all that are not there.
    """
    candidates = [[root / f"{stem}{suffix}" for suffix in (".csv", ".parquet")] for stem in stems]
    found = [next((file for file in pair if file.is_file()), None) for pair in candidates]
    missing = [stem for stem, file in zip(stems, found, strict=True) if file is None]
    if missing:
        raise DataError(
            f"{len(missing)} of {len(stems)} tables are missing from {root}: {', '.join(missing)} (.csv or .parquet)",
            where=f"data.root={root}",
            why="items, customers and purchases are read from them",
            do="set data.root to the folder that Kaggle's download was unpacked in",
        )
    return [file for file in found if file is not None]


def _open(file: Path, required: tuple[str, ...]) -> Source:
    if file.stat().st_size == 0:
        raise DataError(
            f"{file.name} is empty",
            where=str(file),
            why="there is not even a header with the columns' names",
            do="download or copy the file again",
        )
    columns = read_header(file) if file.suffix == ".csv" else _parquet_columns(file)
    missing = [name for name in required if name not in columns]
    if missing:
        raise DataError(
            f"{len(missing)} of {len(required)} columns needed are missing from {file.name}: {', '.join(missing)}",
            where=f"{file}, line 1" if file.suffix == ".csv" else str(file),
            why="the tables of fashrec are made from them",
            do="take the file as Kaggle gives it: separated by commas, with its header as the first line",
        )
    return Source(file, columns)


def _parquet_columns(file: Path) -> tuple[str, ...]:
    try:
        return tuple(arrow_parquet.read_schema(file).names)
    except (pa.ArrowInvalid, OSError) as error:
        raise DataError(
            f"{file.name} cannot be read as Parquet: {error}",
            where=str(file),
            why="it was cut short, or is no Parquet file",
            do="copy the file again, or put the CSV in its place",
        ) from error


def _as_text(frame: pl.DataFrame, columns: list[str]) -> pl.DataFrame:
    # a time of day is dropped, so that a column of datetimes reads like one of dates
    days = [pl.col(name).cast(pl.Date) for name, dtype in frame.schema.items() if isinstance(dtype, pl.Datetime)]
    absent = [pl.lit(None, pl.String).alias(name) for name in columns if name not in frame.columns]
    return frame.with_columns(days).with_columns(pl.all().cast(pl.String), *absent).select(columns)
