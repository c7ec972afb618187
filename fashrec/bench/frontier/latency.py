"""How long searches took, from the raw times: quantiles one by one, queries a second in a batch, the noise."""

import polars as pl

from fashrec.bench.frontier.space import ITEMS, PROFILES

MS = 1e-6  # of a nanosecond
QUANTILES = {"p50_ms": 0.5, "p95_ms": 0.95, "p99_ms": 0.99, "p999_ms": 0.999}
# what is left of the greatest one in a thousand of fewer times is one of them
ENOUGH_FOR_P999 = 1000
VISIT = ["repeat", "visit", "setting"]


def one_by_one(times: pl.DataFrame) -> pl.DataFrame:
    """A row a setting: n_timed, QUANTILES, items_p50_ms, bare_ms (the p50 of the library's own call), p50_to_exact.

    `p50_to_exact` is the median over visits of the visit's p50 to that of the control just before. `p999_ms` is null
    for fewer than ENOUGH_FOR_P999 times.
    """
    ms = times.with_columns(ms=pl.col("ns") * MS)
    own = ms.filter(~pl.col("control"))
    searches = own.filter((pl.col("call") == "search") & (pl.col("kind") == PROFILES))
    quantiles = [pl.col("ms").quantile(share, "linear").alias(name) for name, share in QUANTILES.items()]
    found = searches.group_by("setting").agg(pl.len().alias("n_timed"), *quantiles)
    enough = pl.when(pl.col("n_timed") >= ENOUGH_FOR_P999)
    found = found.with_columns(enough.then("p999_ms").alias("p999_ms"))
    items = own.filter((pl.col("call") == "search") & (pl.col("kind") == ITEMS))
    for name, some in (("items_p50_ms", items), ("bare_ms", own.filter(pl.col("call") == "bare"))):
        medians = some.group_by("setting").agg(pl.col("ms").median().alias(name))
        found = found.join(medians, on="setting", how="left")
    return found.join(_to_control(searches, ms), on="setting", how="left")


def _to_control(searches: pl.DataFrame, ms: pl.DataFrame) -> pl.DataFrame:
    both = searches.group_by(VISIT).agg(pl.col("ms").median()).join(_controls(ms), on=VISIT)
    ratio = (pl.col("ms") / pl.col("control_ms")).median()
    return both.group_by("setting").agg(ratio.alias("p50_to_exact"))


def _controls(ms: pl.DataFrame) -> pl.DataFrame:
    return ms.filter("control").group_by(VISIT).agg(pl.col("ms").median().alias("control_ms"))


def in_batch(batches: pl.DataFrame) -> pl.DataFrame:
    """A row a setting: qps and items_qps (queries a second, medians over visits), qps_to_exact (likewise as above)."""
    rates = batches.with_columns(qps=pl.col("n") / pl.col("ns") * 1e9)
    own = rates.filter(~pl.col("control"))
    profiles = own.filter(pl.col("kind") == PROFILES)
    items = own.filter(pl.col("kind") == ITEMS).group_by("setting").agg(pl.col("qps").median().alias("items_qps"))
    control = rates.filter("control").select(*VISIT, control_qps=pl.col("qps"))
    return (
        profiles.join(control, on=VISIT)
        .group_by("setting")
        .agg(pl.col("qps").median(), (pl.col("qps") / pl.col("control_qps")).median().alias("qps_to_exact"))
        .join(items, on="setting", how="left")
    )


def controls(times: pl.DataFrame, batches: pl.DataFrame, space_of: pl.DataFrame) -> pl.DataFrame:
    """A row a visit, in the order in which they were made: space, at (from 0), ms (p50 of the control), qps.

    Args:
        times: raw.
        batches: raw.
        space_of: setting and space.
    """
    single = _controls(times.with_columns(ms=pl.col("ns") * MS))
    batch = batches.filter("control").select(*VISIT, qps=pl.col("n") / pl.col("ns") * 1e9)
    both = single.join(batch, on=VISIT).join(space_of, on="setting").sort("space", "repeat", "visit")
    return both.select(
        "space", pl.int_range(pl.len()).over("space").alias("at"), pl.col("control_ms").alias("ms"), "qps"
    )


def noise(controls: pl.DataFrame) -> pl.DataFrame:
    """How much exact search differed from itself: a row a space, for `ms` and `qps` each a spread and a drift.

    A spread is the interquartile range over the median; a drift is the median of the last third of the visits over
    that of the first, less 1.
    """
    return (
        controls.group_by("space", maintain_order=True)
        .agg(
            pl.len().alias("n_controls"),
            *(of.alias(f"{name}_{what}") for name in ("ms", "qps") for what, of in _noise(pl.col(name)).items()),
        )
        .sort("space")
    )


def alike(ratio: float, spread: float) -> bool:
    """Whether a ratio of two times is no farther from 1, up or down, than this spread."""
    return 1 / (1 + spread) <= ratio <= 1 + spread


def _noise(values: pl.Expr) -> dict[str, pl.Expr]:
    third = (values.len() + 2) // 3
    quartiles = [values.quantile(share, "linear") for share in (0.25, 0.75)]
    return {
        "median": values.median(),
        "spread": (quartiles[1] - quartiles[0]) / values.median(),
        "drift": values.tail(third).median() / values.head(third).median() - 1,
    }
