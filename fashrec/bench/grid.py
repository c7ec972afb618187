"""Cells as a Markdown table."""

from collections.abc import Sequence


def grid(head: Sequence[str], rows: Sequence[Sequence[str]], n_left: int = 0) -> str:
    """A Markdown table whose first `n_left` columns are set left, the others right."""
    align = ["---" if place < n_left else "---:" for place in range(len(head))]
    return "\n".join("| " + " | ".join(line) + " |" for line in [head, align, *rows])
