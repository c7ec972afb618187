"""Every figure of a frontier against those worked out by hand in `made`."""

from pathlib import Path
from typing import Any

import pytest

from fashrec.bench.figures import Figures
from tests.bench.made import write


@pytest.fixture
def figures(tmp_path: Path) -> Figures:
    """The figures of the made-up frontier."""
    return Figures.read(write(tmp_path))


def at(figures: Figures, trees: int, search_k: int) -> dict[str, Any]:
    """The row of a point."""
    (row,) = figures.points.filter((figures.points["trees"] == trees) & (figures.points["search_k"] == search_k)).rows(
        named=True
    )
    return row


def test_recall_counts_ties_as_found_and_padding_as_missed(figures: Figures) -> None:
    """Three of four; all four, one by a tie; one of four, the others padded."""
    assert at(figures, 2, 5)["recall"] == 3 / 4
    assert at(figures, 2, 50)["recall"] == 1
    assert at(figures, 4, 5)["recall"] == 1 / 4


def test_quantiles_are_over_all_queries_of_all_repeats(figures: Figures) -> None:
    """Of 1, 3, 5 and 7 ms: 4 in the middle, 6.7 at 95 and 6.94 at 99 of 100, by linear interpolation."""
    point = at(figures, 2, 5)
    assert [point[name] for name in ("p50_ms", "p95_ms", "p99_ms")] == pytest.approx([4, 6.7, 6.94])
    assert point["bare_ms"] == pytest.approx(2)


def test_a_ratio_compares_each_visit_with_its_own_control(figures: Figures) -> None:
    """Medians 2 and 6 ms over controls of 2 and 3 ms: 1 and 2, hence 1.5, which 4 over any one control is not."""
    assert at(figures, 2, 5)["p50_to_exact"] == pytest.approx(1.5)
    assert at(figures, 2, 5)["batch_to_exact"] == pytest.approx(2)


def test_hits_won_and_lost_are_paired_by_list(figures: Figures) -> None:
    """Exact hits 1, 0, 0, 1 and Annoy 0, 1, 1, 1: two won, one lost, a quarter more."""
    point = at(figures, 2, 5)
    assert (point["won"], point["lost"]) == (2, 1)
    assert point["hit_rate"] == 3 / 4
    assert point["hit_rate_minus_exact"] == pytest.approx(1 / 4)
    assert (at(figures, 2, 50)["won"], at(figures, 2, 50)["lost"]) == (0, 0)
    assert figures.exact["hit_rate"] == 2 / 4
    assert figures.exact["n_lists"] == 4


def test_exact_search_takes_part_in_the_frontier(figures: Figures) -> None:
    """Exact at 2 ms beats every single query; in a batch only the point that is faster than its 1 ms stays beside."""
    assert figures.exact["on_frontier"]
    assert not figures.points["on_frontier"].any()
    assert figures.exact["batch_on_frontier"]
    marked = figures.points.filter(figures.points["batch_on_frontier"])
    assert marked.select("trees", "search_k").rows() == [(4, 5)]


def test_forests_give_medians_over_repeats(figures: Figures) -> None:
    """Builds of 2, 4 and 6 s: 4 s; loads of 1 ms; the bytes of the files."""
    assert figures.forests.rows() == [(2, 4.0, 1.0, 2_000_000), (4, 8.0, 1.0, 4_000_000)]


def test_sufficient_points_reach_the_target_the_fastest_first(figures: Figures) -> None:
    """A recall of exactly the target is enough; a fourth of it is not."""
    assert figures.sufficient.select("trees", "search_k").rows() == [(2, 5), (2, 50)]
