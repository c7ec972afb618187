"""Times of single queries and of batches."""

import gc
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import torch
from threadpoolctl import threadpool_limits

from fashrec.index.measured import MeasuredSearcher
from fashrec.stages import Searcher
from fashrec.types import ItemLists, Longs, Profiles

WARM_UP = 50
# of the time that calls may take, the warm-up's share
WARM_UP_SHARE = 0.2
# fewer times than that have no median worth the name
FEWEST = 20


@dataclass(frozen=True, slots=True)
class Queries:
    """Vectors to look up, and what each may not be answered with.

    Attributes:
        profiles: n profiles that all have a vector; of items as queries, `customers` holds item rows.
        owned: for each, items taken out; None where nothing is.
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
def on_threads(n: int) -> Iterator[None]:
    """So many threads for BLAS, OpenMP and torch inside."""
    before = torch.get_num_threads()
    torch.set_num_threads(n)
    try:
        with threadpool_limits(n):
            yield
    finally:
        torch.set_num_threads(before)


def search_times(
    searcher: Searcher, singles: Sequence[Queries], at_most_s: float = np.inf, *, first: bool = True
) -> Longs:
    """int64 [m], ns that `searcher.search` takes for each query alone: checks, search and ranking, as it is used."""
    return call_times(
        lambda query: searcher.search(query.profiles, query.k, query.owned), singles, at_most_s, first=first
    )


def bare_times(searcher: MeasuredSearcher, queries: Queries, at_most_s: float = np.inf, *, first: bool = True) -> Longs:
    """int64 [m], ns of the library's own call for k neighbours of each; what it takes is made before."""
    return call_times(*searcher.bare(queries.profiles.values, queries.k), at_most_s, first=first)


def call_times(
    call: Callable[[Any], object], arguments: Sequence[Any], at_most_s: float = np.inf, *, first: bool = True
) -> Longs:
    """Ns of one call after the other; the first few are made once more before, off the clock.

    Args:
        call: what is timed.
        arguments: of each call.
        at_most_s: no call begins after so many seconds, but for FEWEST; the warm-up does not count.
        first: whether nothing of it was called before; else the warm-up ends after its share of the time.

    Returns:
        int64 [m], of the first m arguments.
    """
    warm_up_s = np.inf if first else WARM_UP_SHARE * at_most_s
    begin = time.perf_counter()
    for argument in arguments[:WARM_UP]:
        call(argument)
        if time.perf_counter() - begin > warm_up_s:
            break
    times = np.empty(len(arguments), np.int64)
    gc.disable()
    begin = time.perf_counter()
    try:
        for row, argument in enumerate(arguments):
            start = time.perf_counter_ns()
            if row >= FEWEST and start * 1e-9 - begin > at_most_s:
                return times[:row]
            call(argument)
            times[row] = time.perf_counter_ns() - start
    finally:
        gc.enable()
    return times
