"""One query without anything of fashrec's around it: the least that a library, or a product and a sort, can take."""

from collections.abc import Callable

import numpy as np

from fashrec.bench.frontier.timing import Queries, call_times
from fashrec.index.annoy_search import AnnoySearcher
from fashrec.index.exact import ExactSearcher
from fashrec.stages import Searcher
from fashrec.types import Floats, Longs


def bare_times(searcher: Searcher, queries: Queries, at_most_s: float) -> Longs:
    """int64 [m], ns of the library's own call for k neighbours of each query; whatever it takes is made before."""
    values = queries.profiles.values
    if isinstance(searcher, AnnoySearcher):
        forest, k, search_k = searcher.forest, queries.k, searcher.search_k
        assert forest is not None, "a catalogue with profiles has items"
        return call_times(lambda vector: forest.get_nns_by_vector(vector, k, search_k), values.tolist(), at_most_s)
    if isinstance(searcher, ExactSearcher):
        return call_times(_nearest(searcher, queries.k), list(values), at_most_s)
    return np.zeros(0, np.int64)


def _nearest(exact: ExactSearcher, k: int) -> Callable[[Floats], Longs]:
    """A float32 matrix-vector product and the choice of its k greatest, sorted."""
    values = exact.scan.values[: len(exact.scan.rows)]
    k = min(k, len(values))

    def nearest(query: Floats) -> Longs:
        scores = values @ query
        best = np.argpartition(scores, -k)[-k:]
        return best[np.argsort(-scores[best])]

    return nearest
