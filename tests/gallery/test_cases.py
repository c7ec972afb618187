"""What became of everybody who was scored."""

import shutil
from pathlib import Path

import polars as pl
import pytest

from fashrec.errors import DataError
from fashrec.gallery.cases import flags, pairs_of
from fashrec.gallery.finished import Finished
from fashrec.gallery.sides import Side, sides_of
from tests import shop
from tests.gallery.made import LISTS, customer, write

WHO = ["ann", "bea", "cas", "dan", "eve"]


def _sides(run: Finished) -> tuple[Side, Side]:
    return sides_of([run], "validation", ["content", "popular"])


def _who(pairs: pl.DataFrame, has: pl.Series) -> list[str]:
    """The names of the customers who have something."""
    names = {customer(row): name for row, name in enumerate(WHO)}
    return [names[one] for one in pairs.filter(has)["customer"]]


def test_hits_are_told_apart(run: Finished) -> None:
    """As worked out by hand: any, cold, on what was bought before in any colour, of one side alone."""
    pairs = pairs_of(_sides(run), "validation", 5)
    found = {name: _who(pairs, has) for name, has in flags(pairs, ["content", "popular"]).items()}
    assert found == {
        "content hits": ["ann", "bea", "cas", "dan"],
        "popular hits": ["ann", "cas", "dan"],
        "content: cold hit": ["bea"],
        "popular: cold hit": [],
        "content: hit on a near-duplicate": ["ann", "cas"],
        "popular: hit on a near-duplicate": ["ann", "cas"],
        "only content hits": ["bea"],
        "only popular hits": [],
        "neither hits": ["eve"],
        "bought something cold": ["ann", "bea", "eve"],
        "no history": ["dan"],
        "light: 1 to 4 items": ["bea", "cas", "eve"],
        "heavy: 5 items or more": ["ann"],
    }


def test_a_purchase_has_its_kind_and_its_distance(run: Finished) -> None:
    """Ann: 0 again, 1 its other colour, 7 new; bea's 8 looks exactly like the 0 that she has."""
    pairs = pairs_of(_sides(run), "validation", 5)
    assert pairs["kind"][0].to_list() == ["same_item", "same_product", "new_product"]
    assert pairs["distance"][0].to_list() == [None, pytest.approx(0.2), pytest.approx(0.2, abs=1e-6)]
    assert pairs["distance"][1].to_list() == [pytest.approx(0, abs=1e-6)]
    assert pairs["distance"][4].to_list() == [None]


def test_lists_are_cut_at_k_and_compared(run: Finished) -> None:
    """Ann's two share 3, 0 and 4; dan's are one list."""
    pairs = pairs_of(_sides(run), "validation", 5)
    assert pairs["shown_0"][0].to_list() == [shop.ITEM_IDS[item] for item in LISTS["content"][shop.ANN]]
    assert pairs["shared"].to_list() == [3, 3, 3, 5, 5]
    short = pairs_of(_sides(run), "validation", 2)
    assert short["shown_0"].list.len().to_list() == [2] * 5
    assert _who(short, short["hit_0"]) == ["ann", "dan"]


def test_a_run_folder_alone_knows_what_was_bought_again(tmp_path: Path) -> None:
    """Without tables colours of a product are strangers, and nobody knows distances."""
    run = Finished.read(write(tmp_path))
    pairs = pairs_of(_sides(run), "validation", 5)
    assert pairs["kind"][0].to_list() == ["same_item", None, None]
    assert _who(pairs, pairs["near_hit_0"]) == ["ann", "cas"]
    assert pairs["distance"].list.drop_nulls().list.len().sum() == 0


def test_somebody_who_was_shown_nothing_misses(tmp_path: Path) -> None:
    """They were scored, so they are there."""
    run = Finished.read(write(tmp_path, lists={"content": {shop.DAN: ()}, "popular": {}}))
    pairs = pairs_of(_sides(run), "validation", 5)
    assert pairs["shown_0"][3].to_list() == []
    assert pairs.select("hit_0", "cold_hit_0", "near_hit_0", "shared").row(3) == (False, False, False, 0)


def test_runs_on_other_purchases_are_refused(run: Finished, tmp_path: Path) -> None:
    """Side by side they would not be about the same customers."""
    other = write(tmp_path)
    future = pl.read_parquet(other / "future.parquet")
    future[1:].write_parquet(other / "future.parquet")
    sides = Side(run, "content", "one"), Side(Finished.read(other), "content", "two")
    with pytest.raises(DataError, match="different purchases"):
        pairs_of(sides, "validation", 5)


def test_a_run_folder_without_lists_is_refused(run: Finished, tmp_path: Path) -> None:
    """There is nothing to show."""
    shutil.copytree(run.folder, tmp_path / "run")
    (tmp_path / "run" / "shown.parquet").unlink()
    with pytest.raises(DataError, match=r"shown\.parquet"):
        pairs_of(_sides(Finished.read(tmp_path / "run")), "validation", 5)
