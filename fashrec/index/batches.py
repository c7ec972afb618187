"""Libraries that answer many queries at a time, all of them with the same arguments."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Protocol

import numpy as np

from fashrec.index.candidates import SLACK, Ask
from fashrec.index.measured import Bare
from fashrec.types import Floats, Longs


class Batch(Protocol):
    """A library's index, open."""

    def nearest(self, queries: Floats, n: int, value: int, threads: int) -> Longs:
        """int64 [q, n], positions of the n nearest by its own lights, padded with -1.

        Args:
            queries: float32 [q, d], unit length.
            n: neighbours of each, at most those there are.
            value: the query argument.
            threads: threads of the batch.
        """
        ...

    def bare(self, queries: Floats, ask: Ask) -> Bare:
        """As in `Library`."""
        ...


@dataclass(frozen=True)
class Batched:
    """Groups queries that need about as many neighbours, and asks for each group at once.

    Who needs up to k neighbours is asked for k, up to 2k for 2k, up to 4k for 4k, ...: a few groups, to which a query
    belongs whatever the others need.

    Attributes:
        batch: the library's index.
        n_items: how many it holds.
        counts_items: whether the query argument is a number of items looked at: it grows by as many as are asked for
            beyond k, and is never below what is asked for. A number of lists stays as it is.
    """

    batch: Batch
    n_items: int
    counts_items: bool

    def candidates(self, queries: Floats, needed: Longs, ask: Ask) -> tuple[Longs, Longs]:
        """As in `Library`."""
        if len(queries) and needed.max() <= ask.k:
            return self._of(queries, np.arange(len(queries)), 1, ask)
        doublings = np.ceil(np.log2(needed / ask.k)).astype(np.int64)
        found = [self._of(queries, np.flatnonzero(doublings == j), 2**j, ask) for j in np.unique(doublings).tolist()]
        if not found:
            return np.zeros(0, np.int64), np.zeros(0, np.int64)
        query, position = (np.concatenate(parts) for parts in zip(*found, strict=True))
        order = np.argsort(query, kind="stable")
        return query[order], position[order]

    def _of(self, queries: Floats, rows: Longs, times: int, ask: Ask) -> tuple[Longs, Longs]:
        n = min(ask.effort * times * ask.k + SLACK, self.n_items)
        value = ask.value * ask.effort
        if self.counts_items:
            value = min(max(n, value + (times - 1) * ask.k), self.n_items)
        positions = self.batch.nearest(queries[rows], n, value, ask.threads)
        group, column = np.nonzero(positions >= 0)
        return rows[group], positions[group, column]

    def bare(self, queries: Floats, ask: Ask) -> Bare:
        """As in `Library`."""
        return self.batch.bare(queries, ask)


def answered(nearest: Callable[[Floats], Longs], queries: Floats, n: int) -> Longs:
    """int64 [q, n], padded with -1, of a library that gives no answer at all where one query has fewer than n.

    Args:
        nearest: int64 [q, n] for float32 [q, d].
        queries: float32 [q, d].
        n: neighbours of each.
    """
    try:
        return nearest(queries).astype(np.int64)
    except RuntimeError:
        if len(queries) == 1:
            return np.full((1, n), -1, np.int64)
        return np.concatenate([answered(nearest, queries[row : row + 1], n) for row in range(len(queries))])
