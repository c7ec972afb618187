"""The schemas of every table that fashrec writes, and the reading of the ingested ones."""

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import polars as pl

from fashrec.errors import StoreError
from fashrec.types import Purchases

ITEMS = {
    "item_id": pl.String,  # article_id, ten digits; the row's number is the id's rank
    "product_code": pl.String,  # seven digits; one for all colours of a product
    "prod_name": pl.String,
    "product_type_name": pl.String,
    "product_group_name": pl.String,
    "graphical_appearance_name": pl.String,
    "colour_group_name": pl.String,
    "perceived_colour_value_name": pl.String,
    "perceived_colour_master_name": pl.String,
    "department_name": pl.String,
    "index_name": pl.String,
    "index_group_name": pl.String,
    "section_name": pl.String,
    "garment_group_name": pl.String,
    "detail_desc": pl.String,
    "launch_day": pl.Date,  # null where the source has no launch dates
    "picture": pl.String,  # below the pictures' folder; null where there is none
}
CUSTOMERS = {
    "customer_id": pl.String,  # the row's number is the id's rank
    "age": pl.Float32,  # years; null where unknown
    "club_member_status": pl.String,
    "fashion_news_frequency": pl.String,
    "postal_code": pl.String,
}
PURCHASES = {
    "customer": pl.Int32,  # row in CUSTOMERS
    "item": pl.Int32,  # row in ITEMS
    "day": pl.Int32,  # days since 1970-01-01
    "price": pl.Float32,  # in the source's scale; NaN where missing
    "channel": pl.UInt8,  # the source's sales channel; 0 where unknown
}
SHOWN = {
    "cut": pl.Date,
    "recommender": pl.String,
    "list": pl.String,  # `main` or `cold_only`
    "customer": pl.String,
    "rank": pl.Int32,  # 1 ... k
    "item": pl.String,
    "score": pl.Float32,  # never rises with the rank; -0.5, -1.5 ... tell the order alone: see recommend/woven.py
}
FUTURE = {
    "cut": pl.Date,
    "customer": pl.String,
    "item": pl.String,
    "cold": pl.Boolean,  # bought by nobody before the cut
    "repeat": pl.Boolean,  # bought by this customer before the cut
    "reachable": pl.Boolean,  # inside the catalogue
    "n_history": pl.Int32,  # distinct items this customer bought before the cut
}
EPOCHS = {
    "epoch": pl.Int32,  # 1 ... over all phases
    "phase": pl.String,  # frozen (the head alone) or unfrozen
    "predictor": pl.String,  # network, or a trivial baseline: none, majority, prior
    "loss_train": pl.Float64,  # mean over the epoch's batches, in nats; null for baselines
    # over the whole validation set (docs/evaluation.md 7); null where undefined
    "loss_valid": pl.Float64,
    "accuracy": pl.Float64,
    "fbeta2_macro_thr0.5": pl.Float64,
    "map_macro": pl.Float64,
    "f1_micro": pl.Float64,
    "f1_macro": pl.Float64,
}


@dataclass(frozen=True, slots=True)
class Tables:
    """The ingested tables; files `items.parquet`, `customers.parquet`, `purchases.parquet` of one folder.

    Attributes:
        items: ITEMS, sorted by item_id.
        customers: CUSTOMERS, sorted by customer_id.
        purchases: sorted by customer, day, item, price, channel.
    """

    items: pl.DataFrame
    customers: pl.DataFrame
    purchases: Purchases


def read_tables(folder: Path) -> Tables:
    """The tables that `Dataset.ingest` wrote into `folder`.

    Raises:
        StoreError: where a table has other columns than this version of fashrec writes.
    """
    items = _read(folder / "items.parquet", ITEMS)
    customers = _read(folder / "customers.parquet", CUSTOMERS)
    rows = _read(folder / "purchases.parquet", PURCHASES)
    columns = {name: rows[name].to_numpy() for name in PURCHASES}
    offsets = np.searchsorted(columns["customer"], np.arange(len(customers) + 1)).astype(np.int64)
    return Tables(items, customers, Purchases(**columns, offsets=offsets))


def _read(file: Path, schema: dict[str, Any]) -> pl.DataFrame:
    frame = pl.read_parquet(file).rechunk()
    if dict(frame.schema) != schema:
        raise StoreError(
            f"{file.name} has columns {dict(frame.schema)}",
            where=str(file),
            why="this version of fashrec writes and reads another schema",
            do="remove the artefact with `python -m fashrec.store gc`, it is made again",
        )
    return frame
