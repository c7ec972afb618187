"""Short and empty lists, counted from the table of what was shown."""

from collections.abc import Mapping
from datetime import date
from pathlib import Path

import polars as pl
import pytest

from fashrec.frames import SHOWN
from fashrec.results.lists import Lists, fallbacks_of, has_lists, lists_of
from fashrec.results.runs import Run, read_runs
from tests.report.made import CUTS, write

FIRST, TEST = (date.fromisoformat(CUTS[at]["start"]) for at in (0, 2))
# of each customer, how many items were shown
LENGTHS = {"ann": 12, "bea": 11, "cas": 5, "dan": 4, "eve": 1}


def rows(cut: date, kind: str, lengths: Mapping[str, int]) -> pl.DataFrame:
    """What content showed at a cut."""
    places = [(who, rank) for who, n in lengths.items() for rank in range(1, n + 1)]
    data = [(cut, "content", kind, who, rank, f"{rank:03d}", 1 / rank) for who, rank in places]
    return pl.DataFrame(data, SHOWN, orient="row")


@pytest.fixture
def run(tmp_path: Path) -> Run:
    """A run of two validation cuts, whose 1,200 lists are five of content's at the first; and of a test cut."""
    cuts = [{**cut, "fallback": {"content": at + 1}} for at, cut in enumerate(CUTS)]
    folder = write(tmp_path / "x" / "1", {"content": {"all": 0.2, "cold": 0.1}}, cuts=cuts)
    shown = [rows(FIRST, "main", LENGTHS), rows(FIRST, "cold_only", {"ann": 5}), rows(TEST, "main", {"fay": 12})]
    pl.concat(shown).write_parquet(folder / "shown.parquet")
    return read_runs((tmp_path / "x").iterdir())[0][0]


def test_every_list_is_full_short_or_empty(run: Run) -> None:
    """Of five, three have 5 items and one has 12; the other 1,195 customers were shown nothing."""
    found = lists_of(run, "validation")
    assert found["content", "main", 5] == Lists(1200, full=3, some=5)
    assert found["content", "main", 12] == Lists(1200, full=1, some=5)
    assert [(one.short, one.empty) for one in (found["content", "main", 5], found["content", "main", 12])] == [
        *((2, 1195), (4, 1195))
    ]


def test_who_showed_nothing_to_anybody_has_empty_lists(run: Run) -> None:
    """popular has no row in the table: all of its lists are empty, none is missing."""
    assert lists_of(run, "validation")["popular", "main", 5] == Lists(1200, full=0, some=0)


def test_lists_of_other_windows_do_not_count(run: Run) -> None:
    """Fay's is of a test cut; fallbacks are added up over the validation cuts alone."""
    assert lists_of(run, "validation")["content", "main", 12].full == 1
    assert (fallbacks_of(run, "validation", "content"), fallbacks_of(run, "all", "content")) == (3, 6)
    assert fallbacks_of(run, "validation", "popular") is None


def test_a_run_without_its_table_has_no_lists(run: Run) -> None:
    """Or with one of other columns, as an older fashrec may have written it."""
    assert has_lists(run)
    file = run.folder / "shown.parquet"
    pl.read_parquet(file).drop("list").write_parquet(file)
    assert not has_lists(run)
    file.unlink()
    assert not has_lists(run)
