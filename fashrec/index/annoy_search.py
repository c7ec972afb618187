"""Annoy's forest, asked for candidates."""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from itertools import chain

import annoy
import numpy as np

from fashrec.index.candidates import SLACK, Ask
from fashrec.index.measured import Bare
from fashrec.types import Floats, Longs

_INT32_MAX = 2**31 - 1


@dataclass(frozen=True)
class Forest:
    """A forest, open; its query argument is the number of candidates looked at."""

    forest: annoy.AnnoyIndex

    def candidates(self, queries: Floats, needed: Longs, ask: Ask) -> tuple[Longs, Longs]:
        """As in `Library`: a query that needs e more neighbours looks at (k + e) / k times as many candidates."""
        n_asked = np.minimum(ask.effort * needed + SLACK, self.forest.get_n_items())
        search_k = -(-ask.effort * ask.value * needed // ask.k)
        found = self._ask(queries, n_asked, np.minimum(search_k, _INT32_MAX), ask.threads)
        counts = np.fromiter(map(len, found), np.int64, len(found))
        query = np.repeat(np.arange(len(found)), counts)
        return query, np.fromiter(chain.from_iterable(found), np.int64, int(counts.sum()))

    def _ask(self, queries: Floats, n_asked: Longs, search_k: Longs, threads: int) -> list[list[int]]:
        # one query at a time is all that Annoy offers; it lets go of the interpreter's lock while it searches
        arguments = (queries.tolist(), n_asked.tolist(), search_k.tolist())
        if threads == 1:
            return list(map(self.forest.get_nns_by_vector, *arguments))
        with ThreadPoolExecutor(threads) as pool:
            return list(pool.map(self.forest.get_nns_by_vector, *arguments))

    def bare(self, queries: Floats, ask: Ask) -> Bare:
        """As in `Library`; Annoy takes lists."""
        nearest, k, search_k = self.forest.get_nns_by_vector, ask.k, ask.value
        return lambda vector: nearest(vector, k, search_k), queries.tolist()
