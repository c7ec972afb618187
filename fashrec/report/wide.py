"""All numbers of runs as one wide table, a row a run."""

from collections.abc import Sequence

import polars as pl

from fashrec.results.runs import Run, differing
from fashrec.results.scores import wide_row


def wide_frame(runs: Sequence[Run]) -> pl.DataFrame:
    """A row a run: `run`, each setting that differs, `times`, then the columns of `wide_row`, unrounded.

    Null where a run has nothing; `times` is how many runs of the same settings came to the same scores.
    """
    settings = differing(runs)
    rows = [
        {"run": run.stamp, **{name: run.setting(name) for name in settings}, "times": run.times, **wide_row(run)}
        for run in runs
    ]
    return pl.DataFrame(rows, infer_schema_length=None)
