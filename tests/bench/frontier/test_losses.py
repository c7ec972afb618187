"""Paired intervals of hits lost."""

import numpy as np
import polars as pl
import pytest

from fashrec.bench.frontier.losses import paired
from fashrec.infer.intervals import Bootstrap
from fashrec.infer.weights import customer_keys

BOOTSTRAP = Bootstrap(replicates=1000, level=0.95, seed=0)


def gains_of(n: int, won: int, lost: int) -> tuple[np.ndarray, np.ndarray]:
    """Keys and gains of n customers with a list each."""
    gains = np.zeros((n, 1))
    gains[:won], gains[won : won + lost] = 1, -1
    return customer_keys(pl.Series([f"{row:05}" for row in range(n)])), gains


def test_few_lists_that_differ_have_an_interval_of_wilsons() -> None:
    """None won, [0, 0.0370], and two of 100 lost, [0.0055, 0.0700]: −0.02 less 0.0500, more √(0.0370² + 0.0145²)."""
    low, high, enough = paired(*gains_of(100, won=0, lost=2), BOOTSTRAP)
    assert not enough[0]
    assert low[0] == pytest.approx(-0.0700, abs=1e-4)
    assert high[0] == pytest.approx(0.0197, abs=1e-4)


def test_lists_that_are_all_alike_do_not_prove_that_nothing_is_lost() -> None:
    """Of 100 lists none differs: a loss of 3.7 in a hundred would not have been seen either."""
    low, high, _ = paired(*gains_of(100, won=0, lost=0), BOOTSTRAP)
    assert (low[0], high[0]) == pytest.approx((-0.0370, 0.0370), abs=1e-4)


def test_many_lists_that_differ_are_resampled() -> None:
    """100 of 1,000 lost: -0.1 and 1.96 · √(0.1 · 0.9 / 1000) to either side, within the bootstrap's own noise."""
    low, high, enough = paired(*gains_of(1000, won=0, lost=100), BOOTSTRAP)
    assert enough[0]
    assert (low[0], high[0]) == pytest.approx((-0.1186, -0.0814), abs=0.003)


def test_a_customers_weeks_are_one_observation() -> None:
    """The same two lost lists, but of one customer among ten with ten weeks each: the interval is wider."""
    keys, gains = gains_of(100, won=0, lost=2)
    low, _, _ = paired(keys, gains, BOOTSTRAP)
    wider, _, _ = paired(np.repeat(keys[:10], 10), gains, BOOTSTRAP)
    assert wider[0] < low[0]
