"""Score against search time: every configuration, and the front of those that none is better than in both."""

from collections.abc import Sequence
from typing import Any

import polars as pl
from matplotlib.figure import Figure
from matplotlib.ticker import FuncFormatter, LogLocator, NullFormatter

from fashrec.sweep.scale import short

FRONT, OTHERS = "#D55E00", "0.6"
HALF = 0.5


def draw_front(rows: pl.DataFrame, names: Sequence[str], metric: str) -> Figure:
    """The picture.

    Args:
        rows: `rows.configurations`, with two objectives.
        names: the settings that vary.
        metric: the headline's.
    """
    figure = Figure(figsize=(8.4, 4.8), layout="constrained")
    axes = figure.subplots()
    done = rows.filter(pl.col("state") == "done")
    best = done.filter("on_front").sort("search_ratio")
    others = done.filter(~pl.col("on_front"))
    for some, colour in ((others, OTHERS), (best, FRONT)):
        quartiles = [some["search_ratio"] - some["search_p25"], some["search_p75"] - some["search_ratio"]]
        axes.errorbar(some["search_ratio"], some["score"], xerr=quartiles, fmt="none", ecolor=colour, lw=0.8, alpha=0.5)
    axes.plot(others["search_ratio"], others["score"], "o", color=OTHERS, markersize=4)
    axes.step(best["search_ratio"], best["score"], where="post", color=FRONT, linewidth=1.2, marker="o", markersize=6)
    called = short(names)
    axes.axvline(1, color="0.25", linewidth=1, linestyle=(0, (5, 3)))
    axes.annotate(" exact", (1, 0.01), xycoords=("data", "axes fraction"), color="0.25", fontsize=9)
    axes.set_xscale("log")
    axes.xaxis.set_major_locator(LogLocator(subs=(1, 2, 3, 5)))
    axes.xaxis.set_major_formatter(FuncFormatter(lambda value, _: f"{value:g}"))
    axes.xaxis.set_minor_formatter(NullFormatter())
    axes.margins(0.12)
    for row in best.iter_rows(named=True):
        label = "\n".join(f"{called[name]} {row[name]}" for name in names)
        at = (row["search_ratio"], row["score"])
        # the line comes from the left below and leaves upwards or to the right: there is room above and below
        right = axes.transLimits.transform(axes.transScale.transform(at))[0] > HALF
        where: dict[str, Any] = {"ha": "right", "va": "bottom"} if right else {"ha": "left", "va": "top"}
        offset = (-6, 4) if right else (6, -4)
        axes.annotate(label, at, offset, textcoords="offset points", color=FRONT, fontsize=8, **where)
    axes.grid(visible=True, color="0.9", linewidth=0.6)
    axes.set_axisbelow(True)
    axes.set_xlabel("time of a search over that of an exact one, both in the same run (median and quartiles)")
    axes.set_ylabel(metric)
    return figure
