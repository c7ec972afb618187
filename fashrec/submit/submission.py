"""Kaggle's submission: one line a customer, the lists of the week after the data."""

from datetime import timedelta
from pathlib import Path

import numpy as np
import polars as pl

from fashrec.making import Making
from fashrec.types import EPOCH, Cut

PLACES = 12  # items of a list that Kaggle looks at, whatever an experiment scores
BLOCK = 50_000  # customers ranked at once, which bounds the memory


def write_submission(making: Making, name: str, file: Path) -> int:
    """Write `customer_id,prediction` for every customer of the data; how many lists have fewer than PLACES items.

    The past is all there is: T is the day after the last purchase, and nobody has a future. Customers who never bought
    anything have a line too, with what the recommender shows those it knows nothing of.

    Args:
        making: the experiment's artefacts.
        name: of one of its recommenders.
        file: written beside and renamed, so that it is whole or not there.
    """
    parts, tables = making.parts, making.tables
    after = EPOCH + timedelta(days=int(tables.purchases.day.max()) + 1)
    past, _ = parts.split.at(tables, Cut(after, parts.split.horizon_days, "test"))
    recommender = parts.recommend[name]
    index = making.calibrated(making.earliest)[0] if "vectors" in recommender.needs else None
    ranker = recommender.fit(past, making.tools(past, index))
    item_ids, customer_ids = tables.items["item_id"], tables.customers["customer_id"]
    file.parent.mkdir(parents=True, exist_ok=True)
    beside, n_short, n = file.with_name(f".{file.name}.unfinished"), 0, len(customer_ids)
    with making.progress.task("lists", n, "customers") as step, beside.open("wb") as stream:
        stream.write(b"customer_id,prediction\n")
        for start in range(0, n, BLOCK):
            customers = np.arange(start, min(start + BLOCK, n), dtype=np.int32)
            items = ranker.rank(customers, PLACES, past.catalogue).items
            n_short += int((items < 0).any(axis=1).sum())
            rows = pl.DataFrame({"customer_id": customer_ids.gather(customers), "prediction": _joined(items, item_ids)})
            rows.write_csv(stream, include_header=False)
            step(len(customers))
    beside.rename(file)
    return n_short


def _joined(items: np.ndarray[tuple[int, ...], np.dtype[np.int32]], item_ids: pl.Series) -> pl.Series:
    """String [n]: each row's ids with blanks between, padding left out."""
    rows = pl.from_numpy(np.where(items < 0, len(item_ids), items))
    ids = item_ids.extend_constant(None, 1)
    return rows.select(pl.concat_str([ids.gather(row) for row in rows], separator=" ", ignore_nulls=True)).to_series()
