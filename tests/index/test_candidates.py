"""What is made of a library's candidates, with libraries that have every fault."""

from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pytest

from fashrec.index.batches import Batched, answered
from fashrec.index.candidates import SLACK, Ask, CandidateSearcher
from fashrec.index.exact import Exact
from fashrec.index.measured import Bare
from fashrec.types import Floats, ItemVectors, Longs
from tests.index.clusters import as_profiles, clustered_items, pooled_profiles, random_lists

N, D, K = 300, 8, 5


@dataclass(frozen=True)
class Backwards:
    """Finds the n nearest, but of equally near ones the last rows; keeps what it was asked for."""

    values: Floats
    asked: list[tuple[int, int, int]]
    found: float = 1.0

    def nearest(self, queries: Floats, n: int, value: int, threads: int) -> Longs:
        """A share `found` of them, padded."""
        del threads
        self.asked.append((len(queries), n, value))
        cosines = queries.astype(np.float64) @ self.values.T.astype(np.float64)
        order = np.lexsort((np.broadcast_to(-np.arange(len(self.values)), cosines.shape), -cosines.round(12)), axis=1)
        return np.where(np.arange(n) < self.found * n, order[:, :n], -1)

    def bare(self, queries: Floats, ask: Ask) -> Bare:
        """Nobody asks."""
        raise NotImplementedError


def searcher(
    vectors: ItemVectors, *, found: float = 1.0, counts_items: bool = True
) -> tuple[CandidateSearcher, Backwards]:
    """Over all of them, with a query argument of 7."""
    batch = Backwards(vectors.values, [], found)
    library = Batched(batch, len(vectors.has), counts_items)
    return CandidateSearcher(library, vectors, np.arange(len(vectors.has)), "ef", 7, 1, 0), batch


def with_copies(n_copies: int) -> ItemVectors:
    """The first items are copies of one vector."""
    vectors = clustered_items(N, D)
    vectors.values[:n_copies] = vectors.values[0]
    return vectors


@pytest.mark.parametrize("n_copies", [K + SLACK - 1, K + SLACK, K + SLACK + 1, 8 * K + SLACK + 1])
def test_equally_near_items_beyond_those_found_are_looked_for(n_copies: int) -> None:
    """All that came are equally near, so nearer rows may be left: more are asked for, then all compared."""
    vectors = with_copies(n_copies)
    ready, batch = searcher(vectors)
    items, _ = ready.search(as_profiles(vectors.values[:1]), K)
    assert items[0].tolist() == list(range(K))
    assert [n for _, n, _ in batch.asked] == ([K + SLACK] if n_copies < K + SLACK else [K + SLACK, 8 * K + SLACK])


def test_who_needs_more_is_asked_for_apart_from_who_does_not() -> None:
    """Nobody's items, 3 and 30 taken out: lists of 5 need 5, 10 and 40, and the argument grows as much."""
    vectors = clustered_items(N, D)
    ready, batch = searcher(vectors)
    lists = random_lists(3, N, 30)
    offsets = np.array([0, 0, 3, 3 + 30])
    exclude = type(lists)(offsets, np.concatenate([np.arange(3), np.arange(30)]).astype(np.int32))
    ready.search(pooled_profiles(vectors, 3), K, exclude)
    assert batch.asked == [(1, 5 + SLACK, 21), (1, 10 + SLACK, 26), (1, 40 + SLACK, 56)]


def test_an_argument_that_counts_lists_does_not_grow_with_what_is_taken_out() -> None:
    """7 cells stay 7 cells."""
    vectors = clustered_items(N, D)
    ready, batch = searcher(vectors, counts_items=False)
    ready.search(pooled_profiles(vectors, 20), K, random_lists(20, N, 30))
    assert {value for _, _, value in batch.asked} == {7}


def test_a_library_that_finds_too_few_leads_to_the_exact_answers(tmp_path: Path) -> None:
    """A hundredth of what is asked for, and three items owned by all."""
    vectors = clustered_items(N, D)
    queries, exclude = pooled_profiles(vectors, 20), random_lists(20, N, 3)
    ready, _ = searcher(vectors, found=0.01)
    Exact().build(vectors, vectors.has, tmp_path)
    right = Exact().open(vectors, vectors.has, tmp_path).search(queries, K, exclude)
    found = ready.search(queries, K, exclude)
    assert np.array_equal(found[0], right[0])
    assert np.array_equal(found[1], right[1])


def test_a_query_that_a_library_fails_on_leaves_the_others_their_answers() -> None:
    """hnswlib and voyager answer none of a batch where one query finds too few."""

    def fussy(queries: Floats) -> Longs:
        if (queries[:, 0] < 0).any():
            raise RuntimeError("too few")
        return np.tile(np.arange(3), (len(queries), 1))

    queries = np.array([[1.0], [-1.0], [2.0]], np.float32)
    assert answered(fussy, queries, 3).tolist() == [[0, 1, 2], [-1, -1, -1], [0, 1, 2]]
