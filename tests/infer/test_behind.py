"""Stopping a run that is surely behind: seldom one that is not, soon one that is."""

import numpy as np
import pytest

from fashrec.infer.behind import surely_behind
from fashrec.infer.customers import by_customer
from tests.infer.worlds import keys_of

LOOKS, CUSTOMERS = 4, 300


def stopped(random: np.random.Generator, difference: float) -> bool:
    """Whether any of the looks after cuts 2 … 5 of 6 stops a run that hits so much less often than its leader."""
    own, leader = (random.random((6, CUSTOMERS)) < chance for chance in (0.1 - difference, 0.1))
    apart = own.astype(np.float64) - leader
    keys = keys_of(CUSTOMERS)
    return any(
        surely_behind(by_customer(np.tile(keys, cuts), apart[:cuts].reshape(-1, 1)), LOOKS, 0.95, 0)
        for cuts in range(2, 2 + LOOKS)
    )


def test_runs_as_good_are_stopped_no_oftener_than_allowed() -> None:
    """5 % are allowed over all looks; of 200, 18 or more would be chance once in 100 such tests."""
    random = np.random.default_rng(0)
    assert sum(stopped(random, 0) for _ in range(200)) < 18


def test_a_run_that_hits_half_as_often_is_stopped() -> None:
    """In nearly every world."""
    random = np.random.default_rng(0)
    assert sum(stopped(random, 0.05) for _ in range(40)) >= 38


@pytest.mark.parametrize("difference", [0.0, 1.0])
def test_a_run_that_is_not_behind_goes_on(difference: float) -> None:
    """The same lists, or better ones for everybody, or nobody scored."""
    assert not surely_behind(by_customer(keys_of(50), np.full((50, 1), difference)), 1, 0.5, 0)
    assert not surely_behind(by_customer(keys_of(0), np.zeros((0, 1))), 1, 0.5, 0)


def test_a_handful_of_customers_stops_nobody() -> None:
    """Five who all prefer the leader: 1 world in 32 is like this without a difference, and 1 in 100 is asked for."""
    assert not surely_behind(by_customer(keys_of(5), -np.ones((5, 1))), 1, 0.99, 0)
    assert surely_behind(by_customer(keys_of(20), -np.ones((20, 1))), 1, 0.99, 0)
