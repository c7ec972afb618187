"""An interval in few letters, beside the score that it is of."""

from collections.abc import Mapping
from typing import Any

from fashrec.infer.wilson import FEWEST

LEAST = 0.0005  # what three decimals show


def margin(cell: Mapping[str, Any]) -> str:
    """`±.008`, half of the bootstrap's interval; `≤.017` or `≥.983`, the far end of Wilson's; else empty.

    Args:
        cell: a score of run.json (`fashrec.evaluate.summary.Cell`).
    """
    low, high = cell.get("low"), cell.get("high")
    if low is None or high is None:
        return ""
    if cell.get("method") != "wilson":
        return f"±{_short((high - low) / 2)}"
    # hits are rare, or misses are
    return f"≤{_short(high)}" if cell["value"] <= 1 / 2 else f"≥{_short(low)}"


def legend(level: float) -> str:
    """What the signs mean, for intervals of this level."""
    return (
        f"±: half of the {100 * level:g} % interval, customers resampled; ≤, ≥: the far end of Wilson's, where fewer "
        f"than {FEWEST} customers have a hit, or a miss"
    )


def _short(value: float) -> str:
    """Three decimals without the leading 0, one more where three would be nothing."""
    return f"{value:.{3 if value >= LEAST or value == 0 else 4}f}".removeprefix("0")
