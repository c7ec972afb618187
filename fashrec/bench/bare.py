"""One query without anything of fashrec's around it: the least that Annoy, or a product and a sort, can take."""

from collections.abc import Callable

import numpy as np

from fashrec.bench.timing import Queries, call_times
from fashrec.index.annoy_search import AnnoySearcher
from fashrec.index.exact import ExactSearcher
from fashrec.types import Floats, Longs


def bare_annoy_times(annoy: AnnoySearcher, singles: list[Queries]) -> Longs:
    """int64 [n], ns of Annoy's own call for k neighbours; the vectors are lists before the clock starts."""
    forest = annoy.forest
    assert forest is not None, "a catalogue with profiles has items"
    k = singles[0].k
    vectors = [single.profiles.values[0].tolist() for single in singles]
    return call_times(lambda vector: forest.get_nns_by_vector(vector, k, annoy.search_k), vectors)


def bare_exact_times(exact: ExactSearcher, singles: list[Queries]) -> Longs:
    """int64 [n], ns of a float32 matrix-vector product and the choice of its k greatest, sorted."""
    values = exact.scan.values[: len(exact.scan.rows)]
    k = min(singles[0].k, len(values))
    return call_times(_nearest(values, k), [single.profiles.values[0] for single in singles])


def _nearest(values: Floats, k: int) -> Callable[[Floats], Longs]:
    def nearest(query: Floats) -> Longs:
        scores = values @ query
        best = np.argpartition(scores, -k)[-k:]
        return best[np.argsort(-scores[best])]

    return nearest
