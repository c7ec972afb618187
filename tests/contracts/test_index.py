"""What every index of conf/index has to keep."""

import functools
from collections.abc import Hashable
from dataclasses import fields, replace
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, cast

import numpy as np
import pytest
from hydra.utils import instantiate
from omegaconf import OmegaConf

from fashrec.errors import ConfigError, DataError, SpaceError, StoreError
from fashrec.index.measured import MeasuredIndex, MeasuredSearcher
from fashrec.index.rerank import pair_scores
from fashrec.stages import Index, Searcher
from fashrec.types import Bools, Floats, Ints, ItemLists, ItemVectors, Profiles
from tests.index.clusters import as_profiles, clustered_items, pooled_profiles, random_lists

CONF = Path(__file__).parents[2] / "conf" / "index"
N, D, K = 300, 16, 10


@pytest.fixture(params=sorted(file.stem for file in CONF.glob("*.yaml")))
def index(request: pytest.FixtureRequest) -> Index:
    """Each one as its YAML makes it."""
    config = OmegaConf.create({"seed": 0, "threads": 2, "index": OmegaConf.load(CONF / f"{request.param}.yaml")})
    made: Index = instantiate(config.index)
    return made


def calibrated(index: Index) -> Index:
    """With every `auto` chosen, once for all tests."""
    return _calibrated(cast("Hashable", index))  # a frozen dataclass


@functools.cache
def _calibrated(index: Any) -> Index:
    vectors = clustered_items(N, D)
    with TemporaryDirectory() as folder:
        chosen: Index = index.calibrate(vectors, vectors.has, pooled_profiles(vectors, 50), K, Path(folder))
    return chosen


def searcher(index: Index, vectors: ItemVectors, folder: Path, among: Bools | None = None) -> Searcher:
    """Calibrated, built and opened."""
    allowed = np.ones(len(vectors.has), np.bool_) if among is None else among
    (folder / "index").mkdir()
    calibrated(index).build(vectors, allowed, folder / "index")
    return calibrated(index).open(vectors, allowed, folder / "index")


def same(one: tuple[Ints, Floats], other: tuple[Ints, Floats]) -> bool:
    """Whether two answers are equal to the bit."""
    return all(np.array_equal(a, b) for a, b in zip(one, other, strict=True))


def test_answers_are_distinct_items_best_first_with_their_cosine(index: Index, tmp_path: Path) -> None:
    """A list holds k different items, falling in score, and each score is the one of the shared formula."""
    vectors = clustered_items(N, D)
    queries = pooled_profiles(vectors, 40)
    items, scores = searcher(index, vectors, tmp_path).search(queries, K)
    assert items.shape == scores.shape == (40, K)
    assert items.dtype == np.int32
    assert scores.dtype == np.float32
    assert all(len(set(row)) == K for row in items.tolist())
    assert (np.diff(scores, axis=1) <= 0).all()
    rows, columns = np.repeat(np.arange(40), K), items.ravel().astype(np.int64)
    assert np.array_equal(scores.ravel(), pair_scores(queries.values, vectors.values, rows, columns))
    cosines = (queries.values.astype(np.float64) @ vectors.values.T.astype(np.float64))[rows, items.ravel()]
    np.testing.assert_allclose(scores.ravel(), cosines, atol=1e-7)


def test_only_items_among_those_asked_for_that_have_a_vector_are_answered(index: Index, tmp_path: Path) -> None:
    """Items out of `among` and items without a vector never appear, however near."""
    vectors = clustered_items(N, D)
    random = np.random.default_rng(3)
    has, among = random.random(N) < 0.7, random.random(N) < 0.5
    values = np.where(has[:, None], vectors.values, np.float32(0))
    items, _ = searcher(index, ItemVectors(values, has, vectors.space), tmp_path, among).search(
        pooled_profiles(vectors, 40), K
    )
    assert (items >= 0).all()
    assert (has & among)[items].all()


def test_excluded_items_are_never_answered_and_their_places_are_filled(index: Index, tmp_path: Path) -> None:
    """With each query's own 50 nearest excluded, k others are answered."""
    vectors = clustered_items(N, D)
    queries = pooled_profiles(vectors, 40)
    ready = searcher(index, vectors, tmp_path)
    first, _ = ready.search(queries, 50)
    exclude = ItemLists(np.arange(41, dtype=np.int64) * 50, np.sort(first, axis=1).ravel())
    items, scores = ready.search(queries, K, exclude)
    assert (items >= 0).all()
    assert not any(set(row) & set(gone) for row, gone in zip(items.tolist(), first.tolist(), strict=True))
    assert (np.diff(scores, axis=1) <= 0).all()


def test_equal_vectors_are_ordered_by_item_row(index: Index, tmp_path: Path) -> None:
    """Of 30 copies of one vector, spread over the rows, a list of 10 holds the first 10 rows."""
    vectors = clustered_items(N, D)
    copies = np.sort(np.random.default_rng(5).choice(N, 30, replace=False))
    values = vectors.values.copy()
    values[copies] = values[copies[0]]
    ready = searcher(index, replace(vectors, values=values), tmp_path)
    items, scores = ready.search(as_profiles(values[copies[:1]]), K)
    assert items[0].tolist() == copies[:K].tolist()
    assert len(set(scores[0].tolist())) == 1


def test_fewer_answers_than_k_only_where_fewer_items_are_left(index: Index, tmp_path: Path) -> None:
    """Of 7 items, 3 of them excluded, a list of 10 holds the other 4 and padding."""
    vectors = clustered_items(7, D)
    exclude = ItemLists(np.array([0, 3, 3]), np.array([1, 2, 5], np.int32))
    items, scores = searcher(index, vectors, tmp_path).search(pooled_profiles(vectors, 2), K, exclude)
    assert sorted(items[0].tolist()) == [-1] * 6 + [0, 3, 4, 6]
    assert sorted(items[1].tolist()) == [-1] * 3 + list(range(7))
    assert (np.isneginf(scores) == (items < 0)).all()
    assert (items[:, :4] >= 0).all()


def test_an_item_alone_is_found(index: Index, tmp_path: Path) -> None:
    """An index of one item answers with it."""
    vectors = clustered_items(N, D)
    among = np.arange(N) == 17
    items, _ = searcher(index, vectors, tmp_path, among).search(pooled_profiles(vectors, 3), 2)
    assert items.tolist() == [[17, -1]] * 3


def test_an_index_of_nothing_answers_nothing(index: Index, tmp_path: Path) -> None:
    """Without an item every list is padding, also where the settings were calibrated on more."""
    vectors, nobody = clustered_items(N, D), np.zeros(N, np.bool_)
    queries = pooled_profiles(vectors, 3)
    calibrated(index).build(vectors, nobody, tmp_path)
    items, scores = calibrated(index).open(vectors, nobody, tmp_path).search(queries, 2)
    assert (items == -1).all()
    assert np.isneginf(scores).all()


def test_queries_without_a_vector_have_no_answer(index: Index, tmp_path: Path) -> None:
    """`has` false and a zero vector both give an empty list, and the lists beside them are as they were."""
    vectors = clustered_items(N, D)
    queries = pooled_profiles(vectors, 4)
    ready = searcher(index, vectors, tmp_path)
    full = ready.search(queries, K)
    values = queries.values.copy()
    values[1] = 0
    items, scores = ready.search(replace(queries, values=values, has=np.array([True, True, False, True])), K)
    assert (items[1:3] == -1).all()
    assert np.isneginf(scores[1:3]).all()
    assert same((items[[0, 3]], scores[[0, 3]]), (full[0][[0, 3]], full[1][[0, 3]]))


@pytest.mark.parametrize("wrong", [np.nan, np.inf, 0.5])
def test_a_query_that_is_no_unit_vector_is_refused(index: Index, tmp_path: Path, wrong: float) -> None:
    """NaN, infinity and another length are errors, not answers."""
    vectors = clustered_items(N, D)
    queries = pooled_profiles(vectors, 4)
    values = queries.values.copy()
    values[2] *= np.float32(wrong)
    with pytest.raises(DataError, match="1 of 4 profiles"):
        searcher(index, vectors, tmp_path).search(replace(queries, values=values), K)


@pytest.mark.parametrize("wrong", [np.nan, np.inf, 0.5, 0])
def test_an_item_that_is_no_unit_vector_is_refused(index: Index, tmp_path: Path, wrong: float) -> None:
    """An item that says it has a vector must have one of length 1."""
    vectors = clustered_items(N, D)
    values = vectors.values.copy()
    values[33] = wrong
    with pytest.raises(DataError, match="the first is row 33"):
        index.build(replace(vectors, values=values), np.ones(N, np.bool_), tmp_path)


def test_queries_of_another_space_are_refused(index: Index, tmp_path: Path) -> None:
    """Vectors of two spaces never meet."""
    vectors = clustered_items(N, D)
    with pytest.raises(SpaceError):
        searcher(index, vectors, tmp_path).search(replace(pooled_profiles(vectors, 4), space="b" * 64), K)


def test_exclude_lists_for_other_queries_are_refused(index: Index, tmp_path: Path) -> None:
    """There is one exclude list a query, or none at all."""
    vectors = clustered_items(N, D)
    with pytest.raises(DataError, match="3 exclude lists came with 4 queries"):
        searcher(index, vectors, tmp_path).search(pooled_profiles(vectors, 4), K, random_lists(3, N, 5))


def test_the_same_index_built_twice_gives_the_same_answers(index: Index, tmp_path: Path) -> None:
    """Answers are equal to the bit, excluded items or not."""
    vectors = clustered_items(N, D)
    queries, exclude = pooled_profiles(vectors, 40), random_lists(40, N, 30)
    ready = []
    for name in ("one", "two"):
        (tmp_path / name).mkdir()
        ready.append(searcher(index, vectors, tmp_path / name))
    for lists in (None, exclude):
        assert same(ready[0].search(queries, K, lists), ready[1].search(queries, K, lists))


def test_an_answer_does_not_depend_on_the_other_queries(index: Index, tmp_path: Path) -> None:
    """Each query alone, in any order, is answered as it is in the batch."""
    vectors = clustered_items(N, D)
    queries, exclude = pooled_profiles(vectors, 12), random_lists(12, N, 30)
    ready = searcher(index, vectors, tmp_path)
    items, scores = ready.search(queries, K, exclude)
    for row in range(11, -1, -1):
        one = Profiles(queries.customers[[row]], queries.values[[row]], queries.has[[row]], queries.space)
        lists = ItemLists(np.array([0, len(exclude.of(row))]), exclude.of(row))
        assert same(ready.search(one, K, lists), (items[[row]], scores[[row]]))


def test_what_was_built_over_other_items_does_not_open(index: Index, tmp_path: Path) -> None:
    """Positions would lead to other items."""
    vectors = clustered_items(N, D)
    searcher(index, vectors, tmp_path)
    with pytest.raises(StoreError, match=r"rows\.npy"):
        calibrated(index).open(vectors, np.arange(N) > 0, tmp_path / "index")


def test_what_was_calibrated_once_is_found_again(index: Index, tmp_path: Path) -> None:
    """`calibrated` on the folder gives the index that `calibrate` gave."""
    vectors = clustered_items(N, D)
    chosen = index.calibrate(vectors, np.ones(N, np.bool_), pooled_profiles(vectors, 50), K, tmp_path)
    assert index.calibrated(tmp_path) == chosen


def opened(index: Index, folder: Path) -> tuple[MeasuredIndex, MeasuredSearcher]:
    """What a benchmark sees of it."""
    ready = searcher(index, clustered_items(N, D), folder)
    return cast("MeasuredIndex", index), cast("MeasuredSearcher", ready)


def test_the_bare_call_finds_what_the_searcher_answers(index: Index, tmp_path: Path) -> None:
    """The library's own call takes what it is given for each query, and nine of ten calls find the best answer."""
    queries = pooled_profiles(clustered_items(N, D), 40)
    _, ready = opened(index, tmp_path)
    call, arguments = ready.bare(queries.values, K)
    found = [positions(call(argument)) for argument in arguments]
    best, _ = ready.search(queries, 1)
    assert [len(row) for row in found] == [K] * 40
    assert np.mean([best[row, 0] in found[row] for row in range(40)]) > 0.9


def positions(answer: Any) -> list[int]:
    """Item positions in whatever a library answers with: hnswlib and voyager give them first, FAISS last."""
    if isinstance(answer, tuple):
        answer = next(part for part in answer if np.issubdtype(np.asarray(part).dtype, np.integer))
    values: list[int] = np.ravel(getattr(answer, "keys", answer)).tolist()
    return values


def test_it_weighs_its_files_and_says_what_may_vary(index: Index, tmp_path: Path) -> None:
    """`n_bytes` is the folder's; grids name settings, and every value of a build argument is allowed."""
    measured, ready = opened(index, tmp_path)
    assert ready.n_bytes == sum(file.stat().st_size for file in (tmp_path / "index").iterdir())
    assert len(measured.query_grid) <= 1
    assert {*measured.build_grid, *measured.query_grid} <= {field.name for field in fields(measured)}
    for name, values in {**measured.build_grid, **measured.query_grid}.items():
        assert [getattr(replace(measured, **{name: value}), name) for value in values] == list(values)


def test_an_argument_that_it_does_not_have_cannot_be_varied(index: Index, tmp_path: Path) -> None:
    """The error says which it has; threads always may."""
    _, ready = opened(index, tmp_path)
    queries = pooled_profiles(clustered_items(N, D), 5)
    assert same(ready.at(threads=2).search(queries, K), ready.search(queries, K))
    with pytest.raises(ConfigError, match="n_trees is no query argument"):
        ready.at(n_trees=3)
