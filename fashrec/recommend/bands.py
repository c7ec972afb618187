"""Groups of customers: by age, or by a column of theirs."""

from typing import Literal, get_args

import numpy as np
import polars as pl

from fashrec.errors import require
from fashrec.types import Ints

By = Literal["age", "club_member_status", "fashion_news_frequency"]
"""Columns of the customers' table; postal codes are nearly as many as customers."""


def require_bands(by: By | None, edges: tuple[float, ...]) -> None:
    """Raise a ConfigError unless these settings name bands: `edges` go with `age`, and with nothing else."""
    require(by is None or by in get_args(By), "by", by, "null or one of " + ", ".join(get_args(By)))
    numbers = all(isinstance(edge, int | float) for edge in edges)
    rising = numbers and list(edges) == sorted(set(edges))
    said = "years in rising order, as [25, 35, 50], with by=age; [] otherwise"
    require(rising and bool(edges) == (by == "age"), "edges", list(edges), said)


def bands_of(customers: pl.DataFrame, by: By | None, edges: tuple[float, ...]) -> Ints:
    """int32 [n_customers]: the number of each customer's band, 0 the first; -1 where nobody knows it.

    Args:
        customers: frames.CUSTOMERS.
        by: the column that makes the bands; None: everybody is in no band.
        edges: for `age`, where a band ends and the next begins: 25 is in the band that begins at 25.
    """
    if by is None:
        return np.full(len(customers), -1, np.int32)
    column = customers[by]
    if by == "age":
        ages = column.fill_null(float("nan")).to_numpy()
        return np.where(np.isnan(ages), -1, np.searchsorted(edges, ages, side="right")).astype(np.int32)
    ranks = column.rank("dense").cast(pl.Int32) - 1
    return ranks.fill_null(-1).to_numpy().astype(np.int32)
