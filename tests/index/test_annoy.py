"""What Annoy does wrong in silence, and what is done about it."""

from dataclasses import replace
from pathlib import Path

import annoy
import numpy as np
import pytest

from fashrec.errors import ConfigError, DataError, StoreError
from fashrec.index.annoy import Annoy
from fashrec.index.annoy_search import Forest
from fashrec.index.candidates import CandidateSearcher
from fashrec.index.exact import Exact
from fashrec.index.recall import index_recall
from fashrec.index.selftest import check
from fashrec.types import Floats, Ints, ItemLists, ItemVectors
from tests.index.clusters import as_profiles, clustered_items, pooled_profiles, random_lists

N, D, K = 4000, 32, 10


@pytest.fixture(scope="module")
def vectors() -> ItemVectors:
    """Enough items that Annoy is approximate."""
    return clustered_items(N, D)


def opened(index: Annoy, vectors: ItemVectors, folder: Path) -> CandidateSearcher:
    """Built over all items and opened."""
    folder.mkdir(exist_ok=True)
    index.build(vectors, vectors.has, folder)
    return index.open(vectors, vectors.has, folder)


def exact(vectors: ItemVectors, folder: Path, n: int, exclude: ItemLists | None = None) -> tuple[Ints, Floats]:
    """The right answers to the first n pooled profiles."""
    Exact().build(vectors, vectors.has, folder)
    return Exact().open(vectors, vectors.has, folder).search(pooled_profiles(vectors, n), K, exclude)


@pytest.mark.parametrize(
    ("setting", "value"),
    [
        ("trees", 0),
        ("trees", 2.5),
        ("trees", True),
        ("search_k", 0),
        ("search_k", "all"),
        ("recall_target", 0.0),
        ("recall_target", 1.01),
        ("recall_target", float("nan")),
        ("seed", -1),
        ("seed", 2**32),
        ("build_threads", 0),
        ("metric", "manhattan"),
        ("threads", 0),
    ],
)
def test_a_setting_out_of_its_range_is_refused(setting: str, value: object) -> None:
    """The error names the setting and says what is allowed."""
    with pytest.raises(ConfigError, match=f"{setting}=.* is not allowed"):
        Annoy(**{setting: value})  # type: ignore[arg-type]


def test_zero_is_a_seed(vectors: ItemVectors, tmp_path: Path) -> None:
    """Seed 0 makes a forest, other than that of seed 1."""
    queries = pooled_profiles(vectors, 100)
    zero, one = (opened(Annoy(4, 40, seed=seed), vectors, tmp_path).search(queries, K)[0] for seed in (0, 1))
    assert not np.array_equal(zero, one)


@pytest.mark.parametrize("metric", ["angular", "dot", "euclidean"])
def test_looking_at_every_node_is_exact(vectors: ItemVectors, tmp_path: Path, metric: str) -> None:
    """With search_k beyond trees * n the answers are those of exact, to the bit, owned items excluded."""
    exclude = random_lists(60, N, 100)
    index = Annoy(5, 5 * N, metric=metric)  # type: ignore[arg-type]
    items, scores = opened(index, vectors, tmp_path).search(pooled_profiles(vectors, 60), K, exclude)
    right_items, right_scores = exact(vectors, tmp_path, 60, exclude)
    assert np.array_equal(items, right_items)
    assert np.array_equal(scores, right_scores)


def test_answers_do_not_depend_on_the_threads_of_a_batch(vectors: ItemVectors, tmp_path: Path) -> None:
    """One thread and three give the same bits."""
    queries, exclude = pooled_profiles(vectors, 200), random_lists(200, N, 30)
    index = Annoy(5, 200)
    alone = opened(index, vectors, tmp_path).search(queries, K, exclude)
    together = replace(index, threads=3).open(vectors, vectors.has, tmp_path).search(queries, K, exclude)
    assert np.array_equal(alone[0], together[0])
    assert np.array_equal(alone[1], together[1])


def test_one_build_thread_makes_the_same_file_twice(vectors: ItemVectors, tmp_path: Path) -> None:
    """The forest is equal byte for byte."""
    for name in ("one", "two"):
        (tmp_path / name).mkdir()
        Annoy(7, 100, seed=3).build(vectors, vectors.has, tmp_path / name)
    assert (tmp_path / "one" / "index.ann").read_bytes() == (tmp_path / "two" / "index.ann").read_bytes()


def test_two_build_threads_make_another_forest(vectors: ItemVectors, tmp_path: Path) -> None:
    """That is why `build_threads` is among the hashed settings."""
    queries = pooled_profiles(vectors, 100)
    one = opened(Annoy(8, 80), vectors, tmp_path).search(queries, K)[0]
    two = opened(Annoy(8, 80, build_threads=2), vectors, tmp_path).search(queries, K)[0]
    assert not np.array_equal(one, two)


def test_ids_far_apart_cost_no_slots(vectors: ItemVectors, tmp_path: Path) -> None:
    """Ten items at the end of 4,000 rows make a file of ten, and come back as their rows."""
    among = np.arange(N) >= N - 10
    index = Annoy(2, 1000)
    index.build(vectors, among, tmp_path)
    # a leaf holds up to D + 2 items: ten items, two roots and their copies
    assert (tmp_path / "index.ann").stat().st_size == (10 + 2 * 2) * (12 + 4 * D)
    items, _ = index.open(vectors, among, tmp_path).search(pooled_profiles(vectors, 3), K)
    assert np.array_equal(np.sort(items, axis=1), np.tile(np.arange(N - 10, N), (3, 1)))


def test_a_zero_query_that_annoy_would_answer_gets_nothing(vectors: ItemVectors, tmp_path: Path) -> None:
    """Annoy itself says that every item is 1.414 away."""
    ready = opened(Annoy(2, 100), vectors, tmp_path)
    assert isinstance(ready.library, Forest)
    _, distances = ready.library.forest.get_nns_by_vector([0.0] * D, 3, 100, include_distances=True)
    assert distances == pytest.approx([2**0.5] * 3)
    items, _ = ready.search(as_profiles(np.zeros((1, D), np.float32)), K)
    assert (items == -1).all()


def test_annoy_is_asked_again_until_k_are_there(vectors: ItemVectors, tmp_path: Path) -> None:
    """At search_k = 1 Annoy looks into one leaf and finds too few by itself; every list is full all the same."""
    queries = pooled_profiles(vectors, 30)
    ready = opened(Annoy(1, 1), vectors, tmp_path)
    assert isinstance(ready.library, Forest)
    assert len(ready.library.forest.get_nns_by_vector(queries.values[0].tolist(), 200, 1)) < 200
    items, _ = ready.search(queries, 200)
    assert (items >= 0).all()


class Stingy:
    """An Annoy that never gives more than one neighbour."""

    def __init__(self, *_: object) -> None:
        pass

    def get_nns_by_vector(self, *_: object) -> list[int]:
        """Always the first item."""
        return [0]

    def add_item(self, *_: object) -> None:
        """Take it."""

    def build(self, *_: object) -> None:
        """Do nothing."""

    def get_n_items(self) -> int:
        """As many as there are."""
        return N


def test_where_annoy_gives_too_few_all_items_are_compared(vectors: ItemVectors, tmp_path: Path) -> None:
    """A forest that finds one item whatever it is asked leads to the exact answers."""
    ready = replace(opened(Annoy(1, 1), vectors, tmp_path), library=Forest(Stingy()))  # type: ignore[arg-type]
    exclude = random_lists(20, N, 50)
    items, scores = ready.search(pooled_profiles(vectors, 20), K, exclude)
    right_items, right_scores = exact(vectors, tmp_path, 20, exclude)
    assert np.array_equal(items, right_items)
    assert np.array_equal(scores, right_scores)


def test_an_annoy_of_one_neighbour_is_refused() -> None:
    """The self-test says what is wrong and how to get a sound build."""
    check(annoy.AnnoyIndex)
    with pytest.raises(ConfigError, match=r"finds 1 of the 10 nearest .* in 1 answers"):
        check(Stingy)  # type: ignore[arg-type]


def test_excluded_neighbours_do_not_cost_recall(vectors: ItemVectors, tmp_path: Path) -> None:
    """With its 40 nearest excluded a query finds the next ones as well as it found the first."""
    index = Annoy(20).calibrate(vectors, vectors.has, pooled_profiles(vectors, 200), K, tmp_path)
    ready, queries = opened(index, vectors, tmp_path), pooled_profiles(vectors, 200)
    Exact().build(vectors, vectors.has, tmp_path)
    nearest, _ = Exact().open(vectors, vectors.has, tmp_path).search(queries, 40)
    exclude = ItemLists(np.arange(201, dtype=np.int64) * 40, np.sort(nearest, axis=1).ravel())
    _, right = exact(vectors, tmp_path, 200, exclude)
    assert index_recall(*ready.search(queries, K, exclude), right, K) >= index.recall_target


def test_auto_that_was_not_calibrated_does_not_open(vectors: ItemVectors, tmp_path: Path) -> None:
    """There is no silent default: Annoy's own is poor."""
    Annoy(2).build(vectors, vectors.has, tmp_path)
    with pytest.raises(ConfigError, match="still `auto`"):
        Annoy(2).open(vectors, vectors.has, tmp_path)


@pytest.mark.parametrize("lost", [1, 2 * (12 + 4 * D), 10 * (12 + 4 * D), 10**9])
def test_a_forest_cut_short_does_not_open(vectors: ItemVectors, tmp_path: Path, lost: int) -> None:
    """A byte, two nodes, ten nodes, or all of it; one node is a root that stands right before it once more."""
    index = Annoy(6, 100)
    index.build(vectors, vectors.has, tmp_path)
    file = tmp_path / "index.ann"
    file.write_bytes(file.read_bytes()[:-lost])
    with pytest.raises(StoreError, match=r"index\.ann"):
        index.open(vectors, vectors.has, tmp_path)


def test_a_forest_of_other_settings_does_not_open(vectors: ItemVectors, tmp_path: Path) -> None:
    """More trees or another metric than were built."""
    Annoy(6, 100).build(vectors, vectors.has, tmp_path)
    for other in (Annoy(7, 100), Annoy(6, 100, metric="euclidean")):
        with pytest.raises(StoreError, match=r"index\.ann"):
            other.open(vectors, vectors.has, tmp_path)


def test_a_forest_that_is_gone_does_not_open(vectors: ItemVectors, tmp_path: Path) -> None:
    """The error names the file."""
    Annoy(2, 100).build(vectors, vectors.has, tmp_path)
    (tmp_path / "index.ann").unlink()
    with pytest.raises(StoreError, match=r"index\.ann has 0 bytes"):
        Annoy(2, 100).open(vectors, vectors.has, tmp_path)


def test_a_forest_that_cannot_be_written_is_an_error(vectors: ItemVectors, tmp_path: Path) -> None:
    """Something else lies where the file should be."""
    (tmp_path / "index.ann").mkdir()
    with pytest.raises(StoreError, match="was not written"):
        Annoy(2, 100).build(vectors, vectors.has, tmp_path)


def test_calibration_without_a_profile_is_refused(vectors: ItemVectors, tmp_path: Path) -> None:
    """`auto` has nothing to be chosen on."""
    queries = as_profiles(np.zeros((3, D), np.float32))
    with pytest.raises(DataError, match="none of 3 profiles"):
        Annoy(2).calibrate(vectors, vectors.has, queries, K, tmp_path)
