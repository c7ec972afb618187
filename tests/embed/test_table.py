"""A user's own vectors: what is taken, what is counted, what is refused."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import polars as pl
import pytest

from fashrec.embed.table import Table
from fashrec.errors import ConfigError, DataError
from fashrec.past import Pictures
from fashrec.progress import Quiet
from fashrec.store import Fingerprints, FolderCheckpoint, settings_of
from fashrec.types import Bools, Floats
from tests.embed.wardrobe import Listening

# four items of the data; the table of most tests has vectors for the first three of them
ITEMS = ("0000000007", "0108775015", "0108775044", "sample-4")
IDS = ITEMS[:3]
VECTORS = np.array([[1, 2], [3, -4], [0, 5]], np.float32)
WANTED = [[1, 2], [3, -4], [0, 5], [0, 0]]
LISTS = VECTORS.tolist()


def embed(table: Table, progress: Listening | None = None) -> tuple[Floats, Bools]:
    """The vectors of ITEMS. Nothing is read but the table: the items have no pictures, and nowhere to keep shards."""
    nowhere = Path("/nowhere")
    return table.embed(Pictures(nowhere, (None,) * 4, ITEMS), FolderCheckpoint(nowhere), progress or Listening())


def parquet(folder: Path, columns: dict[str, Any], **dtypes: Any) -> Table:
    """A Parquet file with these columns; `dtypes` are those that are not guessed."""
    file = folder / "vectors.parquet"
    pl.DataFrame(columns, schema_overrides=dtypes).write_parquet(file)
    return Table(str(file))


def npy(folder: Path, ids: str | bytes | list[Any], values: Any = VECTORS) -> Table:
    """A .npy file beside ids: text makes ids.csv, a list ids.npy."""
    np.save(folder / "vectors.npy", values)
    if isinstance(ids, list):
        np.save(folder / "ids.npy", np.array(ids))
        return Table(str(folder / "vectors.npy"), str(folder / "ids.npy"))
    (folder / "ids.csv").write_bytes(ids.encode() if isinstance(ids, str) else ids)
    return Table(str(folder / "vectors.npy"), str(folder / "ids.csv"))


def refused(table: Table, match: str) -> DataError:
    """The error with which the table is refused; all four parts say something."""
    with pytest.raises(DataError, match=match) as raised:
        embed(table)
    error = raised.value
    assert error.what
    assert error.where
    assert error.why
    assert error.do
    return error


WIDE = {"a": VECTORS[:, 0], "b": VECTORS[:, 1]}
TAKEN: dict[str, Callable[[Path], Table]] = {
    "lists": lambda at: parquet(at, {"item_id": IDS, "clip": LISTS}),
    "lists under H&M's name": lambda at: parquet(at, {"article_id": IDS, "clip": LISTS}),
    "lists of a fixed length": lambda at: parquet(at, {"item_id": IDS, "v": LISTS}, v=pl.Array(pl.Float32, 2)),
    "lists of whole numbers": lambda at: parquet(at, {"item_id": IDS, "v": VECTORS.astype(int).tolist()}),
    "a column a number": lambda at: parquet(at, {"item_id": IDS, **WIDE}),
    "ids between the numbers": lambda at: parquet(at, {"a": WIDE["a"], "item_id": IDS, "b": WIDE["b"]}),
    "pandas' row numbers beside": lambda at: parquet(at, {"item_id": IDS, **WIDE, "__index_level_0__": [9, 8, 7]}),
    "ids as categories": lambda at: parquet(at, {"item_id": IDS, "v": LISTS}, item_id=pl.Categorical),
    "rows in another order": lambda at: parquet(at, {"item_id": IDS[::-1], "v": LISTS[::-1]}),
    "whole numbers that lost zeros": lambda at: parquet(at, {"article_id": [7, 108775015, 108775044], "v": LISTS}),
    "strings that lost zeros": lambda at: parquet(at, {"article_id": ["7", "108775015", "0108775044"], "v": LISTS}),
    "ids a line": lambda at: npy(at, "\n".join(IDS)),
    "ids under a header": lambda at: npy(at, "article_id\n7\n108775015\n108775044\n"),
    "ids from a spreadsheet": lambda at: npy(at, b'\xef\xbb\xbf"item_id"\r\n"7"\r\n "108775015"\r\n108775044\r\n\r\n'),
    "strings in .npy": lambda at: npy(at, list(IDS)),
    "whole numbers in .npy": lambda at: npy(at, [7, 108775015, 108775044]),
    "half precision": lambda at: npy(at, "\n".join(IDS), VECTORS.astype(np.float16)),
    "big-endian doubles": lambda at: npy(at, "\n".join(IDS), VECTORS.astype(">f8")),
    "columns first in memory": lambda at: npy(at, "\n".join(IDS), np.asfortranarray(VECTORS)),
}


@pytest.mark.parametrize("name", TAKEN)
def test_a_table_is_found_by_id_however_it_is_written(tmp_path: Path, name: str) -> None:
    """float32 at the item's row; the item that is missing in the table is zero and false."""
    values, has = embed(TAKEN[name](tmp_path))
    assert values.dtype == np.float32
    assert values.tolist() == WANTED
    assert has.tolist() == [True, True, True, False]


REFUSED: dict[str, tuple[Callable[[Path], Table], str]] = {
    "one id twice": (lambda at: npy(at, "7\n8\n7\n"), "1 of 2 ids come more than once"),
    "one id with and without zeros": (lambda at: npy(at, "7\n0000000007\n8\n"), "first: 0000000007"),
    "only ids of others": (lambda at: npy(at, "1\n2\n3\n"), "none of the 3 ids in the table is an item"),
    "fewer ids than vectors": (lambda at: npy(at, "7\n108775015\n"), "2 ids for 3 vectors"),
    "no ids": (lambda at: npy(at, ""), "0 ids for 3 vectors"),
    "ids with fractions in .npy": (lambda at: npy(at, [7.0, 8.0, 9.0]), "float64 of shape .*not ids"),
    "ids with fractions": (lambda at: parquet(at, {"item_id": [7.0, 8.0, 9.0], "v": LISTS}), "item_id holds Float64"),
    "ids in bytes": (lambda at: parquet(at, {"item_id": [b"\xff", b"8", b"9"], "v": LISTS}), "item_id holds Binary"),
    "ids in lists": (lambda at: parquet(at, {"item_id": [["7"], ["8"], ["9"]], "v": LISTS}), "item_id holds List"),
    "an id that is missing": (lambda at: parquet(at, {"item_id": ["7", None, "9"], "v": LISTS}), "1 rows have no"),
    "ids in UTF-16": (lambda at: npy(at, "7\n8\n9\n".encode("utf-16")), "cannot be read as text"),
    "no id column": (lambda at: parquet(at, {"id": IDS, "v": LISTS}), "not one named item_id or article_id"),
    "two id columns": (lambda at: parquet(at, {"item_id": IDS, "article_id": IDS, "v": LISTS}), "not one named"),
    "no vectors": (lambda at: parquet(at, {"item_id": IDS}), "beside the ids"),
    "a name among the numbers": (lambda at: parquet(at, {"item_id": IDS, "name": IDS, **WIDE}), r"\['name'\] no numb"),
    "two columns of lists": (lambda at: parquet(at, {"item_id": IDS, "v": LISTS, "w": LISTS}), "beside the ids"),
    "lists of strings": (lambda at: parquet(at, {"item_id": IDS, "v": [["1"]] * 3}), r"\['v'\] no numbers"),
    "lists of lists": (lambda at: parquet(at, {"item_id": IDS, "v": [[[1.0]]] * 3}), r"\['v'\] no numbers"),
    "lists of two lengths": (lambda at: parquet(at, {"item_id": IDS, "v": [[1], [2], [3, 4]]}), "differ in length"),
    "a list that is missing": (lambda at: parquet(at, {"item_id": IDS, "v": [[1], None, [2]]}), "are missing"),
    "lists of nothing": (lambda at: parquet(at, {"item_id": IDS, "v": [[]] * 3}, v=pl.List(pl.Float32)), "not numbers"),
    "no rows": (lambda at: parquet(at, {"item_id": [], "v": []}, v=pl.List(pl.Float32)), "no rows"),
    "a number missing in a list": (lambda at: parquet(at, {"item_id": IDS, "v": [[1], [None], [2]]}), "1 of 3 vectors"),
    "a number missing": (lambda at: parquet(at, {"item_id": IDS, "a": [1, None, 2]}), "first: item 0108775015"),
    "NaN": (lambda at: npy(at, "7\n8\n9", [[1.0], [2.0], [np.nan]]), r"1 of 3 vectors hold NaN.*first: item 9"),
    "infinity": (lambda at: npy(at, "7\n8\n9", [[1.0], [-np.inf], [np.inf]]), "2 of 3 vectors hold NaN or infinity"),
    "more than float32 can hold": (lambda at: npy(at, "7\n8\n9", [[1.0], [1e39], [2.0]]), "1 of 3 vectors hold NaN"),
    "a vector instead of a matrix": (lambda at: npy(at, "7\n8\n9", [1.0, 2.0, 3.0]), r"shape \[3\], not numbers"),
    "three dimensions": (lambda at: npy(at, "7\n8\n9", np.ones((3, 2, 1))), r"shape \[3, 2, 1\], not numbers"),
    "vectors of length zero": (lambda at: npy(at, "7\n8\n9", np.ones((3, 0))), r"shape \[3, 0\], not numbers"),
    "complex numbers": (lambda at: npy(at, "7\n8\n9", np.ones((3, 2), complex)), "complex128"),
    "strings for vectors": (lambda at: npy(at, "7\n8\n9", [["1"], ["2"], ["3"]]), "<U1"),
}


@pytest.mark.parametrize("name", REFUSED)
def test_a_table_that_does_not_fit_is_refused(tmp_path: Path, name: str) -> None:
    """A DataError whose four parts say something, and whose first says what was found."""
    make, match = REFUSED[name]
    table = make(tmp_path)
    assert refused(table, match).where in {table.path, table.ids}


@pytest.mark.parametrize("suffix", [".parquet", ".npy"])
@pytest.mark.parametrize("content", ["empty", "broken off", "text", "archive"])
def test_a_file_of_another_kind_is_refused(tmp_path: Path, suffix: str, content: str) -> None:
    """Nothing, the first half, words, or a .npz under a wrong name."""
    table = parquet(tmp_path, {"item_id": IDS, "v": LISTS}) if suffix == ".parquet" else npy(tmp_path, "7\n8\n9")
    file = Path(table.path)
    whole = file.read_bytes()
    np.savez(tmp_path / "archive.npz", VECTORS)
    archive = (tmp_path / "archive.npz").read_bytes()
    file.write_bytes(
        {"empty": b"", "broken off": whole[: len(whole) - 9], "text": b"7,1,2\n" * 9}.get(content, archive)
    )
    refused(table, r"vectors\.\w+ cannot be read as")


def test_nothing_is_unpickled(tmp_path: Path) -> None:
    """An array of objects, which only pickle can read, is refused, as vectors and as ids."""
    objects = np.array([[{}], [{}], [{}]], object)
    refused(npy(tmp_path, "7\n8\n9", objects), "allow_pickle")
    refused(npy(tmp_path, [{}, {}, {}]), "allow_pickle")


def test_what_is_not_used_is_counted(tmp_path: Path) -> None:
    """One id that the data do not know, one vector of zeros: one line says so; neither has a vector."""
    progress = Listening()
    _, has = embed(npy(tmp_path, "7\n999\n108775015\n", [[1.0, 2.0], [3.0, 4.0], [0.0, 0.0]]), progress)
    assert has.tolist() == [True, False, False, False]
    assert progress.lines == [
        "vectors.npy: vectors of length 2 for 1 of 4 items; 1 ids are not in the data, 1 vectors are zero"
    ]


def test_ids_that_are_not_of_digits_are_taken_as_they_are(tmp_path: Path) -> None:
    """`sample-4` is found, `Sample-4` and `sample-04` are others."""
    values, has = embed(npy(tmp_path, "sample-4\nSample-4\nsample-04"))
    assert has.tolist() == [False, False, False, True]
    assert values[3].tolist() == [1, 2]


def test_an_error_shows_how_the_ids_differ(tmp_path: Path) -> None:
    """Where none is known, one of the table's and one of the data's are set side by side."""
    error = refused(npy(tmp_path, "0,7\n1,8\n2,9\n"), "none of the 3 ids")
    assert "'0,7'" in error.why
    assert "'0000000007'" in error.why


def test_a_bracket_in_the_files_name_is_a_letter(tmp_path: Path) -> None:
    """`vectors[1].parquet` is that file, not a pattern."""
    file = Path(parquet(tmp_path, {"item_id": IDS, "v": LISTS}).path)
    assert embed(Table(str(file.rename(tmp_path / "vectors[1].parquet"))))[0].tolist() == WANTED


def test_a_path_may_begin_at_home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """`~` stands for the home folder in both settings."""
    npy(tmp_path, "\n".join(IDS))
    monkeypatch.setenv("HOME", str(tmp_path))
    assert embed(Table("~/vectors.npy", "~/ids.csv"))[0].tolist() == WANTED


@pytest.mark.parametrize("gone", ["path", "ids"])
def test_a_file_that_is_not_there_is_named_with_its_setting(tmp_path: Path, gone: str) -> None:
    """Before any work, when the artefact's name is asked for, and when it is made."""
    table = npy(tmp_path, "\n".join(IDS))
    Path(str(getattr(table, gone))).unlink()
    assert refused(table, "is no file").where == gone
    with pytest.raises(DataError, match="is no file"):
        table.inputs(Fingerprints(tmp_path / "notes", Quiet()))


def test_the_content_of_the_files_names_the_artefact_and_their_place_does_not(tmp_path: Path) -> None:
    """The same files elsewhere have the same inputs and settings; a changed id has others."""
    prints = Fingerprints(tmp_path / "notes", Quiet())
    tables = []
    for name, ids in (("one", "7\n8\n9\n"), ("two", "7\n8\n9\n"), ("three", "7\n8\n6\n")):
        (tmp_path / name).mkdir()
        tables.append(npy(tmp_path / name, ids))
    first, same, other = (table.inputs(prints) for table in tables)
    assert first == same
    assert first["path"] == other["path"]
    assert first["ids"] != other["ids"]
    assert settings_of(tables[0]) == settings_of(tables[1])


@pytest.mark.parametrize(
    ("path", "ids", "where"),
    [
        ("vectors.csv", None, "path"),
        ("vectors", None, "path"),
        ("vectors.npy", None, "ids"),
        ("vectors.npy", "ids.json", "ids"),
        ("vectors.parquet", "ids.csv", "ids"),
    ],
)
def test_a_wrong_setting_is_refused_when_it_is_made(path: str, ids: str | None, where: str) -> None:
    """Other kinds of file, .npy without ids, Parquet with ids beside it; no file is looked for."""
    with pytest.raises(ConfigError) as raised:
        Table(path, ids)
    assert raised.value.where == where
