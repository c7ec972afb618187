"""Pasts without a story, drawn at random, for properties that must hold whatever was bought."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import numpy as np
import numpy.typing as npt
import polars as pl

from fashrec.frames import CUSTOMERS, ITEMS
from fashrec.past import Past
from fashrec.types import Future, ItemLists, ItemVectors, Seen
from tests.shop import CUT, ShopTools, TableTruth, mask, table


def past(seed: int, n_customers: int = 40, n_items: int = 30, n_rows: int = 400, seen: Seen = "allow") -> Past:
    """A past without a story: purchases drawn evenly from 60 days, a tenth of the items never bought or off sale.

    Items have products, colours and types; customers have ages; of some nobody knows them.
    """
    random = np.random.default_rng(seed)
    catalogue = random.random(n_items) < 0.9
    price = random.random(n_rows).astype(np.float32)
    price[random.random(n_rows) < 0.05] = np.nan
    purchases = table(
        random.integers(0, n_customers, n_rows),
        random.integers(0, max(1, n_items * 9 // 10), n_rows),
        CUT.day - random.integers(1, 61, n_rows),
        price,
        n_customers,
    )
    warm = mask(*np.unique(purchases.item), n=n_items)
    launch_day = [CUT.start - timedelta(days=1 + row % 7) for row in range(n_items)]
    items = pl.DataFrame(
        {
            "item_id": [f"{row:010d}" for row in range(n_items)],
            "product_code": [None if row % 11 == 10 else f"{row // 3:07d}" for row in range(n_items)],
            "product_type_name": [None if row % 7 == 6 else f"type {row % 5}" for row in range(n_items)],
            "colour_group_name": [f"colour {row % 3}" for row in range(n_items)],
            "launch_day": launch_day,
        }
    )
    ages = [None if row % 9 == 8 else 20 + 7 * (row % 6) for row in range(n_customers)]
    customers = pl.DataFrame(
        {
            "customer_id": [f"{row:064x}" for row in range(n_customers)],
            "age": pl.Series(ages, dtype=pl.Float32),
        }
    )
    tables = (_whole(items, ITEMS), _whole(customers, CUSTOMERS))
    return Past(CUT, purchases, *tables, np.ones(n_items, bool), warm, catalogue, seen)


def _whole(frame: pl.DataFrame, schema: dict[str, Any]) -> pl.DataFrame:
    """The frame with all columns of its table, null where nothing is told."""
    return frame.select(
        pl.col(name) if name in frame.columns else pl.lit(None, kind).alias(name) for name, kind in schema.items()
    )


def vectors(seed: int, n_items: int = 30, dim: int = 4) -> ItemVectors:
    """Unit vectors of a coarse grid, so that some are equal; a tenth of the items have none."""
    random = np.random.default_rng(seed)
    values = random.integers(-2, 3, (n_items, dim)).astype(np.float32)
    lengths = np.linalg.norm(values, axis=1, keepdims=True)
    has = (lengths[:, 0] > 0) & (random.random(n_items) < 0.9)
    return ItemVectors(np.where(has[:, None], values / np.maximum(lengths, 1), 0).astype(np.float32), has, "crowd")


def tools(of: Past, seed: int) -> ShopTools:
    """The tools of a crowd; its truth has many equal probabilities."""
    chances = np.random.default_rng(seed).integers(0, 8, (of.n_customers, of.n_items)) / 8
    return ShopTools(of, vectors(seed, of.n_items), TableTruth(chances.astype(np.float32)))


def renamed(of: Past, row: npt.NDArray[np.int64]) -> Past:
    """The same past in which each item has another row (and the id that goes with it): item i is now `row[i]`."""
    bought, back = of.purchases, np.argsort(row)
    purchases = table(bought.customer, row[bought.item], bought.day, bought.price, of.n_customers)
    items = of.items[back].with_columns(of.items["item_id"])
    masks = {name: getattr(of, name)[back] for name in ("launched", "warm", "catalogue")}
    return replace(of, purchases=purchases, items=items, **masks)


def renamed_tools(of: ShopTools, past: Past, row: npt.NDArray[np.int64]) -> ShopTools:
    """The same tools for `renamed` items."""
    back, vectors = np.argsort(row), of.vectors
    assert of.truth is not None
    return ShopTools(
        past,
        replace(vectors, values=vectors.values[back], has=vectors.has[back]),
        TableTruth(of.truth.table[:, back]),
    )


def future(of: Past, pairs: npt.NDArray[np.int64]) -> Future:
    """Items bought afterwards, int64 [n_customers, m], distinct along a row: everybody is scored."""
    everybody = np.arange(of.n_customers, dtype=np.int32)
    relevant = ItemLists(np.arange(len(pairs) + 1) * pairs.shape[1], np.sort(pairs).astype(np.int32).ravel())
    owned = of.owned(everybody)
    bought = owned.owners() * of.n_items + owned.items
    repeat = np.isin(relevant.owners() * of.n_items + relevant.items, bought)
    remove = of.seen == "remove"
    return Future(
        cut=of.cut,
        customers=everybody,
        relevant=relevant,
        cold=~of.warm[relevant.items],
        repeat=repeat,
        reachable=of.catalogue[relevant.items] & ~(repeat if remove else np.zeros(len(repeat), bool)),
        n_history=owned.counts().astype(np.int32),
        n_candidates=np.full(len(pairs), of.catalogue.sum(), np.int32),
        n_candidates_cold=np.full(len(pairs), (of.catalogue & ~of.warm).sum(), np.int32),
        n_dropped=0,
    )


def lists(n_customers: int = 40, n_items: int = 30) -> pl.DataFrame:
    """What somebody else would show a crowd: a tenth of the pairs left out, every third score the same."""
    random = np.random.default_rng(0)
    customer, item = np.divmod(np.flatnonzero(random.random(n_customers * n_items) < 0.9), n_items)
    scores = np.where(random.random(len(item)) < 0.3, 0.5, random.normal(size=len(item)))
    return pl.DataFrame(
        {
            "customer_id": [f"{row:064x}" for row in customer],
            "article_id": [f"{row:010d}" for row in item],
            "score": scores,
        }
    )


def frozen(of: Past) -> Past:
    """The same past, whose arrays refuse to be written to."""
    bought = of.purchases
    columns = (bought.customer, bought.item, bought.day, bought.price, bought.channel, bought.offsets)
    for array in (*columns, of.launched, of.warm, of.catalogue):
        array.flags.writeable = False
    return of
