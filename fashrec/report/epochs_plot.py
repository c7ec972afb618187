"""The epochs as a picture: losses, the classifier beside the best trivial one, hit rates beside popular and chance."""

from collections.abc import Sequence
from pathlib import Path

import matplotlib as mpl
import polars as pl
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.ticker import MaxNLocator

from fashrec.bench.plot import COLOURS, MARKERS, STYLE, save
from fashrec.closing_epochs import BASELINES, CLASSIFIER, FLOORS, SEGMENTS, first_scores, floors_of, metric_of
from fashrec.report.epochs import points
from fashrec.results.runs import Run

LOSSES = ("loss_train", "loss_valid")
QUALITIES = tuple(name for name in CLASSIFIER if name not in LOSSES)
DASHES = {"popular": (0, (5, 2)), "chance": (0, (1, 2))}


def plot_epochs(runs: Sequence[Run], folder: Path) -> None:
    """Write epochs.svg and epochs.png (150 dpi) into `folder`.

    Args:
        runs: `comparable`, at least one. With several, thin lines are theirs and the marked line is their mean.
        folder: where to.
    """
    frame = points(runs)
    with mpl.rc_context(STYLE):
        figure = Figure(figsize=(9.6, 7.2), layout="constrained")
        (losses, qualities), (main, cold) = figure.subplots(2, 2)
        _lines(losses, frame, LOSSES, "loss in nats")
        _lines(qualities, frame, QUALITIES, "classifier, on held-out products")
        _baselines(qualities, runs[0])
        for axes, segments in ((main, SEGMENTS[:2]), (cold, SEGMENTS[2:])):
            _lines(axes, frame, segments, metric_of(runs[0].data))
            _floors(axes, runs[0], segments)
        for axes in (losses, qualities, main, cold):
            _frame(axes)
        seeds = f"{len(runs)} runs: thin lines, and their mean" if len(runs) > 1 else "one run"
        figure.suptitle(f"{runs[0].name}: what each epoch brings ({seeds})", x=0.01, ha="left", fontsize=11)
        save(figure, folder, "epochs")


def _lines(axes: Axes, frame: pl.DataFrame, columns: Sequence[str], label: str) -> None:
    for place, column in enumerate(columns):
        colour = COLOURS[place]
        runs = frame.partition_by("run", maintain_order=True)
        for run in runs if len(runs) > 1 else ():
            axes.plot(run["epoch"], run[column], color=colour, linewidth=0.7, alpha=0.45)
        mean = frame.group_by("epoch").agg(pl.col(column).mean()).sort("epoch")
        axes.plot(
            mean["epoch"],
            mean[column],
            color=colour,
            marker=MARKERS[place],
            markersize=4.5,
            linewidth=1.5,
            label=CLASSIFIER.get(column, column),
        )
    axes.set_ylabel(label)


def _baselines(axes: Axes, run: Run) -> None:
    """The best of the trivial classifiers, for each metric."""
    last = run.data["epochs"][-1]["classifier"]
    for place, metric in enumerate(QUALITIES):
        values = {name: last[name][metric] for name in BASELINES if last[name][metric] is not None}
        if values:
            best = max(values, key=lambda name: values[name])
            label = f"{CLASSIFIER[metric]}, {best}"
            axes.axhline(values[best], color=COLOURS[place], linewidth=1, linestyle=DASHES["popular"], label=label)


def _floors(axes: Axes, run: Run, segments: Sequence[str]) -> None:
    metric, window = metric_of(run.data), first_scores(run.data["epochs"][0])[1]
    floors = floors_of(run.data, window)
    for place, segment in enumerate(segments):
        for name in FLOORS:
            value = floors.get(name, {}).get(segment, {}).get(metric, {}).get("value")
            if value is not None:
                axes.axhline(
                    value, color=COLOURS[place], linewidth=1, linestyle=DASHES[name], label=f"{segment}, {name}"
                )


def _frame(axes: Axes) -> None:
    axes.set_xlabel("epoch")
    axes.xaxis.set_major_locator(MaxNLocator(integer=True))
    axes.set_ylim(bottom=min(0.0, axes.get_ylim()[0]))
    axes.grid(visible=True, color="0.9", linewidth=0.6)
    axes.set_axisbelow(True)
    # above the lines, wherever they go
    axes.legend(loc="lower left", bbox_to_anchor=(0, 1), borderaxespad=0, frameon=False, fontsize=8, ncols=3)
