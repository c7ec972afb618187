"""Content on the tiny shop, whose cosines are worked out by hand."""

import numpy as np
import pytest

from fashrec.past import Past
from fashrec.profile import Last
from fashrec.recommend.content import Content
from fashrec.recommend.popular import Popular
from fashrec.types import ItemVectors, Seen, Shown
from tests import shop
from tests.shop import ANN, BEA, CAS, DAN, EVE, EVERYBODY, FAY


def content(seen: Seen = "allow", k: int = 7, tie_ks: tuple[int, ...] = ()) -> Shown:
    """Everybody's list."""
    past = shop.past(seen)
    return Content(Popular(7)).fit(past, shop.tools(past)).rank(EVERYBODY, k, past.catalogue, tie_ks)


def test_the_nearest_items_come_first() -> None:
    """Items without a vector, off the catalogue or not launched are never near."""
    shown = content()
    assert shown.items[[ANN, BEA, CAS, FAY]].tolist() == [
        [3, 0, 8, 1, 4, 2, 7],
        [1, 0, 8, 2, 3, 7, 4],
        [0, 8, 1, 3, 2, 7, 4],
        [7, 2, 4, 1, 0, 8, 3],
    ]
    assert shown.scores[BEA, :3] == pytest.approx(np.array([2.2, 2, 2]) / np.sqrt(5))


def test_who_has_no_profile_gets_the_fallbacks_list() -> None:
    """Dan and eve are shown what is popular, and marked."""
    shown = content()
    assert shown.items[[DAN, EVE]].tolist() == [[2, 4, 0, 3, 6, 1, -1]] * 2
    assert shown.fallback is not None
    assert np.flatnonzero(shown.fallback).tolist() == [DAN, EVE]


def test_a_profile_of_its_own_stands_in_the_experiments_place() -> None:
    """Of the last item alone, the dress for both: the dress is nearest to it, then the hat."""
    past = shop.past()
    ranker = Content(Popular(7), Last(n=1)).fit(past, shop.tools(past))
    shown = ranker.rank(EVERYBODY, 2, past.catalogue)
    assert shown.items[[ANN, FAY]].tolist() == [[2, 7], [2, 7]]
    assert shown.fallback is not None
    assert np.flatnonzero(shown.fallback).tolist() == [DAN, EVE]


def test_cold_items_are_ranked_among_themselves() -> None:
    """Boots before hat for bea, hat before boots for fay; popular has nothing for dan and eve."""
    past = shop.past()
    ranker = Content(Popular(7)).fit(past, shop.tools(past))
    assert ranker.rank(EVERYBODY, 2, past.catalogue & ~past.warm).items.tolist() == [
        *([[8, 7]] * 3),
        *([[-1, -1]] * 2),
        [7, 8],
    ]


def test_owned_items_are_removed() -> None:
    """Ann keeps boots, blue coat and hat; eve's popular list loses the scarf."""
    shown = content("remove")
    assert shown.items[ANN].tolist() == [8, 1, 7, -1, -1, -1, -1]
    assert shown.items[EVE].tolist() == [2, 4, 0, 3, 1, -1, -1]


def test_equal_cosines_and_the_fallbacks_equal_counts_are_ties() -> None:
    """At 2 ann and bea end between coat and boots, and fay between dress and shirt; at 3 dan ends in 0 3 6."""
    ties = content(k=3, tie_ks=(2, 3)).ties
    blocks = {k: [ties[k].members.of(int(b)).tolist() if b >= 0 else None for b in ties[k].block] for k in ties}
    assert blocks == {
        2: [[0, 8], [0, 8], None, None, None, [2, 4]],
        3: [None, None, None, [0, 3, 6], [0, 3, 6], None],
    }


def test_a_block_is_followed_to_its_end() -> None:
    """Sixty items that look alike are one block of sixty, although a list of 2 asks for a few neighbours at first."""
    n = 61
    bought = shop.table([0], [0], [shop.CUT.day - 1], [1], n_customers=1)
    past = Past(shop.CUT, bought, *(shop.past().items, shop.past().customers), *(np.ones(n, bool),) * 3, seen="allow")
    alike = ItemVectors(np.tile(np.array([[1, 0]], np.float32), (n, 1)), ~shop.mask(7, n=n), "shop")
    ranker = Content().fit(past, shop.ShopTools(past, alike, None))
    ties = ranker.rank(np.zeros(1, np.int32), 2, past.catalogue, (2,)).ties[2]
    assert ties.size.tolist() == [60]
    assert ties.members.of(0).tolist() == [item for item in range(n) if item != 7]
