"""Items and customers: one row an id, in the order of the ids."""

from pathlib import Path

import polars as pl

from fashrec.data.hm.counts import Count
from fashrec.data.hm.pictures import pictures_by_item
from fashrec.data.hm.source import Block, Source
from fashrec.errors import DataError
from fashrec.frames import CUSTOMERS, ITEMS

ARTICLE_COLUMNS = ("article_id", *(name for name in ITEMS if name not in {"item_id", "launch_day", "picture"}))
CUSTOMER_COLUMNS = tuple(CUSTOMERS)
REPLACED = "\N{REPLACEMENT CHARACTER}"


def item_ids(column: str) -> pl.Expr:
    """Article ids as ten digits: `108775015` and `108775015.0` (what pandas makes of them) are `0108775015`."""
    return pl.col(column).str.strip_suffix(".0").str.zfill(10)


def read_items(source: Source, pictures: Path) -> tuple[pl.DataFrame, Count]:
    """The table of items.

    Args:
        source: articles, with ARTICLE_COLUMNS and perhaps `launch_date` (YYYY-MM-DD).
        pictures: the folder that the column `picture` is relative to.

    Raises:
        DataError: where no row can be used, or a launch date does not parse.
    """
    block = source.whole([*ARTICLE_COLUMNS, "launch_date"])
    rows, out = _one_row_an_id(block.rows, "article_id", item_ids("article_id"))
    found = pictures_by_item(pictures)
    items = (
        rows.rename({"article_id": "item_id"})
        .with_columns(
            pl.col("product_code").str.strip_suffix(".0").str.zfill(7),
            launch_day=pl.col("launch_date").str.to_date("%Y-%m-%d", strict=False),
        )
        .join(found, on="item_id", how="left", maintain_order="left")
    )
    _check_launch_dates(items, source)
    noted = {
        "without_picture": items["picture"].null_count(),
        "not_utf8": _n_replaced(items),
    }
    count = _count(source, block, len(items), out, noted)
    return items.select(*ITEMS), count


def read_customers(source: Source) -> tuple[pl.DataFrame, Count]:
    """The table of customers; of CUSTOMER_COLUMNS only `customer_id` must be there.

    Raises:
        DataError: where no row can be used.
    """
    block = source.whole(list(CUSTOMER_COLUMNS))
    rows, out = _one_row_an_id(block.rows, "customer_id", pl.col("customer_id"))
    customers = rows.with_columns(pl.col("age").cast(pl.Float32, strict=False).fill_nan(None)).select(*CUSTOMERS)
    noted = {"without_age": customers["age"].null_count(), "not_utf8": _n_replaced(customers)}
    return customers, _count(source, block, len(customers), out, noted)


def _one_row_an_id(rows: pl.DataFrame, name: str, ids: pl.Expr) -> tuple[pl.DataFrame, dict[str, int]]:
    """The rows sorted by id, and how many were left out by cause.

    Of rows with one id the first in the order of all columns is kept: the order of the file does not matter.
    """
    with_id = rows.filter(pl.col(name).is_not_null())
    real = with_id.filter(pl.col(name) != name).with_columns(ids.alias(name))
    ordered = real.sort(name)
    again = ordered[name] == ordered[name].shift()
    if again.any():
        ordered = real.sort(pl.all(), nulls_last=True)
    distinct = ordered.filter(~again.fill_null(value=False))
    out = {
        "id_missing": len(rows) - len(with_id),
        "header_repeated": len(with_id) - len(real),
        "id_repeated": len(real) - len(distinct),
    }
    return distinct, out


def _count(source: Source, block: Block, n_kept: int, out: dict[str, int], noted: dict[str, int]) -> Count:
    count = Count(block.n_rows, n_kept, {"fields_miscounted": block.n_malformed, **out}, noted)
    if not count.kept:
        raise no_row_left(source.file, count)
    return count


def no_row_left(file: Path, count: Count) -> DataError:
    """The error for a table of which nothing remains."""
    causes = ", ".join(f"{cause} {n:,}" for cause, n in count.out.items()) or "only a header"
    return DataError(
        f"none of the {count.rows_in:,} rows of {file.name} can be used ({causes})",
        where=str(file),
        why="every row was counted out by the cause named" if count.rows_in else "there is nothing below the header",
        do="compare its first lines with the file as Kaggle gives it",
    )


def _n_replaced(frame: pl.DataFrame) -> int:
    texts = pl.col(name for name, dtype in frame.schema.items() if dtype == pl.String)
    return len(frame.filter(pl.any_horizontal(texts.str.contains(REPLACED, literal=True))))


def _check_launch_dates(items: pl.DataFrame, source: Source) -> None:
    wrong = items.filter(pl.col("launch_date").is_not_null() & pl.col("launch_day").is_null())
    if len(wrong):
        first = wrong.row(0, named=True)
        raise DataError(
            f"{len(wrong):,} launch dates do not parse; the first is {first['launch_date']!r}",
            where=f"{source.file}, column launch_date, article {first['item_id']}",
            why="an item without a launch date counts as always on sale, which would leak its launch into the past",
            do="write launch dates as YYYY-MM-DD, or leave the field empty",
        )
