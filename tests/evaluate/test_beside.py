"""What is collected over cuts and windows, and how long one customer waits."""

from dataclasses import dataclass, field, replace
from datetime import date

import numpy as np
import polars as pl
import pytest

from fashrec.evaluate import latency
from fashrec.evaluate.beside import Beside, Measured, measures
from fashrec.evaluate.evaluator import Evaluator
from fashrec.evaluate.latency import latencies, quantiles
from fashrec.types import Bools, Cut, Ints, Shown
from tests import shop

PRODUCTS = pl.Series([item_id[:7] for item_id in shop.ITEM_IDS])
EARLY, LATE = date(2020, 3, 23), date(2020, 3, 30)


@dataclass(frozen=True)
class Remembering:
    """A ranker that shows nothing, and remembers whom."""

    asked: list[list[int]] = field(default_factory=list)

    def rank(self, customers: Ints, k: int, among: Bools, tie_ks: tuple[int, ...] = ()) -> Shown:
        """Empty lists."""
        del among, tie_ks
        self.asked.append(customers.tolist())
        shape = (len(customers), k)
        return Shown(customers, np.full(shape, -1, np.int32), np.full(shape, -np.inf, np.float32))


def test_each_customer_of_the_sample_is_waited_for_alone_after_a_warm_up() -> None:
    """Ten of a hundred, the first three of them once more before; always the same ten."""
    ranker, again = Remembering(), Remembering()
    everybody = np.arange(100, dtype=np.int32)
    times = latencies(ranker, everybody, shop.mask(0), 5, 10, (0, 1))
    assert len(times) == 10
    assert (times > 0).all()
    assert [len(customers) for customers in ranker.asked] == [1] * 13
    assert ranker.asked[:3] == ranker.asked[3:6]
    assert len({customer for (customer,) in ranker.asked}) == 10
    latencies(again, everybody, shop.mask(0), 5, 10, (0, 1))
    assert again.asked == ranker.asked


def test_no_sample_asks_nobody() -> None:
    """The setting turns it off; quantiles are then unknown."""
    ranker = Remembering()
    times = latencies(ranker, np.arange(100, dtype=np.int32), shop.mask(0), 5, 0, (0, 1))
    assert ranker.asked == []
    assert quantiles(times) == dict.fromkeys(("latency_p50_s", "latency_p95_s", "latency_p99_s"))


def test_a_slow_recommender_is_timed_once_at_least(monkeypatch: pytest.MonkeyPatch) -> None:
    """Its first time counts, even where it alone takes all that there is."""
    monkeypatch.setattr(latency, "ENOUGH_S", 0.0)
    assert len(latencies(Remembering(), np.arange(9, dtype=np.int32), shop.mask(0), 5, 9, (0, 1))) == 1


def test_cuts_pool_by_what_they_are_divided_by() -> None:
    """3 of 4 and 1 of 12 are 4 of 16; waiting times are pooled before their quantiles are taken."""
    made = measures(
        [
            Measured(EARLY, "validation", {"coverage@5": (3.0, 4)}, np.array([1.0, 1.0, 1.0])),
            Measured(LATE, "validation", {"coverage@5": (1.0, 12)}, np.array([5.0])),
        ]
    )
    assert made["coverage@5"] == {"value": 0.25, "n": 16, "by_cut": {"2020-03-23": 0.75, "2020-03-30": 1 / 12}}
    assert made["latency_p50_s"] == {"value": 1.0, "n": 4, "by_cut": {"2020-03-23": 1.0, "2020-03-30": 5.0}}


def test_what_was_never_shown_is_null() -> None:
    """No list, no novelty: neither of the cut nor of the window."""
    made = measures([Measured(EARLY, "validation", {"novelty@5": (0.0, 0)}, np.zeros(0))])
    assert made["novelty@5"] == {"value": None, "n": 0, "by_cut": {"2020-03-23": None}}


def test_both_tables_are_by_window_then_recommender() -> None:
    """Two cuts of two windows, two recommenders: three windows of both, every measure at both lengths; of seven
    customers to be waited for, each cut has four.
    """
    beside = Beside(Evaluator((2, 3), latency=7), PRODUCTS, seed=0, n_cuts=2)
    for start, window in ((EARLY, "validation"), (LATE, "test")):
        cut = Cut(start, 7, window)  # type: ignore[arg-type] # one of the two
        at = beside.at(replace(shop.past(), cut=cut), replace(shop.future(), cut=cut), shop.vectors())
        ranker = Remembering()
        for name in ("first", "second"):
            beside.look(name, at, ranker.rank(at.future.customers, 3, at.past.catalogue), ranker)
    made, audits = beside.beyond(), beside.audit()
    assert list(made) == list(audits) == ["validation", "test", "all"]
    assert list(made["all"]) == list(audits["all"]) == ["first", "second"]
    assert {name.partition("@")[2] for name in made["all"]["first"]} == {"2", "3", ""}
    assert made["all"]["first"]["latency_p50_s"]["n"] == 8
    assert list(audits["all"]["second"]) == ["2", "3"]
    assert audits["all"]["second"]["2"]["n"] == 10
    assert audits["test"]["second"]["2"]["n"] == 5


def test_a_cut_at_which_nobody_buys_has_no_values() -> None:
    """No customer, no list, no hit: nothing is divided by nothing."""
    nobody, nothing = np.zeros(0, np.int32), np.zeros(0, bool)
    empty = replace(
        shop.future(),
        customers=nobody,
        relevant=shop.lists(),
        cold=nothing,
        repeat=nothing,
        reachable=nothing,
        n_history=nobody,
        n_candidates=nobody,
        n_candidates_cold=nobody,
    )
    beside, ranker = Beside(Evaluator((3,)), PRODUCTS, seed=0, n_cuts=1), Remembering()
    at = beside.at(shop.past(), empty, shop.vectors())
    beside.look("nobody", at, ranker.rank(nobody, 3, at.past.catalogue), ranker)
    made = beside.beyond()["validation"]["nobody"]
    assert {name for name, one in made.items() if one["value"] is not None} == {"coverage@3"}
    audit = beside.audit()["validation"]["nobody"]["3"]
    assert (audit["n"], audit["hit_rate"], audit["distances"], audit["quarters"]) == (0, None, None, [])
