"""Weights and coins are Poisson(1) and fair, and nothing but seed, customer and replicate moves them."""

import numpy as np
import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import poisson

from fashrec.infer.weights import THRESHOLDS, coins, customer_keys, poisson_weights
from tests.infer.worlds import keys_of

GOLD_KEYS = ["e220a8397b1dcdaf", "8dc650c2462345af", "440a29f506a43f73", "837daa08dcb99f43"]
GOLD_WEIGHTS = [1, 2, 0, 1, 1, 1, 3, 2, 1, 2, 0, 1]
GOLD_COINS = [1, 0, 0, 0, 1, 0, 1, 0, 0, 1, 0, 0]


@given(st.lists(st.text(st.characters(exclude_categories=["Cs"]), max_size=20), max_size=8))
def test_a_key_is_the_ids_alone(ids: list[str]) -> None:
    """Whatever stands before and behind an id in the column; different ids have different keys."""
    keys = customer_keys(pl.Series(ids, dtype=pl.String))
    alone = [int(customer_keys(pl.Series([one]))[0]) for one in ids]
    assert keys.tolist() == alone
    assert len(set(alone)) == len(set(ids))


def test_keys_are_the_same_in_every_version() -> None:
    """An interval that was published is found again: these keys must not change."""
    keys = customer_keys(pl.Series(["", "00", "0123456789", "é" * 9]))
    assert [f"{int(key):016x}" for key in keys] == GOLD_KEYS
    assert poisson_weights(keys[:1], 12, 0).tolist() == [GOLD_WEIGHTS]
    assert coins(keys[:1], range(12), 0).tolist() == [GOLD_COINS]


def test_a_weight_is_as_often_0_1_2_as_a_poisson_variable_is() -> None:
    """The chances of the sixteen-bit table, which rounds, are within a 65,536th; its mean is 1 to the bit."""
    at_most = np.array([*THRESHOLDS, 65536]) / 65536
    np.testing.assert_allclose(at_most[:-1], poisson.cdf(range(8), 1), atol=1 / 65536)
    assert sum(65536 - threshold for threshold in THRESHOLDS) == 65536
    drawn = np.bincount(poisson_weights(keys_of(2000), 500, 0).astype(int).ravel(), minlength=9) / 1e6
    np.testing.assert_allclose(drawn[:6], poisson.pmf(range(6), 1), atol=0.002)


@pytest.mark.parametrize("draw", [lambda keys: poisson_weights(keys, 400, 0), lambda keys: coins(keys, range(400), 0)])
def test_no_customer_and_no_replicate_knows_of_another(draw: object) -> None:
    """Correlations among customers and among replicates are those of noise, of which one in 10^6 is 5 deviations."""
    drawn = draw(keys_of(400))  # type: ignore[operator]
    for table in (drawn, drawn.T):
        apart = np.corrcoef(table)[np.triu_indices(400, 1)]
        assert np.abs(apart).max() < 6 / np.sqrt(400)
        assert apart.std() == pytest.approx(1 / np.sqrt(400), rel=0.05)


def test_neither_company_nor_the_number_of_replicates_moves_a_weight() -> None:
    """A customer alone, with half as many replicates, has the beginning of the weights given among others."""
    keys = keys_of(50)
    np.testing.assert_array_equal(poisson_weights(keys[7:8], 101, 3)[0], poisson_weights(keys, 202, 3)[7, :101])
    np.testing.assert_array_equal(coins(keys[7:8], range(64, 100), 3)[0], coins(keys, range(200), 3)[7, 64:100])


def test_another_seed_gives_other_weights() -> None:
    """0 is a seed like any other."""
    keys = keys_of(50)
    assert (poisson_weights(keys, 100, 0) != poisson_weights(keys, 100, 1)).any()
    assert (coins(keys, range(100), 0) != coins(keys, range(100), 1)).any()
