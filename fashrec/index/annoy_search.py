"""Queries to Annoy: candidates from the forest, what is excluded taken out, ranked by their exact scores."""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from itertools import chain
from typing import cast

import annoy
import numpy as np

from fashrec.index.admit import rows_to_answer, taken_by
from fashrec.index.rerank import best, nothing, pair_scores
from fashrec.index.scan import Scan
from fashrec.types import Floats, Ints, ItemLists, ItemVectors, Longs, Profiles

# how many times as much Annoy is asked for, try by try; who is still short then is compared with all items
_EFFORTS = (1, 8)
# candidates beyond those needed: equal vectors at the k-th place are ordered by item row, not by Annoy's float32
_SLACK = 16
_SCAN_MIB = 64
_BLOCK = 8192
_INT32_MAX = 2**31 - 1


@dataclass(frozen=True)
class AnnoySearcher:
    """A forest, ready for queries.

    Attributes:
        forest: Annoy's index; None where it holds no item.
        vectors: the items' vectors.
        rows: int64 [n], ascending: the item row at each of Annoy's positions.
        search_k: candidates looked at for a query that excludes nothing.
        threads: threads of a batch.
    """

    forest: annoy.AnnoyIndex | None
    vectors: ItemVectors
    rows: Longs
    search_k: int
    threads: int

    def search(self, queries: Profiles, k: int, exclude: ItemLists | None = None) -> tuple[Ints, Floats]:
        """The k best items for each query, as `Searcher` says.

        Raises:
            SpaceError: where the queries live in another space.
            DataError: where a query is neither zero nor of unit length.
        """
        asked = rows_to_answer(queries, self.vectors.space, exclude)
        taken = taken_by(exclude, asked, self.rows, len(self.vectors.has))
        items, scores = nothing(len(queries.values), k)
        for start in range(0, len(asked) if self.forest else 0, _BLOCK):
            block = np.arange(start, min(start + _BLOCK, len(asked)))
            rows = asked[block]
            items[rows], scores[rows] = self._search(queries.values[rows], k, taken.take(block))
        return items, scores

    def _search(self, queries: Floats, k: int, taken: ItemLists) -> tuple[Ints, Floats]:
        items, scores = nothing(len(queries), k)
        wanted = np.minimum(k, len(self.rows) - taken.counts())
        short = np.flatnonzero(wanted > 0)
        for effort in _EFFORTS:
            query, position = self._candidates(queries[short], k, taken.take(short), effort)
            exact = pair_scores(queries[short], self.vectors.values, query, self.rows[position])
            items[short], scores[short] = best(query, self.rows[position], exact, len(short), k)
            short = short[(items[short] >= 0).sum(axis=1) < wanted[short]]
        if len(short):
            scan = Scan.over(self.vectors.values, self.rows, _SCAN_MIB)
            items[short], scores[short] = scan.search(queries, short, k, taken.take(short))
        return items, scores

    def _candidates(self, queries: Floats, k: int, taken: ItemLists, effort: int) -> tuple[Longs, Longs]:
        """int64 [p] query, ascending, and int64 [p] position of what Annoy finds and nobody has taken."""
        needed = k + taken.counts()
        n_asked = np.minimum(effort * needed + _SLACK, len(self.rows))
        search_k = -(-effort * self.search_k * needed // k)
        found = self._ask(queries, n_asked, np.minimum(search_k, _INT32_MAX))
        counts = np.fromiter(map(len, found), np.int64, len(found))
        query = np.repeat(np.arange(len(found)), counts)
        position = np.fromiter(chain.from_iterable(found), np.int64, int(counts.sum()))
        free = ~np.isin(query * len(self.rows) + position, taken.owners() * len(self.rows) + taken.items)
        return query[free], position[free]

    def _ask(self, queries: Floats, n_asked: Longs, search_k: Longs) -> list[list[int]]:
        # one query at a time is all that Annoy offers; it lets go of the interpreter's lock while it searches
        ask = cast("annoy.AnnoyIndex", self.forest).get_nns_by_vector
        arguments = (queries.tolist(), n_asked.tolist(), search_k.tolist())
        if self.threads == 1:
            return list(map(ask, *arguments))
        with ThreadPoolExecutor(self.threads) as pool:
            return list(pool.map(ask, *arguments))
