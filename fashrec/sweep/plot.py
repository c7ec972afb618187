"""A sweep as pictures: the score against each setting, and every configuration as a line through its settings."""

from collections.abc import Callable, Mapping, Sequence
from math import ceil
from pathlib import Path

import matplotlib as mpl
import numpy as np
import optuna
import polars as pl
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from fashrec.bench.plot import STYLE, save
from fashrec.sweep.plot_front import draw_front
from fashrec.sweep.scale import Scale, short
from fashrec.sweep.study import done

ACROSS = 3  # panels in a row
LABEL = 0.045  # of an axis's height: what a label is high
SPREAD = 0.06  # by which lines and points of one choice are set apart
BEST, FINE, PRUNED = "#D55E00", "#0072B2", "0.6"


def plots(rows: pl.DataFrame, study: optuna.Study, name: str, folder: Path) -> list[str]:
    """Write each picture as .svg and .png (150 dpi) into `folder`.

    Args:
        rows: the study's configurations (`rows.configurations`).
        study: of them.
        name: of the sweep, for titles.
        folder: where to.

    Returns:
        the pictures' names; none before there are two finished configurations.
    """
    best = done(study)
    if len(best) < 2:  # noqa: PLR2004 (one point is no picture)
        return []
    scales = [Scale.of(one, how) for one, how in best[0].distributions.items()]
    metric = best[0].user_attrs["metric"]
    drawn: dict[str, Callable[[], Figure]] = {
        "settings": lambda: _settings(rows, scales, metric),
        "parallel": lambda: _parallel(rows, scales, metric),
    }
    if len(study.directions) > 1:
        drawn["front"] = lambda: draw_front(rows, [one.name for one in scales], metric)
    with mpl.rc_context(STYLE):
        for what, draw in drawn.items():
            figure = draw()
            figure.suptitle(f"{name}, {study.study_name}\n{_counted(rows)}", x=0.01, ha="left", fontsize=10)
            save(figure, folder, what)
    return list(drawn)


def _counted(rows: pl.DataFrame) -> str:
    counts = dict(rows["state"].value_counts(sort=True).iter_rows())
    pruned = f", {counts['pruned']} pruned (grey: on fewer cuts)" if "pruned" in counts else ""
    return f"{counts['done']} finished{pruned}; validation window"


def _settings(rows: pl.DataFrame, scales: Sequence[Scale], metric: str) -> Figure:
    across = min(ACROSS, len(scales))
    down = ceil(len(scales) / across)
    figure = Figure(figsize=(max(4.8, 3.4 * across), 3.2 * down + 0.4), layout="constrained")
    panels = figure.subplots(down, across, sharey=True, squeeze=False)
    for axes in panels.flat[len(scales) :]:
        axes.remove()
    for place, (axes, scale) in enumerate(zip(panels.flat, scales, strict=False)):
        _against(axes, rows, scale)
        axes.set_xlabel(scale.name)
        if place % across == 0:
            axes.set_ylabel(f"{metric}, with its interval")
    return figure


def _against(axes: Axes, rows: pl.DataFrame, scale: Scale) -> None:
    """The score of each configuration over its value of one setting; the best is named."""
    fine, pruned = (rows.filter(pl.col("state") == state) for state in ("done", "pruned"))
    x = np.array([scale.at(value) for value in fine[scale.name]]) + _apart(len(fine), scale)
    score, low, high = (fine[name].to_numpy() for name in ("score", "low", "high"))
    known = np.isfinite(low.astype(float))
    ends = [(score - low)[known], (high - score)[known]]
    axes.errorbar(x[known], score[known], ends, fmt="none", ecolor=FINE, elinewidth=0.8, alpha=0.45)
    axes.plot(x, score, "o", color=FINE, markersize=4.5)
    aside = np.array([scale.at(value) for value in pruned[scale.name]]) + _apart(len(pruned), scale)
    axes.plot(aside, pruned["score"], "x", color=PRUNED, markersize=5)
    axes.plot(x[:1], score[:1], "o", color=BEST, markersize=7)
    beside = 8 if x[0] < 0.5 else -8  # noqa: PLR2004 (away from the nearer end)
    label = f"best: {fine[scale.name][0]}"
    axes.annotate(
        label,
        (x[0], score[0]),
        (beside, 4),
        textcoords="offset points",
        color=BEST,
        ha="left" if beside > 0 else "right",
        fontweight="bold",
        fontsize=9,
    )
    axes.set_xlim(0, 1)
    axes.set_xticks(*zip(*scale.ticks, strict=True))
    axes.grid(visible=True, axis="y", color="0.9", linewidth=0.6)
    axes.set_axisbelow(True)


def _apart(n: int, scale: Scale) -> np.ndarray[tuple[int], np.dtype[np.float64]]:
    """float64 [n]: how far the n lines of a choice are moved, the best one least."""
    if not scale.choices or n < 2:  # noqa: PLR2004 (nothing to set apart)
        return np.zeros(n)
    order = np.arange(n)
    return np.where(order % 2, 1, -1) * order / (n - 1) * SPREAD


def _parallel(rows: pl.DataFrame, scales: Sequence[Scale], metric: str) -> Figure:
    figure = Figure(figsize=(2.6 + 1.9 * len(scales), 4.6), layout="constrained")
    axes = figure.subplots()
    fine, pruned = (rows.filter(pl.col("state") == state) for state in ("done", "pruned"))
    for row in pruned.iter_rows(named=True):
        # without a score on all cuts it has no place on the last axis
        axes.plot(range(len(scales)), [one.at(row[one.name]) for one in scales], color=PRUNED, lw=0.8, ls=(0, (4, 3)))
    ends = {"score": Scale.over(metric, fine["score"])}
    if fine["on_front"].any():
        ends["search_ratio"] = Scale.over("search time / exact's", fine["search_ratio"], log=True)
    moved = {one.name: _apart(len(fine), one) for one in scales}
    for rank, row in reversed(list(enumerate(fine.iter_rows(named=True)))):
        y = [one.at(row[one.name]) + moved[one.name][rank] for one in scales]
        y += [one.at(str(row[name])) for name, one in ends.items()]
        # the lightest fifth could not be seen on white
        shade = mpl.colormaps["viridis_r"](0.2 + 0.8 * y[len(scales)])
        axes.plot(range(len(y)), y, color=BEST if rank == 0 else shade, linewidth=2.6 if rank == 0 else 1.1)
    best = fine["score"][0]
    height = ends["score"].at(str(best))
    _axes_of(axes, [*scales, *ends.values()], short([one.name for one in scales]), (len(scales), height))
    axes.annotate(
        f"best {best:.4f}",
        (len(scales), height),
        (8, 0),
        textcoords="offset points",
        color=BEST,
        va="center",
        fontweight="bold",
        fontsize=9,
    )
    return figure


def _axes_of(axes: Axes, scales: Sequence[Scale], names: Mapping[str, str], best: tuple[int, float]) -> None:
    """The axes with their ticks, but for the labels where the best's stands: on which axis, how high."""
    for place, scale in enumerate(scales):
        axes.axvline(place, color="0.2", linewidth=1, zorder=0)
        for at, label in scale.ticks:
            axes.plot([place, place + 0.03], [at, at], color="0.2", linewidth=1)
            if place == best[0] and abs(at - best[1]) < LABEL:
                continue
            box = {"boxstyle": "round,pad=0.1", "facecolor": "white", "edgecolor": "none", "alpha": 0.8}
            axes.text(place + 0.05, at, label, va="center", fontsize=8.5, bbox=box, zorder=4)
    axes.set_xticks(range(len(scales)), [names.get(scale.name, scale.name) for scale in scales])
    axes.xaxis.tick_top()
    axes.tick_params(axis="x", length=0)
    axes.set_yticks([])
    axes.set_ylim(0, 1)
    axes.set_xlim(-0.1, len(scales) - 1 + 0.55)
    axes.spines[:].set_visible(False)
