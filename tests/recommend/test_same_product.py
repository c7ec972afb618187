"""Other colours on the tiny shop, where items 0 and 1 are one coat in red and blue."""

import numpy as np

from fashrec.recommend.repurchase import Repurchase
from fashrec.recommend.same_product import SameProduct
from fashrec.types import Seen, Shown
from tests import crowd, shop
from tests.shop import ANN, BEA, CAS, DAN, EVERYBODY


def shown(recommender: SameProduct | Repurchase, seen: Seen = "allow", k: int = 6) -> Shown:
    """Everybody's list."""
    past = shop.past(seen)
    return recommender.fit(past, shop.tools(past)).rank(EVERYBODY, k, past.catalogue, (1,))


def test_the_other_colour_comes_before_popular_items() -> None:
    """Ann and bea bought the red coat, cas the blue one; owned items stay among the popular ones."""
    lists = shown(SameProduct())
    assert lists.items[[ANN, BEA, CAS, DAN]].tolist() == [
        [1, 2, 4, 0, 3, 6],
        [1, 2, 4, 0, 3, 6],
        [0, 2, 4, 3, 6, 1],
        [2, 4, 0, 3, 6, 1],
    ]
    assert lists.scores[ANN, :2].tolist() == [24, 3]


def test_who_owns_no_product_in_other_colours_gets_the_fallback() -> None:
    """Dan, eve and fay: marked."""
    fallback = shown(SameProduct()).fallback
    assert fallback is not None
    assert fallback.tolist() == [False, False, False, True, True, True]


def test_owned_colours_are_no_other_colours() -> None:
    """On a crowd, whose products have three: what is scored above popular items is never owned."""
    past = crowd.past(2)
    everybody = np.arange(past.n_customers, dtype=np.int32)
    lists = SameProduct().fit(past, crowd.tools(past, 2)).rank(everybody, 30, past.catalogue)
    above = np.bincount(past.purchases.item[past.purchases.day >= past.cut.day - 7]).max()
    owned, codes = past.owned(everybody), past.items["product_code"].to_list()
    for row, (items, scores) in enumerate(zip(lists.items, lists.scores, strict=True)):
        mine = owned.of(row).tolist()
        others = items[scores > above].tolist()
        siblings = {codes[item] for item in mine} - {None}
        expected = [item for item in np.flatnonzero(past.catalogue) if codes[item] in siblings and item not in mine]
        assert sorted(others) == expected


def test_the_product_bought_last_comes_first() -> None:
    """On a crowd: the day of each place never rises, down to the popular items."""
    past = crowd.past(4, n_rows=100)
    everybody = np.arange(past.n_customers, dtype=np.int32)
    lists = SameProduct().fit(past, crowd.tools(past, 4)).rank(everybody, 5, past.catalogue)
    bought, codes = past.purchases, np.array([code or "none" for code in past.items["product_code"]])
    above = np.bincount(bought.item[bought.day >= past.cut.day - 7]).max()
    for row in np.flatnonzero(~np.asarray(lists.fallback)):
        mine = slice(*bought.offsets[row : row + 2])
        others = lists.items[row][lists.scores[row] > above]
        last = [bought.day[mine][codes[bought.item[mine]] == codes[item]].max() for item in others]
        assert last == sorted(last, reverse=True)


def test_removed_items_leave_the_other_colours() -> None:
    """Cas, who owns 1 and 3, keeps the red coat."""
    assert shown(SameProduct(), "remove").items[CAS].tolist() == [0, 2, 4, 6, -1, -1]


def test_repurchase_puts_other_colours_between_own_and_popular_items() -> None:
    """Ann's four, then the blue coat; an own item stands a whole past above, the days of which are 40."""
    lists = shown(Repurchase(colours=True))
    assert lists.items[[ANN, CAS]].tolist() == [[2, 4, 3, 0, 1, 6], [3, 1, 0, 2, 4, 6]]
    assert lists.scores[ANN].tolist() == [81, 81, 74, 64, 24, 1]
    assert lists.ties[1].size[ANN] == 2


def test_repurchase_with_removed_items_has_other_colours_alone() -> None:
    """What same_product shows then."""
    colours, other = shown(Repurchase(colours=True), "remove"), shown(SameProduct(), "remove")
    assert np.array_equal(colours.items, other.items)
