"""Numbers of a frontier as cells of a table."""

from fashrec.bench.frontier.latency import Limits, alike


def ms(value: float | None) -> str:
    """Milliseconds, to a microsecond below ten."""
    return "" if value is None else f"{value:.3f}" if value < 10 else f"{value:.1f}"  # noqa: PLR2004 - as it says


def share(value: float | None) -> str:
    """Four decimals; 1 only where nothing is missed."""
    if value is None:
        return ""
    return "1" if value == 1 else f"{min(value, 0.9999):.4f}"


def signed(value: float | None) -> str:
    """Four decimals with a sign; 0 alone where there is no difference."""
    if value is None:
        return ""
    return f"{value:+.4f}".replace("-", "−") if value else "0"


def interval(low: float | None, high: float | None) -> str:
    """`[−0.0020, +0.0010]`."""
    return "" if low is None or high is None else f"[{signed(low)}, {signed(high)}]"


def ratio(value: float | None, within: Limits = (1.0, 1.0)) -> str:
    """Two decimals, three below a tenth; `≈` before what lies within limits and cannot be told from 1."""
    if value is None:
        return ""
    near = "≈" if alike(value, within) else ""
    return near + (f"{value:.2f}" if value >= 0.1 else f"{value:.3f}")  # noqa: PLR2004 - as it says


def rate(value: float | None) -> str:
    """Three figures that count, thousands apart."""
    return "" if value is None else f"{float(f'{value:.3g}'):,.0f}"


def megabytes(value: float | None) -> str:
    """10^6 bytes."""
    return "" if value is None else f"{value / 1e6:,.1f}"


def percent(value: float) -> str:
    """`3 %`, `−0.4 %`."""
    return f"{100 * value:.{0 if abs(value) >= 0.1 else 1}f} %".replace("-", "−")  # noqa: PLR2004 - two figures
