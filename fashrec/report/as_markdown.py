"""A report as Markdown."""

from collections.abc import Sequence

from fashrec.markdown import grid
from fashrec.report.blocks import Block, Cell, Column, Heading, Items, Picture, Table, Text


def markdown(blocks: Sequence[Block], command: str) -> str:
    """The blocks, with the command that makes them again in the first line."""
    return "\n\n".join([f"<!-- made by `{command}`: do not edit -->", *map(_block, blocks)]) + "\n"


def _block(block: Block) -> str:
    match block:
        case Heading():
            return f"{'#' * block.level} {block.text}"
        case Text():
            return block.text
        case Items():
            return "\n".join(f"- {line}" for line in block.lines)
        case Picture():
            return f"![{block.alt}]({block.file})"
        case Table():
            return grid(list(map(_column, block.head)), [list(map(_cell, row)) for row in block.rows], block.n_left)


def _column(column: Column) -> str:
    return f"{column.title}<br>{column.under}" if column.under else column.title


def _cell(cell: Cell) -> str:
    return f"{f'**{cell.text}**' if cell.bold else cell.text} {cell.margin}".rstrip()
