"""Times of single queries and of batches, on one thread."""

import gc
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import torch
from threadpoolctl import threadpool_limits

from fashrec.stages import Searcher
from fashrec.types import ItemLists, Longs, Profiles

WARM_UP = 50


@dataclass(frozen=True, slots=True)
class Queries:
    """Profiles to look up, and what each may not be answered with.

    Attributes:
        profiles: n profiles that all have a vector.
        owned: for each, items taken out; None where customers may be shown what they own.
        k: length of the lists.
    """

    profiles: Profiles
    owned: ItemLists | None
    k: int

    def __len__(self) -> int:
        return len(self.profiles.customers)

    def of(self, rows: Longs) -> "Queries":
        """Some of them, int64 [m]."""
        own, taken = self.profiles, self.owned
        some = replace(own, customers=own.customers[rows], values=own.values[rows], has=own.has[rows])
        return Queries(some, None if taken is None else taken.take(rows), self.k)

    def singly(self) -> "list[Queries]":
        """Each on its own."""
        return [self.of(np.array([row])) for row in range(len(self))]


@contextmanager
def one_thread() -> Iterator[None]:
    """One thread for BLAS, OpenMP and torch inside."""
    before = torch.get_num_threads()
    torch.set_num_threads(1)
    try:
        with threadpool_limits(1):
            yield
    finally:
        torch.set_num_threads(before)


def search_times(searcher: Searcher, singles: list[Queries]) -> Longs:
    """int64 [n], ns that `searcher.search` takes for each query alone: checks, search and ranking, as it is used."""
    return call_times(lambda query: searcher.search(query.profiles, query.k, query.owned), singles)


def call_times(call: Callable[[Any], object], arguments: Sequence[Any]) -> Longs:
    """int64 [n], ns of one call after the other; the first few are made once more before, off the clock."""
    for argument in arguments[:WARM_UP]:
        call(argument)
    times = np.empty(len(arguments), np.int64)
    gc.collect()
    gc.disable()
    try:
        for row, argument in enumerate(arguments):
            start = time.perf_counter_ns()
            call(argument)
            times[row] = time.perf_counter_ns() - start
    finally:
        gc.enable()
    return times


def batch_time(searcher: Searcher, queries: Queries) -> int:
    """Ns that one search of all of them takes."""
    start = time.perf_counter_ns()
    searcher.search(queries.profiles, queries.k, queries.owned)
    return time.perf_counter_ns() - start
