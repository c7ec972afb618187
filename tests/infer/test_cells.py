"""Intervals in the cells of run.json."""

from datetime import date

import numpy as np
import polars as pl

from fashrec.evaluate.evaluator import Values
from fashrec.evaluate.summary import pooled_by_name, totals
from fashrec.evaluate.tables import per_customer_frame
from fashrec.infer.cells import Scores, with_intervals
from fashrec.infer.customers import by_customer
from fashrec.infer.intervals import Bootstrap, intervals
from fashrec.infer.weights import customer_keys
from fashrec.types import Cut, Doubles

IDS = pl.Series([f"{row:03d}" for row in range(100)])
CUTS = [
    Cut(date(2020, 9, 2), 7, "validation"),
    Cut(date(2020, 9, 9), 7, "validation"),
    Cut(date(2020, 9, 16), 7, "test"),
]
WINDOWS = {cut.start: str(cut.window) for cut in CUTS}
ROWS = np.arange(0, 100, 2, dtype=np.int32)
RANDOM = np.random.default_rng(0)
HITS = {name: [(RANDOM.random(50) < share).astype(float) for _ in CUTS] for name, share in (("a", 0.3), ("b", 0.6))}
BOOTSTRAP = Bootstrap(200, seed=4)


def segments(values: Doubles) -> dict[str, Values]:
    """Every second customer in segment `all`, nobody in `cold`."""
    nobody = Values(np.zeros(0, np.int32), {"hit_rate@5": np.zeros(0), "mrr@5": np.zeros(0)})
    return {"all": Values(ROWS, {"hit_rate@5": values, "mrr@5": values / 2}), "cold": nobody}


def scored() -> tuple[Scores, pl.DataFrame]:
    """Two recommenders at three cuts, without intervals, and what their customers scored."""
    parts = {
        name: [totals(cut.start, cut.window, segments(one)) for cut, one in zip(CUTS, of_one, strict=True)]
        for name, of_one in HITS.items()
    }
    frames = [
        per_customer_frame(cut, name, segments(one), IDS)
        for name, of_one in HITS.items()
        for cut, one in zip(CUTS, of_one, strict=True)
    ]
    return pooled_by_name(parts), pl.concat(frames)


def test_each_cell_has_the_interval_of_its_own_values() -> None:
    """What a recommender alone would have, in its window's cuts; value, n and by_cut stay; nobody has no interval."""
    before, frame = scored()
    after = with_intervals(before, frame, WINDOWS, BOOTSTRAP)
    keys = customer_keys(IDS.gather(ROWS))
    for window, n_first, n_last in (("validation", 0, 2), ("test", 2, 3), ("all", 0, 3)):
        for name, hits in HITS.items():
            values = np.concatenate(hits[n_first:n_last])[:, None]
            (wanted,) = intervals(by_customer(np.tile(keys, n_last - n_first), values), BOOTSTRAP)
            assert wanted is not None
            cell = after[window][name]["all"]["hit_rate@5"]
            assert (cell["low"], cell["high"], cell["method"]) == (wanted.low, wanted.high, wanted.method)
            untouched = before[window][name]["all"]["hit_rate@5"]
            assert {**cell, "low": None, "high": None, "method": None} == untouched
            assert after[window][name]["cold"] == before[window][name]["cold"]


def test_the_order_of_rows_and_who_else_is_scored_change_nothing() -> None:
    """Shuffled customers, and one recommender less."""
    before, frame = scored()
    wanted = with_intervals(before, frame, WINDOWS, BOOTSTRAP)
    shuffled = frame.sample(fraction=1, shuffle=True, seed=1)
    assert with_intervals(before, shuffled, WINDOWS, BOOTSTRAP) == wanted
    alone = {window: {"b": tables["b"]} for window, tables in before.items()}
    of_b = frame.filter(pl.col("recommender") == "b")
    assert with_intervals(alone, of_b, WINDOWS, BOOTSTRAP)["all"]["b"] == wanted["all"]["b"]
