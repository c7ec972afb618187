"""A finished run of the hand-worked shop (tests/shop.py), with its store: pictures of one colour each.

At T content shows ann 3 0 8 1 4, bea 1 0 8 2 3, cas 0 8 1 3 2, and dan and eve what popular shows everybody: 2 4 0 3 6.
So content hits ann with 0, which she had bought before, and 1, its other colour; bea with 8, cold; cas with 3, again;
dan with 2 and 4. Popular hits ann with 0, cas with 3, dan as content does. Nobody hits eve.
"""

import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import polars as pl
from omegaconf import OmegaConf
from PIL import Image

from fashrec.frames import CUSTOMERS, FUTURE, ITEMS, PURCHASES, SHOWN
from fashrec.gallery.finished import Finished
from tests import shop

LISTS: dict[str, dict[int, tuple[int, ...]]] = {
    "content": {shop.ANN: (3, 0, 8, 1, 4), shop.BEA: (1, 0, 8, 2, 3), shop.CAS: (0, 8, 1, 3, 2)},
    "popular": {},
}
POPULAR = (2, 4, 0, 3, 6)
SCORED = (shop.ANN, shop.BEA, shop.CAS, shop.DAN, shop.EVE)
LATER = (  # customer, days after T, item
    (shop.ANN, 0, 7),
    (shop.ANN, 4, 0),
    (shop.ANN, 6, 1),
    (shop.ANN, 7, 8),
    (shop.BEA, 1, 8),
    (shop.CAS, 3, 3),
    (shop.DAN, 4, 2),
    (shop.DAN, 4, 4),
    (shop.EVE, 5, 9),
)


def customer(row: int) -> str:
    """A customer's id; bea's would end a script if it were not escaped."""
    return f"{row:064x}" + "</script>" * (row == shop.BEA)


def write(folder: Path, *, lists: Mapping[str, Mapping[int, Sequence[int]]] | None = None, score: float = 0.5) -> Path:
    """A run folder FOLDER/runs/made/stamp of the store FOLDER/store and the shop FOLDER/shop."""
    run = folder / "runs" / "made" / "stamp"
    (run / ".hydra").mkdir(parents=True)
    (run / "run.json").write_text(json.dumps(_facts(lists or LISTS, score)))
    OmegaConf.save(_config(folder), run / ".hydra" / "config.yaml")
    _shown(lists or LISTS).write_parquet(run / "shown.parquet")
    _future().write_parquet(run / "future.parquet")
    return run


def write_store(folder: Path) -> None:
    """The store and the shop's pictures; item 6 has none."""
    tables, vectors = folder / "store" / "tables" / "made", folder / "store" / "at_cut" / "space"
    for artefact in (tables, vectors):
        artefact.mkdir(parents=True)
        (artefact / "manifest.json").write_text("{}")
    items = _items()
    items.write_parquet(tables / "items.parquet")
    nobody = {name: pl.Series([None] * len(shop.EVERYBODY), dtype=kind) for name, kind in CUSTOMERS.items()}
    ids = {"customer_id": [customer(row) for row in shop.EVERYBODY.tolist()]}
    pl.DataFrame({**nobody, **ids}).cast(CUSTOMERS).write_parquet(tables / "customers.parquet")  # type: ignore[arg-type] # a schema
    _purchases().write_parquet(tables / "purchases.parquet")
    made = shop.vectors()
    np.save(vectors / "values.npy", made.values)
    np.save(vectors / "has.npy", made.has)
    for row, name in enumerate(items["picture"]):
        if name is not None:
            file = folder / "shop" / "images" / name
            file.parent.mkdir(parents=True, exist_ok=True)
            Image.new("RGB", (60, 90), (25 * row, 200 - 20 * row, 90)).save(file)


def finished(folder: Path) -> Finished:
    """The whole run, read."""
    write_store(folder)
    return Finished.read(write(folder))


def _facts(lists: Mapping[str, Any], score: float) -> dict[str, Any]:
    cut = {"start": str(shop.CUT.start), "window": "validation", "horizon_days": 7, "vectors": "space"}
    cell = {"value": score, "n": 5, "low": None, "high": None}
    cells = {"all": {"hit_rate@5": cell}, "cold": {"hit_rate@5": {**cell, "n": 0, "value": None}}}
    return {
        "schema": 1,
        "status": "done",
        "name": "made",
        "git_commit": "0123456789abcdef",
        "ks": [5],
        "headline": "hit_rate@5",
        "level": 0.95,
        "data": {"hash": "made"},
        "cuts": [cut],
        "scores": {"validation": dict.fromkeys(lists, cells)},
    }


def _config(folder: Path) -> Any:
    return OmegaConf.create(
        {
            "data": {"_target_": "fashrec.data.hm.HM", "root": str(folder / "shop")},
            "split": {
                "_target_": "fashrec.split.Split",
                "cuts": 1,
                "test_cuts": 0,
                "alive_days": 30,
                "last_cut": str(shop.CUT),
            },
            "store": {"root": "store"},
        }
    )


def _shown(lists: Mapping[str, Mapping[int, Sequence[int]]]) -> pl.DataFrame:
    rows = [
        (shop.CUT.start, name, "main", customer(row), rank, shop.ITEM_IDS[item], 1 / rank)
        for name, of in lists.items()
        for row in SCORED
        for rank, item in enumerate(of.get(row, POPULAR), start=1)
    ]
    return pl.DataFrame(rows, schema=SHOWN, orient="row")


def _future() -> pl.DataFrame:
    future = shop.future()
    owners = future.relevant.owners()
    columns = {
        "cut": [shop.CUT.start] * len(owners),
        "customer": [customer(int(row)) for row in future.customers[owners]],
        "item": [shop.ITEM_IDS[item] for item in future.relevant.items],
        "cold": future.cold,
        "repeat": future.repeat,
        "reachable": future.reachable,
        "n_history": future.n_history[owners],
    }
    return pl.DataFrame(columns).cast(FUTURE)  # type: ignore[arg-type] # a schema


def _items() -> pl.DataFrame:
    known = shop.past().items
    belt = pl.col("item_id") == shop.ITEM_IDS[9]
    launch = pl.when(belt).then(pl.lit(shop.CUT.start).dt.offset_by("3d")).otherwise("launch_day")
    return known.with_columns(
        launch_day=launch,
        prod_name=pl.Series(shop.NAMES),
        product_code=pl.col("item_id").str.head(7),
        product_type_name=pl.Series(["coat", "coat", *shop.NAMES[2:]]),
        product_group_name=pl.Series(["outdoor"] * 2 + ["indoor"] * 8),
        perceived_colour_master_name=pl.Series(["Red", "Blue"] + ["Black"] * 8),
    ).cast(ITEMS)  # type: ignore[arg-type] # a schema


def _purchases() -> pl.DataFrame:
    rows = [(who, item, shop.CUT.day - before, price, 2) for who, before, item, price in shop.BOUGHT]
    rows += [(who, item, shop.CUT.day + after, 0.5, 2) for who, after, item in LATER]
    return pl.DataFrame(rows, schema=PURCHASES, orient="row").sort("customer", "day", "item", "price")
