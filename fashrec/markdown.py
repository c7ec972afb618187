"""Cells as a Markdown table."""

from collections.abc import Sequence


def grid(head: Sequence[str], rows: Sequence[Sequence[str]], n_left: int = 1) -> str:
    """A Markdown table whose first `n_left` columns are set left, the others right."""
    align = ["---" if place < n_left else "---:" for place in range(len(head))]
    lines = [head, align, *rows]
    return "\n".join("| " + " | ".join(cell.replace("|", "\\|") for cell in line) + " |" for line in lines)
