"""Numbers as cells."""

from fashrec.markdown import grid
from fashrec.report.cells import counts, is_best, score, spread


def test_a_missing_score_is_a_dash() -> None:
    """No number is made up for what a run does not have."""
    assert score(None) == "-"
    assert spread([None, None]) == "-"
    assert score(0.12345, bold=True) == "**0.1235**"


def test_a_margin_stands_behind_a_number_and_never_behind_a_range() -> None:
    """What is bold is the number."""
    assert score(0.12345, "±.010", bold=True) == "**0.1235** ±.010"
    assert spread([0.5, 0.5], "±.010") == "0.5000 ±.010"
    assert spread([0.5, 0.25], "±.010") == "0.2500 – 0.5000"


def test_a_spread_shows_least_and_greatest_only_where_they_differ_in_print() -> None:
    """One number where all runs agree to four decimals."""
    assert spread([0.5, 0.50001, None]) == "0.5000"
    assert spread([0.25, 0.5, 0.125]) == "0.1250 – 0.5000"
    assert counts([1200, 1200]) == "1,200"
    assert counts([1200, 40]) == "40 – 1,200"


def test_the_best_is_the_greatest_of_different_values() -> None:
    """Nobody is the best where all are the same, or alone."""
    assert is_best(0.5, [0.5, 0.25, None])
    assert not is_best(0.25, [0.5, 0.25])
    assert not is_best(0.5, [0.5, 0.5])
    assert not is_best(None, [0.5, None])


def test_a_bar_in_a_cell_does_not_end_it() -> None:
    """Markdown's own sign is escaped."""
    assert grid(["a", "b"], [["x|y", "1"]], n_left=1) == "| a | b |\n| --- | ---: |\n| x\\|y | 1 |"
