"""Score against search time: every configuration, and the front of those that none is better than in both."""

from collections.abc import Sequence

import polars as pl
from matplotlib.figure import Figure
from matplotlib.ticker import FuncFormatter, LogLocator, MaxNLocator, NullFormatter

from fashrec.sweep.scale import short

FRONT, OTHERS = "#D55E00", "0.6"
FAR = 4  # times as slow as the fastest: from there on a decade's ticks are enough
ROOM = 1.15  # a factor between the outermost times and the frame


def draw_front(rows: pl.DataFrame, names: Sequence[str], metric: str) -> Figure:
    """The picture; points of the front are numbered from the fastest on, and spelt out beside it.

    Args:
        rows: `rows.configurations`, with two objectives.
        names: the settings that vary.
        metric: the headline's.
    """
    figure = Figure(figsize=(9.6, 4.8), layout="constrained")
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
    said = []
    for place, row in enumerate(best.iter_rows(named=True), 1):
        said.append(f"{place}  " + ", ".join(f"{called[name]} {row[name]}" for name in names))
        at = (row["search_ratio"], row["score"])
        axes.annotate(str(place), at, (-5, 3), textcoords="offset points", color=FRONT, ha="right", fontweight="bold")
    beside = "the front, the fastest first\n" + "\n".join(said)
    axes.text(1.02, 1, beside, transform=axes.transAxes, va="top", color=FRONT, fontsize=8.5, linespacing=1.5)
    axes.axvline(1, color="0.25", linewidth=1, linestyle=(0, (5, 3)))
    axes.annotate(" exact", (1, 0.01), xycoords=("data", "axes fraction"), color="0.25", fontsize=9)
    axes.set_xscale("log")
    # quartiles may reach beyond: of a disturbed machine they would push everything else together
    ratios = [*done["search_ratio"], 1.0]
    axes.set_xlim(min(ratios) / ROOM, max(ratios) * ROOM)
    near = max(ratios) < FAR * min(ratios)
    axes.xaxis.set_major_locator(MaxNLocator(6) if near else LogLocator(subs=(1, 2, 3, 5)))
    axes.xaxis.set_major_formatter(FuncFormatter(lambda value, _: f"{value:g}"))
    axes.xaxis.set_minor_formatter(NullFormatter())
    axes.margins(y=0.12)
    axes.grid(visible=True, color="0.9", linewidth=0.6)
    axes.set_axisbelow(True)
    axes.set_xlabel("time of a search over that of an exact one, both in the same run (median and quartiles)")
    axes.set_ylabel(metric)
    return figure
