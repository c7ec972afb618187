"""How often test was looked at, in captions."""

from pathlib import Path
from typing import Any

import pytest

from fashrec.results.looks import caption, looks_of
from fashrec.results.runs import Run
from tests.report.made import CUTS


def run(**data: Any) -> Run:
    """A run of two validation cuts and a test cut."""
    return Run(Path("x"), {"cuts": CUTS, **data}, {})


@pytest.mark.parametrize(
    ("numbers", "said"),
    [
        ((), ""),
        ((3,), "look 3 at the test window"),
        ((4, 3), "looks 3 to 4 at the test window"),
        ((9, 3, 5, 4, 7), "looks 3 to 5, 7, 9 at the test window"),
        ((2, 2), "look 2 at the test window"),
    ],
)
def test_looks_that_follow_each_other_are_one_range(numbers: tuple[int, ...], said: str) -> None:
    """Whatever the order of the runs; two stores may count to the same number."""
    assert caption(numbers) == said


def test_only_runs_that_opened_test_days_in_a_window_are_named() -> None:
    """By label or, of a validation cut, by the ledger; of what the ledger did not count nothing is said."""
    runs = [run(looks_at_test=4), run(looks_at_test=5, known_as_test=["2020-08-19"]), run()]
    assert looks_of(runs, "test") == looks_of(runs, "all") == (4, 5)
    assert looks_of(runs, "validation") == (5,)
