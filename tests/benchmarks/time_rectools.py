"""`python tests/benchmarks/time_rectools.py 20000 12`: the seconds of RecTools' five metrics.

Needs an environment with RecTools (`pip install rectools`), and nothing of fashrec's: they pin each other's libraries.
The lists are as many, as long and as popular as those of test_evaluate.py, whose times are to be taken beside these.
"""

import sys
from time import perf_counter

import numpy as np
import pandas as pd  # type: ignore[import-not-found,import-untyped,unused-ignore] # no part of fashrec
from rectools import Columns  # type: ignore[import-not-found,unused-ignore] # likewise
from rectools.metrics import (  # type: ignore[import-not-found,unused-ignore] # likewise
    MAP,
    NDCG,
    HitRate,
    Precision,
    Recall,
    calc_metrics,
)

N_ITEMS = 105_542
ROUNDS = 5


def main(n: int, k: int) -> None:
    """Print the shortest of some rounds."""
    random = np.random.default_rng(5)
    owners = np.repeat(np.arange(n), random.geometric(1 / 3.1, n))
    pairs = np.unique(owners * N_ITEMS + (N_ITEMS * random.random(len(owners)) ** 6).astype(np.int64))
    first = (N_ITEMS // 2 * random.random((n, 1)) ** 6).astype(np.int64)
    items = first + np.arange(k) * random.integers(1, N_ITEMS // 2 // k, (n, 1))
    ranks = np.tile(np.arange(1, k + 1), n)
    shown = pd.DataFrame({Columns.User: np.repeat(np.arange(n), k), Columns.Item: items.ravel(), Columns.Rank: ranks})
    bought = pd.DataFrame({Columns.User: pairs // N_ITEMS, Columns.Item: pairs % N_ITEMS})
    metrics = {kind.__name__: kind(k) for kind in (HitRate, Precision, Recall, MAP, NDCG)}
    times = []
    for _ in range(ROUNDS):
        start = perf_counter()
        calc_metrics(metrics, shown, bought)
        times.append(perf_counter() - start)
    sys.stdout.write(f"{min(times):.4f} s\n")


if __name__ == "__main__":
    main(*map(int, sys.argv[1:]))
