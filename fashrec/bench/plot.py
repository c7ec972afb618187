"""The frontier as a picture: recall against the time of a query, one line a number of trees."""

from pathlib import Path
from typing import Any

import matplotlib as mpl
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.ticker import FuncFormatter, LogLocator, NullFormatter

from fashrec.bench.figures import Figures

# Okabe and Ito's colours, which the colour-blind tell apart; markers tell them apart in grey
COLOURS = ("#0072B2", "#D55E00", "#009E73", "#CC79A7", "#56B4E9", "#E69F00", "#000000")
MARKERS = ("o", "s", "^", "D", "v", "P", "X")
# no date and a fixed salt: the same figures make the same file
STYLE: dict[Any, Any] = {
    "svg.hashsalt": "fashrec",
    "font.size": 10,
    "axes.spines.top": False,
    "axes.spines.right": False,
}


def plot(figures: Figures, folder: Path) -> None:
    """Write frontier.svg and frontier.png (200 dpi) into `folder`."""
    with mpl.rc_context(STYLE):
        figure = Figure(figsize=(6.4, 4.2), layout="constrained")
        axes = figure.add_subplot()
        _lines(axes, figures)
        _exact(axes, figures)
        _frame(axes, figures)
        figure.savefig(folder / "frontier.svg", metadata={"Date": None})
        figure.savefig(folder / "frontier.png", dpi=200, metadata={"Software": None})


def _lines(axes: Axes, figures: Figures) -> None:
    for place, trees in enumerate(figures.forests["trees"]):
        points = figures.points.filter(figures.points["trees"] == trees).sort("search_k")
        axes.plot(
            points["recall"],
            points["p50_ms"],
            color=COLOURS[place % len(COLOURS)],
            marker=MARKERS[place % len(MARKERS)],
            markersize=5,
            linewidth=1.3,
            label=f"{trees} tree" + "s" * (trees != 1),
        )


def _exact(axes: Axes, figures: Figures) -> None:
    p50 = figures.exact["p50_ms"]
    axes.axhline(p50, color="0.25", linewidth=1.2, linestyle=(0, (5, 3)), label=f"exact, {p50:.2f} ms")


def _frame(axes: Axes, figures: Figures) -> None:
    facts = figures.facts
    axes.set_yscale("log")
    axes.yaxis.set_major_locator(LogLocator(subs=(1, 2, 5)))
    axes.yaxis.set_major_formatter(FuncFormatter(lambda value, _: f"{value:g}"))
    axes.yaxis.set_minor_formatter(NullFormatter())
    axes.grid(visible=True, color="0.9", linewidth=0.6)
    axes.set_axisbelow(True)
    axes.set_xlabel(f"index_recall@{facts['k']}")
    axes.set_ylabel("milliseconds for one query (p50, one thread)")
    axes.set_title(f"{facts['name']}: {facts['n_items']:,} items x {facts['dim']}", loc="left", fontsize=10)
    axes.legend(frameon=False)
