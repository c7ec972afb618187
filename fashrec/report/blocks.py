"""What a report is made of, whatever it is written as: headings, texts, tables, pictures.

Texts are plain but for `code` between backticks, **what matters** and [links](to); each format escapes all else.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from fashrec.errors import require

INLINE = re.compile(r"`(?P<code>[^`]+)`|\*\*(?P<strong>[^*]+)\*\*|\[(?P<said>[^]]+)\]\((?P<to>[^)]+)\)")


@dataclass(frozen=True, slots=True)
class Cell:
    """A cell of a table.

    Attributes:
        text: the number or name.
        margin: its interval in few letters, set behind it.
        bold: whether it stands out.
        order: what the cell is sorted by; None: its text, or nothing.
    """

    text: str
    margin: str = ""
    bold: bool = False
    order: float | None = None


@dataclass(frozen=True, slots=True)
class Column:
    """The head of a column: its title, and what stands small under it."""

    title: str
    under: str = ""


@dataclass(frozen=True, slots=True)
class Table:
    """Rows of cells.

    Attributes:
        head: a column each.
        rows: as many cells as the head has.
        n_left: so many columns are set left, the others right, as figures are.
    """

    head: tuple[Column, ...]
    rows: tuple[tuple[Cell, ...], ...]
    n_left: int = 1

    def __post_init__(self) -> None:
        widths = {len(row) for row in self.rows}
        require(widths <= {len(self.head)}, "rows", sorted(widths), f"{len(self.head)} cells a row, as the head has")


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading of level 1 (the report's) to 3."""

    level: int
    text: str


@dataclass(frozen=True, slots=True)
class Text:
    """A paragraph."""

    text: str


@dataclass(frozen=True, slots=True)
class Items:
    """A list of lines."""

    lines: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Picture:
    """A picture from a file.

    Attributes:
        file: beside the report, as `epochs.svg`, or as seen from there.
        alt: what it shows.
    """

    file: str
    alt: str


Block = Heading | Text | Items | Table | Picture


def table(head: Sequence[str | Column], rows: Sequence[Sequence[object]], n_left: int = 1) -> Table:
    """A table whose columns and cells may be given as plain texts."""
    columns = tuple(one if isinstance(one, Column) else Column(one) for one in head)
    cells = tuple(tuple(one if isinstance(one, Cell) else Cell(str(one)) for one in row) for row in rows)
    return Table(columns, cells, n_left)
