"""Who came to own what, newest first."""

from itertools import pairwise

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from fashrec.history import newest_first, newest_of
from tests import crowd, shop
from tests.shop import ANN, CAS, DAN, EVERYBODY

UNTIMED = settings(deadline=None)  # a busy machine is no failure


def test_items_come_newest_first_and_within_a_day_by_row() -> None:
    """Ann's dress and shirt are of one day; her jeans, two of them, come once."""
    past = shop.past()
    offsets, rows = newest_first(past, EVERYBODY)
    lists = [past.purchases.item[rows[start:end]].tolist() for start, end in pairwise(offsets)]
    assert lists == [[2, 4, 3, 0, 5], [0, 2], [3, 1], [], [6], [2, 4]]


def test_customers_may_stand_in_any_order() -> None:
    """Each gets her own list, wherever she stands."""
    offsets, rows = newest_first(shop.past(), np.array([CAS, DAN, ANN], np.int32))
    assert offsets.tolist() == [0, 2, 2, 7]
    assert shop.past().purchases.item[rows].tolist() == [3, 1, 2, 4, 3, 0, 5]


@UNTIMED
@given(seed=st.integers(0, 10_000), n_rows=st.integers(0, 400))
def test_each_item_is_named_by_its_last_purchase(seed: int, n_rows: int) -> None:
    """A dictionary filled row by row, then sorted, gives the same rows."""
    past = crowd.past(seed, n_rows=n_rows)
    bought, customers = past.purchases, np.arange(past.n_customers, dtype=np.int32)
    offsets, rows = newest_first(past, customers)
    for customer in customers:
        last = {bought.item[row]: row for row in range(len(bought)) if bought.customer[row] == customer}
        expected = sorted(last.values(), key=lambda row: (-bought.day[row], bought.item[row]))
        assert rows[offsets[customer] : offsets[customer + 1]].tolist() == expected


def test_items_that_nothing_is_known_of_are_passed_over() -> None:
    """Ann bought 2 4 3 0 5 from the newest back; without 4 and with three at most she has 2 3 0."""
    past = shop.past()
    offsets, rows = newest_of(past, EVERYBODY, ~shop.mask(4), 3)
    assert past.purchases.item[rows[offsets[ANN] : offsets[ANN + 1]]].tolist() == [2, 3, 0]
    assert offsets[DAN] == offsets[DAN + 1]
    whole, every = newest_of(past, EVERYBODY, ~shop.mask(4), None)
    assert past.purchases.item[every[whole[ANN] : whole[ANN + 1]]].tolist() == [2, 3, 0, 5]
