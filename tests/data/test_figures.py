"""The figures of a shop, on purchases small enough to count by hand, and on real ones."""

import os
from pathlib import Path

import numpy as np
import polars as pl
import pytest

from fashrec.data.boutique.target import TARGETS, Target
from fashrec.data.figures import figures, shares
from fashrec.data.hm import ingest_tables
from fashrec.frames import CUSTOMERS, ITEMS, Tables, read_tables
from fashrec.progress import Quiet
from fashrec.types import Purchases

SHARED = Path(os.environ.get("FASHREC_SHARED", Path(__file__).parents[3] / "shared")) / "hm"
THIN = ("last week: rows", "last week: Gini", "last week: slope", "items that are", "items of", "colours per product")
LESS = ("departments", "product types", "graphical appearances", "past items of the same product: lift")


def by_hand() -> Tables:
    """Four items of two products, two customers.

    customer 0   day 0: item 0 twice, item 1     day 10: item 0     day 13: item 2
    customer 1   day 13: item 3
    """
    rows = [(0, 0, 0), (0, 0, 0), (0, 0, 1), (0, 10, 0), (0, 13, 2), (1, 13, 3)]
    customer, day, item = (np.array(column, np.int32) for column in zip(*rows, strict=True))
    price, channel = np.full(6, 0.02, np.float32), np.array([2, 2, 2, 1, 1, 1], np.uint8)
    items = pl.DataFrame({name: ["same"] * 4 for name in ITEMS}).with_columns(
        product_code=pl.Series(["p", "p", "q", "q"]), colour_group_name=pl.Series(["red", "blue", "blue", "red"])
    )
    customers = pl.DataFrame({name: [None] * 2 for name in CUSTOMERS}).with_columns(age=pl.Series([20.0, None]))
    return Tables(items, customers, Purchases(customer, item, day, price, channel, np.array([0, 5, 6])))


def test_figures_of_a_shop_counted_by_hand() -> None:
    """Units, baskets, gaps, purchases made again and the last week's items are what one counts."""
    found = figures(by_hand())
    expected = {
        "rows_per_customer_mean": 3.0,
        "days_per_customer_mean": 2.0,
        "rows_per_basket_p50": 1.0,
        "items_per_basket_p99": 1 + 0.97,
        "days_between_p50": 6.5,
        "further_units": 1 / 6,
        "again_item": 1 / 5,
        "again_product": 1 / 5,
        "week_items_mean": 1.5,
        "week_gini": 0.0,
        "online": 0.5,
        "age_missing": 0.5,
        "colours_per_product_mean": 2.0,
        "n_colour": 2.0,
    }
    assert {name: found[name] for name in expected} == pytest.approx(expected)


def test_affinity_compares_a_purchase_with_earlier_days_less_the_item_itself() -> None:
    """Of two lines with a past, one has half of it in common in product, the other a third in colour.

    Item 0 on day 10 meets item 1, of its product and of another colour, and itself, which is left out.
    Item 2 on day 13 meets items 0, 0 and 1: none of its product, one of its colour.
    """
    found = figures(by_hand())
    assert found["product_share"] == pytest.approx((1 + 0) / 2)
    assert found["colour_share"] == pytest.approx((0 + 1 / 3) / 2)
    assert found["pattern_share"] == pytest.approx(1.0)
    assert found["pattern_lift"] == pytest.approx(1.0)


def test_the_lift_of_colour_is_over_the_other_items_of_the_week() -> None:
    """In the last week items 0, 2 and 3 are sold once each.

    In place of item 0 on day 10: past item 0 leaves 2 and 3, one of them red; past item 1 is blue as one of the
    three is. In place of item 2 on day 13: the same for past items 0, 0 and 1. Chance is their mean by purchase.
    """
    found = figures(by_hand())
    chance = ((1 / 2 + 1 / 3) / 2 + (1 / 2 + 1 / 2 + 1 / 3) / 3) / 2
    assert found["colour_lift"] == pytest.approx(found["colour_share"] / chance)


def test_shares_name_what_is_missing() -> None:
    """Nulls count in the whole, under a name of their own."""
    assert shares(pl.Series(["a", "a", "b", None])) == {"a": 0.5, "b": 0.25, "missing": 0.25}


@pytest.fixture(scope="module")
def real(tmp_path_factory: pytest.TempPathFactory) -> dict[str, float]:
    """The figures of the real sample."""
    if not SHARED.exists():
        pytest.skip("the real H&M sample is not here: set FASHREC_SHARED")
    folder = tmp_path_factory.mktemp("hm")
    ingest_tables(SHARED, folder, Quiet())
    return figures(read_tables(folder))


@pytest.mark.real
@pytest.mark.parametrize(
    "target",
    [target for target in TARGETS if not target.label.startswith((*THIN, *LESS))],
    ids=lambda target: target.label,
)
def test_definitions_give_hms_own_figures_on_its_sample(target: Target, real: dict[str, float]) -> None:
    """Each figure is what docs/evaluation.md says of H&M, but for those that need all customers or all items."""
    assert target.missed(real) == []
