"""Numbers as cells of a table."""

from collections.abc import Sequence


def score(value: float | None, margin: str = "", *, bold: bool = False) -> str:
    """Four decimals, and the margin behind them; `-` where there is none."""
    text = "-" if value is None else f"{value:.4f}"
    return f"{f'**{text}**' if bold else text} {margin}".rstrip()


def spread(values: Sequence[float | None], margin: str = "", *, bold: bool = False) -> str:
    """The one value of all runs and the margin behind it, or the least and the greatest."""
    known = sorted({score(value) for value in values if value is not None}, key=float)
    if len(known) > 1:
        text = f"{known[0]} – {known[-1]}"
        return f"**{text}**" if bold else text
    return score(float(known[0]) if known else None, margin, bold=bold)


def counts(values: Sequence[int]) -> str:
    """The one count of all runs, or the least and the greatest."""
    return " – ".join(f"{value:,}" for value in dict.fromkeys([min(values), max(values)]))


def is_best(value: float | None, among: Sequence[float | None]) -> bool:
    """Whether a value is the greatest of those that are not all the same."""
    known = [one for one in among if one is not None]
    return value is not None and len(set(known)) > 1 and value == max(known)
