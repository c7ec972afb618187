"""A frontier as text: what to take in three sentences, then the settings worth a look, then all of them; and as CSV."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

import polars as pl

from fashrec.bench.frontier.cells import interval, megabytes, ms, percent, rate, ratio, share, signed
from fashrec.bench.frontier.choice import has_hits
from fashrec.bench.frontier.figures import Figures
from fashrec.bench.frontier.growth import growth
from fashrec.bench.frontier.how import how
from fashrec.bench.frontier.latency import limits_of
from fashrec.bench.frontier.settings import EXACT
from fashrec.bench.frontier.space import title
from fashrec.bench.frontier.verdict import verdict
from fashrec.markdown import grid

NAMES = ["index", "build", "query"]
# stages of a run in words
PARTS = {
    "make": "vectors",
    "build": "builds",
    "answer": "first answers (not timed)",
    "visit": "visits",
    "hits": "lists at every cut",
    "sweep": "builds and visits",
}


def markdown(figures: Figures) -> str:
    """The report; its first line names the command that makes it again."""
    facts, spaces = figures.facts, figures.spaces.rows(named=True)
    parts = [
        f"<!-- made by `{facts['command']}`{_again(facts)}: do not edit -->",
        f"# {facts['name']}: what approximate search costs and saves",
        *(_top(figures, space) for space in spaces),
        *growth(figures),
        _measured(figures),
        *(part for space in spaces for part in _full(figures, space)),
        how(figures),
    ]
    return "\n\n".join(parts) + "\n"


def _again(facts: Mapping[str, Any]) -> str:
    return f", judged anew by `{facts['again']}`" if "again" in facts else ""


def flat(figures: Figures) -> pl.DataFrame:
    """One row a setting, with its vectors' columns in front."""
    about = figures.spaces.select("space", "source", "n_items", "dim")
    return about.join(figures.settings, on="space").sort("setting").drop("setting", "space")


def _top(figures: Figures, space: Mapping[str, Any]) -> str:
    head = f"## {title(space)}\n\n" if len(figures.spaces) > 1 else ""
    picture_of = f"![recall, hits lost and time: {title(space)}]({figures.picture(space['space'])}.svg)"
    return f"{head}{verdict(figures, space['space'])}\n\n{picture_of}\n\n{_worth_a_look(figures, space)}"


def _worth_a_look(figures: Figures, space: Mapping[str, Any]) -> str:
    rows = figures.of(space["space"])
    best = rows.filter(pl.col("on_frontier") | pl.col("batch_on_frontier")).sort("p50_ms")
    hits = has_hits(figures, space["space"])
    head = [*NAMES, f"index_recall@{figures.facts['k']}", "p50 ms", "/ exact", "queries/s", "/ exact"]
    head += ["hit rate − exact's", "interval"] if hits else []
    noise = figures.noise_of(space["space"])
    return grid(head, [_short(row, noise, hits=hits) for row in best.iter_rows(named=True)], n_left=3)


def _short(row: Mapping[str, Any], noise: Mapping[str, Any], *, hits: bool) -> list[str]:
    single, batch = _ratios(row, noise)
    cells = [*(row[name] for name in NAMES), share(row["recall"])]
    cells += [_bold(ms(row["p50_ms"]), row["on_frontier"]), single]
    cells += [_bold(rate(row["qps"]), row["batch_on_frontier"]), batch]
    return cells + ([signed(row["difference"]), interval(row["low"], row["high"])] if hits else [])


def _ratios(row: Mapping[str, Any], noise: Mapping[str, Any]) -> tuple[str, str]:
    low, high = limits_of(noise, "batch")
    # of rates, not of times
    return ratio(row["p50_to_exact"], limits_of(noise, "p50")), ratio(row["qps_to_exact"], (1 / high, 1 / low))


def _bold(text: str, marked: bool) -> str:
    return f"**{text}**" if marked else text


def _measured(figures: Figures) -> str:
    facts, machine = figures.facts, figures.facts["machine"]
    load = facts["load_average"]
    said = [
        f"Machine: {machine['processor']}, {machine['cores']} cores. {_cores(facts)} {_took(facts)}",
        f"Load average {load[0]:.1f} before and {load[-1]:.1f} after; {facts['started'][:10]}. k = {facts['k']}.",
        *(_about(figures, space) for space in figures.spaces.rows(named=True)),
    ]
    if facts["left_out"]:
        said.append(f"Left out, for their library is not there: {', '.join(facts['left_out'])}.")
    return " ".join([*said, f"Command: `{facts['command']}`."])


def _cores(facts: Mapping[str, Any]) -> str:
    """How many of how many."""
    threads, visible = facts["threads"], facts.get("cores_visible", facts["machine"]["cores"])
    return f"Batches ran on {threads} thread{'s' * (threads != 1)}, of {visible} cores that could be seen."


def _took(facts: Mapping[str, Any]) -> str:
    """How long measuring took, and its parts in their order."""
    begin, end = (datetime.fromisoformat(facts[name]) for name in ("started", "ended"))
    # runs from before it was kept tell it to a second
    wall_s = facts.get("wall_s", (end - begin).total_seconds())
    parts = [f"{PARTS.get(name, name)} {_minutes(one['seconds'])}" for name, one in facts["stages"].items()]
    return f"Measuring took {_minutes(wall_s)}: {', '.join(parts)}."


def _minutes(seconds: float) -> str:
    return f"{seconds:.0f} s" if seconds < 100 else f"{seconds / 60:.1f} min"  # noqa: PLR2004 - as clocks are read


def _about(figures: Figures, space: Mapping[str, Any]) -> str:
    noise = figures.noise_of(space["space"])
    approximate = figures.approximate(space["space"])
    easier = approximate.select((pl.col("items_recall") - pl.col("recall")).median()).item()
    asked_items = f"{space['n_items_asked']:,} items as queries"
    if easier is not None:
        asked_items += f" ({_easier(easier)}; the median of the approximate settings)"
    timed = f"{_from_to(figures.of(space['space'])['n_timed'].to_list())} timed queries a setting"
    drift = (
        f"exact search's p50 drifted by {percent(noise['p50_drift'])} from the first third of the visits to the last"
    )
    asked = f"{space['n_profiles']:,} profiles"
    if space["source"] == "made":
        return f"{title(space)}: {asked}, {asked_items}; {timed}; {drift}."
    others = space["n_profiles"] - space["n_scored"]
    asked += f", of {space['n_scored']:,} scored customers" + (f" and {others:,} other buyers" if others else "")
    exact, cuts = figures.exact(space["space"]), figures.facts["cuts"]
    return (
        f"{title(space)}, at the last validation cut, {cuts[-1]}: {asked}, {asked_items}; "
        f"{timed}; {drift}; hits: the content lists of all {len(cuts)} open validation cuts, "
        f"{exact['lists']:,} lists, {exact['hit_rate']:.4f} of which hit with exact search."
    )


def _easier(by: float) -> str:
    """How much more of the items' neighbours is found than of the profiles'."""
    how = f"{'higher' if by > 0 else 'lower'} by {abs(by):.4f} than" if by else "the same as"
    return f"their recall is {how} that of profiles"


def _from_to(counts: list[int]) -> str:
    least, most = min(counts), max(counts)
    return f"{least:,}" if least == most else f"{least:,} to {most:,}"


def _full(figures: Figures, space: Mapping[str, Any]) -> list[str]:
    rows = figures.of(space["space"])
    parts = [f"## Times: {title(space)}\n\n{_times(rows, figures.noise_of(space['space']))}"]
    if has_hits(figures, space["space"]):
        parts.append(f"## Recall and hits: {title(space)}\n\n{_hits(rows, figures.facts['k'])}")
    return [*parts, f"## Builds: {title(space)}\n\n{_builds(rows)}"]


def _times(rows: pl.DataFrame, noise: Mapping[str, Any]) -> str:
    head = [*NAMES, "recall", "items' recall", "n", "p50 ms", "p95", "p99", "p99.9", "p50 / exact", "items' p50 ms"]
    head += ["bare p50 ms", "queries/s", "/ exact", "items' queries/s"]
    return grid(head, [_times_of(row, noise) for row in rows.iter_rows(named=True)], n_left=3)


def _times_of(row: Mapping[str, Any], noise: Mapping[str, Any]) -> list[str]:
    single, batch = _ratios(row, noise)
    p50 = _bold(ms(row["p50_ms"]), row["on_frontier"])
    return [
        *(row[name] for name in NAMES),
        *(share(row["recall"]), share(row["items_recall"]), f"{row['n_timed']:,}", p50),
        *(ms(row[name]) for name in ("p95_ms", "p99_ms", "p999_ms")),
        *(single, ms(row["items_p50_ms"]), ms(row["bare_ms"])),
        *(_bold(rate(row["qps"]), row["batch_on_frontier"]), batch, rate(row["items_qps"])),
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
