"""How long searches took, from the raw times: one estimate for every table, plot and choice.

    exact, again and again   . . : . . . . ' . . . .      the controls, one before each visit
    around a visit           [- - - - - - - - - - -]      the median of eleven: one that was disturbed hardly moves it
    a setting                           x                 its time there, over that median

A setting's ratio is the low median over its visits: of one the value, of two the lesser, of three the middle one. What
disturbs a machine makes it slower, hardly ever faster, so that of two visits that differ the slower was disturbed. Its
time is this ratio times exact search's own median: milliseconds and ratios order settings alike.
"""

import math
from collections.abc import Mapping
from typing import Any

import numpy as np
import polars as pl
from scipy.special import betaincinv

from fashrec.bench.frontier.space import ITEMS, PROFILES
from fashrec.types import Doubles

MS = 1e-6  # of a nanosecond
TAILS = {"p95_ms": 0.95, "p99_ms": 0.99, "p999_ms": 0.999}
# a quantile is told where so many times lie beyond it: p95 of 100 times, p99 of 500, p99.9 of 5,000
BEYOND = 5
VISIT = ["repeat", "visit", "setting"]
# visits to either side whose controls stand for the machine's pace: on a busy one, fewer follow single disturbances
# and more lag behind its moods
AROUND = 5
# in so many of all cases a setting that is as fast as exact search is not called faster or slower
LEVEL = 0.99
# nor one that differs by less: settings' own visits differ a little more than exact search's
LEAST = 0.05
WAYS = ("p50", "batch")

Limits = tuple[float, float]
"""Between which ratios of times a setting cannot be told from exact search."""


def low_median(column: str) -> pl.Expr:
    """The middle value; of an even number the lesser of the two."""
    return pl.col(column).quantile(0.5, "lower")


def controls(times: pl.DataFrame, batches: pl.DataFrame, space_of: pl.DataFrame) -> pl.DataFrame:
    """Exact search before each visit: a row a visit, in order, with space, at (from 0), repeat, visit, setting.

    For each way, p50 and batch: `p50_ms`, the control's (of a batch, milliseconds a query); `p50_around`, the median of
    it and the AROUND controls to either side; `p50_again`, the control judged as a visit just after the one before it
    would be, by as many others.

    Args:
        times: raw.
        batches: raw.
        space_of: setting and space.
    """
    single = times.filter("control").group_by(VISIT).agg((pl.col("ns").median() * MS).alias("p50_ms"))
    batch = _batch_visits(batches.filter("control")).rename({"ms": "batch_ms"})
    both = single.join(batch, on=VISIT).join(space_of, on="setting").sort("space", "repeat", "visit")
    return pl.concat([_paced(part) for part in both.partition_by("space", maintain_order=True)])


def _paced(of_space: pl.DataFrame) -> pl.DataFrame:
    columns: dict[str, Doubles] = {}
    for way in WAYS:
        ms = of_space[f"{way}_ms"].to_numpy()
        places = range(len(ms))
        columns[f"{way}_around"] = np.array([np.median(ms[max(0, at - AROUND) : at + AROUND + 1]) for at in places])
        columns[f"{way}_again"] = np.array([ms[at] / _without(ms, at) for at in places])
    at = pl.int_range(pl.len()).alias("at")
    return of_space.select("space", at, *VISIT, "p50_ms", "batch_ms").with_columns(
        pl.Series(name, values) for name, values in columns.items()
    )


def _without(ms: Doubles, at: int) -> float:
    """The median of the controls around one, without it; itself where it is alone.

    One more before than after, so that where a machine becomes slower once, neither side is in the middle.
    """
    others = np.concatenate([ms[max(0, at - AROUND - 1) : at], ms[at + 1 : at + 1 + AROUND]])
    return float(np.median(others)) if len(others) else float(ms[at])


def noise(controls: pl.DataFrame) -> pl.DataFrame:
    """How exact search differs from itself: a row a space with n_controls, n_visits (of each setting) and, for each
    way, `p50_median` (ms), `p50_low` and `p50_high` (the limits of `limits`), `p50_drift` (the median of the last third
    of the visits over that of the first, less 1).
    """
    rows = []
    for (space,), part in controls.partition_by("space", as_dict=True, maintain_order=True).items():
        visits = part["repeat"].n_unique()
        row: dict[str, Any] = {"space": space, "n_controls": len(part), "n_visits": visits}
        third = (len(part) + 2) // 3
        for way in WAYS:
            ms = part[f"{way}_ms"].to_numpy()
            low, high = limits(part[f"{way}_again"].to_numpy(), visits)
            drift = float(np.median(ms[-third:]) / np.median(ms[:third]) - 1)
            row |= {f"{way}_median": float(np.median(ms)), f"{way}_low": low, f"{way}_high": high}
            row |= {f"{way}_drift": drift}
        rows.append(row)
    return pl.DataFrame(rows).sort("space")


def limits(again: Doubles, n_visits: int, level: float = LEVEL) -> Limits:
    """Between which ratios a setting comes out that takes as long as exact search: its low median over its visits.

    The j-th least of v visits is below the share p of all with the probability I_p(j, v - j + 1), the regularised
    incomplete beta function: the ends are quantiles of what exact search shows against itself, at least LEAST from 1.

    Args:
        again: float64 [n], at least 1; controls over those around them.
        n_visits: of each setting.
        level: such as 0.99.
    """
    j = (n_visits + 1) // 2
    shares = betaincinv(j, n_visits - j + 1, [(1 - level) / 2, (1 + level) / 2])
    low, high = np.quantile(again, shares)
    return min(float(low), 1 / (1 + LEAST)), max(float(high), 1 + LEAST)


def limits_of(noise: Mapping[str, Any], way: str) -> Limits:
    """Those of a row of `noise`."""
    return noise[f"{way}_low"], noise[f"{way}_high"]


def alike(ratio: float, within: Limits) -> bool:
    """Whether a ratio of times is within the limits."""
    return within[0] <= ratio <= within[1]


def of_two(within: Limits) -> Limits:
    """The limits for two settings beside each other: both waver, exact search's median does not."""
    low, high = (math.exp(math.sqrt(2) * math.log(end)) for end in within)
    return low, high


def one_by_one(times: pl.DataFrame, controls: pl.DataFrame) -> pl.DataFrame:
    """A row a setting: n_timed, p50_ms, TAILS, items_p50_ms, bare_ms (the library's own call), p50_to_exact.

    p50s are low medians over visits. Tails are quantiles of all times, each divided by how much slower exact search
    was around its visit than in its median; null where fewer than BEYOND times lie beyond.
    """
    ms = _at_pace(times.filter(~pl.col("control")).with_columns(ms=pl.col("ns") * MS), controls, "p50")
    searches = ms.filter((pl.col("call") == "search") & (pl.col("kind") == PROFILES))
    tails = [
        pl.when(pl.len() * (1 - share) >= BEYOND - 1e-6).then(pl.col("ms").quantile(share, "linear")).alias(name)
        for name, share in TAILS.items()
    ]
    exact = controls.group_by("space").agg(exact_ms=pl.col("p50_ms").median())
    found = searches.group_by("setting", "space").agg(pl.len().alias("n_timed"), *tails).join(exact, on="space")
    items = ms.filter((pl.col("call") == "search") & (pl.col("kind") == ITEMS))
    bare = ms.filter(pl.col("call") == "bare")
    for name, some in (("p50_ms", searches), ("items_p50_ms", items), ("bare_ms", bare)):
        visits = some.group_by(VISIT).agg(pl.col("ms").median())
        found = found.join(visits.group_by("setting").agg(low_median("ms").alias(name)), on="setting", how="left")
    return found.with_columns(p50_to_exact=pl.col("p50_ms") / pl.col("exact_ms")).drop("exact_ms", "space")


def in_batch(batches: pl.DataFrame, controls: pl.DataFrame) -> pl.DataFrame:
    """A row a setting: qps and items_qps (queries a second) and qps_to_exact, of low medians of times over visits."""
    exact = controls.group_by("space").agg(exact_ms=pl.col("batch_ms").median())
    profiles, items = (_paced_batches(batches.filter(pl.col("kind") == kind), controls) for kind in (PROFILES, ITEMS))
    rates = profiles.join(exact, on="space").select(
        "setting", qps=1000 / pl.col("ms"), qps_to_exact=pl.col("exact_ms") / pl.col("ms")
    )
    return rates.join(items.select("setting", items_qps=1000 / pl.col("ms")), on="setting", how="left")


def _paced_batches(batches: pl.DataFrame, controls: pl.DataFrame) -> pl.DataFrame:
    own = _batch_visits(batches.filter(~pl.col("control")))
    return _at_pace(own, controls, "batch").group_by("space", "setting").agg(low_median("ms"))


def _batch_visits(batches: pl.DataFrame) -> pl.DataFrame:
    """A row a visit: `ms` a query, the low median of its batches."""
    each = batches.with_columns(ms=pl.col("ns") * MS / pl.col("n"))
    return each.group_by(VISIT).agg(low_median("ms"))


def _at_pace(visits: pl.DataFrame, controls: pl.DataFrame, way: str) -> pl.DataFrame:
    """With `ms` as it had been at exact search's median pace, and `space`."""
    pace = controls.select("space", *VISIT, pace=pl.col(f"{way}_around") / pl.col(f"{way}_ms").median().over("space"))
    return visits.join(pace, on=VISIT).with_columns(pl.col("ms") / pl.col("pace")).drop("pace")
