"""What customers scored, from the run folders, once it is sure that all runs scored the same."""

from collections.abc import Sequence

import polars as pl

from fashrec.errors import ConfigError, DataError
from fashrec.infer.cells import PAIR, metrics_of
from fashrec.results.runs import Run, differing
from fashrec.results.scores import days_of
from fashrec.results.tables import read_table

PURCHASE = [*PAIR, "item"]


def values_of(runs: Sequence[Run], window: str, segment: str, metric: str) -> list[pl.DataFrame]:
    """For each run a row a (cut, customer) pair, the same rows in the same order in all: cut, customer, recommenders.

    Raises:
        ConfigError: where a run has no such segment or metric.
        DataError: where the segment has other customers in one run than in another, or a table cannot be read.
    """
    frames = [_of_run(run, window, segment, metric) for run in runs]
    for run, frame in zip(runs[1:], frames[1:], strict=True):
        _check(frames[0], frame, PAIR, f"(cut, customer) pairs of segment {segment}", [runs[0], run])
    return frames


def has_values(run: Run) -> bool:
    """Whether its folder still has what customers scored."""
    return all((run.folder / f"{name}.parquet").is_file() for name in ("per_customer", "future"))


def check_futures(runs: Sequence[Run], window: str) -> None:
    """Refuse runs that were scored against other purchases.

    Raises:
        DataError: with how many differ, or where a table cannot be read.
    """
    first, *others = [_future(run, window) for run in runs]
    for run, frame in zip(runs[1:], others, strict=True):
        both = [runs[0], run]
        _check(_pairs(first), _pairs(frame), PAIR, "scored (cut, customer) pairs", both)
        _check(first, frame, PURCHASE, "relevant (cut, customer, item) purchases", both)


def _pairs(future: pl.DataFrame) -> pl.DataFrame:
    return future.select(PAIR).unique()


def _future(run: Run, window: str) -> pl.DataFrame:
    in_window = pl.col("cut").is_in(days_of(run, window))
    return read_table(run.folder, "future", lambda future: future.filter(in_window).select(PURCHASE))


def _of_run(run: Run, window: str, segment: str, metric: str) -> pl.DataFrame:
    _known("segment", segment, list(next(iter(run.data["ceilings"].values()))))
    of_segment = (pl.col("segment") == segment) & pl.col("cut").is_in(days_of(run, window))

    def wanted(values: pl.LazyFrame) -> pl.LazyFrame:
        _known("metric", metric, metrics_of(pl.DataFrame(schema=values.collect_schema())))
        return values.filter(of_segment).select(*PAIR, "recommender", metric)

    long = read_table(run.folder, "per_customer", wanted)
    names = list(run.data["scores"][window])
    if long.is_empty():
        return pl.DataFrame(schema={"cut": pl.Date, "customer": pl.String} | dict.fromkeys(names, pl.Float64))
    return long.pivot("recommender", index=PAIR, values=metric).sort(PAIR).select(*PAIR, *names)


def _known(setting: str, name: str, known: Sequence[str]) -> None:
    if name not in known:
        raise ConfigError(
            f"there is no {setting} {name}",
            where=setting,
            why=f"the runs have {', '.join(known)}",
            do=f"give one of them, as in {setting}={known[0]}",
        )


def _check(first: pl.DataFrame, other: pl.DataFrame, on: list[str], called: str, runs: Sequence[Run]) -> None:
    """Refuse two frames whose rows differ in the columns `on`."""
    lost, added = (a.join(b, on=on, how="anti").height for a, b in ((first, other), (other, first)))
    if not lost and not added:
        return
    apart = [name for name in differing(runs) if name.startswith(("data", "split"))]
    cuts = [set(frame["cut"].unique()) for frame in (first, other)]
    raise DataError(
        f"{lost:,} of {first.height:,} {called} of the first run are not in the second, and {added:,} of its "
        f"{other.height:,} not in the first; {len(cuts[0] & cuts[1])} of {len(cuts[0] | cuts[1])} cuts are in both",
        where=" and ".join(str(run.folder) for run in runs),
        why="a paired difference needs both scores of the same customer at the same cut, for the same purchases"
        + (f"; {', '.join(apart)} differ" if apart else ""),
        do="run both on the same data with the same split",
    )
