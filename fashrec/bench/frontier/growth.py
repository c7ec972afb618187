"""How cost grows with the number of items: of each index the cheapest setting that finds enough, size by size."""

from collections import defaultdict
from collections.abc import Iterator, Mapping
from typing import Any

import polars as pl
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.ticker import FixedLocator, NullLocator

from fashrec.bench.frontier.cells import megabytes, ms, rate, share
from fashrec.bench.frontier.drawing import label_right, log_axis, looks
from fashrec.bench.frontier.figures import Figures
from fashrec.markdown import grid

PANELS: Mapping[str, tuple[str, pl.Expr]] = {
    "p50_ms": ("One query (p50), milliseconds", pl.col("p50_ms")),
    "batch_ms": ("A query of a batch, milliseconds", 1000 / pl.col("qps")),
    "build_s": ("Build, seconds", pl.col("build_s")),
    # less than a tenth of a megabyte is pages, not the index
    "serve_mb": ("Memory to serve beside the vectors, MB", (pl.col("serve_peak_bytes") / 1e6).clip(0.1)),
}


def of_sizes(figures: Figures) -> list[dict[str, Any]]:
    """The made spaces, in the order of their sizes; none where there are fewer than two."""
    made = figures.spaces.filter(pl.col("source") == "made").sort("n_items").rows(named=True)
    return made if len(made) > 1 else []


def cheapest(figures: Figures) -> pl.DataFrame:
    """A row a size and index that has a setting with enough recall: that of the least p50, with `n_items`."""
    spaces = figures.spaces.filter(pl.col("source") == "made").select("space", "n_items")
    fine = figures.settings.join(spaces, on="space").filter(pl.col("recall") >= figures.facts["recall"])
    best = fine.sort("p50_ms", "setting").unique(["space", "index"], keep="first", maintain_order=True)
    return best.sort("n_items", "setting")


def growth(figures: Figures) -> Iterator[str]:
    """The part of the page about sizes; nothing for one size."""
    sizes = of_sizes(figures)
    if not sizes:
        return
    head = ["items", "index", "build", "query", "index_recall", "p50 ms", "queries/s", "build s", "MB on disk"]
    head += ["build MB", "serve MB"]
    best = cheapest(figures)
    rows = [_row(row) for row in best.iter_rows(named=True)]
    missing = _missing(figures, best)
    said = f"Of each index the fastest setting whose index_recall is at least {figures.facts['recall']:g}."
    said += f" None of the grid reaches it: {', '.join(missing)}." if missing else ""
    yield f"## How cost grows\n\n{said}\n\n![cost by number of items](growth.svg)\n\n{grid(head, rows, n_left=4)}"


def _missing(figures: Figures, best: pl.DataFrame) -> list[str]:
    """`annoy at 100,000`: where the grid of an index holds nothing that finds enough."""
    return [
        f"{name} at {size['n_items']:,}"
        for size in of_sizes(figures)
        for name in figures.of(size["space"])["index"].unique(maintain_order=True)
        if best.filter((pl.col("space") == size["space"]) & (pl.col("index") == name)).is_empty()
    ]


def _row(row: Mapping[str, Any]) -> list[str]:
    sizes = (megabytes(row[name]) for name in ("bytes", "build_peak_bytes", "serve_peak_bytes"))
    return [
        *(f"{row['n_items']:,}", row["index"], row["build"], row["query"], share(row["recall"])),
        *(ms(row["p50_ms"]), rate(row["qps"]), f"{row['build_s']:.2f}", *sizes),
    ]


def picture_of_growth(figures: Figures) -> Figure:
    """Four panels, both axes logarithmic, a line an index."""
    best, facts = cheapest(figures), figures.facts
    figure = Figure(figsize=(11.5, 8.4))
    place = {"left": 0.08, "right": 0.9, "top": 0.87, "bottom": 0.07, "hspace": 0.3, "wspace": 0.48}
    grid_of = figure.add_gridspec(2, 2, **place)
    for number, (title, cost) in enumerate(PANELS.values()):
        axes = figure.add_subplot(grid_of[number // 2, number % 2])
        _panel(axes, best.with_columns(cost=cost))
        axes.set_title(title)
        axes.set_xlabel("items")
    figure.suptitle(f"{facts['name']}: how cost grows", x=0.01, y=0.985, ha="left", fontsize=13, fontweight="bold")
    caption = f"the fastest setting of each index with an index_recall@{facts['k']} of at least {facts['recall']:g}"
    missing = _missing(figures, best)
    caption += f"\na line ends where none of the grid reaches it: {', '.join(missing)}" if missing else ""
    figure.text(0.01, 0.95, caption, ha="left", va="top", color="0.35")
    return figure


def _panel(axes: Axes, best: pl.DataFrame) -> None:
    labels: dict[int, list[tuple[str, float, str]]] = defaultdict(list)
    for (name,), part in best.filter(pl.col("cost") > 0).partition_by("index", as_dict=True).items():
        colour, marker = looks(str(name))
        axes.plot(part["n_items"], part["cost"], color=colour, marker=marker, markersize=5, linewidth=1.5)
        labels[part["n_items"][-1]].append((str(name), float(part["cost"][-1]), colour))
    log_axis(axes, which="x")
    sizes = sorted(set(best["n_items"].to_list()))
    axes.xaxis.set_major_locator(FixedLocator(sizes))
    axes.xaxis.set_minor_locator(NullLocator())
    log_axis(axes)
    # a line that ends before the others has its name where it ends
    for size, names in labels.items():
        label_right(axes, names, None if size == sizes[-1] else size)
