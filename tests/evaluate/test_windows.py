"""Cuts by window."""

from dataclasses import dataclass
from datetime import date

from fashrec.evaluate.windows import by_name, by_window


@dataclass(frozen=True)
class Part:
    """A cut's."""

    day: date
    window: str


EARLY, MIDDLE = Part(date(2020, 9, 2), "validation"), Part(date(2020, 9, 9), "validation")
LATE = Part(date(2020, 9, 16), "test")


def test_windows_are_in_order_of_time_and_all_is_last() -> None:
    """Whatever the order of the parts; `all` only where there is more than one window."""
    assert by_window([LATE, MIDDLE, EARLY]) == {
        "validation": [EARLY, MIDDLE],
        "test": [LATE],
        "all": [EARLY, MIDDLE, LATE],
    }
    assert list(by_window([LATE, MIDDLE, EARLY])) == ["validation", "test", "all"]
    assert by_window([MIDDLE, EARLY]) == {"validation": [EARLY, MIDDLE]}


def test_names_go_below_windows() -> None:
    """A name that has no such window is left out of it."""
    assert by_name({"a": {"test": 1, "all": 2}, "b": {"all": 3}}) == {"test": {"a": 1}, "all": {"a": 2, "b": 3}}
