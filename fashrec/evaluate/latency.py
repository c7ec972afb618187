"""How long one customer waits for a list."""

from time import perf_counter

import numpy as np

from fashrec.stages import Ranker
from fashrec.types import Bools, Doubles, Ints

WARM_UP = 3
"""Lists that are asked for before the clock starts: an index maps its file, a library makes its threads."""
ENOUGH_S = 1.0
"""A slow recommender is asked no more after that many seconds; every time that was taken counts."""
QUANTILES = (50, 95, 99)


def latencies(ranker: Ranker, customers: Ints, among: Bools, k: int, at_most: int, seed: tuple[int, ...]) -> Doubles:
    """Seconds of `rank` for one customer at a time, on as many threads as the process uses.

    Args:
        ranker: fitted.
        customers: int32 [n], ascending; whom a sample is drawn from.
        among: bool [n_items]; as `rank` takes it.
        k: list length.
        at_most: size of the sample; 0 measures nothing.
        seed: of the sample.

    Returns:
        float64, one a customer of the sample: all of it, or what fits into ENOUGH_S.
    """
    sample = np.random.default_rng(seed).permutation(customers)[:at_most]
    begin = perf_counter()
    for customer in sample[:WARM_UP]:
        ranker.rank(np.array([customer], np.int32), k, among)
    times: list[float] = []
    for customer in sample:
        start = perf_counter()
        if times and start - begin > ENOUGH_S:
            break
        ranker.rank(np.array([customer], np.int32), k, among)
        times.append(perf_counter() - start)
    return np.array(times, np.float64)


def quantiles(times: Doubles) -> dict[str, float | None]:
    """`latency_p50_s` and so on, in seconds; None where nothing was measured."""
    return {f"latency_p{q}_s": float(np.percentile(times, q)) if len(times) else None for q in QUANTILES}
