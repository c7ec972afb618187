"""How much of the best configuration's score is luck, from what every customer scored in every finished run."""

from collections.abc import Sequence
from functools import reduce
from pathlib import Path

import polars as pl
from optuna.trial import FrozenTrial

from fashrec.infer.best import BestOf, best_of
from fashrec.infer.cells import PAIR, scores_of
from fashrec.infer.customers import by_customer
from fashrec.infer.intervals import Bootstrap
from fashrec.infer.weights import customer_keys
from fashrec.results.tables import read_table

REPLICATES = 1000


def luck(folder: Path, trials: Sequence[FrozenTrial], recommender: str) -> BestOf | None:
    """Of the best of these finished configurations, on the window that chose it.

    Args:
        folder: of their run folders.
        trials: of one study, so that all were scored on the same customers.
        recommender: whose headline they were chosen by.

    Returns:
        None for fewer than two configurations, or where a run folder lacks per_customer.parquet.

    Raises:
        DataError: where one is there and cannot be read.
    """
    runs = [folder / trial.user_attrs["run"] for trial in trials]
    if len(runs) < 2 or not all((run / "per_customer.parquet").is_file() for run in runs):  # noqa: PLR2004 (one is the best of nothing)
        return None
    columns = [str(at) for at in range(len(runs))]
    metric = trials[0].user_attrs["metric"]
    frames = [_scores(run, recommender, metric, column) for run, column in zip(runs, columns, strict=True)]
    every = reduce(lambda one, other: one.join(other, on=PAIR, how="inner"), frames)
    assert all(len(frame) == len(every) for frame in frames), "a study's runs are scored on the same pairs"
    values = by_customer(customer_keys(every["customer"]), every.select(columns).to_numpy())
    return best_of(values, Bootstrap(REPLICATES))


def _scores(run: Path, recommender: str, metric: str, column: str) -> pl.DataFrame:
    return read_table(run, "per_customer", lambda values: scores_of(values, recommender, metric, column))
