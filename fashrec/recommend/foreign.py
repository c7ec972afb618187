"""Reading lists that somebody else made: one row a place in a list, or Kaggle's one row a customer."""

from collections.abc import Callable
from pathlib import Path

import polars as pl
from polars.exceptions import PolarsError

from fashrec.errors import DataError

NAMES = {"customer_id": "customer", "item_id": "item", "article_id": "item"}
KAGGLE = ("customer", "prediction")
KINDS = (".csv", ".parquet")
N_DIGITS = 10


def read_lists(path: Path) -> pl.DataFrame:
    """Columns `customer`, `item` (strings), `score` (float64, higher is better) and, where it has them, `cut`, `rank`.

    Items' ids of digits are filled up to ten. A rank r becomes the score -r; places in `prediction` are ranks.

    Args:
        path: .parquet or .csv with `customer` or `customer_id`; `item`, `item_id` or `article_id`; `rank` or `score`;
            and perhaps `cut`. Or with `customer_id` and `prediction`, ids parted by spaces. Other columns are ignored.

    Raises:
        DataError: where the file cannot be read as such, or a value is missing or not what its column is for.
    """
    frame = _read(path)
    frame = frame.rename({old: new for old, new in NAMES.items() if old in frame.columns and new not in frame.columns})
    if set(KAGGLE) <= set(frame.columns):
        frame = _ranked(frame)
    order = [name for name in ("rank", "score") if name in frame.columns]
    if not {"customer", "item"} <= set(frame.columns) or len(order) != 1:
        raise unfit(path, f"{path.name} has the columns {frame.columns}")
    if frame.is_empty():
        raise unfit(path, f"{path.name} has no rows")
    names = ["customer", "item", *order, *(["cut"] if "cut" in frame.columns else [])]
    missing = {name: n for name, n in frame.select(names).null_count().row(0, named=True).items() if n}
    if missing:
        raise unfit(path, f"{path.name} has rows without a value: {missing}")
    return _typed(frame.select(names), order[0], path)


def _read(path: Path) -> pl.DataFrame:
    if not path.is_file():
        raise DataError(
            f"{path} is no file",
            where="path",
            why="the lists to be scored are read from it",
            do="check the path; a relative one starts at the working folder",
        )
    read: Callable[..., pl.DataFrame] = pl.read_parquet if path.suffix == ".parquet" else pl.read_csv
    words = {} if path.suffix == ".parquet" else {"infer_schema": False}  # ids keep their leading zeros
    try:
        return read(path, glob=False, **words)
    except (PolarsError, OSError) as error:
        raise unfit(path, f"{path.name} cannot be read: {error}") from error


def _ranked(frame: pl.DataFrame) -> pl.DataFrame:
    """Kaggle's rows as one row a place; a customer whose prediction is empty has none."""
    places = pl.col("prediction").cast(pl.String).fill_null("").str.strip_chars().str.split(" ")
    items = frame.with_columns(places.list.eval(pl.element().filter(pl.element() != "")).alias("item"))
    ranks = items.with_columns(pl.int_ranges(1, pl.col("item").list.len() + 1).alias("rank"))
    return ranks.drop("prediction").explode("item", "rank").drop_nulls("item")


def _typed(frame: pl.DataFrame, order: str, path: Path) -> pl.DataFrame:
    columns = [
        pl.col("customer").cast(pl.String),
        ten_digits(pl.col("item").cast(pl.String).str.strip_chars()).alias("item"),
        (pl.col(order) if frame[order].dtype != pl.String else pl.col(order).str.strip_chars()).cast(pl.Float64),
        *([_day(frame["cut"])] if "cut" in frame.columns else []),
    ]
    try:
        typed = frame.select(columns)
    except PolarsError as error:
        raise unfit(path, f"{path.name}: {str(error).splitlines()[0]}") from error
    values = typed[order]
    wrong = ~values.is_finite()
    if order == "rank":
        wrong |= (values < 1) | (values != values.round())
    if wrong.any():
        raise unfit(path, f"{wrong.sum()} of {len(values)} values of {order} are no {order}: {values.filter(wrong)[0]}")
    return typed.with_columns((-pl.col("rank") if order == "rank" else pl.col("score")).alias("score"))


def ten_digits(ids: pl.Expr) -> pl.Expr:
    """Leading zeros, which spreadsheets and integer columns lose, are put back."""
    return pl.when(ids.str.contains(r"^\d+$")).then(ids.str.zfill(N_DIGITS)).otherwise(ids)


def _day(cut: pl.Series) -> pl.Expr:
    return pl.col("cut").str.to_date("%Y-%m-%d") if cut.dtype == pl.String else pl.col("cut").cast(pl.Date)


def unfit(path: Path, what: str) -> DataError:
    """The error for a file that holds no lists."""
    return DataError(
        what,
        where=str(path),
        why="lists are read from the columns customer, item, rank (1 the best) or score, and perhaps cut (YYYY-MM-DD)",
        do="write those as .csv or .parquet, or Kaggle's customer_id and prediction",
    )
