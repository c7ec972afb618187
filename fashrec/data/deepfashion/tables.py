"""The small tables: a count in line 1, column names in line 2, then rows with uneven spaces between the values."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from fashrec.errors import DataError
from fashrec.types import Ints

HEAD = 2
AGAIN = "unpack or download the file again: it is read as it is published"


@dataclass(frozen=True, slots=True)
class Table:
    """The rows of one file, as words.

    Attributes:
        file: where they come from.
        columns: one tuple a column, each as long as there are rows.
    """

    file: Path
    columns: tuple[tuple[str, ...], ...]

    def __len__(self) -> int:
        return len(self.columns[0])

    def ints(self, first: int, last: int) -> Ints:
        """int32 [n, last - first], columns [first, last) as whole numbers; `072` is 72.

        Raises:
            DataError: where a value is none.
        """
        return np.stack([self._column(column) for column in self.columns[first:last]], axis=1)

    def line(self, row: int) -> str:
        """Where a row stands, for an error."""
        with self.file.open("rb") as stream:
            numbers = [number for number, line in enumerate(stream, 1) if line.strip()]
        return f"{self.file}, line {numbers[len(numbers) - len(self) + row]}"

    def _column(self, words: tuple[str, ...]) -> Ints:
        try:
            return np.array([int(word) for word in words], np.int32)
        except (ValueError, OverflowError) as error:
            row = next(row for row, word in enumerate(words) if not is_int32(word))
            raise DataError(
                f"{self.file.name} has {words[row]!r} where a whole number belongs",
                where=self.line(row),
                why="categories, attributes' types and boxes are whole numbers",
                do=AGAIN,
            ) from error


def is_int32(word: str) -> bool:
    """Whether a word is a whole number of 32 bits."""
    try:
        return -(2**31) <= int(word) < 2**31
    except ValueError:
        return False


def read_table(file: Path, n_columns: int) -> Table:
    """A table of so many words a row.

    Raises:
        DataError: where the count is none or not the number of rows, or a row has more or fewer words.
    """
    lines = [line for line in _text(file).split("\n") if line.strip()]
    return _as_table(file, [line.split() for line in lines[HEAD:]], n_columns, read_count(file, lines[:1]))


def read_bare_table(file: Path, n_columns: int) -> Table:
    """A table without count and column names, as those of Anno_fine.

    Raises:
        DataError: where a row has more or fewer words.
    """
    return _as_table(file, [line.split() for line in _text(file).split("\n") if line.strip()], n_columns, None)


def read_names(file: Path) -> tuple[tuple[str, ...], Ints]:
    """Names, which may contain spaces, and the type of each: int32 [n], the last word of its row.

    Raises:
        DataError: where the count is none or not the number of rows, or a row has no type.
    """
    lines = [line for line in _text(file).split("\n") if line.strip()]
    table = _as_table(file, [line.strip().rsplit(None, 1) for line in lines[HEAD:]], 2, read_count(file, lines[:1]))
    return table.columns[0], table.ints(1, 2)[:, 0]


def read_count(file: Path, first: Sequence[str]) -> int:
    """The number that a file begins with.

    Args:
        file: for the error.
        first: its first line, or nothing where it is empty.

    Raises:
        DataError: where it is none.
    """
    word = first[0].strip() if first else ""
    if not word.isdecimal():
        raise DataError(
            f"{file.name} begins with {word[:40]!r}" if word else f"line 1 of {file.name} is empty",
            where=f"{file}, line 1",
            why="line 1 must be the number of rows, line 2 the columns' names: one of them was lost",
            do=AGAIN,
        )
    return int(word)


def check_count(file: Path, count: int, n_rows: int) -> None:
    """Raise a DataError unless a file has as many rows as its first line says, and at least one."""
    if not n_rows:
        raise DataError(
            f"{file.name} has no row",
            where=str(file),
            why="there is nothing to learn from it",
            do=AGAIN,
        )
    if count != n_rows:
        raise DataError(
            f"{file.name} announces {count:,} rows and has {n_rows:,}",
            where=f"{file}, line 1",
            why="the file was cut short or put together from several" if n_rows < count else "rows were added to it",
            do=AGAIN,
        )


def _as_table(file: Path, rows: list[list[str]], n_columns: int, count: int | None) -> Table:
    wrong = next((row for row, words in enumerate(rows) if len(words) != n_columns), None)
    if wrong is not None:
        line = Table(file, (("",) * len(rows),)).line(wrong)
        raise DataError(
            f"a row of {file.name} has {len(rows[wrong])} words instead of {n_columns}",
            where=line,
            why="values would be taken for those of another column",
            do=AGAIN,
        )
    check_count(file, len(rows) if count is None else count, len(rows))
    return Table(file, tuple(zip(*rows, strict=True)))


def _text(file: Path) -> str:
    # a stray byte suffers alone: its picture's name is then found nowhere else, and named
    return file.read_text(encoding="utf-8-sig", errors="replace")
