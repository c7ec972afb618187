"""Spearman's rank correlation, against answers worked out by hand."""

import math

import polars as pl
import pytest

from fashrec.report.correlation import correlations, spearman


def test_spearman_has_the_textbooks_answer() -> None:
    """1 - 6·Σd² / (n(n² - 1)) where nothing is tied: here Σd² = 4 and n = 5."""
    assert spearman([1, 2, 3, 4, 5], [20, 10, 40, 30, 50]) == pytest.approx(1 - 6 * 4 / (5 * 24))


def test_spearman_looks_at_order_alone() -> None:
    """Any rising curve is a perfect correlation, any falling one its opposite."""
    first = [0.1, 0.5, 0.9, 2.0]
    assert spearman(first, [math.exp(one) for one in first]) == pytest.approx(1)
    assert spearman(first, [-(one**3) for one in first]) == pytest.approx(-1)


def test_equal_values_share_their_mean_rank() -> None:
    """Ranks 1, 2.5, 2.5, 4 against 1, 2, 3, 4: 4.5 / sqrt(4.5 · 5)."""
    assert spearman([1, 2, 2, 3], [1, 2, 3, 4]) == pytest.approx(4.5 / math.sqrt(4.5 * 5))


@pytest.mark.parametrize(
    ("first", "second"),
    [([1, 1, 1, 1], [1, 2, 3, 4]), ([1, 2, 3], [0.5, 0.5, 0.5]), ([1, 2], [1, 2]), ([], [])],
)
def test_what_never_changes_or_has_two_points_has_no_correlation(first: list[float], second: list[float]) -> None:
    """None, rather than the NaN and the warning of scipy, or a 1 that means nothing."""
    assert spearman(first, second) is None


def test_runs_may_each_say_the_opposite_of_all_together() -> None:
    """Two runs that fall, the second higher in both: together they rise."""
    points = pl.DataFrame(
        {"run": ["a"] * 3 + ["b"] * 3, "map": [1.0, 2, 3, 11, 12, 13], "all": [3.0, 2, 1, 13, 12, 11]}
    )
    (made,) = correlations(points, ["map"], ["all"])
    assert made.by_run == pytest.approx((-1, -1))
    # Σd² = 16 and n = 6
    assert made.rho == pytest.approx(1 - 6 * 16 / (6 * 35))


def test_points_without_a_value_are_not_counted() -> None:
    """A null on either side takes its point away, and `n` says how many are left."""
    points = pl.DataFrame({"run": ["a"] * 5, "map": [1.0, 2, 3, 4, None], "all": [1.0, 2, None, 3, 0]})
    (made,) = correlations(points, ["map"], ["all"])
    assert made.n == 3
    assert made.rho == pytest.approx(1)
    assert made.by_run == pytest.approx((1,))


def test_every_metric_meets_every_rate() -> None:
    """Metric by metric, in the order given."""
    points = pl.DataFrame({"run": ["a"] * 3, "x": [1.0, 2, 3], "y": [3.0, 2, 1], "all": [1.0, 2, 3], "cold": [0.0] * 3})
    made = correlations(points, ["x", "y"], ["all", "cold"])
    assert [(one.metric, one.rate, one.rho) for one in made] == [
        ("x", "all", pytest.approx(1)),
        ("x", "cold", None),
        ("y", "all", pytest.approx(-1)),
        ("y", "cold", None),
    ]
