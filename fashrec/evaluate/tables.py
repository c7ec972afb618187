"""Writes what was scored as frames: SHOWN, FUTURE, and one row a customer with a column a metric."""

from collections.abc import Mapping
from datetime import date
from typing import Literal

import numpy as np
import polars as pl

from fashrec.evaluate.evaluator import Values
from fashrec.frames import FUTURE, SHOWN
from fashrec.types import Cut, Future, Shown


def shown_frame(
    cut: Cut,
    recommender: str,
    kind: Literal["main", "cold_only"],
    shown: Shown,
    *,
    customer_ids: pl.Series,
    item_ids: pl.Series,
) -> pl.DataFrame:
    """One cut's lists of one recommender as SHOWN, sorted by customer row, then rank; padding leaves no row.

    Args:
        cut: the moment.
        recommender: its name.
        kind: `main`, or `cold_only` for lists ranked among cold items alone.
        shown: the lists.
        customer_ids: String [n_customers]; the id of each customer row.
        item_ids: String [n_items]; the id of each item row.
    """
    rows, places = np.nonzero(shown.items >= 0)
    columns = {
        "cut": _repeat(cut.start, len(rows)),
        "recommender": _repeat(recommender, len(rows)),
        "list": _repeat(kind, len(rows)),
        "customer": customer_ids.gather(shown.customers[rows]),
        "rank": places + 1,
        "item": item_ids.gather(shown.items[rows, places]),
        "score": shown.scores[rows, places],
    }
    return pl.DataFrame(columns).cast(SHOWN)  # type: ignore[arg-type]


def future_frame(future: Future, customer_ids: pl.Series, item_ids: pl.Series) -> pl.DataFrame:
    """One cut's relevant pairs as FUTURE, sorted by customer row, then item row; ids as in `shown_frame`."""
    owners = future.relevant.owners()
    columns = {
        "cut": _repeat(future.cut.start, len(owners)),
        "customer": customer_ids.gather(future.customers[owners]),
        "item": item_ids.gather(future.relevant.items),
        "cold": future.cold,
        "repeat": future.repeat,
        "reachable": future.reachable,
        "n_history": future.n_history[owners],
    }
    return pl.DataFrame(columns).cast(FUTURE)  # type: ignore[arg-type]


def per_customer_frame(
    cut: Cut, recommender: str, values: Mapping[str, Values], customer_ids: pl.Series
) -> pl.DataFrame:
    """One cut's values of one recommender: cut, recommender, segment, customer, then a Float64 column a metric.

    Args:
        cut: the moment.
        recommender: its name.
        values: by segment, as `Evaluator.scores` gives them.
        customer_ids: String [n_customers]; the id of each customer row.
    """
    return pl.concat(
        pl.DataFrame(
            {
                "cut": _repeat(cut.start, len(part.customers)),
                "recommender": _repeat(recommender, len(part.customers)),
                "segment": _repeat(segment, len(part.customers)),
                "customer": customer_ids.gather(part.customers),
                **part.metrics,
            }
        )
        for segment, part in values.items()
    )


def _repeat(value: str | date, n: int) -> pl.Series:
    return pl.repeat(value, n, eager=True)
