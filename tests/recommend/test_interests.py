"""Interests of a customer whose clusters can be seen by eye."""

from dataclasses import replace

import numpy as np
import pytest

from fashrec.errors import ConfigError
from fashrec.past import Past
from fashrec.recommend.interests import Interests
from fashrec.types import Floats, ItemVectors, Shown
from tests import crowd, shop

ANGLES = (0, 2, 5, 90, 92, 3, 91, 180, 45)
"""Of nine items, in degrees: 0 1 2 5 look alike, so do 3 4 6; 7 and 8 are like nothing else."""


def past(*bought: tuple[int, int]) -> Past:
    """One customer's purchases: item, days before T."""
    items, before = zip(*bought, strict=True)
    table = shop.table([0] * len(items), items, shop.CUT.day - np.array(before), [1] * len(items), n_customers=1)
    every = np.ones(len(ANGLES), bool)
    return replace(shop.past(), purchases=table, launched=every, warm=every, catalogue=every)


def vectors() -> ItemVectors:
    """Unit vectors in the plane."""
    turned = np.deg2rad(ANGLES)
    values: Floats = np.stack([np.cos(turned), np.sin(turned)], 1).astype(np.float32)
    return ItemVectors(values, np.ones(len(ANGLES), bool), "shop")


def shown(of: Past, interests: Interests, k: int = 6) -> Shown:
    """Her list."""
    ranker = interests.fit(of, shop.ShopTools(of, vectors(), None))
    return ranker.rank(np.zeros(1, np.int32), k, of.catalogue)


def test_places_are_shared_out_by_importance() -> None:
    """Three alike against one: shares 3/4 and 1/4, so quotients 3/4, 3/8, 1/4 and 1/4, ..."""
    found = shown(past((0, 1), (1, 1), (2, 1), (3, 1)), Interests(interests=2))
    assert found.items[0].tolist() == [1, 5, 0, 3, 2, 8]
    assert found.scores[0] == pytest.approx([3 / 4, 3 / 8, 1 / 4, 1 / 4, 3 / 16, 3 / 20])


def test_importance_fades_with_age() -> None:
    """The three were bought two half-lives before the one: 3/4 against 1."""
    found = shown(past((0, 21), (1, 21), (2, 21), (3, 1)), Interests(interests=2, half_life_days=10))
    assert found.items[0, 0] == 3
    assert found.scores[0, 0] == pytest.approx(1 / (1 + 3 / 4))


def test_the_medoid_is_a_bought_item_in_the_middle() -> None:
    """One interest of 0, 1 and 2: their mean lies at 2.3 degrees, item 1 next to it."""
    found = shown(past((0, 1), (1, 1), (2, 1)), Interests(interests=1))
    assert found.items[0, 0] == 1


def test_a_medoid_need_not_be_near_to_itself() -> None:
    """Then what looks like it comes first."""
    found = shown(past((0, 1), (1, 1), (2, 1)), Interests(interests=1, itself=False))
    assert found.items[0, 0] == 5


def test_few_items_are_an_interest_each() -> None:
    """Two items, five interests allowed: both are asked for, and share alike."""
    found = shown(past((7, 1), (8, 1)), Interests(interests=5), k=2)
    assert found.items[0].tolist() == [7, 8]
    assert found.scores[0].tolist() == [0.5, 0.5]


def test_neighbours_of_different_interests_stay_distinct() -> None:
    """A crowd's lists hold no item twice, and nobody's depends on who else is asked for."""
    of = crowd.past(1)
    ranker = Interests(interests=2).fit(of, crowd.tools(of, 1))
    everybody = np.arange(of.n_customers, dtype=np.int32)
    whole = ranker.rank(everybody, 8, of.catalogue)
    for row in (0, 7, 39):
        assert np.array_equal(ranker.rank(everybody[row : row + 1], 8, of.catalogue).items[0], whole.items[row])
        found = whole.items[row][whole.items[row] >= 0]
        assert len(set(found.tolist())) == len(found)


@pytest.mark.parametrize(("setting", "value"), [("interests", 0), ("last", 0), ("half_life_days", 0)])
def test_wrong_settings_are_refused(setting: str, value: float) -> None:
    """By name."""
    with pytest.raises(ConfigError, match=setting):
        Interests(**{setting: value})  # type: ignore[arg-type] # that is the point
