"""Recomputes every ranking score of a run from its two frames, by the code that scored the run."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from typing import Any, TypedDict

import numpy as np
import polars as pl

from fashrec.errors import DataError
from fashrec.evaluate.evaluator import NOTHING, Evaluator, Values
from fashrec.evaluate.metrics import METRICS
from fashrec.evaluate.segments import COLD_ONLY
from fashrec.evaluate.summary import Cells, pooled, pooled_by_name, totals
from fashrec.frames import FUTURE, SHOWN
from fashrec.types import Cut, Future, Ints, ItemLists, Longs, Shown

UNKNOWN = np.iinfo(np.int32).max  # stands for N where nobody gave it; no floor is computed from it


class Scores(TypedDict):
    """`scores`, `floors` and `ceilings` of run.json; `floors` is empty where N was not given."""

    scores: dict[str, dict[str, Cells]]
    floors: dict[str, Cells]
    ceilings: dict[str, Cells]


def score(
    shown: pl.DataFrame,
    future: pl.DataFrame,
    ks: tuple[int, ...] = (5, 12),
    *,
    n_catalogue: Mapping[date, tuple[int, int]] | None = None,
    windows: Mapping[date, str] | None = None,
    recommenders: Sequence[str] = (),
) -> Scores:
    """Every ranking score of the lists in `shown` against the purchases in `future`.

    Tie metrics are left out: they need the items behind a list's end, which frames do not hold.

    Args:
        shown: SHOWN; the lists of any recommenders at any cuts. A recommender without a list scores 0.
        future: FUTURE; every relevant pair of every scored customer.
        ks: the list lengths, ascending; no list may be longer than the last.
        n_catalogue: by cut, N and the cold items among the N that everybody may be shown. With `seen=remove` N
            differs between customers, which frames do not tell: floors are then approximate.
        windows: each cut's window; None: one window, `all`.
        recommenders: names to score besides those in `shown`, such as one that showed nothing to anybody.

    Raises:
        ConfigError: for wrong `ks`.
        DataError: for missing columns or nulls, a cut without a future, a pair given twice, ranks other than
            1, 2, 3 ..., and whatever a list of the run would be refused for.
    """
    evaluator = Evaluator(tuple(ks))
    shown, future = _numbered(_checked(shown, SHOWN, "shown"), _checked(future, FUTURE, "future"))
    _check_pairs(future)
    days = future["cut"].unique().sort().to_list()
    _check_match(shown, days, {"windows": windows, "n_catalogue": n_catalogue})
    window = windows or dict.fromkeys(days, "all")
    N = n_catalogue or dict.fromkeys(days, (UNKNOWN, UNKNOWN))
    futures = {day: _future(day, rows, *N[day]) for (day,), rows in _by(future, "cut")}
    lists = {key: _shown(key, rows) for key, rows in _by(shown, "cut", "recommender", "list")}
    names = sorted({*recommenders, *shown["recommender"].unique()})

    def scored(name: str, day: date) -> dict[str, Values]:
        main, cold = (lists.get((day, name, kind), NOTHING) for kind in ("main", COLD_ONLY))
        return _without_ties(evaluator.scores(futures[day], main, cold, name=name))

    scores = {name: [totals(day, window[day], scored(name, day)) for day in days] for name in names}
    floors = [totals(day, window[day], evaluator.chance(futures[day])) for day in days if n_catalogue]
    ceilings = [totals(day, window[day], evaluator.ceilings(futures[day])) for day in days]
    return Scores(scores=pooled_by_name(scores), floors=pooled(floors), ceilings=pooled(ceilings))


def _checked(frame: pl.DataFrame, schema: dict[str, Any], name: str) -> pl.DataFrame:
    missing = [column for column in schema if column not in frame.columns]
    if missing:
        raise _refusal(f"columns are missing: {', '.join(missing)}", name)
    nulls = [column for column in schema if frame[column].null_count()]
    if nulls:
        raise _refusal(f"nulls in {', '.join(nulls)}", name)
    try:
        return frame.select(list(schema)).cast(schema)  # type: ignore[arg-type]
    except pl.exceptions.PolarsError as error:
        raise _refusal(f"columns of other types: {str(error).splitlines()[0]}", name) from error


def _refusal(what: str, name: str) -> DataError:
    return DataError(
        what,
        where=name,
        why="a score is computed from whole, well-formed frames or not at all",
        do="give the frames as a run folder's shown.parquet and future.parquet hold them",
    )


def _numbered(shown: pl.DataFrame, future: pl.DataFrame) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Both frames with `customer` and `item` as int32 numbers, the same ids the same numbers, each sorted."""
    both = pl.concat([frame.select("customer", "item") for frame in (shown, future)])
    ids = both.select(pl.all().rank("dense").cast(pl.Int32) - 1)
    shown = shown.with_columns(ids.head(len(shown)))
    future = future.with_columns(ids.tail(len(future)))
    return shown.sort("cut", "recommender", "list", "customer", "rank"), future.sort("cut", "customer", "item")


def _check_pairs(future: pl.DataFrame) -> None:
    twice = int(future.select("cut", "customer", "item").is_duplicated().sum())
    if twice:
        raise _refusal(f"{twice} rows give a (cut, customer, item) that another row gives too", "future")


def _check_match(shown: pl.DataFrame, days: list[date], given: Mapping[str, Mapping[date, object] | None]) -> None:
    kinds = sorted(set(shown["list"].unique()) - {"main", COLD_ONLY})
    if kinds:
        raise _refusal(f"lists that are neither main nor {COLD_ONLY}: {', '.join(kinds)}", "shown")
    lost = sorted(set(shown["cut"].unique()) - set(days))
    if lost:
        raise _refusal(f"cuts without a future: {', '.join(map(str, lost))}", "shown")
    for name, by_cut in given.items():
        unsaid = [] if by_cut is None else [day for day in days if day not in by_cut]
        if unsaid:
            raise _refusal(f"cuts not in {name}: {', '.join(map(str, unsaid))}", name)


def _by(rows: pl.DataFrame, *columns: str) -> Iterator[tuple[tuple[Any, ...], pl.DataFrame]]:
    yield from rows.partition_by(columns, as_dict=True, maintain_order=True).items()


def _future(day: date, rows: pl.DataFrame, n_candidates: int, n_candidates_cold: int) -> Future:
    customers, offsets = _runs(rows["customer"].to_numpy())
    history = rows["n_history"].to_numpy()
    if (history != np.repeat(history[offsets[:-1]], np.diff(offsets))).any():
        raise _refusal(f"n_history differs between rows of one customer at {day}", "future")
    return Future(
        # frames hold neither horizon nor window, and no metric reads them
        cut=Cut(day, horizon_days=1, window="validation"),
        customers=customers,
        relevant=ItemLists(offsets, rows["item"].to_numpy()),
        cold=rows["cold"].to_numpy(),
        repeat=rows["repeat"].to_numpy(),
        reachable=rows["reachable"].to_numpy(),
        n_history=history[offsets[:-1]],
        n_candidates=np.full(len(customers), n_candidates, np.int32),
        n_candidates_cold=np.full(len(customers), n_candidates_cold, np.int32),
        n_dropped=0,
    )


def _shown(key: tuple[object, ...], rows: pl.DataFrame) -> Shown:
    customers, offsets = _runs(rows["customer"].to_numpy())
    counts = np.diff(offsets)
    owners = np.repeat(np.arange(len(customers)), counts)
    places = np.arange(len(rows)) - np.repeat(offsets[:-1], counts)
    if (rows["rank"].to_numpy() != places + 1).any():
        raise _refusal("ranks of a list are not 1, 2, 3 ...", f"shown, {' '.join(map(str, key))}")
    items = np.full((len(customers), int(counts.max())), -1, np.int32)
    scores = np.full(items.shape, -np.inf, np.float32)
    items[owners, places] = rows["item"].to_numpy()
    scores[owners, places] = rows["score"].to_numpy()
    return Shown(customers, items, scores)


def _runs(customers: Ints) -> tuple[Ints, Longs]:
    """The distinct values of an ascending, non-empty array, and the offsets of their runs."""
    starts = np.flatnonzero(np.diff(customers, prepend=-1))
    return customers[starts], np.append(starts, len(customers)).astype(np.int64)


def _without_ties(values: Mapping[str, Values]) -> dict[str, Values]:
    return {
        segment: Values(
            part.customers,
            {metric: column for metric, column in part.metrics.items() if metric.split("@")[0] in METRICS},
        )
        for segment, part in values.items()
    }
