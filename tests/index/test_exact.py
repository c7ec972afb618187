"""Exact search beside a sort of all scores in float64."""

from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np
import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st

from fashrec.errors import ConfigError, StoreError
from fashrec.index.exact import Exact
from fashrec.index.rerank import pair_scores
from fashrec.types import Bools, Floats, Ints, ItemLists, ItemVectors, Profiles
from tests.index.clusters import SPACE, as_profiles, clustered_items, pooled_profiles, random_lists, unit


def search(
    vectors: ItemVectors, among: Bools, queries: Profiles, k: int, exclude: ItemLists | None, block_mib: int = 1
) -> tuple[Ints, Floats]:
    """Built, opened and asked."""
    with TemporaryDirectory() as folder:
        index = Exact(block_mib)
        index.build(vectors, among, Path(folder))
        return index.open(vectors, among, Path(folder)).search(queries, k, exclude)


def by_sorting(
    vectors: ItemVectors, among: Bools, queries: Profiles, k: int, exclude: ItemLists | None
) -> list[list[int]]:
    """All allowed items of each query, sorted by their float64 inner product, rounded once, and by row."""
    cosines = queries.values.astype(np.float64) @ vectors.values.T.astype(np.float64)
    lists = []
    for row, scores in enumerate(cosines.astype(np.float32)):
        allowed = among & vectors.has
        if exclude is not None:
            allowed[exclude.of(row)] = False
        order = sorted(np.flatnonzero(allowed).tolist(), key=lambda item: (-scores[item], item))
        lists.append((order + [-1] * k)[:k])
    return lists


# powers of two and their like have exact inner products in any order of summation, and many equal ones
CORNERS = unit(np.array([[a, b, c, d] for a in (-1, 1) for b in (-1, 1) for c in (-1, 1) for d in (-1, 1)]))


@settings(deadline=None, max_examples=150)
@given(
    n=st.integers(1, 3000),
    n_queries=st.integers(1, 20),
    k=st.integers(1, 15),
    n_excluded=st.integers(1, 40),
    seed=st.integers(0, 2**32 - 1),
)
@pytest.mark.slow
def test_exact_is_right_to_the_row_among_many_equal_scores(
    n: int, n_queries: int, k: int, n_excluded: int, seed: int
) -> None:
    """Items and queries at 16 corners of a cube: five different scores, so nearly everything is a tie."""
    random = np.random.default_rng(seed)
    vectors = ItemVectors(CORNERS[random.integers(0, 16, n)], random.random(n) < 0.9, SPACE)
    queries = as_profiles(CORNERS[random.integers(0, 16, n_queries)])
    among, exclude = random.random(n) < 0.8, random_lists(n_queries, n, n_excluded, seed)
    items, _ = search(vectors, among, queries, k, exclude)
    assert items.tolist() == by_sorting(vectors, among, queries, k, exclude)


@settings(deadline=None, max_examples=40)
@given(
    n=st.integers(1, 5000),
    d=st.sampled_from([3, 32, 130]),
    k=st.integers(1, 15),
    copies=st.integers(1, 400),
    seed=st.integers(0, 2**32 - 1),
)
def test_exact_orders_copies_of_a_vector_by_row_wherever_they_lie(
    n: int, d: int, k: int, copies: int, seed: int
) -> None:
    """Real-valued vectors, some of them copied over the rows: copies have one score and stand in order."""
    random = np.random.default_rng(seed)
    values = clustered_items(n, d, seed).values[random.integers(0, n, n)]
    values[random.integers(0, n, copies)] = values[0]
    vectors = ItemVectors(values, np.ones(n, np.bool_), SPACE)
    queries = as_profiles(np.concatenate([values[:1], pooled_profiles(vectors, 5, seed).values]))
    items, scores = search(vectors, vectors.has, queries, k, None)
    query, item = (pairs.ravel() for pairs in np.indices((6, n)))
    every = pair_scores(queries.values, values, query, item).reshape(6, n)
    order = np.lexsort((np.broadcast_to(np.arange(n), (6, n)), -every), axis=1)[:, :k]
    assert items[:, : min(k, n)].tolist() == order.tolist()
    assert scores[:, : min(k, n)].tolist() == np.take_along_axis(every, order, 1).tolist()


def test_answers_do_not_depend_on_blocks_or_threads() -> None:
    """Blocks of 28 queries on one thread and one block on two give the same bits."""
    vectors = clustered_items(9000, 48)
    queries, exclude = pooled_profiles(vectors, 200), random_lists(200, 9000, 30)
    threads, answers = torch.get_num_threads(), []
    try:
        for block_mib, n_threads in ((1, 1), (1, 2), (64, 2)):
            torch.set_num_threads(n_threads)
            answers.append(search(vectors, vectors.has, queries, 12, exclude, block_mib))
    finally:
        torch.set_num_threads(threads)
    for items, scores in answers[1:]:
        assert np.array_equal(items, answers[0][0])
        assert np.array_equal(scores, answers[0][1])


@pytest.mark.parametrize("n_items", [900, 9000])
def test_a_query_alone_gets_what_it_gets_among_others(n_items: int) -> None:
    """To the bit, with and without items taken out, in groups and without."""
    vectors = clustered_items(n_items, 48)
    queries, exclude = pooled_profiles(vectors, 40), random_lists(40, n_items, 30)
    for taken in (None, exclude):
        items, scores = search(vectors, vectors.has, queries, 12, taken)
        for row in range(40):
            one = as_profiles(queries.values[row : row + 1])
            alone = search(vectors, vectors.has, one, 12, None if taken is None else taken.take(np.array([row])))
            assert np.array_equal(alone[0][0], items[row])
            assert np.array_equal(alone[1][0], scores[row])


def test_queries_that_own_nearly_everything_get_what_is_left() -> None:
    """Of 4,000 items all but three are excluded: more groups are empty than not."""
    vectors = clustered_items(4000, 24)
    left = np.array([7, 1234, 3999])
    gone = np.setdiff1d(np.arange(4000), left).astype(np.int32)
    exclude = ItemLists(np.array([0, 3997, 3997]), gone)
    items, scores = search(vectors, vectors.has, pooled_profiles(vectors, 2), 5, exclude)
    assert sorted(items[0].tolist()) == [-1, -1, *left.tolist()]
    assert np.isneginf(scores[0, 3:]).all()
    assert (items[1] >= 0).all()


@pytest.mark.parametrize("block_mib", [0, -1, 1.5, True, "64"])
def test_a_block_that_is_no_number_of_mib_is_refused(block_mib: int) -> None:
    """The error names the setting."""
    with pytest.raises(ConfigError, match="block_mib"):
        Exact(block_mib)


@pytest.mark.parametrize("content", [b"", b"\x93NUMPY\x01\x00", b"no array"])
def test_a_broken_list_of_rows_is_refused(content: bytes, tmp_path: Path) -> None:
    """Empty, cut off, or something else."""
    vectors = clustered_items(50, 4)
    Exact().build(vectors, vectors.has, tmp_path)
    (tmp_path / "rows.npy").write_bytes(content)
    with pytest.raises(StoreError, match=r"rows\.npy cannot be read"):
        Exact().open(vectors, vectors.has, tmp_path)


def test_vectors_that_cannot_be_written_to_are_searched() -> None:
    """Vectors of an artefact are mapped read-only."""
    vectors = clustered_items(300, 8)
    queries = pooled_profiles(vectors, 4)
    right = search(vectors, vectors.has, queries, 5, None)
    for array in (vectors.values, vectors.has, queries.values, queries.has):
        array.flags.writeable = False
    items, _ = search(vectors, vectors.has, replace(queries), 5, None)
    assert np.array_equal(items, right[0])
