"""Which days count in each preset, to the day, and what a customer's list is worth, by hand."""

from dataclasses import replace
from datetime import date
from fractions import Fraction

import numpy as np
import polars as pl
import pytest
from hydra.utils import instantiate

from fashrec.evaluate.evaluator import Evaluator
from fashrec.frames import CUSTOMERS, Tables
from fashrec.split import Opened, Split
from fashrec.types import Cut, Future, ItemLists, Seen, Shown, day_number
from tests import shop
from tests.running import composed

FIRST, LAST = "2018-09-20", "2020-09-22"  # H&M's days
DAYS = {  # by preset and window: the past's first and last day, the future's; outside of them nothing counts
    ("seed", "validation"): (FIRST, "2020-09-08", "2020-09-09", "2020-09-15"),
    ("seed", "test"): (FIRST, "2020-09-15", "2020-09-16", LAST),
    ("kaggle_hm", "validation"): (FIRST, "2020-09-08", "2020-09-09", "2020-09-15"),
    ("kaggle_hm", "test"): (FIRST, "2020-09-15", "2020-09-16", LAST),
    ("relbench_hm", "validation"): ("2019-09-07", "2020-09-07", "2020-09-08", "2020-09-14"),
    ("relbench_hm", "test"): ("2019-09-07", "2020-09-14", "2020-09-15", "2020-09-21"),
}


def tables(*bought: tuple[int, int, int]) -> Tables:
    """The tiny shop's items, and six customers with these purchases: customer, day number, item."""
    customer, day, item = zip(*bought, strict=True)
    ids = pl.DataFrame({"customer_id": [f"{row:064x}" for row in range(6)]})
    empty = (pl.lit(None, kind).alias(name) for name, kind in CUSTOMERS.items() if name != "customer_id")
    items = shop.past().items.with_columns(launch_day=pl.lit(None, pl.Date))
    purchases = shop.table(customer, item, day, np.full(len(day), 0.01), n_customers=6)
    return Tables(items, ids.select("customer_id", *empty), purchases)


def split_of(protocol: str, *words: str) -> Split:
    """The split that a preset composes to."""
    made = instantiate(composed(f"protocol={protocol}", *words).split)
    assert isinstance(made, Split)
    return made


def number(day: str) -> int:
    """The day number of a date."""
    return day_number(date.fromisoformat(day))


@pytest.mark.parametrize(("protocol", "window"), DAYS)
def test_a_preset_counts_these_days_and_no_other(protocol: str, window: Opened) -> None:
    """One purchase on every day of two years: the past and the future hold the days between the hand-written ends."""
    every = tables(*((shop.ANN, day, day % 10) for day in range(number(FIRST), number(LAST) + 1)))
    split = split_of(protocol, f"split.window={window}")
    (cut,) = split.opened(every)
    past, future = split.at(every, cut)
    begin, end, first, last = map(number, DAYS[protocol, window])
    np.testing.assert_array_equal(past.purchases.day, np.arange(begin, end + 1))
    assert sorted(future.relevant.items) == sorted(day % 10 for day in range(first, last + 1))
    assert (cut.window, cut.day, last - first + 1) == (window, first, 7)


@pytest.mark.parametrize(("seen", "kept"), [("allow", [1, 2]), ("remove", [1])])
def test_what_was_bought_before_the_history_was_never_bought(seen: Seen, kept: list[int]) -> None:
    """Ann bought 1 on 2019-09-06 and 2 on 2019-09-07: 1 is cold, new to her and not owned; 2 is none of these.

    Bea bought on 2019-09-06 alone: she has no history.
    """
    week = number("2020-09-15")
    old = number("2019-09-06")
    bought = ((shop.ANN, old, 1), (shop.ANN, old + 1, 2), (shop.ANN, week, 1), (shop.ANN, week, 2))
    made = tables(*bought, (shop.BEA, old, 3), (shop.BEA, week, 2), (shop.CAS, number(LAST), 5))
    split = split_of("relbench_hm", "split.window=test", f"split.seen={seen}")
    past, future = split.at(made, split.opened(made)[0])
    assert np.flatnonzero(past.warm).tolist() == [2]
    assert future.relevant.of(0).tolist() == kept
    assert future.cold[: len(kept)].tolist() == [True, False][: len(kept)]
    assert future.repeat[: len(kept)].tolist() == [False, True][: len(kept)]
    assert future.n_history.tolist() == [1, 0]
    assert past.owned(shop.EVERYBODY).counts().tolist() == [1, 0, 0, 0, 0, 0]


# what is shown (item rows, best first), what is bought, and average precision at 12 by hand
TWELVE = tuple(range(12))
WORTH = (
    ((3, 9, 1, 8), (1, 3, 7), (1 + Fraction(2, 3)) / 3),  # first and third place; three to be found
    (
        TWELVE,
        (1, 11, *range(20, 32)),
        (Fraction(1, 2) + Fraction(2, 12)) / 12,
    ),  # fourteen to be found
    (TWELVE, (*TWELVE, 20, 21), Fraction(1)),  # twelve of fourteen is all that a list can hold
    ((5, 4), (4,), Fraction(1, 2)),  # a short list with its hit on the second place
    ((0, 1, 2), (20, 31), Fraction(0)),
    ((), (6,), Fraction(0)),  # shown nothing, and counted all the same
)


def test_map_at_12_is_kaggles_and_relbenchs() -> None:
    """The precision at every hit, over min(12, |R|): both contests' formula, and the mean over all who bought."""
    n = len(WORTH)
    relevant = [bought for _, bought, _ in WORTH]
    lists = ItemLists(np.cumsum([0, *map(len, relevant)]), np.concatenate(relevant).astype(np.int32))
    items = np.array([[*shown, *[-1] * (12 - len(shown))] for shown, _, _ in WORTH], np.int32)
    nowhere = np.zeros(len(lists.items), bool)
    future = Future(
        cut=Cut(date(2020, 9, 16), 7, "test"),
        customers=np.arange(n, dtype=np.int32),
        relevant=lists,
        cold=nowhere,
        repeat=nowhere,
        reachable=~nowhere,
        n_history=np.ones(n, np.int32),
        n_candidates=np.full(n, 32, np.int32),
        n_candidates_cold=np.zeros(n, np.int32),
        n_dropped=0,
    )
    places = np.where(items >= 0, -np.arange(12, dtype=np.float32), -np.inf).astype(np.float32)
    evaluate = instantiate(composed("protocol=kaggle_hm").evaluate, _convert_="all")
    assert isinstance(evaluate, Evaluator)
    assert evaluate.headline == "map@12"
    values = evaluate.scores(future, Shown(future.customers, items, places))["all"].metrics["map@12"]
    np.testing.assert_allclose(values, [float(worth) for *_, worth in WORTH], rtol=1e-15)


def test_a_preset_goes_over_an_experiment_and_under_the_command_line() -> None:
    """hm_sample has 26 cuts and looks back 90 days; a preset has its say on the first, which a word takes back."""
    words = ("experiment=hm_sample", "data.root=nowhere", "protocol=relbench_hm")
    config, told = composed(*words), composed(*words, "split.cuts=3", "evaluate.ks=[5,12]")
    assert (config.split.cuts, config.split.alive_days, list(config.evaluate.ks)) == (2, 90, [12])
    assert (told.split.cuts, told.split.history_from, list(told.evaluate.ks)) == (3, "2019-09-07", [5, 12])


def test_without_a_preset_nothing_is_other_than_it_was() -> None:
    """No name, no change: a whole past, hit_rate at the first length."""
    config = composed()
    split, evaluate = instantiate(config.split), instantiate(config.evaluate, _convert_="all")
    assert split == Split(cuts=12, test_cuts=4)
    assert replace(evaluate, ks=tuple(evaluate.ks)) == Evaluator()
    assert evaluate.headline == "hit_rate@5"
