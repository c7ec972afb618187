"""The frontier as a picture: recall against time, one query at a time and in a batch, one line a number of trees."""

from pathlib import Path
from typing import Any

import matplotlib as mpl
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.ticker import FuncFormatter, LogLocator, NullFormatter

from fashrec.bench.figures import FRONTIERS, Figures

# Okabe and Ito's colours, which the colour-blind tell apart; markers tell them apart in grey
COLOURS = ("#0072B2", "#D55E00", "#009E73", "#CC79A7", "#56B4E9", "#E69F00", "#000000")
MARKERS = ("o", "s", "^", "D", "v", "P", "X")
GREY = "0.25"
DECADE = 10
TITLES = {"p50_ms": "one query at a time (p50)", "batch_ms": "a query of a batch"}
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
        figure = Figure(figsize=(9.6, 4.8), layout="constrained")
        for axes, (mark, time) in zip(figure.subplots(1, 2, sharex=True), FRONTIERS.items(), strict=True):
            _lines(axes, figures, time)
            _exact(axes, figures, time)
            _frontier(axes, figures, mark, time)
            _frame(axes, figures, time)
        lines, labels = axes.get_legend_handles_labels()
        figure.legend(lines, labels, loc="outside lower center", ncols=4, frameon=False)
        figure.suptitle(_caption(figures), x=0.01, ha="left", fontsize=10)
        figure.savefig(folder / "frontier.svg", metadata={"Date": None})
        figure.savefig(folder / "frontier.png", dpi=200, metadata={"Software": None})


def _lines(axes: Axes, figures: Figures, time: str) -> None:
    for place, trees in enumerate(figures.forests["trees"]):
        points = figures.points.filter(figures.points["trees"] == trees).sort("search_k")
        axes.plot(
            points["recall"],
            points[time],
            color=COLOURS[place % len(COLOURS)],
            marker=MARKERS[place % len(MARKERS)],
            markersize=5,
            linewidth=1.3,
            label=f"{trees} tree" + "s" * (trees != 1),
        )


def _exact(axes: Axes, figures: Figures, time: str) -> None:
    axes.axhline(figures.exact[time], color=GREY, linewidth=1.2, linestyle=(0, (5, 3)))
    dashed: dict[str, Any] = {
        "color": GREY,
        "marker": "*",
        "markersize": 10,
        "linewidth": 1.2,
        "linestyle": (0, (5, 3)),
    }
    axes.plot([1], [figures.exact[time]], label="exact search", **dashed)
    target = figures.facts["recall_target"]
    axes.axvline(target, color="0.6", linewidth=1.0, linestyle=":", label=f"recall target, {target:g}")


def _frontier(axes: Axes, figures: Figures, mark: str, time: str) -> None:
    best = figures.points.filter(figures.points[mark])
    recall, cost = best["recall"].to_list(), best[time].to_list()
    if figures.exact[mark]:
        recall, cost = [*recall, 1.0], [*cost, figures.exact[time]]
    ring: dict[str, Any] = {
        "marker": "o",
        "markersize": 12,
        "fillstyle": "none",
        "linestyle": "none",
        "color": "black",
        "zorder": 3,
    }
    axes.plot(recall, cost, label="frontier: nothing else is as exact and as fast", **ring)


def _frame(axes: Axes, figures: Figures, time: str) -> None:
    axes.set_yscale("log")
    low, high = axes.get_ylim()
    # within a decade two labels would be all that 1, 2 and 5 leave
    axes.yaxis.set_major_locator(LogLocator(subs=(1, 2, 3, 4, 5, 7) if high < DECADE * low else (1, 2, 5)))
    axes.yaxis.set_major_formatter(FuncFormatter(lambda value, _: f"{value:g}"))
    axes.yaxis.set_minor_formatter(NullFormatter())
    axes.grid(visible=True, color="0.9", linewidth=0.6)
    axes.set_axisbelow(True)
    axes.set_xlabel(f"index_recall@{figures.facts['k']} (share of 1)")
    axes.set_ylabel("milliseconds a query, one thread")
    axes.set_title(TITLES[time], fontsize=10)


def _caption(figures: Figures) -> str:
    facts, machine = figures.facts, figures.facts["machine"]
    return (
        f"{facts['name']}: {facts['n_items']:,} items × {facts['dim']}, k = {facts['k']}, "
        f"{facts['n_queries']:,} profiles × {facts['repeats']} repeats; one thread of {machine['cores']}, "
        f"{machine['processor']}, {facts['started'][:10]}"
    )
