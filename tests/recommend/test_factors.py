"""Factor models: the same bytes each time, and two tastes told apart."""

import warnings
from dataclasses import replace

import numpy as np
import pytest
from threadpoolctl import threadpool_limits

from fashrec.past import Past
from fashrec.recommend.als import ALS
from fashrec.recommend.bpr import BPR
from fashrec.recommend.popular import Popular
from fashrec.types import Bools, Ints
from tests import crowd, shop

MODELS: list[ALS | BPR] = [
    ALS(factors=2, alpha=1, regularization=0.01, half_life_days=None),
    BPR(factors=8, iterations=20),
]
SHORT = pytest.mark.parametrize("model", MODELS, ids=["als", "bpr"])


def two_tastes() -> Past:
    """Even customers buy even items, odd customers odd ones: ten each of forty; the last two customers nothing."""
    random = np.random.default_rng(0)
    customer = np.repeat(np.arange(58), 10)
    item = np.concatenate([2 * random.permutation(20)[:10] + who % 2 for who in range(58)])
    past = crowd.past(0, n_customers=60, n_items=40)
    bought = shop.table(customer, item, np.full(len(item), past.cut.day - 30), np.ones(len(item)), 60)
    return replace(past, purchases=bought, catalogue=np.ones(40, bool), warm=np.ones(40, bool), seen="remove")


@SHORT
def test_two_fits_give_the_same_bytes(model: ALS | BPR) -> None:
    """Factors of customers and of items, on one thread and on four; another seed gives others."""
    past = two_tastes()
    first = model.fit(past, crowd.tools(past, 0))
    with threadpool_limits(4):
        second = model.fit(past, crowd.tools(past, 0))
    assert first.customers.tobytes() == second.customers.tobytes()
    assert first.items.tobytes() == second.items.tobytes()
    other = replace(model, seed=1).fit(past, crowd.tools(past, 0))
    assert other.items.tobytes() != first.items.tobytes()


@SHORT
def test_customers_are_shown_what_their_like_bought(model: ALS | BPR) -> None:
    """Of the ten items of their kind that they do not own, nearly all come before the twenty of the other kind."""
    past = two_tastes()
    customers = np.arange(58, dtype=np.int32)
    items = model.fit(past, crowd.tools(past, 0)).rank(customers, 10, past.catalogue).items
    assert (items % 2 == customers[:, None] % 2).mean() > 0.95


@SHORT
def test_who_bought_nothing_gets_the_fallback(model: ALS | BPR) -> None:
    """The last two, marked."""
    past = two_tastes()
    everybody = np.arange(60, dtype=np.int32)
    shown = model.fit(past, crowd.tools(past, 0)).rank(everybody, 5, past.catalogue)
    popular = Popular().fit(past, crowd.tools(past, 0)).rank(everybody[-2:], 5, past.catalogue)
    assert shown.fallback is not None
    assert np.flatnonzero(shown.fallback).tolist() == [58, 59]
    assert np.array_equal(shown.items[-2:], popular.items)


@SHORT
def test_items_that_nobody_bought_are_not_shown(model: ALS | BPR) -> None:
    """Their factors are where they began: an item out of every basket has no place, though the catalogue has it."""
    past = two_tastes()
    kept = past.purchases.item != 7
    past = replace(past, purchases=past.purchases.where(kept))
    shown = model.fit(past, crowd.tools(past, 0)).rank(np.arange(60, dtype=np.int32), 40, past.catalogue)
    assert 7 not in shown.items
    assert 9 in shown.items


@SHORT
def test_a_past_without_purchases_is_the_fallbacks(model: ALS | BPR) -> None:
    """Nothing to factorise, nothing shown, no error."""
    past = two_tastes()
    past = replace(past, purchases=past.purchases.where(np.zeros(len(past.purchases), bool)))
    shown = model.fit(past, crowd.tools(past, 0)).rank(np.arange(60, dtype=np.int32), 5, past.catalogue)
    assert shown.fallback is not None
    assert shown.fallback.all()
    assert (shown.items == -1).all()


@SHORT
def test_fitting_is_quiet(model: ALS | BPR, capfd: pytest.CaptureFixture[str]) -> None:
    """No warning about threads, no bar, whatever the BLAS's threads are."""
    past = two_tastes()
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        model.fit(past, crowd.tools(past, 0))
    assert capfd.readouterr() == ("", "")


def test_the_product_is_that_of_the_factors() -> None:
    """As a float64 product has it, to float32's precision, in order."""
    past = two_tastes()
    fitted = MODELS[0].fit(past, crowd.tools(past, 0))
    customers: Ints = np.arange(58, dtype=np.int32)
    exact = fitted.customers[:58].astype(np.float64) @ fitted.items.astype(np.float64).T
    shown = fitted.rank(customers, 10, past.catalogue)
    for row, (items, scores) in enumerate(zip(shown.items, shown.scores, strict=True)):
        left: Bools = ~np.isin(np.arange(40), past.owned(customers).of(row))
        assert scores == pytest.approx(np.sort(exact[row, left])[::-1][:10], abs=1e-6)
        assert scores == pytest.approx(exact[row, items], abs=1e-6)
