"""future.parquet and the facts of each cut a second time (docs/evaluation.md 1), from the purchases themselves."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

import polars as pl
from omegaconf import DictConfig

from fashrec.verify.source import Source

PAIR = ["customer", "item"]


@dataclass(frozen=True, slots=True)
class Rebuilt:
    """One cut made again.

    Attributes:
        future: frames.FUTURE.
        candidates: cut, customer, `N` and `N_cold`: how many items the customer may be shown.
        catalogue: item and `cold`: what may be shown.
        bought: item and `times`, rows of purchases before the cut; items without any are not there.
        kinds: customer, item and `kind` of each relevant pair: `same_item` was bought by this customer before,
            `same_product` is another colour of something that was, `new_product` neither.
        owned: customer and item; what may not be shown again, empty with `seen=allow`.
        facts: what run.json says of the cut.
    """

    future: pl.DataFrame
    candidates: pl.DataFrame
    catalogue: pl.DataFrame
    bought: pl.DataFrame
    kinds: pl.DataFrame
    owned: pl.DataFrame
    facts: dict[str, Any]


def cuts(source: Source, split: DictConfig) -> list[tuple[date, str]]:
    """First day and window of every cut that the configuration opens, ascending."""
    last = source.purchases["day"].max()
    assert isinstance(last, date), "purchases have days"
    end = date.fromisoformat(split.last_cut) if split.last_cut else last - timedelta(days=split.horizon_days - 1)
    days = sorted(end - timedelta(days=split.step_days * back) for back in range(split.cuts))
    n_validation = split.cuts - split.test_cuts
    named = [(day, "validation" if at < n_validation else "test") for at, day in enumerate(days)]
    return [(day, window) for day, window in named if split.window in ("all", window)]


def rebuild(source: Source, split: DictConfig, day: date) -> Rebuilt:
    """One cut from the purchases alone."""
    bought, when = source.purchases, pl.col("day")
    since = split.get("history_from")
    before = bought.filter(when < day, when >= date.fromisoformat(since) if since else pl.lit(value=True))
    after = bought.filter(when >= day, when < day + timedelta(days=split.horizon_days)).select(PAIR).unique()
    owned, warm = before.select(PAIR).unique(), before.select("item").unique()
    catalogue, launched = _catalogue(source, split, before, warm, day)
    kept = after.join(owned, on=PAIR, how="anti") if split.seen == "remove" else after
    everybody = kept.select("customer").unique()
    removed = owned if split.seen == "remove" else owned.clear()
    n_removed = removed.join(catalogue, on="item", how="semi").group_by("customer").agg(removed=pl.len())
    candidates = everybody.join(n_removed, on="customer", how="left").select(
        "customer",
        N=pl.lit(len(catalogue)) - pl.col("removed").fill_null(0).cast(pl.Int64),
        N_cold=pl.lit(int(catalogue["cold"].sum()), pl.Int64),
    )
    facts = {
        "horizon_days": split.horizon_days,
        "purchases_before": len(before),
        "customers_scored": len(everybody),
        "customers_dropped": after["customer"].n_unique() - len(everybody),
        "relevant_pairs": len(kept),
        "items_launched": len(launched),
        "items_in_catalogue": len(catalogue),
        "items_cold": int(catalogue["cold"].sum()),
    }
    return Rebuilt(
        future=_named(source, _marked(kept, owned, warm, catalogue), day),
        candidates=_named(source, candidates, day),
        catalogue=_named(source, catalogue, day),
        bought=_named(source, before.group_by("item").agg(times=pl.len()), day),
        kinds=_named(source, _kinds(source, kept, owned), day),
        owned=_named(source, removed, day),
        facts=facts,
    )


def _catalogue(
    source: Source, split: DictConfig, before: pl.DataFrame, warm: pl.DataFrame, day: date
) -> tuple[pl.DataFrame, pl.DataFrame]:
    """What may be shown, with `cold`; and what has been launched."""
    launch = pl.col("launch")
    launched = source.items.filter(launch.is_null() | (launch < day)).select("item")
    alive = before.filter(pl.col("day") >= day - timedelta(days=split.alive_days)).select("item").unique()
    new = launched.join(warm, on="item", how="anti")
    items = {"all": launched, "alive": alive, "alive_and_new": pl.concat([alive, new]).unique()}[split.catalogue]
    return items.with_columns(cold=~pl.col("item").is_in(warm["item"].implode())), launched


def _marked(kept: pl.DataFrame, owned: pl.DataFrame, warm: pl.DataFrame, catalogue: pl.DataFrame) -> pl.DataFrame:
    """The relevant pairs with what FUTURE says of each."""
    history = owned.group_by("customer").agg(n_history=pl.len().cast(pl.Int32))
    mark = pl.lit(value=True)
    return (
        kept.join(warm.with_columns(warm=mark), on="item", how="left")
        .join(owned.with_columns(repeat=mark), on=PAIR, how="left")
        .join(catalogue.select("item", reachable=mark), on="item", how="left")
        .join(history, on="customer", how="left")
        .select(
            *PAIR,
            cold=pl.col("warm").is_null(),
            repeat=pl.col("repeat").is_not_null(),
            reachable=pl.col("reachable").is_not_null(),
            n_history=pl.col("n_history").fill_null(0),
        )
    )


def _kinds(source: Source, kept: pl.DataFrame, owned: pl.DataFrame) -> pl.DataFrame:
    """What each relevant item is beside what its customer had bought; an item without a product is its own."""
    product = pl.coalesce("product", pl.format("of item {}", "item"))
    products = source.items.select("item", product=product)
    colours = owned.join(products, on="item").select("customer", "product").unique()
    mark = pl.lit(value=True)
    marked = (
        kept.join(products, on="item", how="left")
        .join(owned.with_columns(again=mark), on=PAIR, how="left")
        .join(colours.with_columns(colour=mark), on=["customer", "product"], how="left")
    )
    kind = pl.when("again").then(pl.lit("same_item")).when("colour").then(pl.lit("same_product"))
    return marked.select(*PAIR, kind=kind.otherwise(pl.lit("new_product")))


def _named(source: Source, rows: pl.DataFrame, day: date) -> pl.DataFrame:
    """Rows with ids in the place of numbers, and the cut in front."""
    for name, ids in (("customer", source.customers), ("item", source.items)):
        if name in rows.columns:
            by_number: Sequence[str] = [name, f"{name}_id"]
            rows = rows.join(ids.select(by_number), on=name, how="left").drop(name).rename({f"{name}_id": name})
    return rows.with_columns(cut=pl.lit(day))
