"""When a question may be asked."""

from datetime import date, timedelta

import numpy as np
import polars as pl
import pytest

from fashrec.answer.moment import cut_at
from fashrec.errors import ConfigError
from fashrec.frames import Tables
from fashrec.split import Opened, Split
from fashrec.types import EPOCH, day_number
from tests import shop

# purchases on every day from 1 May to 30 June: cuts on 3, 10 (validation), 17 and 24 June (test)
LAST = date(2020, 6, 30)


def _tables() -> Tables:
    days = np.arange(day_number(date(2020, 5, 1)), day_number(LAST) + 1)
    purchases = shop.table([0] * len(days), [0] * len(days), days, [0.1] * len(days), 1)
    return Tables(pl.DataFrame(), pl.DataFrame(), purchases)


def _split(window: Opened) -> Split:
    return Split(cuts=4, test_cuts=2, window=window)


@pytest.mark.parametrize(
    ("window", "day"), [("validation", "2020-06-10"), ("test", "2020-06-24"), ("all", "2020-06-24")]
)
def test_by_default_it_is_the_last_cut_of_the_open_window(window: Opened, day: str) -> None:
    """As the run has it, its window included."""
    cut = cut_at(_split(window), _tables(), None)
    assert str(cut) == day
    assert cut.window == ("validation" if window == "validation" else "test")


@pytest.mark.parametrize(
    ("window", "day", "kind"),
    [
        ("validation", "2020-06-03", "validation"),
        ("validation", "2020-06-16", "validation"),
        ("test", "2020-06-17", "test"),
        ("all", "2020-06-16", "validation"),
        ("all", "2020-06-17", "test"),
        ("all", "2020-07-01", "test"),
    ],
)
def test_any_day_from_the_earliest_cut_on_can_be_asked(window: Opened, day: str, kind: str) -> None:
    """Whether it is a cut's day or not; from the first test cut on it is a look at test."""
    cut = cut_at(_split(window), _tables(), date.fromisoformat(day))
    assert (str(cut), cut.window) == (day, kind)


@pytest.mark.parametrize("day", ["2020-06-17", "2020-06-30"])
def test_the_test_window_takes_the_word(day: str) -> None:
    """The error says which word, and where test begins."""
    with pytest.raises(ConfigError, match="test window") as raised:
        cut_at(_split("validation"), _tables(), date.fromisoformat(day))
    assert "split.window=all" in raised.value.do
    assert "2020-06-17" in raised.value.why


@pytest.mark.parametrize(
    ("window", "day"), [("validation", "2020-06-02"), ("test", "2020-06-16"), ("all", "2020-07-02")]
)
def test_a_day_that_a_trained_network_has_seen_or_nobody_knows_is_refused(window: Opened, day: str) -> None:
    """Before the earliest cut in use, and after the end of the data."""
    with pytest.raises(ConfigError, match=f"date={day} is outside"):
        cut_at(_split(window), _tables(), date.fromisoformat(day))


def test_without_test_cuts_all_the_data_can_be_asked() -> None:
    """Nothing is kept for testing."""
    cut = cut_at(Split(cuts=2, test_cuts=0), _tables(), LAST + timedelta(days=1))
    assert (cut.day, cut.window) == ((LAST - EPOCH).days + 1, "validation")
