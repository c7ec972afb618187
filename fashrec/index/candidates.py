"""Queries to an approximate index: its candidates, what is excluded taken out, ranked by their exact scores.

    library --> candidates --> without the excluded --> exact scores --> best k
       '<-- asked again for 8 times as many where too few came, or where all that came are equally near
       then: compared with all items

So every index answers as `Searcher` says, whatever its library lacks, and two indexes that find the same
candidates give the same answers to the bit.
"""

from dataclasses import dataclass, replace
from typing import Protocol, Self

import numpy as np

from fashrec.index.admit import rows_to_answer, taken_by
from fashrec.index.measured import Bare, no_such_argument
from fashrec.index.rerank import best, nothing, pair_scores
from fashrec.index.scan import Scan
from fashrec.types import Bools, Floats, Ints, ItemLists, ItemVectors, Longs, Profiles

# how many times as much a library is asked for, try by try; who is still short then is compared with all items
_EFFORTS = (1, 8)
# candidates beyond those needed: equal vectors at the k-th place are ordered by item row, not by a library's float32
SLACK = 16
_SCAN_MIB = 64
_BLOCK = 8192


@dataclass(frozen=True, slots=True)
class Ask:
    """How a library is asked.

    Attributes:
        k: length of the lists.
        value: the query argument for a query that excludes nothing; 0 where the library has none.
        threads: threads of the batch.
        effort: how many times as much as usual is wanted, at least 1.
    """

    k: int
    value: int
    threads: int
    effort: int = 1


class Library(Protocol):
    """A library's index, open."""

    def candidates(self, queries: Floats, needed: Longs, ask: Ask) -> tuple[Longs, Longs]:
        """What it finds; the answer to a query depends on that query alone.

        Args:
            queries: float32 [q, d], unit length.
            needed: int64 [q], in [k, ...): neighbours needed of each, those that will be taken out included.
            ask: the rest.

        Returns:
            int64 [p] query in [0, q), ascending, and int64 [p] position, distinct within a query.
        """
        ...

    def bare(self, queries: Floats, ask: Ask) -> Bare:
        """Its own call for k neighbours of one query, with nothing around it."""
        ...


@dataclass(frozen=True)
class CandidateSearcher:
    """An approximate index, ready for queries.

    Attributes:
        library: what finds candidates; None where it holds no item.
        vectors: the items' vectors.
        rows: int64 [n], ascending: the item row at each of the library's positions.
        argument: name of the query argument, such as `search_k`; empty where the library has none.
        value: the query argument for a query that excludes nothing; 0 where there is none.
        threads: threads of a batch. They change no answer.
        n_bytes: size of the index's files.
    """

    library: Library | None
    vectors: ItemVectors
    rows: Longs
    argument: str
    value: int
    threads: int
    n_bytes: int

    def at(self, *, threads: int | None = None, **argument: int) -> Self:
        """As in `MeasuredSearcher`: `at(ef=64)`.

        Raises:
            ConfigError: where it has no query argument of that name.
        """
        for name in argument.keys() - {self.argument}:
            raise no_such_argument(name, self.argument)
        return replace(self, value=argument.get(self.argument, self.value), threads=threads or self.threads)

    def bare(self, queries: Floats, k: int) -> Bare:
        """As in `MeasuredSearcher`."""
        assert self.library is not None, "an index of nothing finds nothing"
        return self.library.bare(queries, Ask(min(k, len(self.rows)), self.value, threads=1))

    def search(self, queries: Profiles, k: int, exclude: ItemLists | None = None) -> tuple[Ints, Floats]:
        """The k best items for each query, as `Searcher` says.

        Raises:
            SpaceError: where the queries live in another space.
            DataError: where a query is neither zero nor of unit length.
        """
        asked = rows_to_answer(queries, self.vectors.space, exclude)
        taken = taken_by(exclude, asked, self.rows)
        if self.library and 0 < len(asked) == len(queries.values) <= _BLOCK:
            return self._search(queries.values, k, taken)
        items, scores = nothing(len(queries.values), k)
        for start in range(0, len(asked) if self.library else 0, _BLOCK):
            block = np.arange(start, min(start + _BLOCK, len(asked)))
            rows = asked[block]
            items[rows], scores[rows] = self._search(queries.values[rows], k, taken.take(block))
        return items, scores

    def _search(self, queries: Floats, k: int, taken: ItemLists) -> tuple[Ints, Floats]:
        items, scores = nothing(len(queries), k)
        wanted = np.minimum(k, len(self.rows) - taken.counts())
        short = np.flatnonzero(wanted > 0)
        for effort in _EFFORTS:
            if len(short) == 0:
                break
            some, ask = queries[short], Ask(k, self.value, self.threads, effort)
            query, position = self._candidates(some, taken.take(short), ask)
            exact = pair_scores(some, self.vectors.values, query, self.rows[position])
            items[short], scores[short] = best(query, self.rows[position], exact, len(short), k)
            few = (items[short] >= 0).sum(axis=1) < wanted[short]
            short = short[few | self._tied(query, exact, scores[short])]
        if len(short):
            scan = Scan.over(self.vectors.values, self.rows, _SCAN_MIB)
            items[short], scores[short] = scan.search(queries, short, k, taken.take(short))
        return items, scores

    def _candidates(self, queries: Floats, taken: ItemLists, ask: Ask) -> tuple[Longs, Longs]:
        """int64 [p] query, ascending, and int64 [p] position of what is found and nobody has taken."""
        assert self.library is not None
        query, position = self.library.candidates(queries, ask.k + taken.counts(), ask)
        if len(taken.items) == 0:
            return query, position
        found, gone = query * len(self.rows) + position, taken.owners() * len(self.rows) + taken.items
        free = np.take(gone, np.searchsorted(gone, found), mode="clip") != found  # `gone` ascends, as its lists do
        return query[free], position[free]

    def _tied(self, query: Longs, exact: Floats, scores: Floats) -> Bools:
        """bool [q]: whether the last candidate is as near as the last answer, so that more such may be left."""
        n_found = np.bincount(query, minlength=len(scores))
        worst = np.full(len(scores), np.inf, np.float32)
        np.minimum.at(worst, query, exact)
        tied: Bools = (n_found > scores.shape[1]) & (n_found < len(self.rows)) & (worst >= scores[:, -1])
        return tied
