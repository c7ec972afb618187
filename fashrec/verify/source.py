"""The purchases that a run was made from, read anew: the shop's own files where they are at hand, else the store's."""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import polars as pl
from omegaconf import DictConfig, OmegaConf

EPOCH = pl.date(1970, 1, 1)
TABLES = ("items", "customers", "purchases")
TRANSACTIONS = {
    "t_dat": pl.String,
    "customer_id": pl.String,
    "article_id": pl.String,
    "price": pl.String,
    "sales_channel_id": pl.String,
}


@dataclass(frozen=True, slots=True)
class Source:
    """What was bought, and what could be.

    Attributes:
        said: where it was read, in words.
        purchases: `customer` and `item` as row numbers, `day` as a date; a row a unit bought.
        customers: `customer`, the row number, and `customer_id`.
        items: `item`, the row number, `item_id`, `product` (null: a product of its own) and `launch`, the day on which
            it came on sale, if known.
        counts: what became of the source's rows, as the store says; None: it is not at hand.
    """

    said: str
    purchases: pl.DataFrame
    customers: pl.DataFrame
    items: pl.DataFrame
    counts: Mapping[str, Any] | None = None


def read_config(folder: Path) -> DictConfig | None:
    """The configuration of a run folder as it was composed; None where it is not there."""
    file = folder / ".hydra" / "config.yaml"
    if not file.is_file():
        return None
    config = OmegaConf.load(file)
    assert isinstance(config, DictConfig), "a configuration is a mapping"
    return config


def find_source(folder: Path, run: dict[str, Any], config: DictConfig, store: Path | None) -> tuple[Source | None, str]:
    """The source of a run's data, or why there is none.

    Args:
        folder: the run folder; a relative store is looked for below the folder that the run was begun in, too.
        run: run.json.
        config: the run's configuration.
        store: the store's folder, None: the one that the configuration names.
    """
    named = store or Path(str(config.store.root))
    # a run folder is runs/NAME/STAMP below the folder that the run was begun in
    roots = [named, *(parent / named for parent in list(folder.resolve().parents)[2:3])]
    ingested = [root / "tables" / run["data"]["hash"] for root in roots]
    ours = next((one for one in ingested if (one / "purchases.parquet").is_file()), None)
    root = config.data.get("root")
    why = "neither its store nor its source files are at hand"
    for at in [*([Path(str(root))] if root else []), *([ours / "shop"] if ours else [])]:
        if (at / "transactions_train.csv").is_file():
            source = _from_files(at)
            unlike = list(_unlike(source, run["data"]["counts"]))
            if not unlike:
                return replace(source, counts=_counts(ours)), ""
            why = f"{at} has {' and '.join(unlike)}, and the store is not at hand"
    return (_from_tables(ours), "") if ours else (None, why)


def _unlike(source: Source, counts: Mapping[str, Any]) -> Iterator[str]:
    """Tables of which the run kept other rows than are plain here: a shop's files may need more care than they get."""
    for name in TABLES:
        n, kept = len(getattr(source, name)), counts[name]["kept"]
        if n != kept:
            yield f"{n} plain {name} where the run kept {kept}"


def _counts(tables: Path | None) -> Mapping[str, Any] | None:
    file = tables and tables / "counts.json"
    if file is None or not file.is_file():
        return None
    counts: dict[str, Any] = json.loads(file.read_text(encoding="utf-8"))
    return counts


def _from_tables(folder: Path) -> Source:
    customers = pl.read_parquet(folder / "customers.parquet", columns=["customer_id"])
    items = pl.read_parquet(folder / "items.parquet", columns=["item_id", "product_code", "launch_day"])
    bought = pl.read_parquet(folder / "purchases.parquet", columns=["customer", "item", "day"])
    return Source(
        said=f"the store's tables {folder.name}",
        purchases=bought.with_columns(day=EPOCH + pl.duration(days="day")),
        customers=_numbered(customers, "customer"),
        items=_numbered(items.rename({"product_code": "product", "launch_day": "launch"}), "item"),
        counts=_counts(folder),
    )


def _from_files(folder: Path) -> Source:
    """From Kaggle's three files; a line without a known customer, item, day or a sensible price is none."""
    customers = _one_each(pl.read_csv(folder / "customers.csv", columns=["customer_id"], infer_schema=False))
    items = pl.read_csv(folder / "articles.csv", infer_schema=False)
    launch = pl.col("launch_date") if "launch_date" in items.columns else pl.lit(None, pl.String)
    ids = pl.col("article_id").str.zfill(10)
    product = pl.col("product_code").str.strip_suffix(".0").str.zfill(7)
    items = items.select(item_id=ids, product=product, launch=launch.str.to_date("%Y-%m-%d", strict=False))
    items = _one_each(items)
    number = pl.col("price").cast(pl.Float64, strict=False)
    bought = (
        pl.scan_csv(folder / "transactions_train.csv", schema=TRANSACTIONS)
        .filter(pl.col("price").is_null() | (number.is_finite() & (number >= 0)))
        .select("customer_id", item_id=ids, day=pl.col("t_dat").str.to_date("%Y-%m-%d", strict=False))
        .filter(pl.col("day").is_not_null())
        .join(_numbered(customers, "customer").lazy(), on="customer_id")
        .join(_numbered(items, "item").lazy(), on="item_id")
        .select("customer", "item", "day")
        .collect()
    )
    return Source(f"the files of {folder}", bought, _numbered(customers, "customer"), _numbered(items, "item"))


def _one_each(rows: pl.DataFrame) -> pl.DataFrame:
    key = rows.columns[0]
    return rows.filter(pl.col(key).is_not_null()).unique(key, keep="first").sort(key)


def _numbered(rows: pl.DataFrame, name: str) -> pl.DataFrame:
    return rows.with_row_index(name).with_columns(pl.col(name).cast(pl.Int32))
