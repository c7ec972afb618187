"""Paired differences: sign flips enumerated, Holm and d_z by hand, and as many false alarms as allowed."""

from itertools import product

import numpy as np
import pytest

from fashrec.infer.customers import by_customer
from fashrec.infer.paired import detectable_at, effect, holm, needed_for, sign_flip
from tests.infer.worlds import keys_of, rivals


def test_sign_flips_approach_all_flips() -> None:
    """Seven customers, one with two weeks: p of 100,000 flips is that of all 2^7, where equal sums count."""
    keys = keys_of(7)[[0, 0, 1, 2, 3, 4, 5, 6]]
    values = np.array([1.0, 1.0, 1.0, 0.0, 1.0, -1.0, 1.0, 0.0])
    sums = np.array([2.0, 1.0, 0.0, 1.0, -1.0, 1.0, 0.0])
    worlds = np.array([np.dot(signs, sums) for signs in product((-1, 1), repeat=7)])
    exact = np.mean(np.abs(worlds) >= sums.sum())
    assert sign_flip(by_customer(keys, values[:, None]), 100_000, 0)[0] == pytest.approx(exact, abs=0.006)


def test_the_least_p_is_one_in_all_worlds_and_ours() -> None:
    """40 customers who all prefer the same: no flip is as far, p = (0 + 1)/(999 + 1)."""
    assert sign_flip(by_customer(keys_of(40), np.ones((40, 1))), 999, 0).tolist() == [0.001]


def test_no_difference_has_a_p_of_1() -> None:
    """Two recommenders with the same lists: every flip is as far from 0 as ours."""
    assert sign_flip(by_customer(keys_of(40), np.zeros((40, 1))), 999, 0).tolist() == [1.0]


def test_p_does_not_depend_on_who_else_is_compared_or_on_order() -> None:
    """A family of two has for each the p that it has alone, and so have shuffled rows."""
    random = np.random.default_rng(0)
    keys, values, order = np.repeat(keys_of(60), 2), random.normal(0.1, 1, (120, 2)), random.permutation(120)
    both = sign_flip(by_customer(keys, values), 999, 0)
    assert both.tolist() == [sign_flip(by_customer(keys, values[:, [at]]), 999, 0)[0] for at in (0, 1)]
    assert both.tolist() == sign_flip(by_customer(keys[order], values[order]), 999, 0).tolist()


def test_holm_multiplies_the_least_most() -> None:
    """0.01·4, 0.02·3, then 0.04·2 = 0.08, and 0.05·1 is raised to the one before."""
    np.testing.assert_allclose(holm(np.array([0.04, 0.01, 0.05, 0.02])), [0.08, 0.04, 0.08, 0.06])
    np.testing.assert_allclose(holm(np.array([0.6, 0.7])), [1, 1])
    assert holm(np.array([0.03])).tolist() == [0.03]


def test_the_effect_is_taken_on_customers_means() -> None:
    """Means 1, 0 and 0.5 (from weeks 1, 0) have mean 0.5 and deviation 0.5: d_z 1, whatever the weeks' numbers."""
    keys = keys_of(3)[[0, 1, 2, 2]]
    found = effect(by_customer(keys, np.array([[1.0], [0.0], [1.0], [0.0]])))
    assert found.d_z.tolist() == [1.0]
    assert found.detectable[0] == pytest.approx(2.8015852 * 0.5 / np.sqrt(3))


def test_one_customer_shows_no_effect() -> None:
    """Nobody to differ from; and where all have the same difference, d_z is not infinite but unknown."""
    assert np.isnan(effect(by_customer(keys_of(1), np.ones((1, 1)))).detectable).all()
    assert np.isnan(effect(by_customer(keys_of(5), np.ones((5, 1)))).d_z).all()


def test_the_detectable_difference_is_found_in_80_of_100_worlds() -> None:
    """Customers' differences about it, with the deviation that it was computed from."""
    true = float(detectable_at(np.array([1.0]), 100)[0])
    found = [
        sign_flip(by_customer(keys_of(100), np.random.default_rng(world).normal(true, 1, (100, 1))), 399, world)[0]
        for world in range(400)
    ]
    assert np.mean(np.array(found) <= 0.05) == pytest.approx(0.8, abs=0.05)
    assert needed_for(true, 1.0) == pytest.approx(100, abs=1)


def test_flipping_customers_calls_luck_a_difference_in_one_world_of_twenty() -> None:
    """Customers have tastes that last, but neither recommender is better: about 5 % of 500 worlds have p <= 5 %.

    Flipping every week on its own, as if weeks were customers, says so in about a quarter of the same worlds.
    """
    flipped = np.zeros((500, 2))
    for world in range(500):
        keys, values = rivals(np.random.default_rng(world))
        for at, unit in enumerate((keys, keys_of(len(keys)))):
            flipped[world, at] = sign_flip(by_customer(unit, values), 199, world)[0]
    by_whom, by_week = np.mean(flipped <= 0.05, axis=0)
    assert by_whom == pytest.approx(0.05, abs=0.02)
    assert by_week == pytest.approx(0.25, abs=0.06)
