"""What customers scored, from the run folders, once it is sure that all runs scored the same."""

from collections.abc import Sequence
from datetime import date

import polars as pl

from fashrec.errors import ConfigError, DataError
from fashrec.infer.cells import PAIR, metrics_of
from fashrec.results.runs import Run, differing

PURCHASE = [*PAIR, "item"]


def values_of(runs: Sequence[Run], window: str, segment: str, metric: str) -> list[pl.DataFrame]:
    """For each run a row a (cut, customer) pair, the same rows in the same order in all: cut, customer, recommenders.

    Raises:
        ConfigError: where a run has no such segment or metric.
        DataError: where the segment has other customers in one run than in another.
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
        DataError: with how many differ.
    """
    first, *others = [_future(run, window) for run in runs]
    for run, frame in zip(runs[1:], others, strict=True):
        both = [runs[0], run]
        _check(_pairs(first), _pairs(frame), PAIR, "scored (cut, customer) pairs", both)
        _check(first, frame, PURCHASE, "relevant (cut, customer, item) purchases", both)


def _pairs(future: pl.DataFrame) -> pl.DataFrame:
    return future.select(PAIR).unique()


def _future(run: Run, window: str) -> pl.DataFrame:
    return _scan(run, "future").filter(pl.col("cut").is_in(days_of(run, window))).select(PURCHASE).collect()


def _of_run(run: Run, window: str, segment: str, metric: str) -> pl.DataFrame:
    scan = _scan(run, "per_customer")
    columns = scan.collect_schema()
    known = metrics_of(pl.DataFrame(schema=columns))
    _known("metric", metric, known)
    _known("segment", segment, list(next(iter(run.data["ceilings"].values()))))
    rows = scan.filter((pl.col("segment") == segment) & pl.col("cut").is_in(days_of(run, window)))
    long = rows.select(*PAIR, "recommender", metric).collect()
    names = list(run.data["scores"][window])
    if long.is_empty():
        return pl.DataFrame(schema={"cut": pl.Date, "customer": pl.String} | dict.fromkeys(names, pl.Float64))
    return long.pivot("recommender", index=PAIR, values=metric).sort(PAIR).select(*PAIR, *names)


def _scan(run: Run, name: str) -> pl.LazyFrame:
    file = run.folder / f"{name}.parquet"
    if not file.is_file():
        raise DataError(
            f"{file.name} is missing",
            where=str(run.folder),
            why="runs are compared customer by customer",
            do="keep run folders whole, or run the experiment again",
        )
    return pl.scan_parquet(file)


def days_of(run: Run, window: str) -> list[date]:
    """The cuts of a window."""
    return [date.fromisoformat(cut["start"]) for cut in run.data["cuts"] if window in ("all", cut["window"])]


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
