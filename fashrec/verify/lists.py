"""Whether the lists of shown.parquet keep what fashrec.types.Shown promises, and what the catalogue allows."""

from collections.abc import Iterator, Mapping
from datetime import date

import polars as pl

from fashrec.verify.rebuild import Rebuilt
from fashrec.verify.scores import CUSTOMER, LIST

OF_LIST = [*LIST, "list"]
WARM = (pl.col("list") == "cold_only") & ~pl.col("cold")


def broken_lists(shown: pl.DataFrame, future: pl.DataFrame, longest: int) -> Iterator[str]:
    """Lists with a gap, an item twice, more than `longest` items or rising scores, and futures that contradict them."""
    ordered = shown.sort(*OF_LIST, "rank")
    tests = {
        "ranks are not 1, 2, 3 ...": pl.col("rank") != pl.int_range(1, pl.len() + 1).over(OF_LIST),
        "an item stands twice": pl.struct("item").is_duplicated().over(OF_LIST),
        f"more than {longest} items": pl.col("rank") > longest,
        "a score is no number": ~pl.col("score").is_finite(),
        "scores rise": pl.col("score") > pl.col("score").shift(1).over(OF_LIST),
        "neither main nor cold_only": ~pl.col("list").is_in(["main", "cold_only"]),
    }
    for said, wrong in tests.items():
        yield from _each(ordered.filter(wrong), f"shown.parquet, {said}")
    pairs = shown.join(future, on=[*CUSTOMER, "item"])
    yield from _each(pairs.filter(~pl.col("reachable")), "shown.parquet, an item out of the catalogue")
    yield from _each(pairs.filter(WARM), "shown.parquet, cold_only: a warm item")
    scored = future.select(CUSTOMER).unique()
    yield from _each(shown.join(scored, on=CUSTOMER, how="anti"), "shown.parquet, a customer who is not scored")
    histories = future.group_by(CUSTOMER).agg(pl.col("n_history").n_unique()).filter(pl.col("n_history") > 1)
    yield from (f"future.parquet, n_history differs for one customer: {row}" for row in histories.head(1).rows())


def strange_items(shown: pl.DataFrame, rebuilt: Mapping[date, Rebuilt]) -> Iterator[str]:
    """Items that no list may hold: out of the catalogue, warm in a list of cold ones, or owned and to be removed."""
    catalogue = pl.concat([one.catalogue for one in rebuilt.values()])
    owned = pl.concat([one.owned for one in rebuilt.values()])
    placed = shown.join(catalogue, on=["cut", "item"], how="left")
    yield from _each(placed.filter(pl.col("cold").is_null()), "shown.parquet, an item out of the catalogue")
    yield from _each(placed.filter(WARM), "shown.parquet, cold_only: a warm item")
    again = shown.join(owned, on=["cut", "customer", "item"], how="semi")
    yield from _each(again, "shown.parquet, an item that the customer owns")


def _each(rows: pl.DataFrame, said: str) -> Iterator[str]:
    if len(rows):
        first = rows.sort(*OF_LIST, "rank").row(0, named=True)
        place = ", ".join(str(first[name]) for name in (*OF_LIST, "rank", "item"))
        yield f"{said}: {place} ({len(rows):,} such rows)"
