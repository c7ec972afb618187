"""Photo searches beside each other in a page."""

import json
from pathlib import Path

import polars as pl
import pytest

from fashrec.errors import ConfigError
from fashrec.report.pages import write_page
from tests.bench.photos.made_search import write

END = "<!-- fashrec.report: end -->\n"


def page_in(folder: Path, marker: str) -> Path:
    """A page with a marker."""
    page = folder / "page.md"
    page.write_text(f"before\n<!-- fashrec.report: {marker} -->\nstale\n{END}after\n")
    return page


@pytest.fixture
def searches(tmp_path: Path) -> Path:
    """An older and a newer search `one`, then `two`, whose items all agree, and an interrupted one."""
    runs = tmp_path / "runs" / "photos"
    write(runs / "one" / "1", name="one", k=1)
    write(runs / "one" / "2", name="one")
    raw = write(runs / "two" / "3", name="two")
    neighbours = pl.read_parquet(raw / "neighbours.parquet")
    neighbours.with_columns(agrees=pl.col("agrees") | (pl.col("among") == "items")).write_parquet(
        raw / "neighbours.parquet"
    )
    write(runs / "three" / "4", name="three", status="interrupted")
    return tmp_path


def test_each_search_is_a_row_beside_chance(searches: Path) -> None:
    """The newest of a name that is done; the text around the table stays."""
    page = page_in(searches, "photos runs=runs/photos/*/*")
    assert write_page(page, searches) == 1
    text = page.read_text(encoding="utf-8")
    assert text.startswith("before\n")
    assert text.endswith(f"{END}after\n")
    assert "|  | label_agreement@2 | label_nearest | type_any@2 | type_share@2 |" in text
    assert "| chance | 0.3333 | 0.3333 | " in text
    rows = [line.split(" | ") for line in text.splitlines() if line.startswith(("| one", "| two"))]
    assert [[row[0], row[-1].split()[0]] for row in rows] == [["| one", "0.4000"], ["| two", "0.7000"]]
    assert "5 photos of 2 classes; 10 items, catalogue `all` on 2020-08-19" in text
    assert "minus" not in text


def test_a_gain_is_counted_photo_by_photo(searches: Path) -> None:
    """Two photos gain 0.5 and one gains 1, in the mean of five 0.3; what all have alike has no width."""
    page = page_in(searches, "photos runs=runs/photos/*/* against=one")
    write_page(page, searches)
    lines = page.read_text(encoding="utf-8").splitlines()
    assert "| minus one | label_agreement@2 | label_nearest | type_any@2 | type_share@2 |" in lines
    gain = next(line for line in reversed(lines) if line.startswith("| two"))
    assert gain.startswith("| two | +0.0000 (+0.0000 … +0.0000) |")
    low, high = (float(end.replace("−", "-")) for end in gain.rsplit("+0.3000 (", 1)[1].rstrip(") |").split(" … "))
    assert low < 0.3 < high


def test_classes_have_a_row_each(searches: Path) -> None:
    """With n and chance, and a column a search."""
    page = page_in(searches, "photo_classes runs=runs/photos/*/* metric=type_share")
    write_page(page, searches)
    text = page.read_text(encoding="utf-8")
    assert "| class | n | chance | one | two |" in text
    assert "| b | 2 | 0.1000 | 0.7500 | 0.7500 |" in text
    assert "type_share@2 of each class" in text


WRONG = {
    "photos runs=runs/nothing/*": "no photo search that is done",
    "photos runs=runs/photos/*/* against=four": "no photo search named four",
    "photo_classes runs=runs/photos/*/*": "no measure hit_rate@5",
}


@pytest.mark.parametrize("marker", WRONG)
def test_what_is_not_there_is_named(marker: str, searches: Path) -> None:
    """The page stays as it was."""
    page = page_in(searches, marker)
    before = page.read_text(encoding="utf-8")
    with pytest.raises(ConfigError, match=WRONG[marker]):
        write_page(page, searches)
    assert page.read_text(encoding="utf-8") == before


def test_searches_that_asked_something_else_are_not_compared(searches: Path) -> None:
    """Of another catalogue, say."""
    file = searches / "runs" / "photos" / "two" / "3" / "run.json"
    file.write_text(json.dumps({**json.loads(file.read_text()), "catalogue": "alive"}))
    with pytest.raises(ConfigError, match="not the same was asked as of one: two: catalogue"):
        write_page(page_in(searches, "photos runs=runs/photos/*/*"), searches)
