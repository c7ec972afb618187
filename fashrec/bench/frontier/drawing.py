"""What the plots of a frontier have in common: style, a look for each index, labels beside their lines."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.patheffects import withStroke
from matplotlib.ticker import FixedLocator, FuncFormatter, LogLocator, NullFormatter, NullLocator

from fashrec.bench import plot
from fashrec.types import Doubles

GREY = "0.35"
# Okabe and Ito's colours and two of Tol's, which the colour-blind tell apart; in grey, markers and labels do
LOOKS = {
    "exact": ("#000000", "*"),
    "annoy": ("#D55E00", "o"),
    "annoy angular": ("#D55E00", "o"),
    "annoy dot": ("#882255", "<"),
    "annoy euclidean": ("#332288", ">"),
    "faiss_flat": ("#666666", "X"),
    "faiss_hnsw": ("#0072B2", "s"),
    "faiss_ivf": ("#56B4E9", "D"),
    "hnswlib": ("#009E73", "^"),
    "sklearn": ("#999999", "h"),
    "usearch": ("#CC79A7", "v"),
    "voyager": ("#B58900", "P"),
}
OTHER = ("#444444", "p")
STYLE: dict[Any, Any] = {
    **plot.STYLE,
    "font.size": 9.5,
    "axes.titlesize": 10.5,
    "axes.titleweight": "bold",
    "axes.titlelocation": "left",
    "axes.edgecolor": "0.4",
    "axes.axisbelow": True,
    "axes.grid": True,
    "grid.color": "0.91",
    "grid.linewidth": 0.7,
    "figure.facecolor": "white",
    "savefig.facecolor": "white",
}
RECALLS = (0.0, 0.5, 0.8, 0.9, 0.95, 0.98, 0.99, 0.995, 0.998, 0.999)
# room between two labels, and between two ticks, in points
LABEL_PT, TICK_PT = 11.0, 26.0


def looks(name: str) -> tuple[str, str]:
    """Colour and marker of an index."""
    return LOOKS.get(name, OTHER)


def save(figure: Figure, folder: Path, name: str) -> None:
    """NAME.svg and NAME.png (200 dpi), the same bytes for the same figure."""
    plot.save(figure, folder, name, dpi=200)


def missed(recall: npt.ArrayLike, least: float) -> Doubles:
    """Where recalls stand on an axis on which 0.9, 0.99 and 0.999 are a step apart: -log10 of what is missed.

    Args:
        recall: float64, in [0, 1].
        least: the share missed that 1 is drawn at: half of what one miss would be.
    """
    place: Doubles = -np.log10(np.maximum(1 - np.asarray(recall, np.float64), least))
    return place


def recall_axis(axes: Axes, lowest: float, least: float) -> None:
    """An x axis for `missed`, from a recall to 1."""
    left, right = (float(missed(end, least)) for end in (lowest, 1.0))
    # a step where everything is found by all
    left = min(left, right - 1)
    room = 0.04 * (right - left)
    axes.set_xlim(left - room, right + room)
    ticks, labels = [right], ["1"]
    gap = TICK_PT / (axes.get_window_extent().width * 72 / axes.figure.dpi) * (right - left)
    for recall in sorted(RECALLS, key=lambda one: (one not in {0.5, 0.9, 0.99, 0.999}, one)):
        place = float(missed(recall, least))
        if place >= left and all(abs(place - other) >= gap for other in ticks):
            ticks.append(place)
            labels.append(f"{recall:g}")
    axes.xaxis.set_major_locator(FixedLocator(ticks))
    axes.set_xticks(ticks, labels)
    axes.xaxis.set_minor_locator(NullLocator())


def log_axis(axes: Axes, *, which: str = "y") -> None:
    """A logarithmic axis with plain numbers."""
    getattr(axes, f"set_{which}scale")("log")
    low, high = getattr(axes, f"get_{which}lim")()
    decades = np.log10(high / low)
    subs = (1, 1.5, 2, 3, 4, 5, 7) if decades < 1 else (1, 2, 5) if decades < 3 else (1,)  # noqa: PLR2004 - decades
    axis = getattr(axes, f"{which}axis")
    axis.set_major_locator(LogLocator(subs=subs))
    axis.set_major_formatter(FuncFormatter(lambda value, _: f"{value:,.0f}" if value >= 1000 else f"{value:g}"))  # noqa: PLR2004
    axis.set_minor_formatter(NullFormatter())


def label_right(axes: Axes, labels: Sequence[tuple[str, float, str]], at: float | None = None) -> None:
    """Names right of the axes, or of a place in them, each as near to its height as the others let it be.

    Args:
        axes: with its limits as they stay.
        labels: name, height in data, colour.
        at: the place in data; None: the axes' right edge.
    """
    if not labels:
        return
    height_pt = axes.get_window_extent().height * 72 / axes.figure.dpi
    ordered = sorted(labels, key=lambda one: one[1])
    data = np.array([(1.0 if at is None else at, height) for _, height, _ in ordered])
    across, up = (axes.transData - axes.transAxes).transform(data).T
    edge = 1.0 if at is None else float(across[0])
    places = apart(up * height_pt, LABEL_PT, height_pt)
    for (name, height, colour), place in zip(ordered, places, strict=True):
        text = axes.annotate(
            name,
            xy=(edge, height),
            xycoords=axes.get_yaxis_transform(),
            xytext=(edge + 0.045, place / height_pt),
            textcoords="axes fraction",
            color=colour,
            va="center",
            fontsize=9,
            annotation_clip=False,
            arrowprops={"arrowstyle": "-", "color": colour, "linewidth": 0.6, "shrinkA": 0, "shrinkB": 0},
        )
        # within the axes other lines may pass below it
        text.set_path_effects([] if at is None else [withStroke(linewidth=3, foreground="white")])


def apart(places: Doubles, gap: float, top: float) -> Doubles:
    """Ascending places moved as little as it takes to be `gap` apart and, where there is room, within [0, top].

    Those that come too near become a block about the mean of where they were.
    """
    blocks: list[list[float]] = []
    for place in places.tolist():
        blocks.append([place])
        while len(blocks) > 1 and _first(blocks[-1], gap, top) < _first(blocks[-2], gap, top) + len(blocks[-2]) * gap:
            blocks[-2:] = [blocks[-2] + blocks[-1]]
    return np.array([_first(block, gap, top) + step * gap for block in blocks for step in range(len(block))])


def _first(block: Sequence[float], gap: float, top: float) -> float:
    """Where the first of a block stands."""
    height = (len(block) - 1) * gap
    return max(0.0, min(sum(block) / len(block) - height / 2, top - height))
