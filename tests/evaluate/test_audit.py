"""Taste or the same thing again: the shop by hand, and sets beside the arrays."""

import math
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import numpy as np
import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from fashrec.evaluate import audit as module
from fashrec.evaluate.audit import KINDS, Audited, Relevant, audit
from fashrec.evaluate.hits import find_hits
from fashrec.past import Past
from fashrec.types import Cut, Floats, ItemVectors, Shown
from tests import shop
from tests.evaluate.worlds import World, worlds

PRODUCTS = pl.Series([item_id[:7] for item_id in shop.ITEM_IDS])
# ann owns 0, and 1 is its other colour; bea and dan hit once each, cas hits an owned item, eve nothing
LISTS = ((0, 1, 2), (2, 8, -1), (3, 1, 0), (0, 3, 4), (2, 4, 0))


def shown(*lists: tuple[int, ...]) -> Shown:
    """Lists for ann, bea, cas, dan, eve."""
    items = np.array(lists, np.int32)
    return Shown(np.arange(len(items), dtype=np.int32), items, np.where(items < 0, -np.inf, 0).astype(np.float32))


def audited(relevant: Relevant, lists: Shown, k: int) -> Audited:
    """The hits of lists in the shop."""
    future = shop.future()
    return Audited.of(relevant, find_hits(lists, future, 3, showable=future.reachable), k)


def test_the_shop_is_audited_by_hand() -> None:
    """Ann buys 0 again, 1 is another colour of it, 7 is new; bea's 8 looks exactly like her 0."""
    relevant = Relevant.at(shop.past(), shop.future(), PRODUCTS, shop.vectors())
    assert [KINDS[kind] for kind in relevant.kind] == [
        *("same_item", "same_product", "new_product"),
        *("new_product", "same_item", "new_product", "new_product", "new_product"),
    ]
    # ann's 1 beside 0, her 7 beside 2; dan has bought nothing, eve only what has no picture
    assert relevant.distance == pytest.approx(
        [math.nan, 0.2, 0.2, 0, math.nan, math.nan, math.nan, math.nan], nan_ok=True
    )
    made = audit([audited(relevant, shown(*LISTS), 3)])
    assert (made["n"], made["hits"], made["hit_rate"]) == (5, 5, 4 / 5)
    assert made["kinds"] == {
        "same_item": {"hits": 2, "share": 2 / 5, "relevant": 2, "hit_rate": 1 / 5},  # cas; ann has a newer hit
        "same_product": {"hits": 1, "share": 1 / 5, "relevant": 1, "hit_rate": 1 / 5},  # ann
        "new_product": {
            "hits": 2,
            "share": 2 / 5,
            "relevant": 4,
            "hit_rate": 2 / 5,
        },  # bea, dan
    }
    # eve's 9 is a new product too, and not in the catalogue
    assert made["n_distances"] == 2
    assert made["distances"] == pytest.approx([0, 0.05, 0.1, 0.15, 0.2])
    # of the relevant distances 0, 0.2, 0.2: edges 0, 0.1, 0.2, 0.2, 0.2; ties fall to the nearer quarter
    assert [(one["relevant"], one["hits"]) for one in made["quarters"]] == [(1, 1), (2, 1), (0, 0), (0, 0)]


def test_only_the_first_k_places_count() -> None:
    """At 1 ann and cas hit what they own, and nobody anything else."""
    relevant = Relevant.at(shop.past(), shop.future(), PRODUCTS, shop.vectors())
    made = audit([audited(relevant, shown(*LISTS), 1)])
    assert {name: kind["hits"] for name, kind in made["kinds"].items()} == dict(zip(KINDS, (2, 0, 0), strict=True))
    assert made["distances"] is None


def test_cuts_are_pooled() -> None:
    """Twice the same cut: twice every count, the same shares and edges."""
    part = audited(Relevant.at(shop.past(), shop.future(), PRODUCTS, shop.vectors()), shown(*LISTS), 3)
    once, twice = audit([part]), audit([part, part])
    assert (twice["n"], twice["hits"], twice["hit_rate"]) == (10, 10, once["hit_rate"])
    assert twice["kinds"]["same_item"]["hits"] == 4


def test_without_vectors_kinds_are_told_and_distances_are_not() -> None:
    """As in a run of popular and repurchase alone."""
    made = audit([audited(Relevant.at(shop.past(), shop.future(), PRODUCTS, None), shown(*LISTS), 3)])
    assert (made["hits"], made["n_distances"], made["distances"], made["quarters"]) == (5, 0, None, [])


def test_no_hit_has_no_share() -> None:
    """Nothing is divided by nothing."""
    relevant = Relevant.at(shop.past(), shop.future(), PRODUCTS, shop.vectors())
    made = audit([audited(relevant, shown(*[(-1, -1, -1)] * 5), 3)])
    assert (made["hit_rate"], made["kinds"]["new_product"]["share"], made["distances"]) == (0, None, None)
    assert sum(one["relevant"] for one in made["quarters"]) == 3


def test_an_item_without_a_code_is_a_product_of_its_own() -> None:
    """Two of them are no colours of each other."""
    codes = pl.Series([None if row in (0, 1) else code for row, code in enumerate(PRODUCTS)])
    relevant = Relevant.at(shop.past(), shop.future(), codes, None)
    assert KINDS[relevant.kind[1]] == "new_product"


@given(worlds(), st.integers(1, 4), st.integers(0, 100), st.integers(1, 3))
def test_sets_say_the_same(world: World, k: int, seed: int, block: int) -> None:
    """Kinds, distances and counts of random worlds, one item after the other; blocks end anywhere."""
    random = np.random.default_rng(seed)
    products = random.integers(0, 4, world.n_items)
    values = random.standard_normal((world.n_items, 2)).astype(np.float32)
    has = random.random(world.n_items) < 0.8
    values = np.where(has[:, None], values / np.linalg.norm(values, axis=1, keepdims=True), 0).astype(np.float32)
    past, future, lists = _past(world), world.future(), world.shown((4,))
    with pytest.MonkeyPatch.context() as small:
        small.setattr(module, "BLOCK", block)
        relevant = Relevant.at(past, future, pl.Series(products), ItemVectors(values, has, "random"))
    made = audit([Audited.of(relevant, find_hits(lists, future, 4, showable=future.reachable), k)])
    slow = _slow(world, products.tolist(), values, has.tolist(), k)
    assert {name: kind["hits"] for name, kind in made["kinds"].items()} == slow["hits"]
    assert {name: kind["relevant"] for name, kind in made["kinds"].items()} == slow["relevant"]
    assert {name: (kind["hit_rate"] or 0) * made["n"] for name, kind in made["kinds"].items()} == pytest.approx(
        slow["customers"]
    )
    assert made["n_distances"] == len(slow["distances"])
    if slow["distances"]:
        assert made["distances"] == pytest.approx(np.quantile(slow["distances"], [0, 0.25, 0.5, 0.75, 1]), abs=1e-5)
    assert sum(one["hits"] for one in made["quarters"]) == len(slow["distances"])
    assert sum(one["relevant"] for one in made["quarters"]) == slow["n_distances"]


def _past(world: World) -> Past:
    """A Past of one purchase for every owned item."""
    n = max(world.owned, default=-1) + 1
    pairs = [(customer, item) for customer, items in world.owned.items() for item in items]
    customer, item = ([pair[at] for pair in pairs] for at in (0, 1))
    bought = shop.table(customer, item, [shop.CUT.day - 1] * len(pairs), [0.1] * len(pairs), n)
    catalogue, warm = world.mask(world.catalogue), world.mask(world.warm)
    return replace(shop.past(), purchases=bought, warm=warm, catalogue=catalogue, launched=warm | catalogue)


def _slow(world: World, products: list[int], values: Floats, has: list[bool], k: int) -> Mapping[str, Any]:
    hits, relevant, customers = (dict.fromkeys(KINDS, 0) for _ in range(3))
    distances: list[float] = []
    n_distances = 0
    for customer, wanted in world.relevant.items():
        owned, found = world.owned[customer], {item for item, _ in world.ranked(customer)[:k]} & wanted
        kinds = {
            item: 0 if item in owned else 1 if products[item] in {products[own] for own in owned} else 2
            for item in wanted
        }
        for item in wanted:
            relevant[KINDS[kinds[item]]] += item in world.catalogue
            hits[KINDS[kinds[item]]] += item in found
            near = [1 - float(values[item] @ values[own]) for own in owned if has[own] and has[item]]
            if near and kinds[item] > 0:
                n_distances += item in world.catalogue
                distances += [max(0.0, min(near))] * (item in found)
        if found:
            customers[KINDS[max(kinds[item] for item in found)]] += 1
    return {
        "hits": hits,
        "relevant": relevant,
        "customers": customers,
        "distances": distances,
        "n_distances": n_distances,
    }


def test_windows_of_cuts_go_with_the_relevant() -> None:
    """An audited cut knows its day and its window."""
    future = replace(shop.future(), cut=Cut(shop.CUT.start, 7, "test"))
    part = audited(Relevant.at(shop.past(), future, PRODUCTS, None), shown(*LISTS), 3)
    assert (part.day, part.window) == (shop.CUT.start, "test")
