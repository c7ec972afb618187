"""The choice of search_k, and what is said about it."""

import json
import time
from pathlib import Path

import numpy as np
import pytest

from fashrec.errors import StoreError
from fashrec.index.annoy import Annoy
from fashrec.index.auto import measure
from fashrec.index.calibrate import Calibration, calibrate_argument, read_calibration
from fashrec.types import Floats, Ints, ItemLists, Profiles
from tests.index.clusters import as_profiles, clustered_items, pooled_profiles

K = 10


class Answering:
    """A searcher that finds the first `n_right` of ten neighbours."""

    def __init__(self, n_right: int) -> None:
        self.n_right = n_right

    def search(self, queries: Profiles, k: int, exclude: ItemLists | None = None) -> tuple[Ints, Floats]:
        """Scores 0.9, 0.8, ..., the last ones 0."""
        assert exclude is None
        scores = np.where(np.arange(k) < self.n_right, 0.9 - 0.05 * np.arange(k), 0.0)
        items = np.tile(np.arange(k, dtype=np.int32), (len(queries.values), 1))
        return items, np.tile(scores.astype(np.float32), (len(queries.values), 1))


def chosen(target: float) -> Calibration:
    """search_k of 1, 2, ..., 8 finds as many neighbours of ten."""
    queries = as_profiles(np.eye(4, dtype=np.float32))
    names, grid = ("annoy", "search_k"), tuple(range(1, 9))
    return calibrate_argument(names, lambda n, _: Answering(n), 1, Answering(10), queries, K, grid, target)


def test_the_smallest_search_k_that_reaches_the_target_is_chosen() -> None:
    """0.6 is reached at 6; what is beyond is not tried."""
    calibration = chosen(0.6)
    assert calibration.value == 6
    assert calibration.recall == pytest.approx(0.6)
    assert [search_k for search_k, _ in calibration.tried] == [1, 2, 3, 4, 5, 6]
    assert calibration.reached


def test_a_target_out_of_reach_takes_the_greatest_and_says_so() -> None:
    """0.99 is not reached at 8, the end of the grid."""
    calibration = chosen(0.99)
    assert calibration.value == 8
    assert not calibration.reached


def test_the_grid_doubles_from_annoys_default_to_every_node() -> None:
    """5 trees, k = 10: 50, 100, ... below 5 * 130 = 650, and 650; with few items that alone."""
    assert Annoy(5).auto_grid(10, 130) == (50, 100, 200, 400, 650)
    assert Annoy(5).auto_grid(10, 10) == (50,)
    assert Annoy(5).auto_grid(10, 3) == (15,)


def test_auto_reaches_its_target_on_pooled_profiles(tmp_path: Path) -> None:
    """The choice is the first of the grid to reach it, and Annoy's default, the first of all, does not."""
    vectors = clustered_items(6000, 32)
    auto = Annoy(10, recall_target=0.95)
    calibration = measure(auto, vectors, vectors.has, pooled_profiles(vectors, 300), K, tmp_path)
    assert calibration.recall >= 0.95
    assert calibration.tried[0][0] == 10 * K
    assert calibration.tried[0][1] < 0.95
    assert len(calibration.tried) > 1
    assert all(recall < 0.95 for _, recall in calibration.tried[:-1])


def test_a_calibration_is_read_as_it_was_written(tmp_path: Path) -> None:
    """With `reached` and `exact_is_faster` beside for those who read the JSON."""
    calibration = Calibration("annoy", "search_k", 640, 0.985, 0.99, 12, 2000, ((320, 0.9), (640, 0.985)), 5.5, 0.4, 2)
    calibration.write(tmp_path)
    assert read_calibration(tmp_path) == calibration
    said = json.loads((tmp_path / "calibration.json").read_text())
    assert said["reached"] is False
    assert said["exact_is_faster"] is True


def test_a_number_needs_no_calibration(tmp_path: Path) -> None:
    """Nothing is built, written or read."""
    vectors = clustered_items(100, 8)
    index = Annoy(2, 30)
    assert index.calibrate(vectors, vectors.has, pooled_profiles(vectors, 5), K, tmp_path) is index
    assert index.calibrated(tmp_path) is index
    assert list(tmp_path.iterdir()) == []


def test_a_calibration_that_is_gone_is_an_error(tmp_path: Path) -> None:
    """`auto` is never guessed."""
    with pytest.raises(StoreError, match="is missing"):
        Annoy(2).calibrated(tmp_path)


def test_times_take_no_part_in_the_choice(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A clock that says Annoy is a thousand times slower leaves the chosen index equal."""
    vectors = clustered_items(1000, 16)
    choices = []
    for step in (1e-6, 1e3):
        ticks = iter(np.arange(100) * step)
        monkeypatch.setattr(time, "perf_counter", lambda ticks=ticks: float(next(ticks)))
        (tmp_path / str(step)).mkdir()
        queries = pooled_profiles(vectors, 50)
        choices.append(Annoy(5).calibrate(vectors, vectors.has, queries, K, tmp_path / str(step)))
    assert choices[0] == choices[1]
