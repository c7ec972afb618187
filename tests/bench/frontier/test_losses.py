"""Paired intervals of hits lost."""

import numpy as np
import polars as pl
import pytest
from scipy.stats import binomtest

from fashrec.bench.frontier.losses import family_effect, losses, paired
from fashrec.infer.customers import by_customer
from fashrec.infer.weights import Keys, customer_keys
from fashrec.types import Doubles


def keys_of(n: int) -> Keys:
    """So many customers."""
    return customer_keys(pl.Series([f"{row:05}" for row in range(n)]))


def gains_of(n: int, *changes: tuple[int, int]) -> Doubles:
    """A column of n lists for each (won, lost), the won ones first."""
    gains = np.zeros((n, len(changes)))
    for column, (won, lost) in enumerate(changes):
        gains[:won, column], gains[won : won + lost, column] = 1, -1
    return gains


def test_lists_that_are_all_alike_do_not_prove_that_nothing_is_lost() -> None:
    """Of 100 lists none differs: a loss of 3.7 in a hundred would not have been seen either;."""
    low, high = paired(keys_of(100), gains_of(100, (0, 0)), 0.95)
    wilson = binomtest(0, 100).proportion_ci(method="wilson").high
    assert wilson == pytest.approx(0.0370, abs=1e-4)
    assert (low[0], high[0]) == pytest.approx((-wilson, wilson))


def test_few_lists_that_differ_have_an_interval_of_wilsons() -> None:
    """None won, [0, 0.0370], and two of 100 lost, [0.0055, 0.0700]: −0.02 less 0.0500, more √(0.0370² + 0.0145²)."""
    low, high = paired(keys_of(100), gains_of(100, (0, 2)), 0.95)
    assert low[0] == pytest.approx(-0.0700, abs=1e-4)
    assert high[0] == pytest.approx(0.0197, abs=1e-4)


def test_many_lists_that_differ_have_the_interval_of_a_mean() -> None:
    """100 of 1,000 won and 100 lost: 1.96 · √(0.2 / 1000) to either side, which a bootstrap would come to as well."""
    low, high = paired(keys_of(1000), gains_of(1000, (100, 100)), 0.95)
    assert (low[0], high[0]) == pytest.approx((-0.0277, 0.0277), abs=0.0003)


def test_no_interval_becomes_shorter_when_more_lists_differ() -> None:
    """All of one family: identical lists have the shortest, one more lost or won is never surer than one fewer."""
    steps = [0, 1, 2, 3, 5, 10, 19, 20, 21, 40, 80]
    changes = [(won, lost) for won in steps for lost in steps]
    keys = np.repeat(keys_of(100), 3)
    low, high = paired(keys, gains_of(300, *changes), 0.95)
    widths = (high - low).reshape(len(steps), -1)
    assert widths[0, 0] == widths.min()
    assert (np.diff(widths, axis=0) >= 0).all()
    assert (np.diff(widths, axis=1) >= 0).all()
    # and what loses one more list is bounded by more
    assert (np.diff(low.reshape(len(steps), -1), axis=1) < 0).all()


def test_a_customers_weeks_are_one_observation() -> None:
    """The same two lost lists, but of one customer among ten with ten weeks each: the interval is wider."""
    keys, gains = keys_of(100), gains_of(100, (0, 2))
    low, _ = paired(keys, gains, 0.95)
    wider, _ = paired(np.repeat(keys[:10], 10), gains, 0.95)
    assert wider[0] < low[0]


def test_one_design_effect_serves_all_settings() -> None:
    """Two customers of two weeks each; one list won by one setting, both of one customer's by another.

    Shares 1/4 and 1/2; squares of (weeks × misfit) over customers, 2 · 4 · 0.0625 = 0.5 and 2 · 4 · 0.25 = 2, over 4
    lists, times 2 of 1 customers: 1.25. Independent lists would have 3/16 + 1/4 = 0.4375: 2.857, and at most 2.
    """
    keys = np.repeat(keys_of(2), 2)
    shares = by_customer(keys, np.array([[1.0, 1], [0, 1], [0, 0], [0, 0]]))
    assert family_effect(shares) == 2
    apart = by_customer(keys, np.array([[1.0, 1], [0, 0], [0, 0], [0, 1]]))
    # shares 1/4 and 1/2: 0.5 and 0 over 4 lists, times 2: 0.25 of 0.4375; two customers and the worst case, 2
    assert family_effect(apart) == pytest.approx((2 * 0.25 / 0.4375 + 2) / 3)
    nothing = by_customer(keys, np.zeros((4, 2)))
    assert family_effect(nothing) == 2


def test_what_lists_could_show_at_all_is_the_same_for_every_setting() -> None:
    """Exact search's own column, before it is set to nothing: of a setting that hits alike it is the lower end."""
    hits = pl.DataFrame(
        [
            {"setting": setting, "segment": "all", "cut": "x", "customer": str(at), "hit": int(at < 4 + (setting == 2))}
            for setting in range(3)
            for at in range(10)
        ],
        schema_overrides={"setting": pl.Int32},
    )
    found = losses(hits, {0: 0, 1: 0, 2: 0}, 0.95)
    assert found["unseen"].n_unique() == 1
    assert found["low"].to_list()[:2] == [0, -found["unseen"][1]]
    assert found["won"].to_list() == [0, 0, 1]
