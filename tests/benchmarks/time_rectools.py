"""RecTools' side of `beside_rectools.py`: five of its metrics, timed whenever a line comes in.

Runs in an environment with RecTools and nothing of fashrec's (`make conformance` makes one): they pin each other's
libraries. `python time_rectools.py FILE` reads lists and purchases from FILE (.npz), says its version and the metrics'
means as JSON, then one time in seconds for every line that it is sent.
"""

import json
import sys
from importlib.metadata import version
from time import process_time

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


def main(file: str) -> None:
    """Once off the clock, for the means; then as often as asked."""
    given = np.load(file)
    items, owners = given["items"], given["owners"]
    n, k = items.shape
    ranks = np.tile(np.arange(1, k + 1), n)
    shown = pd.DataFrame({Columns.User: np.repeat(np.arange(n), k), Columns.Item: items.ravel(), Columns.Rank: ranks})
    bought = pd.DataFrame({Columns.User: owners, Columns.Item: given["bought"]})
    metrics = {kind.__name__: kind(k) for kind in (HitRate, Precision, Recall, MAP, NDCG)}
    means = {name: float(value) for name, value in calc_metrics(metrics, shown, bought).items()}
    _say(json.dumps({"version": version("rectools"), "means": means}))
    for _ in sys.stdin:
        start = process_time()
        calc_metrics(metrics, shown, bought)
        _say(str(process_time() - start))


def _say(line: str) -> None:
    sys.stdout.write(line + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    main(*sys.argv[1:])
