"""A frontier as text: what to take in three sentences, then the settings worth a look, then all of them; and as CSV."""

from collections.abc import Mapping
from typing import Any

import polars as pl

from fashrec.bench.frontier.cells import interval, megabytes, ms, rate, ratio, share, signed
from fashrec.bench.frontier.choice import has_hits
from fashrec.bench.frontier.figures import Figures
from fashrec.bench.frontier.settings import EXACT
from fashrec.bench.frontier.sweep import CONTROL
from fashrec.bench.frontier.verdict import verdict
from fashrec.markdown import grid

NAMES = ["index", "build", "query"]


def markdown(figures: Figures) -> str:
    """The report; its first line names the command that makes it again."""
    facts, spaces = figures.facts, figures.spaces.rows(named=True)
    parts = [
        f"<!-- made by `{facts['command']}`: do not edit -->",
        f"# {facts['name']}: what approximate search costs and saves",
        *(_top(figures, space) for space in spaces),
        _measured(figures),
        *(part for space in spaces for part in _full(figures, space)),
        HOW.format(control=CONTROL, level=100 * facts["level"], k=facts["k"]),
    ]
    return "\n\n".join(parts) + "\n"


HOW = """## How

Every time and every neighbour lies in the run folder; `python -m fashrec.bench frontier raw=FOLDER` makes this page anew.
A search is fashrec's own, on one thread, one query at a time: its checks, the library's search, owned items taken out, an
exact ranking of what was found. `bare` is the library's own call for k neighbours; for exact a matrix-vector product and
the choice of the k greatest. `/ exact` is the median over visits of a setting's p50 (or queries a second) to exact's just
before it (up to {control} single queries, and the same batch): the figure to trust, for milliseconds depend on what else
the machine does. p99.9 is given from 1,000 timed queries on. Visits are in random order. **Bold** are the frontiers: no
other setting finds as much in as little time. `index_recall@{k}` is the share of the {k} answers that are no farther than
the exact {k}-th neighbour, ties counted as found; vectors have length 1, where cosine, dot product and Euclidean distance
order alike, so that one measure serves every metric. Hits are paired by list; [ ] is the {level:g} % interval, customers
resampled (Wilson's for lists won and lost where fewer than 20 customers' lists differ). `cold` counts cold items alone,
`cold_only` lists drawn from cold items. Everything is built once, in a process of its own; memory is the most that it held
beyond what it held before, the vectors in it: `build MB` while building, `serve MB` after opening and 200 queries."""


def flat(figures: Figures) -> pl.DataFrame:
    """One row a setting, with its vectors' columns in front."""
    about = figures.spaces.select("space", "source", "n_items", "dim")
    return about.join(figures.settings, on="space").sort("setting").drop("setting", "space")


def title(space: Mapping[str, Any]) -> str:
    """`3,047 items × 128`, and whether they are made."""
    return f"{space['n_items']:,} {'made vectors' if space['source'] == 'made' else 'items'} × {space['dim']}"


def picture(space: Mapping[str, Any]) -> str:
    """The name of a space's plot, without its ending."""
    return f"frontier_{space['n_items']}x{space['dim']}"


def _top(figures: Figures, space: Mapping[str, Any]) -> str:
    head = f"## {title(space)}\n\n" if len(figures.spaces) > 1 else ""
    picture_of = f"![recall, hits lost and time: {title(space)}]({picture(space)}.svg)"
    return f"{head}{verdict(figures, space['space'])}\n\n{picture_of}\n\n{_worth_a_look(figures, space)}"


def _worth_a_look(figures: Figures, space: Mapping[str, Any]) -> str:
    rows = figures.of(space["space"])
    best = rows.filter(pl.col("on_frontier") | pl.col("batch_on_frontier")).sort("p50_ms")
    hits = has_hits(figures, space["space"])
    head = [*NAMES, f"index_recall@{figures.facts['k']}", "p50 ms", "/ exact", "queries/s", "/ exact"]
    head += ["hit rate − exact's", "interval"] if hits else []
    return grid(head, [_short(row, hits=hits) for row in best.iter_rows(named=True)], n_left=3)


def _short(row: Mapping[str, Any], *, hits: bool) -> list[str]:
    cells = [*(row[name] for name in NAMES), share(row["recall"])]
    cells += [_bold(ms(row["p50_ms"]), row["on_frontier"]), ratio(row["p50_to_exact"])]
    cells += [_bold(rate(row["qps"]), row["batch_on_frontier"]), ratio(row["qps_to_exact"])]
    return cells + ([signed(row["difference"]), interval(row["low"], row["high"])] if hits else [])


def _bold(text: str, marked: bool) -> str:
    return f"**{text}**" if marked else text


def _measured(figures: Figures) -> str:
    facts, machine = figures.facts, figures.facts["machine"]
    begin, *_, end = facts["load_average"]
    said = [
        f"Machine: {machine['processor']}, {machine['cores']} cores, {facts['threads']} threads in a batch, load "
        f"average {begin:.1f} before and {end:.1f} after; {facts['started'][:10]}. k = {facts['k']}."
    ]
    said += [_about(figures, space) for space in figures.spaces.rows(named=True)]
    if facts["left_out"]:
        said.append(f"Left out, for their library is not there: {', '.join(facts['left_out'])}.")
    return " ".join([*said, f"Command: `{facts['command']}`."])


def _about(figures: Figures, space: Mapping[str, Any]) -> str:
    noise = figures.noise.row(by_predicate=pl.col("space") == space["space"], named=True)
    rows = figures.of(space["space"])
    timed = f"{rows['n_timed'].min():,} to {rows['n_timed'].max():,} timed queries a setting"
    drift = f"exact search's p50 drifted by {100 * noise['ms_drift']:+.0f} % from the first to the last third".replace(
        "-", "−"
    )
    if space["source"] == "made":
        asked = f"{space['n_profiles']:,} made profiles, {space['n_items_asked']:,} items"
        return f"{title(space)}: {asked}; {timed}; {drift}."
    others = space["n_profiles"] - space["n_scored"]
    asked = f"{space['n_profiles']:,} profiles, of {space['n_scored']:,} scored customers"
    asked += f" and {others:,} other buyers" if others else ""
    exact, cuts = figures.exact(space["space"]), figures.facts["cuts"]
    return (
        f"{title(space)}, at the last validation cut, {cuts[-1]}: {asked}, {space['n_items_asked']:,} items as queries; "
        f"{timed}; {drift}; hits: the content lists of all {len(cuts)} open validation cuts, {exact['lists']:,} lists, "
        f"{exact['hit_rate']:.4f} of which hit with exact search."
    )


def _full(figures: Figures, space: Mapping[str, Any]) -> list[str]:
    rows = figures.of(space["space"])
    parts = [f"## Times: {title(space)}\n\n{_times(rows)}"]
    if has_hits(figures, space["space"]):
        parts.append(f"## Recall and hits: {title(space)}\n\n{_hits(rows, figures.facts['k'])}")
    return [*parts, f"## Builds: {title(space)}\n\n{_builds(rows)}"]


def _times(rows: pl.DataFrame) -> str:
    head = [*NAMES, "recall", "items' recall", "n", "p50 ms", "p95", "p99", "p99.9", "p50 / exact", "items' p50 ms"]
    head += ["bare p50 ms", "queries/s", "/ exact", "items' queries/s"]
    return grid(head, [_times_of(row) for row in rows.iter_rows(named=True)], n_left=3)


def _times_of(row: Mapping[str, Any]) -> list[str]:
    p50 = _bold(ms(row["p50_ms"]), row["on_frontier"])
    return [
        *(row[name] for name in NAMES),
        *(share(row["recall"]), share(row["items_recall"]), f"{row['n_timed']:,}", p50),
        *(ms(row[name]) for name in ("p95_ms", "p99_ms", "p999_ms")),
        *(ratio(row["p50_to_exact"]), ms(row["items_p50_ms"]), ms(row["bare_ms"])),
        *(_bold(rate(row["qps"]), row["batch_on_frontier"]), ratio(row["qps_to_exact"]), rate(row["items_qps"])),
    ]


def _hits(rows: pl.DataFrame, k: int) -> str:
    head = [
        *NAMES,
        "recall",
        f"hit_rate@{k} − exact's",
        "interval",
        "won",
        "lost",
        "cold",
        "interval",
        "cold_only",
        "interval",
    ]
    return grid(head, [_hits_of(row) for row in rows.filter(pl.col("index") != EXACT).iter_rows(named=True)], n_left=3)


def _hits_of(row: Mapping[str, Any]) -> list[str]:
    cells = [*(row[name] for name in NAMES), share(row["recall"]), signed(row["difference"])]
    cells += [interval(row["low"], row["high"]), f"{row['won']:,}", f"{row['lost']:,}"]
    for prefix in ("cold_", "cold_only_"):
        cells += [signed(row.get(f"{prefix}difference")), interval(row.get(f"{prefix}low"), row.get(f"{prefix}high"))]
    return cells


def _builds(rows: pl.DataFrame) -> str:
    head = ["index", "build", "build s", "load ms", "MB on disk", "build MB", "serve MB"]
    each = rows.unique(["index", "build"], keep="first", maintain_order=True)
    return grid(head, [_build_of(row) for row in each.iter_rows(named=True)], n_left=2)


def _build_of(row: Mapping[str, Any]) -> list[str]:
    sizes = (megabytes(row[name]) for name in ("bytes", "build_peak_bytes", "serve_peak_bytes"))
    return [row["index"], row["build"], f"{row['build_s']:.3f}", f"{row['load_ms']:.1f}", *sizes]
