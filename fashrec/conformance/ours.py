"""What fashrec says of a case: the evaluator's own mean, or that it refuses to score."""

import numpy as np

from fashrec.conformance.adapters.exchange import Case
from fashrec.errors import DataError
from fashrec.evaluate.evaluator import Evaluator
from fashrec.evaluate.metrics import METRICS
from fashrec.types import EPOCH, Cut, Future, ItemLists, Shown

CATALOGUE = tuple("123456789")  # every item of the cases but those that are about unknown ones
CUT = Cut(EPOCH, 7, "validation")


def means(case: Case) -> dict[str, float | str]:
    """Each metric at k, averaged over the customers who bought something."""
    items = sorted({*CATALOGUE, *(item for shown in case["shown"].values() for item, _ in shown)})
    customers = sorted({*case["relevant"], *case["shown"]})
    future, shown = _future(case, customers, items), _shown(case, customers, items)
    evaluator = Evaluator(tuple(sorted({case["k"], shown.items.shape[1]} - {0})))
    try:
        values = evaluator.scores(future, shown, catalogue=np.isin(items, CATALOGUE))["all"].metrics
    except DataError as error:
        return dict.fromkeys(METRICS, f"DataError: {error.what}")
    return {name: float(values[f"{name}@{case['k']}"].mean()) for name in METRICS}


def _future(case: Case, customers: list[str], items: list[str]) -> Future:
    rows = [row for row, customer in enumerate(customers) if case["relevant"].get(customer)]
    bought = [sorted(items.index(item) for item in case["relevant"][customers[row]]) for row in rows]
    n, m = len(rows), sum(map(len, bought))
    return Future(
        cut=CUT,
        customers=np.array(rows, np.int32),
        relevant=ItemLists(np.cumsum([0, *map(len, bought)], dtype=np.int64), np.array(sum(bought, []), np.int32)),  # noqa: RUF017
        cold=np.zeros(m, bool),
        repeat=np.zeros(m, bool),
        reachable=np.ones(m, bool),
        n_history=np.zeros(n, np.int32),
        n_candidates=np.full(n, len(CATALOGUE), np.int32),
        n_candidates_cold=np.zeros(n, np.int32),
        n_dropped=0,
    )


def _shown(case: Case, customers: list[str], items: list[str]) -> Shown:
    rows = [row for row, customer in enumerate(customers) if customer in case["shown"]]
    longest = max(len(case["shown"][customers[row]]) for row in rows)
    places = np.full((len(rows), longest), -1, np.int32)
    scores = np.full(places.shape, -np.inf, np.float32)
    for at, row in enumerate(rows):
        for place, (item, score) in enumerate(case["shown"][customers[row]]):
            places[at, place], scores[at, place] = items.index(item), score
    return Shown(np.array(rows, np.int32), places, scores)
