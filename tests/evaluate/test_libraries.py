"""Scores recomputed from a run's two frames with ir_measures (trec_eval) and ranx, customer by customer.

metric         | ir_measures         | ranx                   | the same number?
---------------|---------------------|------------------------|----------------------------------------------------------
hit_rate@k     | Success@k           | hit_rate@k             | yes
precision@k    | P@k                 | precision@k            | yes: both divide by k, however short the list
recall@k       | R@k                 | recall@k               | yes
ndcg@k         | nDCG@k              | ndcg@k                 | yes: log2(rank + 1), the ideal cut at k
mrr@k          | RR of lists of k    | mrr@k                  | yes: trec_eval's RR knows no k
map@k          | AP@k                | map@k                  | no: both divide by |R|, Kaggle H&M by min(k, |R|)

Both libraries average over the customers they are given. Those who were shown nothing have no list to give, and then
they vanish from the mean; here they count as 0, as the definitions have it.
"""

from collections.abc import Callable

import ir_measures
import numpy as np
import polars as pl
import pytest
import ranx

from fashrec.evaluate import Evaluator, score
from fashrec.evaluate.metrics import METRICS
from fashrec.evaluate.tables import future_frame, per_customer_frame, shown_frame
from fashrec.types import Shown
from tests.evaluate.worlds import CUT, World

KS = (5, 12)
N_CUSTOMERS, N_ITEMS = 200, 60
By = dict[str, dict[str, int]]  # customer, item, relevance or score
Values = dict[str, float]  # by customer


def world() -> World:
    """200 customers with 1-20 relevant items of 60; a fifth are shown nothing, a fifth fewer than 12 items."""
    random = np.random.default_rng(11)
    relevant = {row: set(random.choice(N_ITEMS, 1 + row % 20, replace=False).tolist()) for row in range(N_CUSTOMERS)}
    lengths = [0 if row % 5 == 0 else int(random.integers(1, 12)) if row % 5 == 1 else 12 for row in range(N_CUSTOMERS)]
    scores = {
        row: {int(item): -place for place, item in enumerate(random.permutation(N_ITEMS)[:length])}
        for row, length in enumerate(lengths)
        if length
    }
    everything = set(range(N_ITEMS))
    return World(N_ITEMS, everything, everything, {row: set() for row in range(N_CUSTOMERS)}, relevant, scores)


WORLD = world()
CUSTOMERS = pl.Series([f"c{row:03d}" for row in range(N_CUSTOMERS)])
ITEMS = pl.Series([f"{row:010d}" for row in range(N_ITEMS)])
LISTS: Shown = WORLD.shown(KS)
SHOWN = shown_frame(CUT, "content", "main", LISTS, customer_ids=CUSTOMERS, item_ids=ITEMS)
FUTURE = future_frame(WORLD.future(), CUSTOMERS, ITEMS)
OURS = per_customer_frame(CUT, "content", Evaluator(KS).scores(WORLD.future(), LISTS), CUSTOMERS).filter(
    pl.col("segment") == "all"
)


# future.parquet as relevance judgements
QRELS: By = {customer: dict.fromkeys(rows["item"], 1) for (customer,), rows in FUTURE.group_by("customer")}
# shown.parquet as runs, places counted down for scores: trec_eval breaks ties in its own way, by id
RUNS: dict[int, By] = {
    k: {
        customer: {item: k + 1 - rank for item, rank in rows.select("item", "rank").iter_rows()}
        for (customer,), rows in SHOWN.filter(pl.col("rank") <= k).group_by("customer")
    }
    for k in KS
}


def by_ir_measures(name: str, k: int) -> Values:
    """One metric of ir_measures."""
    measure = ir_measures.parse_measure(name)
    return {row.query_id: row.value for row in ir_measures.iter_calc([measure], QRELS, RUNS[k])}


def by_ranx(name: str, k: int) -> Values:
    """One metric of ranx; it takes no empty list: who has none is given one item that nobody bought."""
    run = ranx.Run({customer: RUNS[k].get(customer, {"nothing": 1}) for customer in QRELS})
    ranx.evaluate(ranx.Qrels(QRELS), run, f"{name}@{k}")
    return {customer: float(value) for customer, value in run.scores[f"{name}@{k}"].items()}


def by_min(values: Values, k: int) -> Values:
    """Average precision divided by min(k, |R|) where the library divided by |R|."""
    sizes = {customer: len(items) for customer, items in QRELS.items()}
    return {customer: value * sizes[customer] / min(k, sizes[customer]) for customer, value in values.items()}


# numba compiles ranx for half a minute of processor time where nobody has run it before
COMPILES = (
    pytest.mark.slow,
    pytest.mark.filterwarnings("ignore:unsafe cast from uint64"),  # ranx's own indices of parallel loops
)

METHODS: dict[str, dict[str, Callable[[int], Values]]] = {
    "ir_measures": {
        "hit_rate": lambda k: by_ir_measures(f"Success@{k}", k),
        "precision": lambda k: by_ir_measures(f"P@{k}", k),
        "recall": lambda k: by_ir_measures(f"R@{k}", k),
        "ndcg": lambda k: by_ir_measures(f"nDCG@{k}", k),
        "mrr": lambda k: by_ir_measures("RR", k),
        "map": lambda k: by_min(by_ir_measures(f"AP@{k}", k), k),
    },
    "ranx": {
        "hit_rate": lambda k: by_ranx("hit_rate", k),
        "precision": lambda k: by_ranx("precision", k),
        "recall": lambda k: by_ranx("recall", k),
        "ndcg": lambda k: by_ranx("ndcg", k),
        "mrr": lambda k: by_ranx("mrr", k),
        "map": lambda k: by_min(by_ranx("map", k), k),
    },
}


@pytest.mark.parametrize("k", KS)
@pytest.mark.parametrize("name", METRICS)
@pytest.mark.parametrize("library", ["ir_measures", pytest.param("ranx", marks=COMPILES)])
def test_libraries_agree_customer_by_customer(library: str, name: str, k: int) -> None:
    """From the frames alone; who has no list scores 0."""
    theirs = METHODS[library][name](k)
    wanted = [theirs.get(customer, 0.0) for customer in OURS["customer"]]
    np.testing.assert_allclose(OURS[f"{name}@{k}"], wanted, rtol=1e-12, atol=1e-15)


@pytest.mark.parametrize("k", KS)
def test_score_is_the_mean_of_the_libraries_values(k: int) -> None:
    """`fashrec.evaluate.score` over the same frames gives their mean over all 200 scored customers."""
    cell = score(SHOWN, FUTURE, KS)["scores"]["all"]["content"]["all"][f"ndcg@{k}"]
    assert cell["n"] == N_CUSTOMERS
    assert cell["value"] == pytest.approx(sum(by_ir_measures(f"nDCG@{k}", k).values()) / N_CUSTOMERS, abs=1e-12)


def test_average_precision_differs_where_more_is_bought_than_shown() -> None:
    """The one departure is real: undivided, AP@5 of a customer with more than five purchases is lower than map@5."""
    theirs = by_ir_measures("AP@5", 5)
    sizes = {customer: len(items) for customer, items in QRELS.items()}
    pairs = [(sizes[row["customer"]], theirs.get(row["customer"], 0.0), row["map@5"]) for row in OURS.rows(named=True)]
    assert all(ours > value for size, value, ours in pairs if size > 5 and value > 0)
    assert all(ours == pytest.approx(value) for size, value, ours in pairs if size <= 5)
