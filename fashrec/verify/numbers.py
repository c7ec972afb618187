"""The numbers of run.json once more: customers' values, scores, intervals, bounds, and what stands beside them."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date

import polars as pl

from fashrec.verify import bounds
from fashrec.verify.audit import differing_audits, known
from fashrec.verify.beyond import OF_LISTS, OF_PURCHASES, differing_measures, measured
from fashrec.verify.cells import TOLERANCE, Sums, cells_of, differing_cells, windows_of, without_intervals
from fashrec.verify.files import KEYS, Files
from fashrec.verify.intervals import Resampling, differing_intervals
from fashrec.verify.rebuild import Rebuilt
from fashrec.verify.rows import differing_rows
from fashrec.verify.scores import SEGMENTS, ranking
from fashrec.verify.source import read_config
from fashrec.verify.ties import NAMES as TIES
from fashrec.verify.ties import ties
from fashrec.verify.verdict import Verdict

OF_CELL, ENDS = ("value", "n", "by_cut"), ("low", "high", "method")
OF_KIND = ("hits", "share", "relevant", "hit_rate")


def recommenders_of(files: Files) -> list[str]:
    """Everybody who has scores."""
    return sorted({name for window in files.run["scores"].values() for name in window})


def check_customers(verdict: Verdict, files: Files, ks: Sequence[int]) -> pl.DataFrame:
    """Everybody's values as recomputed, the run's own where nobody else can tell; compared with the run's."""
    made = ranking(files.shown, files.future, recommenders_of(files), ks)
    seen = ties(made, files.shown, files.future, ks)
    made = made.drop("R").join(seen, on=KEYS)
    verdict.check(
        f"{len(made):,} rows of per_customer.parquet",
        differing_rows(made, files.per_customer, KEYS, "per_customer.parquet", tolerance=TOLERANCE),
    )
    tied = [f"{name}@{k}" for k in ks for name in TIES]
    if n := made[tied[-1]].null_count():
        verdict.unchecked.append(f"what ties behind the end of {n:,} of {len(made):,} lists, which end at {ks[-1]}")
    more = [column for column in files.per_customer.columns if column not in made.columns]
    if more:
        verdict.unchecked.append(f"each customer's {', '.join(more)}: only their means are compared")
    known = [name for name in tied if name in files.per_customer.columns]
    theirs = files.per_customer.unique(KEYS, keep="first").select(*KEYS, *known, *more)
    joined = made.join(theirs, on=KEYS, how="left", suffix=" there")
    filled = joined.with_columns(pl.col(name).fill_null(pl.col(f"{name} there")) for name in known)
    return filled.select(*made.columns, *more)


def check_scores(verdict: Verdict, files: Files, values: pl.DataFrame) -> None:
    """Compare the means of customers' values, of every recommender."""
    said, windows = files.run["scores"], windows_of(files.run["cuts"])
    metrics = [column for column in values.columns if column not in KEYS]

    def differences() -> Iterator[str]:
        for name in recommenders_of(files):
            found = Sums.of(values.filter(pl.col("recommender") == name), metrics)
            of_one = {window: table[name] for window, table in said.items() if name in table}
            yield from differing_cells(name, of_one, found, windows, metrics)

    n = len(windows) * len(recommenders_of(files)) * len(SEGMENTS) * len(metrics)
    verdict.check(f"{n:,} scores of run.json", differences(), _named("scores/*/*", metrics, OF_CELL))


def check_intervals(verdict: Verdict, files: Files, values: pl.DataFrame) -> None:
    """Compare the ends of every score's interval."""
    said, config = files.run["scores"], read_config(files.folder)
    n = sum(cell.get("low") is not None for _, cell in cells_of(said))
    replicates = None if config is None else config.evaluate.get("replicates")
    if config is None or replicates is None:
        if n:
            verdict.unchecked.append(f"the intervals of {n:,} scores: nothing says how often customers were resampled")
        return
    if not replicates:
        verdict.check("no score has an interval", without_intervals(said, "scores"), _named("scores/*/*", ["*"], ENDS))
        return
    how = Resampling(int(replicates), float(config.evaluate.level), int(files.run["seed"]))
    weights, windows = how.weights(values["customer"].unique()), windows_of(files.run["cuts"])

    def differences() -> Iterator[str]:
        for name in recommenders_of(files):
            of_one = {window: table[name] for window, table in said.items() if name in table}
            rows = values.filter(pl.col("recommender") == name)
            yield from differing_intervals(name, of_one, rows, windows, weights, how.level)

    metrics = [column for column in values.columns if column not in KEYS]
    verdict.check(f"{n:,} intervals of run.json", differences(), _named("scores/*/*", metrics, ENDS))
    unknown = [name for name, column in zip(values.columns, values, strict=True) if column.null_count()]
    if unknown:
        verdict.unchecked.append(f"the intervals of {', '.join(unknown)}")


def check_bounds(verdict: Verdict, files: Files, rebuilt: Mapping[date, Rebuilt]) -> None:
    """Compare ceilings, and chance where it is known how many items each customer may be shown."""
    run, windows = files.run, windows_of(files.run["cuts"])
    best = bounds.ceilings(files.future, run["ks"])
    metrics = [column for column in best.columns if column not in (*KEYS, "R", "r")]
    shares = [*metrics, "reachable"]
    sums = Sums.of(best, metrics).with_share(best, "reachable", "r", "R")
    said = [
        *differing_cells("ceiling", run["ceilings"], sums, windows, shares),
        *without_intervals(run["ceilings"], "ceiling"),
    ]
    verdict.check("the ceilings of run.json", said, _named("ceilings/*", shares, (*OF_CELL, *ENDS)))
    candidates = _candidates(files, rebuilt)
    if candidates is None:
        verdict.unchecked.append("the floor of chance: N differs between customers, and needs the purchases")
        return
    luck = bounds.chance(files.future, candidates, run["ks"])
    metrics = [column for column in luck.columns if column not in KEYS]
    said = [*differing_cells("chance", run["floors"], Sums.of(luck, metrics), windows, metrics)]
    said += without_intervals(run["floors"], "chance")
    named = _named("floors/*", metrics, (*OF_CELL, *ENDS))
    verdict.check("the floors of run.json: chance in closed form", said, named)


def _candidates(files: Files, rebuilt: Mapping[date, Rebuilt]) -> pl.DataFrame | None:
    """N of every customer: as rebuilt, or the catalogue's size where nothing is taken out of it; else nobody knows."""
    if rebuilt:
        return pl.concat([one.candidates for one in rebuilt.values()])
    config = read_config(files.folder)
    if config is None or config.split.seen != "allow":
        return None
    sizes = {
        "cut": [date.fromisoformat(cut["start"]) for cut in files.run["cuts"]],
        "N": [cut["items_in_catalogue"] for cut in files.run["cuts"]],
        "N_cold": [cut["items_cold"] for cut in files.run["cuts"]],
    }
    return files.future.select("cut", "customer").unique().join(pl.DataFrame(sizes), on="cut")


def check_beside(verdict: Verdict, files: Files, rebuilt: Mapping[date, Rebuilt]) -> None:
    """Compare what lists are like, and the audit of their hits."""
    run, windows, names = files.run, windows_of(files.run["cuts"]), recommenders_of(files)
    if run.get("beyond"):
        found = measured(files.shown, run["cuts"], names, run["ks"], run["seed"], rebuilt)
        measures = [f"{name}@{k}" for name in (*OF_LISTS, *(OF_PURCHASES if rebuilt else ())) for k in run["ks"]]
        said = differing_measures(run["beyond"], found, windows, names, measures)
        named = [f"beyond/*/*/{measure}" for measure in measures]
        verdict.check(f"what lists are like: {', '.join((*OF_LISTS, *(OF_PURCHASES if rebuilt else ())))}", said, named)
    if run.get("audit"):
        kinds = known(rebuilt)
        said = differing_audits(run["audit"], files.shown, files.future, windows, names, run["ks"], rebuilt)
        own = [f"kinds/{kind}/{name}" for kind in kinds for name in OF_KIND]
        named = [f"audit/*/*/{k}/{name}" for k in run["ks"] for name in ("n", "hits", "hit_rate", *own)]
        verdict.check(f"the audit's hits: {', '.join(kinds)}", said, named)


def _named(path: str, metrics: Sequence[str], parts: Sequence[str]) -> Iterator[str]:
    """The cells of every segment, as `fashrec.verify.rest` takes them."""
    return (f"{path}/{segment}/{metric}/{part}" for segment in SEGMENTS for metric in metrics for part in parts)
