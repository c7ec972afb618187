"""A frontier as text: what is faster in words, then every point, then every forest; and the same as one CSV."""

from collections.abc import Mapping
from typing import Any

import polars as pl

from fashrec.bench.figures import FRONTIERS, Figures
from fashrec.bench.sweep import CONTROL
from fashrec.markdown import grid

# ratios of times that lie nearer to 1 are not told apart on a machine that does other things too
ALIKE = 0.1
FORESTS = (
    "Building includes checking the vectors and writing the file; loading maps it, warm in the disk's cache, and "
    "checks the vectors again. Medians over the repeats."
)


def markdown(figures: Figures) -> str:
    """The report; its first line names the command that makes it again."""
    parts = [
        f"<!-- made by `{figures.facts['command']}`: do not edit -->",
        f"# {figures.facts['name']}: Annoy's trees and search_k beside exact search",
        _faster(figures),
        "![recall and time of a query for each number of trees](frontier.svg)",
        _measured_on(figures),
        f"## Points\n\n{_points(figures)}",
        _how(figures),
        f"## Forests\n\n{_forests(figures)}",
        FORESTS,
    ]
    return "\n\n".join(parts) + "\n"


def flat(figures: Figures) -> pl.DataFrame:
    """One row a point, with its forest's columns, and one of exact, whose trees and search_k are empty."""
    exact = {name: value for name, value in figures.exact.items() if name != "n_lists"}
    control = {**exact, "recall": 1.0, "p50_to_exact": 1.0, "bare_to_exact": 1.0, "batch_to_exact": 1.0}
    points = figures.points.join(figures.forests, on="trees", how="left")
    first = pl.DataFrame([control]).with_columns(pl.col(*FRONTIERS).cast(pl.Boolean))
    rows = pl.concat([first, points], how="diagonal_relaxed")
    return rows.select(
        pl.when(pl.col("trees").is_null()).then(pl.lit("exact")).otherwise(pl.lit("annoy")).alias("index"),
        *points.columns,
    )


def _measured_on(figures: Figures) -> str:
    facts, exact, machine = figures.facts, figures.exact, figures.facts["machine"]
    n, n_scored, cuts = facts["n_queries"], facts["n_queries_scored"], facts["cuts"]
    others = f" and of {n - n_scored:,} other buyers" if n > n_scored else ""
    begin, end = facts["load_average"]
    return (
        f"Times and recall: {facts['n_items']:,} items of the catalogue, vectors of length {facts['dim']}, at the "
        f"last validation cut, {cuts[-1]}; {n:,} profiles, of {n_scored:,} scored customers{others}; k = {facts['k']}. "
        f"Hits: the content lists of all {len(cuts)} open validation cuts, {exact['n_lists']:,} lists; "
        f"with exact search {exact['hit_rate']:.4f} of them hit. "
        f"Machine: {machine['processor']}, {machine['cores']} cores, load average {begin:.1f} before and "
        f"{end:.1f} after; {facts['started'][:10]}. Command: `{facts['command']}`."
    )


def _how(figures: Figures) -> str:
    facts = figures.facts
    return (
        "A search is fashrec's own, by Annoy or exact, one query on one thread: its checks, the search itself, owned "
        "items taken out, an exact ranking of what was found. `bare` is what is inside: Annoy's call for "
        f"{facts['k']} neighbours; for exact a matrix-vector product and the choice of the {facts['k']} greatest. "
        "Bold times are the frontier: no other row, exact's included, finds as much in as little time. "
        f"`/ exact` is the median over {facts['repeats']} repeats, each in its own random order, of a point's p50 (or "
        f"batch) to exact's just before it ({min(CONTROL, facts['n_queries'])} single queries, or the same batch). It "
        "is the figure to trust: milliseconds depend on what else the machine does. `index_recall` counts ties as "
        "found. `won` are lists that hit where exact's do not, `lost` the other way round."
    )


def _faster(figures: Figures) -> str:
    """Which of the two to take, in words."""
    target, exact, fine = figures.facts["recall_target"], figures.exact, figures.sufficient
    said = (
        f"**Exact takes {exact['p50_ms']:.3f} ms (p50) for one query, {exact['batch_ms']:.3f} ms a query in a batch.**"
    )
    if fine.is_empty():
        return f"{said} No point of the grid reaches an index_recall of {target:g}."
    best = fine.row(0, named=True)
    in_batch = fine.sort("batch_ms").row(0, named=True)
    return (
        f"{said} Among the points whose index_recall is at least {target:g}, the fastest for one query is "
        f"{_named(best)}: {best['p50_ms']:.3f} ms, {_times(best['p50_to_exact'])}. In a batch it is "
        f"{_named(in_batch)}: {in_batch['batch_ms']:.3f} ms a query, {_times(in_batch['batch_to_exact'])}."
    )


def _named(point: dict[str, float]) -> str:
    return f"trees={point['trees']}, search_k={point['search_k']}"


def _times(ratio: float) -> str:
    if abs(ratio - 1) <= ALIKE:
        return f"{ratio:.2f} × exact's: no difference to speak of"
    return f"{ratio:.2f} × exact's: {'exact' if ratio > 1 else 'Annoy'} is the faster one here"


def _points(figures: Figures) -> str:
    k = figures.facts["k"]
    head = ["trees", "search_k", f"index_recall@{k}", f"hit_rate@{k} − exact's", "won", "lost", "p50 ms", "p95", "p99"]
    head += ["p50 / exact", "bare p50 ms", "batch ms a query", "batch / exact"]
    return grid(head, [_exact(figures.exact), *map(_point, figures.points.iter_rows(named=True))], n_left=0)


def _exact(exact: Mapping[str, float]) -> list[str]:
    single, batch = _times_of(exact)
    return ["exact", "", "1", "0", "0", "0", *single, "1", _ms(exact["bare_ms"]), batch, "1"]


def _point(point: Mapping[str, Any]) -> list[str]:
    single, batch = _times_of(point)
    return [
        *(str(point["trees"]), str(point["search_k"]), f"{point['recall']:.4f}"),
        *(_signed(point["hit_rate_minus_exact"]), str(point["won"]), str(point["lost"])),
        *(*single, f"{point['p50_to_exact']:.2f}", _ms(point["bare_ms"])),
        *(batch, f"{point['batch_to_exact']:.2f}"),
    ]


def _times_of(row: Mapping[str, Any]) -> tuple[list[str], str]:
    """Three quantiles for one query, and the time in a batch; the p50 and the latter bold on their frontiers."""
    p50, p95, p99, batch = (_ms(row[name]) for name in ("p50_ms", "p95_ms", "p99_ms", "batch_ms"))
    bold_p50, bold_batch = (
        f"**{text}**" if row[name] else text for name, text in zip(FRONTIERS, (p50, batch), strict=True)
    )
    return [bold_p50, p95, p99], bold_batch


def _forests(figures: Figures) -> str:
    rows = [
        [str(row["trees"]), f"{row['build_s']:.3f}", f"{row['bytes'] / 1e6:.2f}", _ms(row["load_ms"])]
        for row in figures.forests.iter_rows(named=True)
    ]
    return grid(["trees", "build s", "MB", "load ms"], rows, n_left=0)


def _ms(value: float | None) -> str:
    return "" if value is None else f"{value:.3f}"


def _signed(value: float) -> str:
    return f"{value:+.4f}".replace("-", "−") if value else "0"
