"""Every figure of a photo search against those worked out by hand in `made_search`."""

from pathlib import Path

import numpy as np
import pytest

from fashrec.bench.photos.bootstrap import intervals
from fashrec.bench.photos.figures import MEASURES, Figures
from tests.bench.photos.made_search import write


@pytest.fixture
def figures(tmp_path: Path) -> Figures:
    """The figures of the made-up search."""
    return Figures.read(write(tmp_path))


def test_a_photo_is_worth_the_share_of_its_neighbours_that_agree(figures: Figures) -> None:
    """Of k, though there be fewer neighbours; without a vector it is worth nothing, and still counts."""
    assert figures.photos["photo"].to_list() == ["a/1", "a/2", "a/3", "b/1", "b/2"]
    assert figures.values.tolist() == [
        [0.5, 1, 1, 0.5],
        [0.5, 0, 0, 0],
        [0, 0, 0, 0],
        [0.5, 1, 1, 1],
        [0, 0, 1, 0.5],
    ]


def test_means_are_over_photos_and_over_those_of_each_class(figures: Figures) -> None:
    """Not over classes: a class of three weighs more than one of two."""
    assert figures.measures["measure"].to_list() == list(MEASURES)
    assert figures.measures["value"].to_list() == pytest.approx([0.3, 0.4, 0.6, 0.4])
    assert figures.classes["n"].to_list() == [3, 2]
    assert figures.classes.row(0, named=True)["type_any"] == pytest.approx(1 / 3)
    assert figures.classes.row(1, named=True)["label_agreement"] == pytest.approx(0.25)


def test_chance_is_that_of_neighbours_drawn_without_replacement(figures: Figures) -> None:
    """Two a and two b have a vector: one of three others agrees. 1 - 7/10 · 6/9 and 1 - 9/10 · 8/9 for items."""
    a, b = figures.classes.rows(named=True)
    assert (a["label_agreement_chance"], a["label_nearest_chance"]) == pytest.approx((1 / 3, 1 / 3))
    assert (a["type_share_chance"], b["type_share_chance"]) == pytest.approx((0.3, 0.1))
    assert (a["type_any_chance"], b["type_any_chance"]) == pytest.approx((1 - 42 / 90, 1 - 72 / 90))
    assert figures.measures["chance"].to_list() == pytest.approx(
        [1 / 3, 1 / 3, (3 * (1 - 42 / 90) + 2 * 0.2) / 5, 0.22]
    )


def test_chance_is_what_random_neighbours_come_to(figures: Figures) -> None:
    """20,000 draws of two of ten items, three of which match."""
    random = np.random.default_rng(0)
    drawn = np.argsort(random.random((20_000, 10)), axis=1)[:, :2] < 3
    assert figures.classes["type_any_chance"][0] == pytest.approx(drawn.any(axis=1).mean(), abs=0.015)


def test_kinds_are_shares_of_what_was_found_for_a_class(figures: Figures) -> None:
    """The most frequent first."""
    of_a = [("a", "Belt", False, 0.5), ("a", "Coat", True, 0.25), ("a", "Scarf", False, 0.25)]
    assert figures.kinds.rows() == [*of_a, ("b", "Boots", True, 1.0)]


def test_intervals_hold_their_value_and_are_those_of_the_seed(figures: Figures, tmp_path: Path) -> None:
    """The same raw tables make the same report."""
    for row in figures.measures.iter_rows(named=True):
        assert row["low"] <= row["value"] <= row["high"]
    assert Figures.read(write(tmp_path / "again")).measures.equals(figures.measures)


def test_an_interval_is_as_wide_as_theory_says() -> None:
    """Of 400 coins: 1.96 · sqrt(p (1 - p) / 400) to either side; a constant has none."""
    coins = (np.random.default_rng(1).random(400) < 0.3).astype(np.float64)
    low, high = intervals(np.stack([coins, np.full(400, 0.25)], axis=1), seed=0)
    p = coins.mean()
    half = 1.96 * np.sqrt(p * (1 - p) / 400)
    assert (low[0], high[0]) == pytest.approx((p - half, p + half), abs=0.005)
    assert (low[1], high[1]) == pytest.approx((0.25, 0.25))
