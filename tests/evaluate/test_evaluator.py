"""The evaluator against hand-worked examples and the slow reference."""

from typing import Any

import numpy as np
import pytest
from hypothesis import given

from fashrec.errors import ConfigError
from fashrec.evaluate import Evaluator
from fashrec.evaluate.metrics import METRICS
from fashrec.evaluate.segments import SEGMENTS
from fashrec.evaluate.ties import TIE_METRICS
from fashrec.types import Future, Shown, Ties
from tests import shop
from tests.evaluate import reference
from tests.evaluate.worlds import World, as_lists, worlds

KS = (2, 3)


def one_customer(*relevant: int) -> World:
    """A customer who bought these of twenty items, all warm and in the catalogue; shown are 0, 1, 2 ... in order."""
    everything = set(range(20))
    return World(20, everything, everything, {0: set()}, {0: set(relevant)}, {0: {item: -item for item in everything}})


@given(worlds())
@pytest.mark.slow
def test_every_value_of_every_segment_is_the_references(world: World) -> None:
    """Metrics and tie expectations equal those of plain loops over the definitions."""
    values = Evaluator(KS).scores(
        world.future(),
        world.shown(KS),
        world.shown(KS, cold_only=True),
        catalogue=world.mask(world.catalogue),
        warm=world.mask(world.warm),
    )
    assert tuple(values) == SEGMENTS
    for segment, part in values.items():
        for k in KS:
            expected = reference.scored(world, segment, k)
            assert part.customers.tolist() == sorted(expected)
            for name in (*METRICS, *TIE_METRICS):
                wanted = [expected[customer][name] for customer in sorted(expected)]
                np.testing.assert_allclose(part.metrics[f"{name}@{k}"], wanted, rtol=1e-13, atol=1e-15)


@given(worlds(max_items=5, max_customers=3))
def test_floors_and_ceilings_are_mean_and_best_over_every_possible_list(world: World) -> None:
    """For each segment, chance is the mean and the ceiling the maximum over all orders of the candidates."""
    chance, ceilings = Evaluator(KS).chance(world.future()), Evaluator(KS).ceilings(world.future())
    for segment in SEGMENTS:
        for row, customer in enumerate(chance[segment].customers.tolist()):
            candidates = world.candidates(customer, cold_only=segment == "cold_only")
            relevant = reference.in_segment(world, customer, segment)
            for k in KS:
                mean, best = reference.luck(candidates, relevant, k)
                for name in METRICS:
                    assert chance[segment].metrics[f"{name}@{k}"][row] == pytest.approx(mean[name], abs=1e-13)
                    assert ceilings[segment].metrics[f"{name}@{k}"][row] == pytest.approx(best[name], abs=1e-13)
            assert ceilings[segment].metrics["impossible"][row] == (not candidates & relevant)


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("hit_rate@5", 1),
        ("precision@5", 2 / 5),
        ("recall@5", 2 / 3),
        ("map@5", (1 / 2 + 2 / 4) / 3),
        ("ndcg@5", (0.6309297535714575 + 0.43067655807339306) / (1 + 0.6309297535714575 + 0.5)),
        ("mrr@5", 1 / 2),
    ],
)
def test_hits_on_ranks_two_and_four_of_three_relevant_items(name: str, value: float) -> None:
    """With hits on ranks 2 and 4 of five and |R| = 3:
    precision 2/5, recall 2/3, map (1/2 + 2/4)/3, ndcg (1/log2 3 + 1/log2 5)/(1 + 1/log2 3 + 1/log2 4), mrr 1/2.
    """
    world = one_customer(1, 3, 19)
    assert Evaluator((5,)).scores(world.future(), world.shown((5,)))["all"].metrics[name][0] == pytest.approx(value)


def test_more_relevant_items_than_places_divide_map_and_ndcg_by_the_places() -> None:
    """Six items bought, all of k=2 places hit: recall 2/6, while map and ndcg reach 1 because min(k, |R|) = 2."""
    world = one_customer(0, 1, 2, 3, 4, 5)
    metrics = Evaluator((2,)).scores(world.future(), world.shown((2,)))["all"].metrics
    assert [metrics[f"{name}@2"][0] for name in ("recall", "map", "ndcg")] == [2 / 6, 1, 1]


def test_a_short_list_is_not_forgiven() -> None:
    """One item shown, and it was bought: precision@5 is 1/5, not 1."""
    world = World(9, set(), {0, 1}, {7: set()}, {7: {0}}, {7: {0: 1}})
    assert Evaluator((5,)).scores(world.future(), world.shown((5,)))["all"].metrics["precision@5"][0] == 1 / 5


def test_scored_customers_who_are_shown_nothing_score_zero() -> None:
    """Two customers bought item 0, one was shown it: the mean is 1/2, over two customers."""
    world = World(2, {0}, {0}, {3: set(), 4: set()}, {3: {0}, 4: {0}}, {4: {0: 1}})
    values = Evaluator((1,)).scores(world.future(), world.shown((1,)))["all"]
    assert values.customers.tolist() == [3, 4]
    assert values.metrics["hit_rate@1"].tolist() == [0, 1]


def test_the_shops_popular_lists_score_what_the_hand_says() -> None:
    """Everybody in the shop is shown 2 4 0, and 0 ties with 3 and 6 for the last place.

    Ann bought 0 1 7: hit at rank 3, expected 1/3 (one of three tied). Cas bought 3: no hit, expected 1/3.
    Dan bought 2 4: two hits above the tie. Bea (8) and eve (9) bought nothing popular.
    """
    future = shop.future()
    tied = shop_ties(future)
    metrics = Evaluator((3,)).scores(future, tied)["all"].metrics
    assert metrics["hit_rate@3"].tolist() == [1, 0, 0, 1, 0]
    np.testing.assert_allclose(metrics["hit_rate_expected@3"], [1 / 3, 0, 1 / 3, 1, 0])
    np.testing.assert_allclose(metrics["precision_expected@3"], [1 / 9, 0, 1 / 9, 2 / 3, 0])
    np.testing.assert_allclose(metrics["recall_expected@3"], [1 / 9, 0, 1 / 3, 1, 0])
    assert metrics["tie_mass@3"].tolist() == [1] * 5


def shop_ties(future: Future) -> Shown:
    """The shop's popular lists of three, all of which cut the tie of 0, 3 and 6: one block that all share."""
    n = len(future.customers)
    return Shown(
        customers=future.customers,
        items=np.tile(np.array([2, 4, 0], np.int32), (n, 1)),
        scores=np.tile(np.array([3, 2, 1], np.float32), (n, 1)),
        ties={3: Ties(np.zeros(n, np.int32), np.full(n, 3, np.int32), as_lists([[0, 3, 6]]))},
    )


@pytest.mark.parametrize("ks", [(), (0,), (5, 3), (5, 5), (-1, 2), (2.5,)])
def test_list_lengths_must_ascend_from_one(ks: tuple[int, ...]) -> None:
    """Anything else is refused before any work, naming the setting."""
    with pytest.raises(ConfigError, match="ks"):
        Evaluator(ks)


@pytest.mark.parametrize(
    ("settings", "named"),
    [({"replicates": 99}, "replicates"), ({"replicates": -1}, "replicates"), ({"level": 1.0}, "level")],
)
def test_what_gives_no_interval_is_refused(settings: dict[str, Any], named: str) -> None:
    """Too few replicates, or a level that no interval has; none at all is a choice."""
    with pytest.raises(ConfigError, match=named):
        Evaluator(**settings)
    assert Evaluator(replicates=0).replicates == 0


def test_the_headline_is_the_hit_rate_of_the_first_length() -> None:
    """By default hit_rate@5."""
    assert Evaluator().headline == "hit_rate@5"


def test_a_future_without_customers_has_values_of_length_zero() -> None:
    """A week in which nobody bought anything is no error: every segment is empty, n = 0."""
    world = World(3, {0}, {0, 1}, {}, {}, {})
    values = Evaluator().scores(world.future(), world.shown((5, 12)))
    assert {len(part.customers) for part in values.values()} == {0}
    assert {column.dtype for part in values.values() for column in part.metrics.values()} == {np.dtype(np.float64)}
