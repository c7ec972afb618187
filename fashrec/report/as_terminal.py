"""A report on a terminal."""

from collections.abc import Sequence

from rich.box import SIMPLE_HEAD
from rich.console import Console
from rich.measure import Measurement
from rich.table import Table as Grid
from rich.text import Text as Line

from fashrec.report.blocks import Block, Heading, Items, Picture, Table, Text

WIDEST = 1000  # letters: what no table reaches


def show(blocks: Sequence[Block], console: Console) -> None:
    """Print the blocks; pictures stay out."""
    for block in blocks:
        match block:
            case Heading():
                console.print(Line(f"\n{block.text}", style="bold"), soft_wrap=True)
            case Text():
                console.print(Line(block.text))
            case Items():
                console.print(Line("\n".join(f"- {line}" for line in block.lines)))
            case Table():
                grid = _grid(block)
                least = Measurement.get(console, console.options.update(max_width=WIDEST), grid).minimum
                if least > console.width:
                    # rather than break a name or a number
                    grid.width = least
                console.print(grid, crop=False)
            case Picture():
                pass


def _grid(made: Table) -> Grid:
    grid = Grid(box=SIMPLE_HEAD, pad_edge=False, padding=(0, 1, 0, 0))
    for place, column in enumerate(made.head):
        grid.add_column(column.title, justify="left" if place < made.n_left else "right", no_wrap=place < made.n_left)
    for row in made.rows:
        # as they are: a cell's brackets are no markup
        grid.add_row(*(Line(f"{c.text} {c.margin}".rstrip(), style="bold" if c.bold else "") for c in row))
    return grid
