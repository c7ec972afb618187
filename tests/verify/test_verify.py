"""What verification must catch, planted in a run of the tiny shop one at a time."""

import json
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import polars as pl
import pytest

from fashrec.store.fingerprint import sha256_of
from fashrec.verify.__main__ import main
from fashrec.verify.verify import verify
from tests.running import read_run, run_in, table

pytestmark = pytest.mark.slow  # whole runs

# two windows of one cut each: a verification takes a third of a second
SMALL = ("data=boutique_tiny", "split.cuts=2", "split.test_cuts=1", "split.window=all")
Plant = Callable[[Path], None]


@pytest.fixture(scope="module")
def shared(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The store of these runs, and the runs beside it."""
    return tmp_path_factory.mktemp("verify")


@pytest.fixture(scope="module")
def first(shared: Path) -> Path:
    """A run with two windows; `run_in` has verified it."""
    run_in(shared / "first", "experiment=baseline", "recommend=[chance,popular]", *SMALL)
    return shared / "first"


@pytest.fixture(scope="module")
def second(shared: Path, first: Path) -> Path:
    """Another run over the same cuts, in which owned items are removed."""
    del first
    run_in(shared / "second", "experiment=baseline", "recommend=[chance,popular]", *SMALL, "split.seen=remove")
    return shared / "second"


@pytest.fixture
def folder(first: Path, tmp_path: Path) -> Path:
    """A copy of the first run to be spoilt."""
    shutil.copytree(first, tmp_path / "run")
    return tmp_path / "run"


def edited(folder: Path, change: Callable[[dict[str, Any]], object]) -> None:
    """Change run.json."""
    data = read_run(folder)
    change(data)
    (folder / "run.json").write_text(json.dumps(data))


def rewritten(folder: Path, name: str, frame: pl.DataFrame) -> None:
    """Change a table, and run.json's word about it, so that its content alone can tell."""
    file = folder / f"{name}.parquet"
    frame.write_parquet(file)
    edited(folder, lambda data: data["files"][file.name].update(sha256=sha256_of(file)))


def cell(data: dict[str, Any], part: str = "scores") -> dict[str, Any]:
    """One score, floor or ceiling."""
    of_window = data[part]["test"]
    found: dict[str, Any] = (of_window["popular"] if part == "scores" else of_window)["novel"]["map@12"]
    return found


def first_hit_lost(folder: Path) -> None:
    """One list less by an item that was bought, the places after it closed up."""
    shown, future = table(folder, "shown"), table(folder, "future")
    hit = shown.join(future, on=["cut", "customer", "item"], how="semi").filter(pl.col("recommender") == "popular")[:1]
    of_list = ["cut", "recommender", "list", "customer"]
    rest = shown.join(hit, on=[*of_list, "rank"], how="anti")
    closed = pl.int_range(1, pl.len() + 1, dtype=pl.Int32).over(of_list)
    rewritten(folder, "shown", rest.with_columns(rank=closed))


def another_item(folder: Path) -> None:
    """One place of a list given to an item that the customer did buy."""
    shown, future = table(folder, "shown"), table(folder, "future")
    pair = future.filter("reachable", ~pl.col("cold")).row(0, named=True)
    there = (pl.col("cut") == pair["cut"]) & (pl.col("customer") == pair["customer"]) & (pl.col("list") == "main")
    place = there & (pl.col("recommender") == "chance") & (pl.col("rank") == 3)
    rewritten(folder, "shown", shown.with_columns(item=pl.when(place).then(pl.lit(pair["item"])).otherwise("item")))


def a_number(name: str, column: str) -> Plant:
    """One value of a table moved by a ten-thousandth."""

    def plant(folder: Path) -> None:
        frame = table(folder, name)
        moved = frame[column].to_list()
        moved[7] += 1e-4
        rewritten(folder, name, frame.with_columns(pl.Series(column, moved, frame.schema[column])))

    return plant


def change(name: str, how: Callable[[pl.DataFrame], pl.DataFrame]) -> Plant:
    """A table rewritten."""
    return lambda folder: rewritten(folder, name, how(table(folder, name)))


PLANTS: dict[str, tuple[Plant, str]] = {
    "a row of future": (change("future", lambda rows: rows[1:]), "future.parquet has no row"),
    "a row of future twice": (
        change("future", lambda rows: pl.concat([rows, rows[:1]])),
        "future.parquet has more than one row",
    ),
    "a mark in future": (change("future", lambda rows: rows.with_columns(repeat=False)), "future.parquet, repeat is"),
    "a row of shown": (change("shown", lambda rows: rows[1:]), "ranks are not"),
    "a hit of shown": (first_hit_lost, "per_customer.parquet, hit_rate@"),
    "another item shown": (another_item, "per_customer.parquet, "),
    "a customer's value": (a_number("per_customer", "ndcg@5"), "per_customer.parquet, ndcg@5"),
    "a customer's tie": (a_number("per_customer", "tie_mass@5"), "per_customer.parquet, tie_mass@5"),
    "a customer's row": (change("per_customer", lambda rows: rows[1:]), "per_customer.parquet has no row"),
}


@pytest.mark.parametrize("name", PLANTS)
def test_what_is_planted_in_a_table_is_found_and_named(name: str, folder: Path, shared: Path) -> None:
    """Also where the sha256 in run.json was made to fit."""
    plant, said = PLANTS[name]
    plant(folder)
    verdict = verify(folder, store=shared / "store")
    assert any(said in one for one in verdict.differences), verdict.lines()


def test_every_number_planted_in_run_json_is_named(folder: Path, shared: Path) -> None:
    """A score, its n, a cut's own mean, a floor, a ceiling, a fact about a cut, a score that is gone: all at once."""

    def plant(data: dict[str, Any]) -> None:
        score = cell(data)
        score.update(value=0.5, n=3, by_cut=dict.fromkeys(score["by_cut"], 0.5))
        cell(data, "floors").update(value=0.5)
        cell(data, "ceilings").update(value=0.5)
        data["cuts"][0].update(items_cold=1)
        del data["scores"]["test"]["chance"]["cold"]["mrr@5"]

    edited(folder, plant)
    said = [one.partition(" is ")[0] for one in verify(folder, store=shared / "store").differences]
    day = read_run(folder)["cuts"][1]["start"]
    of = "run.json, popular, test, novel, map@12"
    assert said == [
        f"run.json, cut {read_run(folder)['cuts'][0]['start']}: items_cold",
        "run.json, chance, test, cold, mrr@5: there",
        *(f"{of}: n", f"{of}: value", f"{of}: value at {day}"),
        "run.json, ceiling, test, novel, map@12: value",
        "run.json, chance, test, novel, map@12: value",
    ]


@pytest.mark.parametrize("end", ["low", "high", "method"])
@pytest.mark.parametrize("of", ["novel", "cold"])
def test_an_interval_that_was_moved_is_named(of: str, end: str, folder: Path) -> None:
    """By a hundred-thousandth, or said to be another's: the bootstrap's of many hits and Wilson's of none."""

    def plant(data: dict[str, Any]) -> None:
        one = data["scores"]["test"]["popular"][of]["hit_rate@5"]
        one[end] = "hand" if end == "method" else one[end] + 1e-5

    assert cell(read_run(folder))["method"] == "bootstrap"
    assert read_run(folder)["scores"]["test"]["popular"]["cold"]["hit_rate@5"]["method"] == "wilson"
    edited(folder, plant)
    (difference,) = verify(folder).differences
    assert difference.startswith(f"run.json, popular, test, {of}, hit_rate@5: the interval is")


def test_a_window_or_a_cut_that_is_gone_is_found(folder: Path, shared: Path) -> None:
    """What is not there cannot differ, so it is missed by name."""
    edited(folder, lambda data: data["scores"].pop("test"))
    edited(folder, lambda data: data["cuts"].pop())
    said = "\n".join(verify(folder, store=shared / "store").differences)
    assert "the cuts of run.json are" in said
    assert "windows are" in said


@pytest.mark.parametrize("name", ["shown", "future", "per_customer"])
def test_a_swapped_file_is_found(name: str, folder: Path, second: Path, shared: Path) -> None:
    """A table of another run, by its sha256; and by what it says where run.json was made to fit."""
    shutil.copy(second / f"{name}.parquet", folder)
    swapped = verify(folder, store=shared / "store").differences
    assert any(f"{name}.parquet has the sha256" in one for one in swapped)
    rewritten(folder, name, table(folder, name))
    assert verify(folder, store=shared / "store").differences


@pytest.mark.parametrize("name", ["shown", "future", "per_customer"])
def test_a_single_changed_byte_is_found(name: str, folder: Path, shared: Path) -> None:
    """Even one that changes no value: the same table, written again in another way."""
    table(folder, name).write_parquet(folder / f"{name}.parquet", compression="uncompressed")
    verdict = verify(folder, store=shared / "store")
    assert verdict.differences[0].startswith(f"{name}.parquet has the sha256")
    assert len(verdict.differences) == 1


def test_a_lost_customer_shows_only_in_the_purchases(folder: Path, shared: Path) -> None:
    """Future, lists, values and scores all made to agree without one customer: the rebuilt future tells."""
    lost = table(folder, "future")["customer"][0]
    for name in ("shown", "future", "per_customer"):
        rewritten(folder, name, table(folder, name).filter(pl.col("customer") != lost))
    verdict = verify(folder, store=shared / "store")
    assert any("future.parquet has no row for" in one and lost in one for one in verdict.differences)


def test_what_cannot_be_checked_is_said(folder: Path) -> None:
    """Without the store and with `seen=remove` nobody knows N; behind a list's end nobody sees ties."""
    (folder / ".hydra" / "config.yaml").unlink()
    edited(folder, lambda data: data.pop("files"))
    verdict = verify(folder)
    assert verdict.holds
    said = "\n".join(verdict.unchecked)
    for part in ("sha256", "against the purchases", "floor of chance", "intervals of", "what ties behind the end"):
        assert part in said


def test_the_command_says_what_differs_and_fails(
    folder: Path, first: Path, shared: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Status 0 and `verified` for one run, or a glob of it; 1 and the first difference; 2 for a wrong word."""
    assert main([str(first)]) == 0
    assert "verified" in capsys.readouterr().out
    first_hit_lost(folder)
    assert main([str(first), str(folder), f"store={shared / 'store'}"]) == 1
    assert "differs:     per_customer.parquet, hit_rate@" in capsys.readouterr().out
    assert main(["runs=elsewhere"]) == 2
    assert main([]) == 2
    assert main([str(folder / "nowhere")]) == 2
    assert main([f"{first.parent}/{first.name[:-1]}*"]) == 0


def test_an_unfinished_run_beside_others_is_left_out_and_named(
    folder: Path, first: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """As a glob of runs brings it along."""
    edited(folder, lambda data: data.update(status="interrupted"))
    assert main([str(folder), str(first)]) == 0
    said = capsys.readouterr().out
    assert "verified" in said
    assert f"left out: {folder}: the run is interrupted, not done" in said


def test_an_unfinished_run_is_refused(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """There is nothing yet to verify."""
    edited(folder, lambda data: data.update(status="interrupted"))
    assert main([str(folder)]) == 1
    assert "the run is interrupted, not done" in capsys.readouterr().err
