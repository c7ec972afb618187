"""Visual BPR where taste can be seen: what it learns, what it shows of items that nobody bought, the same bytes."""

from dataclasses import replace

import numpy as np
import pytest
import torch

from fashrec.errors import ConfigError
from fashrec.past import Past
from fashrec.recommend.bpr import BPR
from fashrec.recommend.popular import Popular
from fashrec.recommend.triples import triples_of
from fashrec.recommend.vbpr import VBPR
from fashrec.types import Ints, ItemVectors
from tests import crowd, shop

N, BUYERS, SOLD, ITEMS = 62, 60, 40, 60
MODEL = VBPR(factors=4, visual_factors=4, epochs=10, learning_rate=0.05, visual_regularization=0.001, batch_size=256)
CUSTOMERS: Ints = np.arange(BUYERS, dtype=np.int32)


def past() -> Past:
    """Even customers buy even items, odd ones odd ones: ten each of the forty, two a week; the last two buy nothing.

    Items 40 to 59 are in the catalogue, and cold.
    """
    random = np.random.default_rng(0)
    customer = np.repeat(np.arange(BUYERS), 10)
    item = np.concatenate([2 * random.permutation(SOLD // 2)[:10] + who % 2 for who in range(BUYERS)])
    day = shop.CUT.day - 1 - np.tile(np.arange(10) * 7 // 2, BUYERS)
    bought = shop.table(customer, item, day, np.ones(len(item)), N)
    every = np.ones(ITEMS, bool)
    of = replace(crowd.past(0, N, ITEMS), purchases=bought, warm=np.arange(ITEMS) < SOLD, catalogue=every)
    return replace(of, seen="remove", launched=every)


def tools(of: Past) -> shop.ShopTools:
    """Of six numbers of a picture one tells even from odd, the others nothing; 58 and 59 have no picture."""
    random = np.random.default_rng(1)
    values = random.normal(0, 0.5, (ITEMS, 6)).astype(np.float32)
    values[:, 3] += np.where(np.arange(ITEMS) % 2, 1, -1)
    values /= np.linalg.norm(values, axis=1, keepdims=True)
    has = np.arange(ITEMS) < 58
    return shop.ShopTools(of, ItemVectors(values * has[:, None], has, "seen"), None)


def test_new_items_are_told_apart_by_their_looks_alone() -> None:
    """Of twenty items that nobody bought, those of her kind come first for nearly everybody; bpr shows none of them."""
    of = past()
    shown = MODEL.fit(of, tools(of)).rank(CUSTOMERS, 9, ~of.warm)
    assert (shown.items % 2 == CUSTOMERS[:, None] % 2).mean() > 0.95
    assert (BPR(factors=4, iterations=5).fit(of, tools(of)).rank(CUSTOMERS, 9, ~of.warm).items == -1).all()


def test_learning_makes_the_loss_fall_and_the_order_right() -> None:
    """The loss falls to a third of a guess's. What was held out stands above three of four others, as well as taste
    can tell: half of the others are of her own kind.
    """
    of = past()
    learnt = replace(MODEL, patience=10, regularization=0.001).learn(of, tools(of))
    assert learnt.losses[0] < np.log(2)
    assert learnt.losses[-1] < np.log(2) / 3
    assert max(learnt.aucs) > 0.75


def test_the_best_epoch_is_learnt_anew_on_all_of_the_past() -> None:
    """As many losses as the first of the best AUCs is far; none held out, all epochs."""
    of = past()
    learnt = MODEL.learn(of, tools(of))
    assert len(learnt.losses) == int(np.argmax(learnt.aucs)) + 1
    whole = replace(MODEL, valid_days=60).learn(of, tools(of))
    assert whole.aucs == ()
    assert len(whole.losses) == MODEL.epochs


def test_learning_stops_when_nothing_is_gained() -> None:
    """`patience` epochs after the best AUC, or at the last epoch."""
    of = past()
    aucs = replace(MODEL, epochs=30, patience=2, learning_rate=0.2).learn(of, tools(of)).aucs
    assert len(aucs) < 30
    assert len(aucs) - 1 - int(np.argmax(aucs)) <= 2


def test_two_fits_give_the_same_bytes() -> None:
    """Whatever torch's threads are, which stay as they were; another seed gives others."""
    of = past()
    first, threads = MODEL.learn(of, tools(of)), torch.get_num_threads()
    torch.set_num_threads(3)
    second = MODEL.learn(of, tools(of))
    assert torch.get_num_threads() == 3
    torch.set_num_threads(threads)
    assert first.customers.tobytes() == second.customers.tobytes()
    assert first.items.tobytes() == second.items.tobytes()
    assert replace(MODEL, seed=1).learn(of, tools(of)).items.tobytes() != first.items.tobytes()


def test_an_item_without_purchases_or_picture_is_not_shown() -> None:
    """58 and 59; all others are, to somebody who owns ten."""
    of = past()
    items = MODEL.fit(of, tools(of)).rank(CUSTOMERS[:1], ITEMS, of.catalogue).items[0]
    assert set(items[items >= 0].tolist()) == set(range(58)) - set(of.owned(CUSTOMERS[:1]).items.tolist())


def test_a_cold_item_has_neither_factors_nor_bias_of_its_own() -> None:
    """Its row is what its looks make of it: two of the same looks have the same row."""
    of = past()
    with_twins = tools(of)
    with_twins.vectors.values[51] = with_twins.vectors.values[50]
    items = MODEL.learn(of, with_twins).items
    assert (items[SOLD:, : MODEL.factors] == 0).all()
    assert np.array_equal(items[50], items[51])


def test_who_bought_nothing_gets_the_fallback() -> None:
    """The last two, marked."""
    of = past()
    shown = MODEL.fit(of, tools(of)).rank(np.arange(N, dtype=np.int32), 5, of.catalogue)
    popular = Popular().fit(of, tools(of)).rank(np.arange(BUYERS, N, dtype=np.int32), 5, of.catalogue)
    assert shown.fallback is not None
    assert np.flatnonzero(shown.fallback).tolist() == [60, 61]
    assert np.array_equal(shown.items[-2:], popular.items)


def test_a_past_without_purchases_is_the_fallbacks() -> None:
    """Nothing to learn, nothing shown, no error."""
    of = past()
    of = replace(of, purchases=of.purchases.where(np.zeros(len(of.purchases), bool)), warm=np.zeros(ITEMS, bool))
    shown = MODEL.fit(of, tools(of)).rank(CUSTOMERS, 5, of.catalogue)
    assert shown.fallback is not None
    assert shown.fallback.all()


def test_what_is_compared_was_sold_in_the_same_week_and_is_not_owned() -> None:
    """Every triple's other item was bought by somebody in the week of the purchase, and never by its customer."""
    of = past()
    triples = triples_of(of, "sold", None)
    assert triples is not None
    customer, item, other = triples.draw(2000, np.random.default_rng(0))
    pairs = set(zip(of.purchases.customer.tolist(), of.purchases.item.tolist(), strict=True))
    week = (shop.CUT.day - 1 - of.purchases.day) // 7
    sold = {(int(one), int(at)) for one, at in zip(of.purchases.item, week, strict=True)}
    weeks = dict(zip(zip(of.purchases.customer, of.purchases.item, strict=True), week, strict=True))
    drawn = list(zip(customer.tolist(), item.tolist(), other.tolist(), strict=True))
    assert all((who, one) in pairs and (who, another) not in pairs for who, one, another in drawn)
    assert all((another, weeks[who, one]) in sold for who, one, another in drawn)


def test_purchases_are_drawn_less_often_as_they_age() -> None:
    """With a half-life of a week, those of the last week about as often as all others together."""
    of = past()
    triples = triples_of(of, "sold", 7)
    assert triples is not None
    ages = shop.CUT.day - 1 - of.purchases.day
    assert np.diff(triples.until, prepend=0) == pytest.approx(0.5 ** (ages / 7))
    customer, item, _ = triples.draw(2000, np.random.default_rng(0))
    age = dict(zip(zip(of.purchases.customer, of.purchases.item, strict=True), ages, strict=True))
    drawn = np.array([age[pair] for pair in zip(customer, item, strict=True)])
    assert (drawn < 7).mean() == pytest.approx(0.55, abs=0.1)


@pytest.mark.parametrize(
    ("setting", "value"),
    [
        ("factors", -1),
        ("visual_factors", 0),
        ("epochs", 0),
        ("patience", 0),
        ("valid_days", 0),
        ("learning_rate", 0),
        ("regularization", -1),
        ("visual_regularization", -1),
        ("batch_size", 0),
        ("negatives", "all"),
        ("half_life_days", 0),
        ("seed", -1),
    ],
)
def test_wrong_settings_are_refused(setting: str, value: object) -> None:
    """By name."""
    with pytest.raises(ConfigError, match=setting):
        replace(MODEL, **{setting: value})  # type: ignore[arg-type] # that is the point
