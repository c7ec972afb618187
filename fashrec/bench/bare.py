"""One query without anything of fashrec's around it: the least that an index can take."""

import numpy as np

from fashrec.bench.timing import Queries, call_times
from fashrec.index.measured import MeasuredSearcher
from fashrec.types import Longs


def bare_times(searcher: MeasuredSearcher, singles: list[Queries]) -> Longs:
    """int64 [n], ns of the library's own call for k neighbours; what it takes is made before the clock starts."""
    values = np.concatenate([single.profiles.values for single in singles])
    return call_times(*searcher.bare(values, singles[0].k))


# the two names by which the sweep knows it
bare_annoy_times = bare_exact_times = bare_times
