"""The whole command, as a person types it, on the tiny shop."""

import json
import re
from pathlib import Path
from typing import Any

import polars as pl
import pytest

from fashrec.bench.__main__ import main
from fashrec.bench.frontier.figures import Figures
from fashrec.bench.frontier.sweep import BATCHES, ROUNDS
from tests.running import TINY, command

pytestmark = pytest.mark.slow

GRID = ("trees=2,10", "search_k=5,2000", "metric=dot", "rivals=annoy,hnswlib", "repeats=2", "queries=24")
# exact, 2 x 2 of Annoy, and a graph's up to the first ef that is no less than the number of items, 93 or 300
N_OWN, N_MADE = 1 + 4 + 4, 1 + 4 + 6
N_SETTINGS = 2 * N_OWN + N_MADE


def frontier(cwd: Path, *words: str) -> str:
    """What the command says, run in a folder."""
    ran = command(cwd, "frontier", *words, module="fashrec.bench")
    assert ran.returncode == 0, ran.stderr
    return ran.stdout


@pytest.fixture(scope="module")
def done(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder in which the command was run: two lengths of vectors, and made ones beside."""
    pytest.importorskip("hnswlib", reason="rivals are in the extra `ann`")
    cwd = tmp_path_factory.mktemp("frontier")
    said = frontier(cwd, "experiment=pixels128", *TINY, "dims=4,8", "n=300", *GRID)
    assert "reports/frontier/pixels128/table.md" in said
    assert said.count("One query at a time, take ") == 3
    return cwd


@pytest.fixture(scope="module")
def raw(done: Path) -> Path:
    """The folder of the raw times and neighbours."""
    (folder,) = (done / "runs" / "frontier" / "pixels128").iterdir()
    return folder


def settings_of(done: Path, dim: int, source: str = "own") -> dict[str, dict[str, Any]]:
    """The rows of table.csv of some vectors, by what was set."""
    rows = pl.read_csv(done / "reports" / "frontier" / "pixels128" / "table.csv").rows(named=True)
    mine = [row for row in rows if (row["dim"], row["source"]) == (dim, source)]
    return {" ".join(row[name] for name in ("index", "build", "query") if row[name]): row for row in mine}


def test_it_writes_below_the_current_folder_and_nowhere_else(done: Path) -> None:
    """The report, the raw run and the store, where no other place is named; a plot for each set of vectors."""
    assert {entry.name for entry in done.iterdir()} <= {"reports", "runs", ".store"}
    report = done / "reports" / "frontier" / "pixels128"
    plots = {file.name for file in report.iterdir()} - {"table.md", "table.csv"}
    assert {Path(name).suffix for name in plots} == {".svg", ".png"}
    stems = {re.sub(r"_\d+x", "_", Path(name).stem) for name in plots}
    assert stems == {"frontier", "frontier_own_8", "frontier_made_8"}
    linked = re.findall(r"!\[[^\]]*\]\(([^)]+)\)", (report / "table.md").read_text(encoding="utf-8"))
    assert len(linked) == 3
    assert set(linked) <= plots


def test_every_setting_of_every_length_has_a_row(done: Path) -> None:
    """The grid of Annoy, the query arguments of the rival, exact search; the same for made vectors."""
    for dim, source, n_settings in ((4, "own", N_OWN), (8, "own", N_OWN), (8, "made", N_MADE)):
        rows = settings_of(done, dim, source)
        assert len(rows) == n_settings
        assert {"exact", "annoy trees=2 metric=dot search_k=5", "hnswlib ef=16"} <= set(rows)


def test_a_search_of_everything_finds_everything_and_costs_no_hits(done: Path) -> None:
    """search_k above the number of candidates: recall 1, the same hits as exact; the least grid point falls short."""
    rows = settings_of(done, 8)
    for trees in (2, 10):
        row = rows[f"annoy trees={trees} metric=dot search_k=2000"]
        assert row["recall"] == row["items_recall"] == 1
        assert row["won"] == row["lost"] == row["cold_only_lost"] == 0
        assert row["hit_rate"] == rows["exact"]["hit_rate"]
    assert rows["annoy trees=2 metric=dot search_k=5"]["recall"] < 1


def test_quantiles_and_sizes_are_ordered(done: Path) -> None:
    """p50 <= p95 of 24 queries twice in two repeats, which have no p99; more trees take more bytes."""
    rows = settings_of(done, 8)
    timed = [row for row in rows.values() if row["n_timed"] >= 100]
    assert all(row["p50_ms"] > 0 for row in rows.values())
    assert all(row["p50_ms"] <= row["p95_ms"] for row in timed)
    assert all(row["p99_ms"] is None for row in rows.values())
    few, many = (rows[f"annoy trees={trees} metric=dot search_k=5"]["bytes"] for trees in (2, 10))
    assert few < many


def test_made_vectors_have_times_and_no_hits(done: Path) -> None:
    """There is nobody to buy them."""
    rows = settings_of(done, 8, "made")
    assert {row["n_items"] for row in rows.values()} == {300}
    assert all(row["difference"] is None and row["p50_ms"] > 0 for row in rows.values())


def test_every_time_and_neighbour_of_every_query_is_kept(raw: Path) -> None:
    """Settings × repeats × queries, where time allows; k neighbours of each, and a control before each visit."""
    facts = json.loads((raw / "run.json").read_text())
    assert (facts["status"], facts["kind"], facts["k"]) == ("done", "frontier", 5)
    times = pl.read_parquet(raw / "times.parquet")
    for kind, n in (("profiles", ROUNDS * 24), ("items", 6)):
        own = times.filter((pl.col("kind") == kind) & (pl.col("call") == "search") & ~pl.col("control"))
        assert len(own) == N_SETTINGS * 2 * n
    visits = times.filter("control").select("repeat", "setting").n_unique()
    assert visits == N_SETTINGS * 2
    neighbours = pl.read_parquet(raw / "neighbours.parquet")
    assert len(neighbours) == N_SETTINGS * (24 + 6) * 5


def test_the_run_says_how_long_each_part_took(raw: Path) -> None:
    """Builds, the first answers, visits and hits are parts of the whole; as many cores as can be seen are there."""
    facts = json.loads((raw / "run.json").read_text())
    assert set(facts["stages"]) == {"make", "build", "answer", "visit", "hits"}
    assert sum(stage["seconds"] for stage in facts["stages"].values()) <= facts["wall_s"] + 0.1
    assert 1 <= facts["cores_visible"] <= facts["machine"]["cores"]


def test_a_visit_has_several_batches_where_there_is_time(raw: Path) -> None:
    """Of 24 queries as many as are allowed: one alone is no longer than an interruption."""
    batches = pl.read_parquet(raw / "batches.parquet").filter(pl.col("kind") == "profiles")
    by_visit = batches.group_by("repeat", "visit", "setting", "control").len()
    assert by_visit["len"].max() == BATCHES
    assert len(by_visit) == 2 * 2 * N_SETTINGS


def test_no_item_is_its_own_neighbour(raw: Path) -> None:
    """Exact search answers an item with others, though none is nearer to it than itself."""
    found = pl.read_parquet(raw / "neighbours.parquet").filter((pl.col("setting") == 0) & (pl.col("kind") == "items"))
    assert (found["score"] < 1).any()
    assert found.group_by("query").agg(pl.col("item").n_unique())["item"].unique().to_list() == [5]


def test_hits_are_those_of_the_scored_customers_of_every_validation_cut(raw: Path) -> None:
    """Each setting is scored on the same (cut, customer) pairs of each segment, none of them of the test window."""
    hits = pl.read_parquet(raw / "hits.parquet")
    pairs = pl.struct("cut", "customer").sort()
    by_setting = hits.group_by("setting", "segment").agg(pairs.alias("pairs"))
    assert len(by_setting) == 2 * N_OWN * 3
    assert by_setting.group_by("segment").agg(pl.col("pairs").n_unique())["pairs"].to_list() == [1, 1, 1]
    assert sorted(hits["cut"].unique()) == json.loads((raw / "run.json").read_text())["cuts"]
    assert hits["cut"].n_unique() == 3


def test_the_report_is_made_anew_from_raw_without_measuring(
    done: Path, raw: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Byte by byte the same table, csv and plots; with another loss, the first line says so."""
    monkeypatch.chdir(done)
    report = done / "reports" / "frontier" / "pixels128"
    before = {file.name: file.read_bytes() for file in report.iterdir() if file.suffix != ".png"}
    assert main(["frontier", f"raw={raw.relative_to(done)}", "out=again"]) == 0
    again = done / "again" / "frontier" / "pixels128"
    assert {name: (again / name).read_bytes() for name in before} == before
    assert main(["frontier", f"raw={raw.relative_to(done)}", "out=again", "loss=0.5"]) == 0
    text = (again / "table.md").read_text(encoding="utf-8")
    assert "judged anew by" in text.splitlines()[0]
    assert (again / "table.csv").read_bytes() == before["table.csv"]


def test_the_figures_are_those_of_the_table(done: Path, raw: Path) -> None:
    """What a notebook reads from the raw tables is what the csv says."""
    again = Figures.read(raw).settings.rows(named=True)
    rows = pl.read_csv(done / "reports" / "frontier" / "pixels128" / "table.csv").rows(named=True)
    assert [row["p50_ms"] for row in rows] == pytest.approx([row["p50_ms"] for row in again], abs=1e-6)
