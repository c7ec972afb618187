"""What becomes of dirty rows and broken files: each is kept and noted, counted out by its cause, or refused."""

import json
from pathlib import Path

import pytest

from fashrec.data.hm import ingest_tables
from fashrec.errors import DataError
from fashrec.progress import Quiet
from tests.data.hm_shop import ARTICLES, CUSTOMERS, TRANSACTIONS, write_shop

A, C, T = "articles", "customers", "transactions_train"
TABLES = {A: (ARTICLES, "items"), C: (CUSTOMERS, "customers"), T: (TRANSACTIONS, "purchases")}
T_HEAD, T_LAST = TRANSACTIONS.splitlines()[0], TRANSACTIONS.splitlines()[-1]
C_HEAD = CUSTOMERS.splitlines()[0]
A_HEAD, A_FIRST, _, A_LAST = ARTICLES.splitlines()

# the case, its table, what is replaced in it (None: all of it), by what, and what the counts or the error say
CASES: list[tuple[str, str, str | None, str | bytes, str]] = [
    ("clean", T, "", "", "4 in, 4 kept"),
    ("no newline at the end", T, "0.01,2\n", "0.01,2", "4 in, 4 kept"),
    ("blank lines", T, "\n2020", "\n\n\n2020", "4 in, 4 kept"),
    ("CRLF", T, "\n", "\r\n", "4 in, 4 kept"),
    ("CRLF", A, "\n", "\r\n", "3 in, 3 kept"),
    ("CRLF", C, "\n", "\r\n", "2 in, 2 kept; noted without_age 1"),
    ("BOM", T, "t_dat", "\ufefft_dat", "4 in, 4 kept"),
    ("BOM", A, "article_id", "\ufeffarticle_id", "3 in, 3 kept"),
    ("BOM", C, "customer_id", "\ufeffcustomer_id", "2 in, 2 kept; noted without_age 1"),
    ("ids without zeros", T, ",0", ",", "4 in, 4 kept"),
    ("ids without zeros", A, "\n0", "\n", "3 in, 3 kept"),
    ("ids as pandas' floats", T, ",0108775015,", ",108775015.0,", "4 in, 4 kept"),
    ("quoted values", T, "aa11", '"aa11"', "4 in, 1 kept; out customer_unknown 3"),
    ("quoted values from the first row on", T, "bb22", '"bb22"', "4 in, 4 kept"),
    ("a stray quote", T, "2020-09-22,aa11", '2020-09-22,"aa11', "4 in, 3 kept; out customer_unknown 1"),
    ("a stray quote where others quote", T, "bb22", '"bb22"\n"', "refused: {file} opens a quote that is never closed"),
    ("last line cut in the price", T, "0.01,2\n", "0.0", "4 in, 3 kept; out fields_miscounted 1"),
    ("last line cut in the article", T, "0108775015,0.01,2\n", "01087", "4 in, 3 kept; out fields_miscounted 1"),
    ("last line cut in the date", T, T_LAST, "2020-0", "4 in, 3 kept; out fields_miscounted 1"),
    ("last line cut", A, A_LAST[4:], A_LAST[4:30], "3 in, 2 kept; out fields_miscounted 1"),
    ("last line cut", C, "Regularly,,p2\n", "Reg", "2 in, 1 kept; out fields_miscounted 1"),
    ("decimal comma", T, "0.01", "0,01", "4 in, 3 kept; out fields_miscounted 1"),
    ("second header", T, T_LAST, f"{T_HEAD}\n{T_LAST}", "5 in, 4 kept; out header_repeated 1"),
    ("second header", A, A_FIRST, f"{A_FIRST}\n{A_HEAD}", "4 in, 3 kept; out header_repeated 1"),
    ("second header", C, "bb22", f"{C_HEAD}\nbb22", "3 in, 2 kept; out header_repeated 1; noted without_age 1"),
    ("unknown item", T, "0900000001", "0900000009", "4 in, 3 kept; out item_unknown 1"),
    ("item missing", T, "0900000001", "", "4 in, 3 kept; out item_unknown 1"),
    ("unknown customer", T, "bb22", "cc33", "4 in, 3 kept; out customer_unknown 1"),
    ("customer missing", T, "bb22", "", "4 in, 3 kept; out customer_unknown 1"),
    ("date that is none", T, "2020-09-22", "2020-02-30", "4 in, 3 kept; out date_unparsable 1"),
    ("date of another form", T, "2020-09-22", "22.09.2020", "4 in, 3 kept; out date_unparsable 1"),
    ("date missing", T, "2020-09-22", "", "4 in, 3 kept; out date_unparsable 1"),
    ("price negative", T, "0.01", "-0.01", "4 in, 3 kept; out price_negative 1"),
    ("price missing", T, "0.01", "", "4 in, 4 kept; noted without_price 1"),
    ("price nan", T, "0.01", "nan", "4 in, 4 kept; noted without_price 1"),
    ("price no number", T, "0.01", "free", "4 in, 3 kept; out price_unparsable 1"),
    ("price infinite", T, "0.01", "inf", "4 in, 3 kept; out price_unparsable 1"),
    ("channel missing", T, "0.01,2", "0.01,", "4 in, 4 kept; noted channel_unknown 1"),
    ("several causes: the first counts", T, "2020-09-22,aa11", "never,zz", "4 in, 3 kept; out date_unparsable 1"),
    ("a byte that is not UTF-8", T, "bb22", b"bb\xe92", "4 in, 3 kept; out customer_unknown 1"),
    ("a byte that is not UTF-8, line cut", T, "0.01,2\n", b"0.01\xe9", "4 in, 3 kept; out fields_miscounted 1"),
    ("a byte that is not UTF-8", A, "Socks,302", b"Sock\xe9,302", "3 in, 3 kept; noted not_utf8 1"),
    ("a byte that is not UTF-8", C, "p2", b"p\xe9", "2 in, 2 kept; noted not_utf8 1, without_age 1"),
    ("newline in quotes", A, "Basics,Socks,", 'Basics,Socks,"long,\nwarm ""socks"""', "3 in, 3 kept"),
    ("a quote never closed", A, "Socks,\n", 'Socks,"lo', "refused: {file} opens a quote that is never closed"),
    ("same id twice", A, A_FIRST, f"{A_FIRST}\n{A_FIRST}", "4 in, 3 kept; out id_repeated 1"),
    ("same id with and without zeros", A, A_FIRST, f"{A_FIRST}\n{A_FIRST[1:]}", "4 in, 3 kept; out id_repeated 1"),
    ("same id twice", C, "\nbb22", "\naa11", "2 in, 1 kept; out id_repeated 1"),
    ("id missing", A, "\n0900000001", "\n", "3 in, 2 kept; out id_missing 1"),
    ("id missing", C, "bb22", "", "2 in, 1 kept; out id_missing 1"),
    ("age no number", C, "21.0", "young", "2 in, 2 kept; noted without_age 2"),
    ("optional columns absent", C, None, "customer_id\naa11\nbb22\n", "2 in, 2 kept; noted without_age 2"),
    ("no byte", T, None, "", "refused: {file} is empty"),
    ("no byte", A, None, "", "refused: {file} is empty"),
    ("only a header", T, None, T_HEAD, "refused: none of the 0 rows of {file} can be used (only a header)"),
    ("only a header", A, None, A_HEAD, "refused: none of the 0 rows of {file} can be used (only a header)"),
    ("no row is good", T, "20", "x20", "refused: none of the 4 rows of {file} can be used (date_unparsable 4)"),
    ("a column missing", T, "price", "cost", "refused: 1 of 5 columns needed are missing from {file}: price"),
    ("a column missing", A, "_desc", "", "refused: 1 of 15 columns needed are missing from {file}: detail_desc"),
    ("a column missing", C, "customer_id", "id", "refused: 1 of 1 columns needed are missing from {file}: customer_id"),
    ("semicolons", C, ",", ";", "refused: 1 of 1 columns needed are missing from {file}: customer_id"),
]  # fmt: skip


@pytest.mark.parametrize(
    ("stem", "old", "new", "expected"), [case[1:] for case in CASES], ids=[f"{case[1]}: {case[0]}" for case in CASES]
)
def test_every_dirty_row_is_noted_or_counted_out_and_every_broken_file_refused(
    tmp_path: Path, stem: str, old: str | None, new: str | bytes, expected: str
) -> None:
    """Rows in are rows kept and rows counted out by the cause that the table names, or the error names the fact."""
    root = write_shop(tmp_path / "hm")
    clean, table = TABLES[stem]
    replacement = new.encode() if isinstance(new, str) else new
    soiled = (
        replacement if old is None else clean.encode().replace(old.encode(), replacement) if old else clean.encode()
    )
    (root / f"{stem}.csv").write_bytes(soiled)

    said = outcome(root, tmp_path, table)
    assert said == expected.format(file=f"{stem}.csv")


def outcome(root: Path, folder: Path, table: str) -> str:
    """The counts of a table as one line, or what the error says."""
    try:
        ingest_tables(root, folder, Quiet())
    except DataError as error:
        return f"refused: {error.what}"
    counts = json.loads((folder / "counts.json").read_text(encoding="utf-8"))
    return in_words(counts[table])


def in_words(count: dict[str, object]) -> str:
    """A table's counts as one line."""
    parts = [f"{count['rows_in']} in, {count['kept']} kept"]
    for word in ("out", "noted"):
        causes = count[word]
        assert isinstance(causes, dict)
        if causes:
            parts.append(f"{word} " + ", ".join(f"{cause} {n}" for cause, n in causes.items()))
    return "; ".join(parts)
