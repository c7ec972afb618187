"""Puts intervals beside the scores of run.json."""

from collections.abc import Mapping, Sequence
from datetime import date

import numpy as np
import polars as pl

from fashrec.evaluate.summary import Cell, Cells
from fashrec.infer.customers import by_customer
from fashrec.infer.intervals import Bootstrap, Interval, intervals
from fashrec.infer.weights import customer_keys

Scores = dict[str, dict[str, Cells]]  # by window, recommender
KEYS = ("cut", "recommender", "segment", "customer")  # of a per-customer frame; its other columns are metrics
PAIR = ["cut", "customer"]
MOST = 1 << 25  # values that are resampled at once: 256 MB, and about thrice that beside them


def with_intervals(
    scores: Scores, values: pl.DataFrame, windows: Mapping[date, str], bootstrap: Bootstrap | None
) -> Scores:
    """The same scores, each cell with `low`, `high` and `method`; a customer has the same weights in all of them.

    Args:
        scores: as `pooled_by_name` gives them.
        values: one row a (cut, recommender, segment, customer), a Float64 column a metric (`per_customer_frame`).
        windows: each cut's window.
        bootstrap: how; None: the scores as they are.
    """
    if bootstrap is None:
        return scores
    return {window: _of_window(tables, _rows(values, windows, window), bootstrap) for window, tables in scores.items()}


def scores_of(values: pl.LazyFrame, recommender: str, metric: str, called: str) -> pl.LazyFrame:
    """One recommender's metric over all customers, from a per-customer frame: cut, customer and `called`."""
    rows = values.filter((pl.col("recommender") == recommender) & (pl.col("segment") == "all"))
    return rows.select(*PAIR, pl.col(metric).alias(called))


def metrics_of(values: pl.DataFrame) -> list[str]:
    """The names of the metrics in a per-customer frame."""
    return [name for name in values.columns if name not in KEYS]


def _rows(values: pl.DataFrame, windows: Mapping[date, str], window: str) -> pl.DataFrame:
    return values.filter(pl.col("cut").is_in([day for day, name in windows.items() if window in ("all", name)]))


def _of_window(tables: Mapping[str, Cells], values: pl.DataFrame, bootstrap: Bootstrap) -> dict[str, Cells]:
    metrics, names = metrics_of(values), list(tables)
    filled: dict[str, Cells] = {name: {} for name in names}
    for segment in dict.fromkeys(segment for cells in tables.values() for segment in cells):
        found = _of_segment(values.filter(pl.col("segment") == segment), names, metrics, bootstrap)
        for name, of_one in zip(names, found, strict=True):
            beside = dict(zip(metrics, of_one, strict=True))
            cells = tables[name][segment]
            filled[name][segment] = {metric: _filled(cell, beside.get(metric)) for metric, cell in cells.items()}
    return filled


def _of_segment(
    values: pl.DataFrame, names: Sequence[str], metrics: Sequence[str], bootstrap: Bootstrap
) -> list[list[Interval | None]]:
    """For each recommender the interval of each metric; one resampling serves as many as memory allows."""
    parts = [values.filter(pl.col("recommender") == name).sort("cut", "customer") for name in names]
    pairs = parts[0].select("cut", "customer")
    assert all(part.select("cut", "customer").equals(pairs) for part in parts), "everybody is scored on the same pairs"
    keys = customer_keys(pairs["customer"])
    at_once = max(1, MOST // max(1, len(keys) * len(metrics)))
    found: list[Interval | None] = []
    for start in range(0, len(parts), at_once):
        columns = [part.select(metrics).to_numpy() for part in parts[start : start + at_once]]
        found += intervals(by_customer(keys, np.hstack(columns)), bootstrap)
    return [found[start : start + len(metrics)] for start in range(0, len(found), len(metrics))]


def _filled(cell: Cell, interval: Interval | None) -> Cell:
    if interval is None:
        return cell
    return Cell(
        value=cell["value"],
        n=cell["n"],
        low=interval.low,
        high=interval.high,
        method=interval.method,
        by_cut=cell["by_cut"],
    )
