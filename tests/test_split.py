"""The cut: what is before it, what is after it, and that nothing crosses."""

from dataclasses import fields, replace
from datetime import date, timedelta
from typing import get_args

import numpy as np
import polars as pl
import pytest
from polars.testing import assert_frame_equal

from fashrec.errors import ConfigError
from fashrec.frames import CUSTOMERS, Tables
from fashrec.past import Catalogue, Past
from fashrec.split import Opened, Split
from fashrec.types import Cut, Future, Purchases, Seen
from tests import shop

AFTER = (  # customer, days after T, item: what the docstring of tests/shop.py draws right of the bar
    (shop.ANN, 0, 7),
    (shop.ANN, 4, 0),
    (shop.ANN, 5, 1),
    (shop.ANN, 7, 8),
    (shop.BEA, 1, 8),
    (shop.CAS, 2, 3),
    (shop.DAN, 3, 2),
    (shop.DAN, 3, 4),
    (shop.EVE, 4, 9),
)
SPLIT = Split(cuts=1, test_cuts=0, alive_days=30, last_cut=str(shop.CUT))


def _table(rows: list[tuple[int, int, int, float]]) -> Purchases:
    """Purchases of (customer, day number, item, price)."""
    customer, day, item, price = zip(*rows, strict=True)
    return shop.table(customer, item, day, price, n_customers=6)


def _tables(after: tuple[tuple[int, int, int], ...] = AFTER) -> Tables:
    before = [(customer, shop.CUT.day - ago, item, price) for customer, ago, item, price in shop.BOUGHT]
    later = [(customer, shop.CUT.day + ahead, item, 0.02) for customer, ahead, item in after]
    items = shop.past().items.with_columns(
        launch_day=pl.Series([shop.CUT.start + timedelta(days=3 if row == 9 else -60) for row in range(10)])
    )
    customers = pl.DataFrame({"customer_id": [f"{row:064x}" for row in range(6)]}).select(
        "customer_id", *(pl.lit(None, kind).alias(name) for name, kind in CUSTOMERS.items() if name != "customer_id")
    )
    return Tables(items, customers, _table([*before, *later]))


def _assert_same(left: Past | Future, right: Past | Future) -> None:
    for name in (field.name for field in fields(left)):
        one, other = getattr(left, name), getattr(right, name)
        if isinstance(one, pl.DataFrame):
            assert_frame_equal(one, other)
        elif hasattr(one, "__dataclass_fields__") and not isinstance(one, Cut):
            _assert_same(one, other)
        else:
            np.testing.assert_array_equal(one, other, err_msg=name)


@pytest.mark.parametrize("seen", ["allow", "remove"])
def test_the_tiny_shop_is_cut_as_worked_out_by_hand(seen: Seen) -> None:
    """Warm, catalogue, relevant pairs and their marks are those of the drawing in tests/shop.py."""
    past, future = replace(SPLIT, seen=seen).at(_tables(), shop.CUT)
    _assert_same(future, shop.future(seen))
    by_hand = shop.past(seen)
    for name in ("launched", "warm", "catalogue", "seen"):
        np.testing.assert_array_equal(getattr(past, name), getattr(by_hand, name), err_msg=name)
    np.testing.assert_array_equal(past.purchases.item, by_hand.purchases.item)
    np.testing.assert_array_equal(past.purchases.offsets, by_hand.purchases.offsets)


@pytest.mark.parametrize(
    ("catalogue", "items"),
    [("all", range(9)), ("alive", (0, 1, 2, 3, 4, 6)), ("alive_and_new", (0, 1, 2, 3, 4, 6, 7, 8))],
)
def test_a_catalogue_holds_what_is_on_sale(catalogue: Catalogue, items: range | tuple[int, ...]) -> None:
    """Item 5 died, 7 and 8 are new, 9 is launched after T and in no catalogue."""
    past, _ = replace(SPLIT, catalogue=catalogue).at(_tables(), shop.CUT)
    np.testing.assert_array_equal(np.flatnonzero(past.catalogue), list(items))


@pytest.mark.parametrize("seen", ["allow", "remove"])
@pytest.mark.parametrize(
    ("name", "after"),
    [
        ("dropped", ((shop.FAY, 1, 3),)),
        ("shuffled", tuple((5 - customer, ahead, 9 - item) for customer, ahead, item in AFTER)),
        ("planted", (*AFTER, *((customer, 0, item) for customer in range(6) for item in range(10)))),
    ],
)
def test_no_past_holds_a_trace_of_the_future(seen: Seen, name: str, after: tuple[tuple[int, int, int], ...]) -> None:
    """The canary: purchases at or after T are dropped, shuffled, planted, and the Past stays bit-identical."""
    split = replace(SPLIT, seen=seen)
    before, _ = split.at(_tables(), shop.CUT)
    now, _ = split.at(_tables((*after, (shop.ANN, 7, 8))), shop.CUT)
    _assert_same(before, now)
    assert now.purchases.day.max() < shop.CUT.day, name


def test_an_item_not_launched_shows_nothing_but_its_id() -> None:
    """Its row is there so that numbers stay, empty so that nobody can learn from it."""
    past, _ = SPLIT.at(_tables(), shop.CUT)
    (row,) = past.items.filter(pl.Series(~past.launched)).rows(named=True)
    assert row.pop("item_id") == shop.ITEM_IDS[9]
    assert set(row.values()) == {None}


@pytest.mark.parametrize(("window", "weeks_back"), [("validation", [4, 3]), ("test", [2, 1]), ("all", [4, 3, 2, 1])])
def test_cuts_are_counted_back_from_the_end(window: Opened, weeks_back: list[int]) -> None:
    """The last horizon ends with the data; the last cuts are for testing."""
    purchases = _table([(0, day, 0, 0.01) for day in range(18000, 18100)])
    tables = replace(_tables(), purchases=purchases)
    cuts = Split(cuts=4, test_cuts=2, window=window).opened(tables)
    assert [cut.day for cut in cuts] == [18100 - 7 * back for back in weeks_back]
    assert {cut.window for cut in cuts} <= {"validation", "test"}


@pytest.mark.parametrize("settings", [{"cuts": 15}, {"cuts": 1, "last_cut": "2019-07-20"}])
def test_cuts_that_do_not_fit_are_refused(settings: dict[str, object]) -> None:
    """Too far back, or a horizon that runs past the data: the message says how many fit."""
    first = (date(2019, 4, 14) - date(1970, 1, 1)).days
    tables = replace(_tables(), purchases=_table([(0, first + day, 0, 0.01) for day in range(100)]))
    with pytest.raises(ConfigError, match="do not fit") as caught:
        Split(test_cuts=0, **settings).opened(tables)  # type: ignore[arg-type]
    assert "split.cuts to at most" in caught.value.do


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("cuts", 0),
        ("test_cuts", 13),
        ("window", "tset"),
        ("horizon_days", 0),
        ("step_days", 0),
        ("last_cut", "16.9.2020"),
        ("catalogue", "dead"),
        ("alive_days", 0),
        ("seen", "hide"),
    ],
)
def test_a_wrong_setting_is_named(name: str, value: object) -> None:
    """Every setting is checked when the split is made."""
    with pytest.raises(ConfigError) as caught:
        Split(**{"cuts": 12, "test_cuts": 4, name: value})  # type: ignore[arg-type]
    assert caught.value.where == name


@pytest.mark.parametrize("catalogue", get_args(Catalogue))
@pytest.mark.parametrize("back", [0, 7, 20])
def test_the_past_of_an_earlier_cut_is_what_the_cut_itself_would_be(catalogue: Catalogue, back: int) -> None:
    """From a past alone, a week or three before its T: the same purchases, launches, catalogue and item table.

    Item 9, launched after T, is unknown to both, though a past's own table cannot tell when it will be.
    """
    split = replace(SPLIT, catalogue=catalogue, alive_days=12)
    past, _ = split.at(_tables(), shop.CUT)
    earlier = replace(shop.CUT, start=shop.CUT.start - timedelta(days=back))
    _assert_same(past.before(earlier.day), split.at(_tables(), earlier)[0])
