"""Numbers as cells."""

from fashrec.report.blocks import Cell
from fashrec.report.cells import counts, score, spread


def test_a_missing_score_is_a_dash() -> None:
    """Where a run has nothing, or no run has."""
    assert score(None).text == spread([None, None]).text == "-"


def test_a_score_has_four_decimals_its_margin_and_what_it_is_sorted_by() -> None:
    """The margin is no part of the number."""
    assert score(0.12345, "±.010", bold=True) == Cell("0.1235", "±.010", bold=True, order=0.12345)


def test_a_spread_shows_least_and_greatest_only_where_they_differ_in_print() -> None:
    """Sorted by the least of them."""
    assert spread([0.5, 0.50001, None]).text == "0.5000"
    assert spread([0.25, 0.5, 0.125]) == Cell("0.1250 – 0.5000", order=0.125)


def test_counts_have_thousands_set_apart() -> None:
    """One number, or two."""
    assert counts([1200, 1200]) == Cell("1,200", order=1200)
    assert counts([1200, 40]) == Cell("40 – 1,200", order=40)
