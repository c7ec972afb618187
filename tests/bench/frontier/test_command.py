"""The whole command, as a person types it, on the tiny shop."""

import json
import re
from pathlib import Path
from typing import Any

import polars as pl
import pytest

from fashrec.bench.figures import Figures
from tests.running import TINY, command

pytestmark = pytest.mark.slow

GRID = ("trees=2,10", "search_k=5,2000", "repeats=2", "queries=40")


@pytest.fixture(scope="module")
def done(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder in which the command was run."""
    cwd = tmp_path_factory.mktemp("frontier")
    ran = command(cwd, "frontier", "experiment=pixels128", *TINY, "embed.dim=8", *GRID, module="fashrec.bench")
    assert ran.returncode == 0, ran.stderr
    assert "reports/frontier/pixels128/table.md" in ran.stdout
    return cwd


@pytest.fixture(scope="module")
def raw(done: Path) -> Path:
    """The folder of the raw times and neighbours."""
    (folder,) = (done / "runs" / "frontier" / "pixels128").iterdir()
    return folder


def points_of(done: Path) -> dict[tuple[int | None, int | None], dict[str, Any]]:
    """The rows of table.csv."""
    rows = pl.read_csv(done / "reports" / "frontier" / "pixels128" / "table.csv").rows(named=True)
    return {(row["trees"], row["search_k"]): row for row in rows}


def test_it_writes_below_the_current_folder_and_nowhere_else(done: Path) -> None:
    """The report, the raw run and the store, where no other place is named."""
    assert {entry.name for entry in done.iterdir()} <= {"reports", "runs", ".store"}
    report = done / "reports" / "frontier" / "pixels128"
    assert {file.name for file in report.iterdir()} == {"table.md", "table.csv", "frontier.svg", "frontier.png"}


def test_a_search_of_everything_finds_everything_and_costs_no_hits(done: Path) -> None:
    """search_k above the number of candidates: recall 1, the same hits as exact; the least grid point falls short."""
    points = points_of(done)
    assert set(points) == {(None, None), (2, 5), (2, 2000), (10, 5), (10, 2000)}
    for trees in (2, 10):
        assert points[trees, 2000]["recall"] == 1
        assert points[trees, 2000]["won"] == points[trees, 2000]["lost"] == 0
        assert points[trees, 2000]["hit_rate"] == points[None, None]["hit_rate"]
    assert points[2, 5]["recall"] < 1


def test_quantiles_and_sizes_are_ordered(done: Path) -> None:
    """p50 <= p95 <= p99; more trees take more bytes."""
    points = points_of(done)
    assert all(0 < row["p50_ms"] <= row["p95_ms"] <= row["p99_ms"] for row in points.values())
    assert points[10, 5]["bytes"] > points[2, 5]["bytes"]


def test_the_report_is_derived_from_the_raw_tables(done: Path, raw: Path) -> None:
    """Every time of every query is kept: grid x repeats x queries; the figures come from them alone."""
    facts = json.loads((raw / "run.json").read_text())
    assert (facts["status"], facts["kind"], facts["k"], facts["n_queries"]) == ("done", "frontier", 5, 40)
    annoy = pl.read_parquet(raw / "times.parquet").filter(pl.col("index") == "annoy")
    assert len(annoy) == 4 * 2 * 40
    again = {(row["trees"], row["search_k"]): row for row in Figures.read(raw).points.rows(named=True)}
    for point, row in points_of(done).items():
        if point in again:
            assert row["p99_ms"] == pytest.approx(again[point]["p99_ms"], abs=1e-6)


def test_hits_are_those_of_the_scored_customers_of_every_validation_cut(raw: Path) -> None:
    """Each index is scored on the same (cut, customer) pairs, none of them of the test window."""
    hits = pl.read_parquet(raw / "hits.parquet")
    by_index = hits.group_by("index", "trees", "search_k").agg(pl.struct("cut", "customer").sort().alias("pairs"))
    assert len(by_index) == 5
    assert by_index["pairs"].n_unique() == 1
    assert sorted(hits["cut"].unique()) == json.loads((raw / "run.json").read_text())["cuts"]
    assert hits["cut"].n_unique() == 3


def test_the_table_links_the_picture_beside_it(done: Path) -> None:
    """The link in table.md leads to a file."""
    report = done / "reports" / "frontier" / "pixels128"
    (linked,) = re.findall(r"!\[[^\]]*\]\(([^)]+)\)", (report / "table.md").read_text(encoding="utf-8"))
    assert (report / linked).exists()
