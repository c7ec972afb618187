"""FAISS, as its three indexes here use it: files, threads and answers are the same for all of them."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from fashrec.index.batches import Batched
from fashrec.index.candidates import Ask
from fashrec.index.library import library
from fashrec.index.measured import Bare
from fashrec.types import Floats, Longs

METRICS = ("angular", "dot", "euclidean")


def faiss_metric(metric: str) -> int:
    """FAISS's number of a metric; it has no cosine, which at unit length is the inner product."""
    faiss = library("faiss")
    number: int = faiss.METRIC_L2 if metric == "euclidean" else faiss.METRIC_INNER_PRODUCT
    return number


@contextmanager
def faiss_threads(n: int) -> Iterator[None]:
    """So many threads of FAISS's own OpenMP inside; they are a state of the process."""
    faiss = library("faiss")
    before = faiss.omp_get_max_threads()
    faiss.omp_set_num_threads(n)
    try:
        yield
    finally:
        faiss.omp_set_num_threads(before)


def write_faiss(index: Any, values: Floats, file: Path, threads: int) -> None:  # noqa: ANN401 - FAISS has no types
    """Train the index where it learns, add float32 [n, d], and write it."""
    faiss = library("faiss")
    with faiss_threads(threads):
        if not index.is_trained:
            index.train(values)
        index.add(values)
    faiss.write_index(index, str(file))


def read_faiss(file: Path, *, counts_items: bool, parameters: Callable[[int], Any]) -> Batched:
    """What `write_faiss` wrote.

    Args:
        file: where it is.
        counts_items: as in `Batched`.
        parameters: FAISS's search parameters for a value of the query argument.
    """
    index = library("faiss").read_index(str(file))
    return Batched(Faiss(index, parameters), index.ntotal, counts_items)


@dataclass(frozen=True)
class Faiss:
    """An index of FAISS, open."""

    index: Any
    parameters: Callable[[int], Any]

    def nearest(self, queries: Floats, n: int, value: int, threads: int) -> Longs:
        """As in `Batch`."""
        with faiss_threads(threads):
            positions: Longs = self.index.search(queries, n, params=self.parameters(value))[1]
        return positions

    def bare(self, queries: Floats, ask: Ask) -> Bare:
        """As in `Library`; FAISS takes a matrix, here of one row, and starts no thread for it."""
        search, k, parameters = self.index.search, ask.k, self.parameters(ask.value)
        return lambda vector: search(vector, k, params=parameters), list(np.split(queries, len(queries)))
