"""Every figure of a frontier against those worked out by hand in `made`."""

from pathlib import Path
from typing import Any

import polars as pl
import pytest

from fashrec.bench.frontier.figures import Figures
from tests.bench.frontier.made import write


@pytest.fixture(scope="module")
def figures(tmp_path_factory: pytest.TempPathFactory) -> Figures:
    """The figures of the made-up frontier."""
    return Figures.read(write(tmp_path_factory.mktemp("raw")))


def at(figures: Figures, setting: int) -> dict[str, Any]:
    """The row of a setting."""
    return figures.settings.row(by_predicate=pl.col("setting") == setting, named=True)


def test_recall_counts_ties_as_found_and_padding_as_missed(figures: Figures) -> None:
    """Exact finds all; three of four; all four, one by a tie; one of four, the others padded."""
    assert [at(figures, setting)["recall"] for setting in range(4)] == [1, 3 / 4, 1, 1 / 4]


def test_items_as_queries_have_a_recall_of_their_own(figures: Figures) -> None:
    """One of two is found with search_k=5 on two trees, both elsewhere."""
    assert [at(figures, setting)["items_recall"] for setting in range(4)] == [1, 1 / 2, 1, 1]


def test_of_two_visits_that_differ_the_slower_was_disturbed(figures: Figures) -> None:
    """Of 1 and 3 ms at one visit and 5 and 7 at another 2 ms is the p50; four times have no tail."""
    point = at(figures, 1)
    assert [point[name] for name in ("p50_ms", "n_timed", "p95_ms", "p99_ms")] == [2, 4, None, None]
    assert point["bare_ms"] == pytest.approx(1)
    assert point["items_p50_ms"] == pytest.approx(10)


def test_a_ratio_compares_each_visit_with_the_controls_around_it(figures: Figures) -> None:
    """Two of eight controls took 3 ms, all others 2: around every visit it is 2, also where its own control took 3."""
    assert figures.controls["p50_ms"].to_list() == [2, 2, 2, 2, 3, 3, 2, 2]
    assert figures.controls["p50_around"].to_list() == [2] * 8
    assert [at(figures, setting)["p50_to_exact"] for setting in range(4)] == [1, 1, 4, 3]


def test_a_batch_is_a_rate_beside_the_controls(figures: Figures) -> None:
    """Two profiles in 4 ms are 500 a second, half of exact's; one item in 1 ms is 1,000."""
    point = at(figures, 1)
    assert point["qps"] == pytest.approx(500)
    assert point["qps_to_exact"] == pytest.approx(1 / 2)
    assert point["items_qps"] == pytest.approx(1000)


def test_exact_search_is_as_fast_as_its_controls(figures: Figures) -> None:
    """The median of its eight controls is 2 ms and 1,000 a second, not its own two visits."""
    exact = at(figures, 0)
    noise = figures.noise_of(0)
    assert (exact["p50_ms"], exact["qps"]) == (noise["p50_median"], 1000 / noise["batch_median"])
    assert (exact["p50_to_exact"], exact["qps_to_exact"]) == (1, 1)
    assert exact["p50_ms"] == pytest.approx(2)


def test_hits_won_and_lost_are_paired_by_list(figures: Figures) -> None:
    """Exact hits 1, 0, 0, 1 and the setting 0, 1, 1, 1: two won, one lost, a quarter more."""
    point = at(figures, 1)
    assert (point["won"], point["lost"], point["lists"]) == (2, 1, 4)
    assert point["hit_rate"] == 3 / 4
    assert point["difference"] == pytest.approx(1 / 4)
    assert point["low"] < 1 / 4 < point["high"]
    assert (at(figures, 2)["won"], at(figures, 2)["lost"]) == (0, 0)
    exact = figures.exact(0)
    assert (exact["hit_rate"], exact["low"], exact["high"]) == (2 / 4, 0, 0)


def test_cold_segments_have_differences_of_their_own(figures: Figures) -> None:
    """The only cold list is lost on four trees, and nowhere else."""
    for prefix in ("cold_", "cold_only_"):
        assert [at(figures, setting)[f"{prefix}difference"] for setting in range(4)] == [0, 0, 0, -1]
        assert at(figures, 3)[f"{prefix}lost"] == 1


def test_exact_search_takes_part_in_the_frontier(figures: Figures) -> None:
    """Exact beats every single query; in a batch only what is faster than its 1 ms a query stays beside."""
    marked = {
        name: figures.settings.filter(pl.col(name))["setting"].to_list()
        for name in ("on_frontier", "batch_on_frontier")
    }
    assert marked == {"on_frontier": [0], "batch_on_frontier": [0, 3]}


def test_settings_of_one_build_share_what_it_took(figures: Figures) -> None:
    """Seconds, milliseconds and bytes of two trees stand with both of their settings."""
    for setting in (1, 2):
        row = at(figures, setting)
        assert (row["build_s"], row["load_ms"], row["bytes"]) == (2.0, 2.0, 2_000_000)
        assert (row["build_peak_bytes"], row["serve_peak_bytes"]) == (20_000_000, 200_000_000)
    assert at(figures, 3)["build_s"] == 4.0


def test_facts_given_later_replace_those_of_the_run(tmp_path: Path) -> None:
    """What is judged by may be other than when it was measured; nothing else moves."""
    folder = write(tmp_path)
    one, other = Figures.read(folder), Figures.read(folder, {"loss": 0.5})
    assert (one.facts["loss"], other.facts["loss"]) == (0.005, 0.5)
    assert one.settings.equals(other.settings)
