"""Lines of a CSV as text columns: BOM, CRLF and stray bytes are dealt with, and no line is lost uncounted."""

import csv
from collections.abc import Iterator
from pathlib import Path

import polars as pl
import pyarrow as pa
import pyarrow.csv as arrow_csv

from fashrec.errors import DataError

BLOCK_BYTES = 16 << 20
HEADER_BYTES = 1 << 20


def read_header(file: Path) -> tuple[str, ...]:
    """The names in the first line."""
    with file.open("rb") as stream:
        line = stream.readline(HEADER_BYTES)
    return tuple(next(csv.reader([line.decode("utf-8-sig", "replace")]), ()))


def begins_quoted(file: Path) -> bool:
    """Whether the header or the first row has a quote: then the file's writer quotes, else a quote is only a letter."""
    with file.open("rb") as stream:
        return b'"' in stream.readline(HEADER_BYTES) + stream.readline(HEADER_BYTES)


def read_rest(file: Path) -> bytes:
    """All that follows the header."""
    with file.open("rb") as stream:
        stream.readline(HEADER_BYTES)
        return stream.read()


def read_blocks(file: Path) -> Iterator[bytes]:
    """The same in pieces of about BLOCK_BYTES, each of whole lines."""
    with file.open("rb") as stream:
        stream.readline(HEADER_BYTES)
        while block := stream.read(BLOCK_BYTES):
            yield block + stream.readline()


def parse(
    content: bytes, header: tuple[str, ...], columns: list[str], file: Path, *, quoted: bool
) -> tuple[pl.DataFrame, int]:
    """Lines to columns of pl.String, null where a field is empty; blank lines are no rows.

    Args:
        content: whole lines without a header.
        header: the names of all fields.
        columns: the names to read, all in `header`.
        file: for the error.
        quoted: a field in quotes may hold commas and newlines; otherwise a quote is a letter like any other.

    Returns:
        The rows, and the number of lines that have more or fewer fields than the header and are not among them.

    Raises:
        DataError: where a quote is never closed.
    """
    n_malformed = 0

    def skip(_row: object) -> str:
        nonlocal n_malformed
        n_malformed += 1
        return "skip"

    if not content.strip():
        return pl.DataFrame(schema=dict.fromkeys(columns, pl.String)), 0
    if quoted:
        _check_quotes(content, file)
    table = arrow_csv.read_csv(
        pa.BufferReader(_as_utf8(content)),
        read_options=arrow_csv.ReadOptions(column_names=list(header), use_threads=False),
        parse_options=arrow_csv.ParseOptions(
            quote_char='"' if quoted else False, newlines_in_values=quoted, invalid_row_handler=skip
        ),
        convert_options=arrow_csv.ConvertOptions(
            column_types=dict.fromkeys(columns, pa.string()),
            include_columns=columns,
            strings_can_be_null=True,
            null_values=[""],
        ),
    )
    return pl.DataFrame(table), n_malformed


def _as_utf8(content: bytes) -> bytes:
    # a byte that is not UTF-8 becomes U+FFFD: only its own value suffers
    return content if content.isascii() else content.decode("utf-8", "replace").encode()


def _check_quotes(content: bytes, file: Path) -> None:
    if content.count(b'"') % 2:
        raise DataError(
            f"{file.name} opens a quote that is never closed",
            where=str(file),
            why="all lines up to the next quote would be swallowed as one value, and nobody would know",
            do="copy the file again if it was cut short, or close the quote; a quote inside a text is written twice",
        )
