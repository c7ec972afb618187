"""Numbers as cells of a table."""

from collections.abc import Sequence

from fashrec.report.blocks import Cell


def decimals(value: float | None) -> str:
    """Four decimals; `-` where there is no value."""
    return "-" if value is None else f"{value:.4f}"


def score(value: float | None, margin: str = "", *, bold: bool = False) -> Cell:
    """A score, and the margin behind it."""
    return Cell(decimals(value), margin, bold=bold, order=value)


def spread(values: Sequence[float | None]) -> Cell:
    """The one value of all runs, or the least and the greatest."""
    known = sorted(value for value in values if value is not None)
    if not known:
        return score(None)
    ends = dict.fromkeys(decimals(value) for value in (known[0], known[-1]))
    return Cell(" – ".join(ends), order=known[0])


def counts(values: Sequence[int]) -> Cell:
    """The one count of all runs, or the least and the greatest."""
    ends = dict.fromkeys([min(values), max(values)])
    return Cell(" – ".join(f"{value:,}" for value in ends), order=min(values))
