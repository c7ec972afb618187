"""The ingest of H&M's tables: rows, order, pictures, and that neither form nor order of the source leaves a trace."""

import csv
import hashlib
import json
import os
import random
from collections.abc import Callable
from datetime import date
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np
import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from polars.testing import assert_frame_equal

from fashrec.data.hm import HM, csv_lines, ingest_tables, purchases, source
from fashrec.data.hm.counts import Count
from fashrec.errors import DataError
from fashrec.frames import CUSTOMERS, ITEMS, PURCHASES, read_tables
from fashrec.progress import Quiet
from fashrec.stages import Dataset
from fashrec.types import day_number
from tests.data import hm_shop
from tests.data.hm_shop import ARTICLES, TRANSACTIONS, write_shop

TABLES = ("articles", "customers", "transactions_train")
REAL = Path(os.environ.get("FASHREC_SHARED", Path(__file__).parents[3] / "shared")) / "hm"


def ingested(root: Path, folder: Path) -> dict[str, bytes]:
    """What the ingest of `root` writes, by file name."""
    folder.mkdir(parents=True, exist_ok=True)
    ingest_tables(root, folder, Quiet())
    return {file.name: file.read_bytes() for file in folder.iterdir() if file.is_file()}


def content_hash(files: list[Path]) -> str:
    """What the store's fingerprint of files stands for."""
    return hashlib.sha256(b"".join(file.read_bytes() for file in files)).hexdigest()


def test_rows_are_ranks_of_ids_and_purchases_are_sorted(tmp_path: Path) -> None:
    """By hand: four purchases of two customers, in the order of customer, day, item."""
    ingest_tables(write_shop(tmp_path / "hm"), tmp_path, Quiet())
    tables = read_tables(tmp_path)

    assert tables.items["item_id"].to_list() == ["0108775015", "0108775044", "0900000001"]
    assert tables.items["product_code"].to_list() == ["0108775", "0108775", "0900000"]
    assert tables.customers["customer_id"].to_list() == ["aa11", "bb22"]
    assert tables.customers["age"].to_list() == [21.0, None]
    first, last = day_number(date(2018, 9, 20)), day_number(date(2020, 9, 22))
    assert tables.purchases.customer.tolist() == [0, 0, 0, 1]
    assert tables.purchases.item.tolist() == [0, 1, 0, 2]
    assert tables.purchases.day.tolist() == [first, first, last, first]
    assert tables.purchases.price.tolist() == np.array([0.02, 0.02, 0.01, 0.05], np.float32).tolist()
    assert tables.purchases.channel.tolist() == [1, 1, 2, 2]
    assert tables.purchases.offsets.tolist() == [0, 3, 4]


def test_tables_have_the_schemas_of_frames(tmp_path: Path) -> None:
    """Names, order and types of the columns are those that everybody reads."""
    ingest_tables(write_shop(tmp_path / "hm"), tmp_path, Quiet())

    assert dict(pl.read_parquet_schema(tmp_path / "items.parquet")) == ITEMS
    assert dict(pl.read_parquet_schema(tmp_path / "customers.parquet")) == CUSTOMERS
    assert dict(pl.read_parquet_schema(tmp_path / "purchases.parquet")) == PURCHASES


@pytest.mark.parametrize("stem", TABLES)
def test_shuffling_the_rows_of_a_table_changes_no_byte(tmp_path: Path, stem: str) -> None:
    """Also where ids are repeated with other values: which row is kept does not depend on the order."""
    root = write_shop(
        tmp_path / "hm",
        articles=(ARTICLES + "900000001,1,Other,302,Socks,,,,,,,,,,,\n").encode(),
        customers=(hm_shop.CUSTOMERS + "aa11,,,,,,p9\n").encode(),
        transactions=(TRANSACTIONS + "2020-09-22,aa11,0108775015,,2\n2020-09-22,aa11,0108775015,-0.0,1\n").encode(),
    )
    before = ingested(root, tmp_path / "before")
    header, *lines = (root / f"{stem}.csv").read_text().splitlines()

    for seed in range(5):
        random.Random(seed).shuffle(lines)  # noqa: S311 (no secret)
        (root / f"{stem}.csv").write_text("\n".join([header, *lines]) + "\n")
        assert ingested(root, tmp_path / f"after{seed}") == before


def test_sizes_of_blocks_and_groups_leave_no_trace_in_the_rows(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Blocks of one line, groups of one row, and the table's rows are the same."""
    root = write_shop(tmp_path / "hm")
    ingested(root, tmp_path / "large")
    monkeypatch.setattr(csv_lines, "BLOCK_BYTES", 7)
    monkeypatch.setattr(purchases, "GROUP_ROWS", 1)
    ingested(root, tmp_path / "small")

    one, other = (pl.read_parquet(tmp_path / name / "purchases.parquet") for name in ("large", "small"))
    assert_frame_equal(one, other)
    assert (tmp_path / "large/counts.json").read_bytes() == (tmp_path / "small/counts.json").read_bytes()


AS_PARQUET: dict[str, Callable[[pl.DataFrame], pl.DataFrame]] = {
    "all strings": lambda frame: frame,
    "ids as integers, dates as dates": lambda frame: typed(frame, pl.Date, pl.Int64),
    "ids as floats, dates with a time of day": lambda frame: typed(frame, pl.Datetime, pl.Float64),
    "ids as categories": lambda frame: frame.with_columns(pl.col("^.*_id$").cast(pl.Categorical)),
}


def typed(frame: pl.DataFrame, day: type[pl.DataType], number: type[pl.DataType]) -> pl.DataFrame:
    """A table of strings with the types that pandas or polars would give it."""
    types: dict[str, type[pl.DataType]] = {
        "t_dat": day,
        "article_id": number,
        "price": pl.Float64,
        "age": pl.Float64,
        "sales_channel_id": number,
    }
    return frame.with_columns(
        pl.col(name).str.to_date().cast(dtype) if name == "t_dat" else pl.col(name).cast(dtype)
        for name, dtype in types.items()
        if name in frame.columns
    )


@pytest.mark.parametrize("form", AS_PARQUET)
def test_parquet_copies_end_in_the_same_bytes(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, form: str) -> None:
    """Ids as strings or numbers, dates as strings, dates or datetimes, read in several batches."""
    root = write_shop(tmp_path / "hm")
    expected = ingested(root, tmp_path / "from_csv")
    for stem in TABLES:
        frame = pl.read_csv(root / f"{stem}.csv", infer_schema=False)
        (root / f"{stem}.csv").unlink()
        AS_PARQUET[form](frame).write_parquet(root / f"{stem}.parquet")
    monkeypatch.setattr(source, "BLOCK_ROWS", 3)

    assert ingested(root, tmp_path / "from_parquet") == expected


def test_pictures_are_found_by_id_wherever_they_lie(tmp_path: Path) -> None:
    """Without zeros, in another folder, with another suffix; items without one are null and counted."""
    root = write_shop(tmp_path / "hm")
    (root / "images/010/0108775015.jpg").rename(root / "images/108775015.JPG")
    (root / "images/010/0108775044.jpg").unlink()
    (root / "images/010/.DS_Store").touch()
    counts = ingest_tables(root, tmp_path, Quiet())

    pictures = read_tables(tmp_path).items["picture"].to_list()
    assert pictures == ["108775015.JPG", None, "090/0900000001.jpg"]
    assert counts["items"]["noted"] == {"without_picture": 1}


def test_no_folder_of_pictures_means_no_item_has_one(tmp_path: Path) -> None:
    """The tables alone can be ingested; every item is counted as being without a picture."""
    root = write_shop(tmp_path / "hm")
    (root / "images").rename(root / "elsewhere")
    counts = ingest_tables(root, tmp_path, Quiet())

    assert counts["items"]["noted"] == {"without_picture": 3}


def test_launch_dates_are_kept_and_a_wrong_one_is_refused(tmp_path: Path) -> None:
    """An empty launch date is unknown; one that does not parse would leak if it were taken as unknown."""
    header, *lines = ARTICLES.splitlines()
    dates = ["2019-05-01", "", "2020-01-31"]
    table = "\n".join([f"{header},launch_date", *(f"{line},{day}" for line, day in zip(lines, dates, strict=True))])
    ingest_tables(write_shop(tmp_path / "hm", articles=table.encode()), tmp_path, Quiet())
    assert read_tables(tmp_path).items["launch_day"].to_list() == [date(2019, 5, 1), None, date(2020, 1, 31)]

    wrong = table.replace("2020-01-31", "31.1.2020").encode()
    with pytest.raises(DataError, match=r"1 launch dates do not parse; the first is '31.1.2020'"):
        ingest_tables(write_shop(tmp_path / "hm", articles=wrong), tmp_path, Quiet())


def test_missing_tables_are_all_named_at_once(tmp_path: Path) -> None:
    """A wrong data.root says so, and what was looked for."""
    with pytest.raises(DataError, match=r"3 of 3 tables are missing .*: articles, customers, transactions_train"):
        HM(tmp_path).fingerprint(content_hash)


def test_a_parquet_file_that_is_none_is_refused(tmp_path: Path) -> None:
    """Half a Parquet file has no footer: the error names the file."""
    root = write_shop(tmp_path / "hm")
    (root / "customers.csv").unlink()
    (root / "customers.parquet").write_bytes(b"PAR1 and no more")
    with pytest.raises(DataError, match=r"customers\.parquet cannot be read as Parquet"):
        ingest_tables(root, tmp_path, Quiet())


def test_fingerprint_follows_tables_and_pictures_and_not_the_place(tmp_path: Path) -> None:
    """A copy elsewhere has the same one; another row or another picture has not."""
    here, there = write_shop(tmp_path / "here"), write_shop(tmp_path / "there")
    before = HM(here).fingerprint(content_hash)
    assert HM(there).fingerprint(content_hash) == before

    (there / "images/099.jpg").touch()
    assert HM(there).fingerprint(content_hash) != before
    write_shop(here, transactions=(TRANSACTIONS + TRANSACTIONS.splitlines()[1] + "\n").encode())
    assert HM(here).fingerprint(content_hash) != before


def test_pictures_stay_in_the_download_and_no_truth_is_known(tmp_path: Path) -> None:
    """HM is a Dataset, also when Hydra gives its root as a string."""
    dataset: Dataset = HM(str(tmp_path))  # type: ignore[arg-type]  # as Hydra does
    assert dataset.pictures_folder(tmp_path / "store") == tmp_path / "images"
    assert dataset.truth(tmp_path) is None


def test_a_count_that_loses_a_row_cannot_be_made() -> None:
    """Rows in = kept + counted out, or it is our own bug."""
    with pytest.raises(AssertionError, match="1 of 10 rows are neither kept nor counted out"):
        Count(10, 7, {"price_negative": 2})


FIELDS = st.tuples(
    st.sampled_from(["2018-09-20", "2019-02-28", "2019-02-30", "", "soon", "t_dat"]),
    st.sampled_from(["aa11", "bb22", "cc33", "", "b\u00fc"]),
    st.sampled_from(["0108775015", "108775044", "900000001", "1", ""]),
    st.sampled_from(["0.01", "0.5", "-1", "", "nan", "-0.0", "x", "1e-3"]),
    st.sampled_from(["1", "2", "", "two"]),
)
LINES = st.lists(FIELDS.map(",".join) | st.sampled_from(["", "2018-09-20,aa11", "a,b,c,d,e,f", ",,,,"]), max_size=30)


@settings(max_examples=50, deadline=None)
@given(LINES, st.sampled_from(["\n", "\r\n"]), st.integers(1, 200))
@pytest.mark.slow
def test_every_line_is_kept_or_counted_out_as_pythons_csv_reads_it(lines: list[str], end: str, block: int) -> None:
    """Whatever the lines and however they fall into blocks, the kept ones are those that a plain loop would keep."""
    good = TRANSACTIONS.splitlines()[1]
    text = end.join([TRANSACTIONS.splitlines()[0], good, *lines])
    with TemporaryDirectory() as folder, pytest.MonkeyPatch.context() as patch:
        patch.setattr(csv_lines, "BLOCK_BYTES", block)
        counts = ingest_tables(write_shop(Path(folder) / "hm", transactions=text.encode()), Path(folder), Quiet())
        rows = pl.read_parquet(Path(folder) / "purchases.parquet")

    fields = [row for row in csv.reader([good, *lines]) if row]
    assert counts["purchases"]["rows_in"] == len(fields)
    expected = sorted(kept for kept in map(by_hand, fields) if kept)
    columns = rows.with_columns(pl.col("price").fill_nan(9), pl.col("day").cast(pl.Date).cast(pl.String))
    assert columns.select("customer", "day", "item", "price", "channel").rows() == expected


def by_hand(row: list[str]) -> tuple[int, str, int, float, int] | None:
    """The row that a line becomes (9 for a price that is missing), None where it is counted out."""
    items, customers = ("0108775015", "0108775044", "0900000001"), ("aa11", "bb22")
    prices = {"0.05": 0.05, "0.01": 0.01, "0.5": 0.5, "": 9.0, "nan": 9.0, "-0.0": 0.0, "1e-3": 0.001}
    if len(row) != len(PURCHASES):
        return None
    day, customer, item, price, channel = row
    known = day in {"2018-09-20", "2019-02-28"} and customer in customers and item.zfill(10) in items
    if not known or price not in prices:
        return None
    number = float(np.float32(prices[price]))
    return (
        customers.index(customer),
        day,
        items.index(item.zfill(10)),
        number,
        int(channel) if channel in "12" and channel else 0,
    )


@pytest.mark.real
@pytest.mark.skipif(not REAL.is_dir(), reason="the real H&M sample lies in none of FASHREC_SHARED and ../shared")
def test_the_real_sample_is_read_without_losing_a_row(tmp_path: Path) -> None:
    """17,033 items, each with its picture, 1,364 customers and 31,662 purchases."""
    ingest_tables(REAL, tmp_path, Quiet())

    counts = json.loads((tmp_path / "counts.json").read_text(encoding="utf-8"))
    assert counts["items"] == {"rows_in": 17_033, "kept": 17_033, "out": {}, "noted": {}}
    assert counts["customers"] == {"rows_in": 1_364, "kept": 1_364, "out": {}, "noted": {"without_age": 12}}
    assert counts["purchases"] == {"rows_in": 31_662, "kept": 31_662, "out": {}, "noted": {}}
    tables = read_tables(tmp_path)
    assert all((REAL / "images" / name).is_file() for name in tables.items["picture"].sample(50, seed=0))
