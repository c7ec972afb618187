"""The luck of the best of n: as large as it is in made worlds, and none where nothing was chosen."""

import numpy as np
import pytest

from fashrec.infer.best import best_of
from fashrec.infer.customers import Customers, by_customer
from fashrec.infer.intervals import Bootstrap
from fashrec.types import Doubles
from tests.infer.worlds import keys_of

BOOTSTRAP = Bootstrap(200)


def world(random: np.random.Generator, chances: list[float], n_customers: int = 300) -> tuple[Customers, Doubles]:
    """Configurations that hit with these chances at four cuts, half of the time by the same lot; and their scores."""
    owner = np.repeat(np.arange(n_customers), 4)
    own, shared = random.random((len(owner), len(chances))), random.random((len(owner), 1))
    drawn = np.where(random.random(own.shape) < 0.5, shared, own)
    hits = (drawn < np.array(chances)).astype(np.float64)
    return by_customer(keys_of(n_customers)[owner], hits), hits.mean(axis=0)


@pytest.mark.parametrize("chances", [[0.08] * 8, [0.07, 0.08, 0.09] * 3])
def test_luck_is_what_the_best_loses_elsewhere(chances: list[float]) -> None:
    """Over 100 worlds the estimate is what chosen ones' scores exceeded their chances by, or somewhat more."""
    random, true, found = np.random.default_rng(0), [], []
    for _ in range(100):
        configurations, scores = world(random, chances)
        true.append(scores.max() - chances[int(scores.argmax())])
        found.append(best_of(configurations, BOOTSTRAP).luck)
    assert 0.85 < np.mean(found) / np.mean(true) < 1.4


def test_who_is_best_by_far_is_so_without_luck() -> None:
    """One of nine hits thrice as often: every resample chooses it, and its score is its own."""
    configurations, scores = world(np.random.default_rng(0), [0.1] * 8 + [0.3])
    found = best_of(configurations, Bootstrap(1000))
    assert (found.n, found.score) == (9, scores[-1])
    assert found.luck == pytest.approx(0, abs=0.002)


def test_luck_is_never_below_none() -> None:
    """Where every resample chooses the same, as here in ten worlds, those left out score as much, more or less."""
    random = np.random.default_rng(0)
    found = [best_of(world(random, [0.1, 0.5])[0], BOOTSTRAP) for _ in range(10)]
    assert min(one.luck for one in found) == 0
    assert all(one.expected <= one.score for one in found)


def test_the_same_customers_have_the_same_luck_in_any_order() -> None:
    """Rows are summed exactly, so that their order moves no bit."""
    random = np.random.default_rng(0)
    keys, hits = keys_of(50), (random.random((50, 3)) < 0.2).astype(np.float64)
    order = random.permutation(50)
    assert best_of(by_customer(keys, hits), BOOTSTRAP) == best_of(by_customer(keys[order], hits[order]), BOOTSTRAP)


def test_one_customer_has_no_luck_to_tell() -> None:
    """A resample holds the customer or leaves them out, never both: the score stays as it is."""
    assert best_of(by_customer(keys_of(1), np.array([[0.0, 1.0]])), BOOTSTRAP).luck == 0
