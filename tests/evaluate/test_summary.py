"""Means over all (cut, customer) pairs, with each cut's own beside them; lift and skill."""

import json
from datetime import date

import numpy as np
import pytest

from fashrec.evaluate.evaluator import Evaluator, Values
from fashrec.evaluate.summary import lift, pooled, pooled_by_name, skill, totals
from tests import shop

EARLY, MIDDLE, LATE = date(2020, 9, 2), date(2020, 9, 9), date(2020, 9, 16)


def values(*column: float) -> dict[str, Values]:
    """One metric of one segment."""
    return {"all": Values(np.arange(len(column), dtype=np.int32), {"hit_rate@5": np.array(column, np.float64)})}


PARTS = [
    totals(LATE, "test", values()),
    totals(EARLY, "validation", values(1, 0, 0)),
    totals(MIDDLE, "validation", values(1)),
]


def test_the_pooled_mean_is_over_pairs_and_not_over_cuts() -> None:
    """Three customers with one hit and one customer with a hit: 2/4, not (1/3 + 1)/2."""
    assert pooled(PARTS)["validation"]["all"]["hit_rate@5"] == {
        "value": 0.5,
        "n": 4,
        "low": None,
        "high": None,
        "method": None,
        "by_cut": {"2020-09-02": 1 / 3, "2020-09-09": 1.0},
    }


def test_windows_are_pooled_where_both_are_open() -> None:
    """`all` stands beside validation and test, and only then."""
    assert list(pooled(PARTS)) == ["validation", "test", "all"]
    assert list(pooled(PARTS[1:])) == ["validation"]
    assert list(pooled(PARTS)["all"]["all"]["hit_rate@5"]["by_cut"]) == ["2020-09-02", "2020-09-09", "2020-09-16"]


def test_nobody_scored_has_no_mean() -> None:
    """A segment without a customer is null in JSON, not 0 and not NaN."""
    cell = pooled(PARTS)["test"]["all"]["hit_rate@5"]
    assert json.loads(json.dumps(cell)) == {
        "value": None, "n": 0, "low": None, "high": None, "method": None, "by_cut": {"2020-09-16": None}
    }  # fmt: skip


def test_reachable_is_a_share_of_purchases_and_impossible_one_of_customers() -> None:
    """In the shop seven of eight purchases are reachable, and for one of five customers (eve) nothing is."""
    cells = pooled([totals(EARLY, "test", Evaluator().ceilings(shop.future()))])["test"]["all"]
    assert (cells["reachable"]["value"], cells["reachable"]["n"]) == (7 / 8, 8)
    assert (cells["impossible"]["value"], cells["impossible"]["n"]) == (1 / 5, 5)
    assert cells["hit_rate@5"]["value"] == pytest.approx(1 - 1 / 5)


def test_scores_are_nested_by_window_then_recommender() -> None:
    """As run.json has them."""
    table = pooled_by_name({"content": PARTS, "chance": PARTS})
    assert list(table) == ["validation", "test", "all"]
    assert list(table["all"]) == ["content", "chance"]


@pytest.mark.parametrize(
    ("value", "chance", "expected"),
    [(0.2, 0.1, 2.0), (0, 0.1, 0), (0.2, 0, None), (None, 0.1, None), (0.2, None, None)],
)
def test_lift_is_a_ratio_to_chance(value: float | None, chance: float | None, expected: float | None) -> None:
    """Undefined without a value, or where chance is 0 or undefined."""
    assert lift(value, chance) == expected


@pytest.mark.parametrize(
    ("value", "popular", "ceiling", "expected"),
    [
        (0.5, 0.25, 0.75, 0.5),
        (0.25, 0.5, 0.75, -1),
        (0.5, 0.5, 0.5, None),
        (None, 0.1, 0.9, None),
        (0.5, None, 1, None),
    ],
)
def test_skill_is_the_way_from_popular_to_the_ceiling(
    value: float | None, popular: float | None, ceiling: float | None, expected: float | None
) -> None:
    """0 is popular's score, 1 the ceiling, below popular it is negative; undefined where the two are equal."""
    assert skill(value, popular, ceiling) == expected
