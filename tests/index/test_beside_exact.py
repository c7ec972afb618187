"""What a search costs beside an exact one."""

from dataclasses import dataclass
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest

from fashrec.index.beside_exact import BesideExact
from fashrec.index.exact import Exact
from fashrec.stages import Searcher
from fashrec.types import Floats, Ints, ItemLists, Profiles
from tests.index.clusters import clustered_items, pooled_profiles

ITEMS = clustered_items(200, 8)
PROFILES = pooled_profiles(ITEMS, 30)
PAST: Any = SimpleNamespace(catalogue=np.ones(200, np.bool_), cut=SimpleNamespace(day=0))


@dataclass(frozen=True)
class Slow:
    """Asks exact five times and gives the answers' first half."""

    exact: Searcher

    def search(self, queries: Profiles, k: int, exclude: ItemLists | None = None) -> tuple[Ints, Floats]:
        """As Searcher says, but for the half that is left out."""
        for _ in range(5):
            items, scores = self.exact.search(queries, k, exclude)
        items[:, k // 2 :], scores[:, k // 2 :] = -1, -np.inf
        return items, scores


@pytest.fixture
def exact(tmp_path: Path) -> Searcher:
    """Over all items."""
    Exact().build(ITEMS, PAST.catalogue, tmp_path)
    return Exact().open(ITEMS, PAST.catalogue, tmp_path)


def tools() -> Any:
    """Vectors, and the profiles of whoever is asked for; every third customer has none."""

    def profiles(customers: Ints) -> Profiles:
        has = customers % 3 != 0
        values = np.where(has[:, None], PROFILES.values[customers], np.float32(0))
        return Profiles(customers, values, has, PROFILES.space)

    return SimpleNamespace(vectors=ITEMS, profiles=profiles)


def test_a_search_that_does_more_takes_longer_and_one_that_finds_half_has_half_the_recall(exact: Searcher) -> None:
    """Five exact searches last longer than one; who has no profile is not asked for."""
    searches = BesideExact(k=10, at_most=30, seed=0)
    searches.look(Slow(exact), PAST, tools(), np.arange(30, dtype=np.int32))
    cost = searches.cost()
    assert cost is not None
    assert cost["n"] == 20
    assert cost["recall"] == 0.5
    assert cost["ratio"] > 2
    assert cost["ratio_p25"] <= cost["ratio"] <= cost["ratio_p75"]
    assert cost["p50_s"] > cost["exact_p50_s"] > 0


def test_cuts_are_taken_together(exact: Searcher) -> None:
    """At most so many searches at each; exact beside exact finds everything."""
    searches = BesideExact(k=5, at_most=7, seed=0)
    for _ in range(2):
        searches.look(exact, PAST, tools(), np.arange(1, 3, dtype=np.int32))
    cost = searches.cost()
    assert cost is not None
    assert (cost["n"], cost["recall"]) == (4, 1.0)


@pytest.mark.parametrize("at_most", [0, 5])
def test_nothing_is_measured_where_nobody_searches(at_most: int, exact: Searcher) -> None:
    """No searcher was opened, or no customer is to be waited for."""
    searches = BesideExact(k=5, at_most=at_most, seed=0)
    searches.look(None if at_most else exact, PAST, tools(), np.arange(30, dtype=np.int32))
    assert searches.cost() is None
