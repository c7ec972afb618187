"""Purchases: each line to row numbers, the bad ones counted out, sorted for reading a customer as a slice."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from functools import partial
from itertools import pairwise
from pathlib import Path

import polars as pl
import pyarrow.parquet as arrow_parquet

from fashrec.data.hm.counts import Count
from fashrec.data.hm.entities import item_ids, no_row_left
from fashrec.data.hm.source import Block, Source
from fashrec.frames import PURCHASES
from fashrec.stages import Progress

TRANSACTION_COLUMNS = ("t_dat", "customer_id", "article_id", "price", "sales_channel_id")
ORDER = ["customer", "day", "item", "price", "channel"]
GROUP_ROWS = 2_000_000
# the first that holds is a row's cause
CAUSES = {
    "header_repeated": pl.col("t_dat") == "t_dat",
    "date_unparsable": pl.col("day").is_null(),
    "price_unparsable": pl.col("number").is_null() & pl.col("price").is_not_null() | pl.col("number").is_infinite(),
    "price_negative": pl.col("number") < 0,
    "customer_unknown": pl.col("customer").is_null(),
    "item_unknown": pl.col("item").is_null(),
}


def ingest_purchases(source: Source, items: pl.Series, customers: pl.Series, file: Path, progress: Progress) -> Count:
    """Write the table PURCHASES.

    Args:
        source: transactions, with TRANSACTION_COLUMNS.
        items: pl.String, the item ids in the order of their rows.
        customers: pl.String, likewise.
        file: the Parquet file to write.
        progress: told about the reading and the sorting.

    Raises:
        DataError: where no row can be used.
    """
    table, rows_in, out = _read(source, items, customers, progress)
    noted = {
        "without_price": int(table["price"].is_nan().sum()),
        "channel_unknown": int((table["channel"] == 0).sum()),
    }
    count = Count(rows_in, _write_sorted(table, len(customers), file, progress), out, noted)
    if not count.kept:
        raise no_row_left(source.file, count)
    return count


@dataclass(frozen=True, slots=True)
class _Judged:
    """What became of one block: the rows kept, and how many were left out by cause."""

    kept: pl.DataFrame
    out: Counter[str]
    n_rows: int
    size: int


def _read(
    source: Source, items: pl.Series, customers: pl.Series, progress: Progress
) -> tuple[pl.DataFrame, int, dict[str, int]]:
    """The rows kept, in the source's order; how many there were; how many were left out, by cause."""
    row_numbers = _row_numbers(items, customers)
    tables, rows_in, out = [pl.DataFrame(schema=PURCHASES)], 0, Counter[str]()
    with progress.task(f"reading {source.file.name}", source.size(), source.unit) as advance:
        for judged in source.blocks(list(TRANSACTION_COLUMNS), partial(_judge, row_numbers=row_numbers)):
            tables.append(judged.kept)
            rows_in += judged.n_rows
            out.update(judged.out)
            advance(judged.size)
    return pl.concat(tables, rechunk=False), rows_in, dict(sorted(out.items()))


def _judge(block: Block, row_numbers: list[pl.Expr]) -> _Judged:
    rows = block.rows.with_columns(row_numbers).select(*_columns(), _cause().alias("cause"))
    out = Counter({"fields_miscounted": block.n_malformed})
    out.update(dict(rows["cause"].drop_nulls().value_counts().iter_rows()))
    return _Judged(rows.filter(pl.col("cause").is_null()).drop("cause"), out, block.n_rows, block.size)


def _row_numbers(items: pl.Series, customers: pl.Series) -> list[pl.Expr]:
    """Columns named after PURCHASES as far as a line gives them; null where it does not."""
    return [
        pl.col("customer_id").cast(pl.Enum(customers), strict=False).to_physical().cast(pl.Int32).alias("customer"),
        item_ids("article_id").cast(pl.Enum(items), strict=False).to_physical().cast(pl.Int32).alias("item"),
        pl.col("t_dat").str.to_date("%Y-%m-%d", strict=False).cast(pl.Int32).alias("day"),
        pl.col("price").cast(pl.Float32, strict=False).alias("number"),
        pl.col("sales_channel_id").str.strip_suffix(".0").cast(pl.UInt8, strict=False).fill_null(0).alias("channel"),
    ]


def _columns() -> Iterator[pl.Expr]:
    # one NaN and one zero, so that equal prices are equal bytes
    yield from (pl.col("customer"), pl.col("item"), pl.col("day"))
    yield (pl.col("number").fill_nan(None).fill_null(float("nan")) + 0.0).alias("price")
    yield pl.col("channel")


def _cause() -> pl.Expr:
    """The first cause that holds, as text; null for a row that is kept."""
    return pl.coalesce(pl.when(holds).then(pl.lit(cause)) for cause, holds in CAUSES.items())


def _write_sorted(table: pl.DataFrame, n_customers: int, file: Path, progress: Progress) -> int:
    """Write ranges of customers one after the other, which bounds the memory; the number of rows written."""
    n_groups = -(-len(table) // GROUP_ROWS)
    bounds = [n_customers * group // max(n_groups, 1) for group in range(n_groups + 1)]
    schema = pl.DataFrame(schema=PURCHASES).to_arrow().schema
    with (
        progress.task("sorting purchases", len(table), "rows") as advance,
        arrow_parquet.ParquetWriter(file, schema, compression="lz4") as writer,
    ):
        for low, high in pairwise(bounds):
            group = table.filter(pl.col("customer").is_between(low, high, closed="left")).sort(ORDER).rechunk()
            writer.write_table(group.to_arrow())
            advance(len(group))
    return int(arrow_parquet.read_metadata(file).num_rows)
