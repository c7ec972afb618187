"""A frontier as a picture: recall against time, one by one and in a batch; hits lost; exact search's own noise."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import matplotlib as mpl
import numpy as np
import polars as pl
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.patheffects import withStroke

from fashrec.bench.dominance import undominated
from fashrec.bench.frontier.choice import COSTS, choose, has_hits
from fashrec.bench.frontier.drawing import (
    GREY,
    STYLE,
    label_right,
    log_axis,
    looks,
    missed,
    recall_axis,
    save,
)
from fashrec.bench.frontier.figures import Figures
from fashrec.bench.frontier.growth import of_sizes, picture_of_growth
from fashrec.bench.frontier.settings import EXACT
from fashrec.bench.frontier.space import title

# so few indexes have room for a line a metric
FEW = 2
TITLES = {"p50": "One query at a time (p50, one thread)", "batch": "In a batch, {threads} thread{s}"}


def plot(figures: Figures, folder: Path) -> None:
    """Write a picture of each space, .svg and .png, into `folder`."""
    with mpl.rc_context(STYLE):
        for space in figures.spaces.rows(named=True):
            save(_picture(figures, space), folder, figures.picture(space["space"]))
        if of_sizes(figures):
            save(picture_of_growth(figures), folder, "growth")


def _picture(figures: Figures, space: Mapping[str, Any]) -> Figure:
    number, facts = space["space"], figures.facts
    rows = figures.of(number).with_columns(line=_lines(figures.of(number)))
    hits = has_hits(figures, number)
    figure = Figure(figsize=(11.5, 8.4) if hits else (11.5, 6.6))
    place = {"left": 0.08, "right": 0.87, "top": 0.89, "bottom": 0.08, "hspace": 0.36, "wspace": 0.58}
    grid = figure.add_gridspec(2, 2, height_ratios=(1, 0.85) if hits else (1, 0.4), **place)
    least = 0.5 / (space["n_profiles"] * facts["k"])
    for column, by in enumerate(COSTS):
        axes = figure.add_subplot(grid[0, column])
        _recall(axes, rows.with_columns(cost=COSTS[by]), least)
        name = TITLES[by].format(threads=facts["threads"], s="s" * (facts["threads"] != 1))
        axes.set_title(name)
        axes.set_ylabel("milliseconds a query")
        axes.set_xlabel(f"index_recall@{facts['k']} on profiles")
        _taken(axes, choose(figures, number, by).taken, by, least)
    if hits:
        _hits(figure.add_subplot(grid[1, 0]), figures, rows, least)
    _noise(figure.add_subplot(grid[1, 1] if hits else grid[1, :]), figures, number)
    figure.suptitle(f"{facts['name']}: {title(space)}", x=0.01, y=0.985, ha="left", fontsize=13, fontweight="bold")
    figure.text(0.01, 0.938, _caption(figures, space), ha="left", color=GREY)
    return figure


def _lines(rows: pl.DataFrame) -> pl.Expr:
    """The name of the line that a setting belongs to: its index, with the metric where few indexes have several."""
    if rows.filter(pl.col("index") != EXACT)["index"].n_unique() > FEW:
        return pl.col("index")
    metric = pl.col("build").str.extract(r"metric=(\w+)")
    return pl.concat_str("index", metric, separator=" ", ignore_nulls=True)


def _recall(axes: Axes, rows: pl.DataFrame, least: float) -> None:
    labels = []
    for (name,), part in rows.filter(pl.col("index") != EXACT).partition_by("line", as_dict=True).items():
        colour, marker = looks(str(name))
        recall, cost = (part[column].cast(pl.Float64).to_numpy() for column in ("recall", "cost"))
        place, front = missed(recall, least), undominated(recall, cost)
        axes.plot(place[~front], cost[~front], linestyle="none", marker=".", markersize=4, color=colour, alpha=0.35)
        order = np.flatnonzero(front)[np.argsort(recall[front])]
        axes.plot(place[order], cost[order], color=colour, marker=marker, markersize=5, linewidth=1.5)
        labels.append((str(name), float(cost[order[-1]]), colour))
    exact = rows.row(by_predicate=pl.col("index") == EXACT, named=True)["cost"]
    axes.axhline(exact, color="black", linewidth=1.2, linestyle=(0, (5, 3)))
    log_axis(axes)
    recall_axis(axes, _least(rows["recall"]), least)
    label_right(axes, [*labels, (EXACT, exact, "black")])


def _taken(axes: Axes, taken: Mapping[str, Any], by: str, least: float) -> None:
    cost = taken["p50_ms"] if by == "p50" else 1000 / taken["qps"]
    place = float(missed(taken["recall"], least))
    axes.plot([place], [cost], marker="o", markersize=15, fillstyle="none", color="black", linewidth=0, clip_on=False)
    x, y = (axes.transData - axes.transAxes).transform((place, cost))
    # towards the middle, away from the axes' edges
    side, up = 1 if x < 0.5 else -1, 1 if y < 0.5 else -1  # noqa: PLR2004 - the middle
    at: dict[str, Any] = {"ha": "left" if side > 0 else "right", "va": "center", "weight": "bold", "zorder": 5}
    text = axes.annotate("take this", (place, cost), (8 * side, 16 * up), textcoords="offset points", **at)
    text.set_path_effects([withStroke(linewidth=4, foreground="white")])


def _hits(axes: Axes, figures: Figures, rows: pl.DataFrame, least: float) -> None:
    facts, others = figures.facts, rows.filter(pl.col("index") != EXACT)
    shown = others.filter(pl.col("on_frontier") | pl.col("batch_on_frontier"))
    for (name,), part in others.partition_by("line", as_dict=True).items():
        colour, _ = looks(str(name))
        axes.plot(
            missed(part["recall"].to_numpy(), least),
            part["difference"],
            linestyle="none",
            marker=".",
            markersize=4,
            color=colour,
            alpha=0.35,
        )
    for row in shown.iter_rows(named=True):
        colour, marker = looks(row["line"])
        place = float(missed(row["recall"], least))
        ends = [[row["difference"] - row["low"]], [row["high"] - row["difference"]]]
        axes.errorbar([place], [row["difference"]], yerr=ends, color=colour, marker=marker, markersize=5, linewidth=1.1)
    axes.axhline(0, color="black", linewidth=1.2, linestyle=(0, (5, 3)))
    axes.axhline(-facts["bound"], color=GREY, linewidth=1, linestyle=":")
    axes.annotate(
        f"−{facts['bound']:g} allowed",
        (0.99, -facts["bound"]),
        xycoords=axes.get_yaxis_transform(),
        ha="right",
        va="top",
        color=GREY,
        fontsize=8.5,
    )
    recall_axis(axes, _least(rows["recall"]), least)
    axes.set_title(f"Hit rate less exact's, with {100 * facts['level']:g} % intervals on the frontier")
    axes.set_xlabel(f"index_recall@{facts['k']} on profiles")
    axes.set_ylabel(f"hit_rate@{facts['k']} − exact's")


def _noise(axes: Axes, figures: Figures, space: int) -> None:
    again = figures.controls.filter(pl.col("space") == space)
    low, high = figures.within(space, "p50")
    around = again["p50_around"].to_numpy()
    axes.fill_between(again["at"], low * around, high * around, color="0.85", linewidth=0)
    axes.plot(again["at"], again["p50_ms"], color="black", linewidth=0.9)
    axes.set_ylim(bottom=0)
    axes.set_title("Noise: exact search, again before every visit")
    axes.set_xlabel(f"visit; band: what is not told from exact, {low:.2f} to {high:.2f} of it")
    axes.set_ylabel("p50, milliseconds")


def _least(values: pl.Series) -> float:
    return float(values.cast(pl.Float64).to_numpy().min())


def _caption(figures: Figures, space: Mapping[str, Any]) -> str:
    facts, machine = figures.facts, figures.facts["machine"]
    repeats = figures.noise_of(space["space"])["n_visits"]
    return (
        f"k = {facts['k']}, {space['n_profiles']:,} profiles, {repeats} repeat{'s' * (repeats != 1)}, "
        f"{machine['processor']}, {machine['cores']} cores, {facts['started'][:10]}"
    )
