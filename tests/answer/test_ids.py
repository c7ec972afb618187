"""Ids as people type them."""

import polars as pl
import pytest

from fashrec.answer.ids import row_of
from fashrec.errors import ConfigError

ITEMS = pl.Series(["0108775015", "0108775044", "0110065001", "0999999999"])
CUSTOMERS = pl.Series(["00ab34", "00ab35", "ff0011"])


@pytest.mark.parametrize("typed", ["0108775044", "108775044", "108775044.0", " 0108775044 ", "0108775044.0"])
def test_an_id_is_found_as_a_spreadsheet_left_it(typed: str) -> None:
    """Without its leading zeros, with `.0`, between spaces."""
    assert row_of(ITEMS, typed, "item") == 1


def test_letters_may_be_large() -> None:
    """Customers' ids are hexadecimal."""
    assert row_of(CUSTOMERS, "AB35", "customer") == 1


@pytest.mark.parametrize(
    ("typed", "offered"),
    [
        ("0108775016", "0108775015"),  # the last digit is wrong
        ("0108757015", "0108775015"),  # two changed places
        ("010877515", "0108775015"),  # one is missing
        ("01108775015", "0108775015"),  # one is doubled
    ],
)
def test_the_most_alike_is_offered_first(typed: str, offered: str) -> None:
    """Whatever slip of the fingers it was."""
    with pytest.raises(ConfigError) as raised:
        row_of(ITEMS, typed, "item")
    assert raised.value.what == f"there is no item {typed}"
    assert raised.value.do.startswith(f"did you mean {offered}")


LONG = pl.Series([f"{row:08x}" + "ab" * 28 for row in range(300)])


@pytest.mark.parametrize("typed", ["0000007f", " 0000007FABAB ", "0000007fab"])
def test_a_customer_may_be_asked_about_by_the_beginning_of_an_id(typed: str) -> None:
    """As it stands on the page and in a picture's title; where no other begins so."""
    assert row_of(LONG, typed, "customer") == 127


def test_a_beginning_of_several_is_refused_with_some_of_them() -> None:
    """The first three, and how many there are."""
    with pytest.raises(ConfigError, match="16 customers' ids begin with 0000007") as raised:
        row_of(LONG, "0000007", "customer")
    assert raised.value.do.endswith(f"did you mean {LONG[112]} or {LONG[113]} or {LONG[114]}?")


@pytest.mark.parametrize(("typed", "kind"), [("00000", "customer"), ("0000007f", "item"), ("0000007fcd", "customer")])
def test_other_beginnings_name_nobody(typed: str, kind: str) -> None:
    """Fewer than six characters, an item's, and one that no id has."""
    with pytest.raises(ConfigError, match=f"there is no {kind} {typed}"):
        row_of(LONG, typed, kind)


def test_a_whole_id_is_itself_where_others_begin_so() -> None:
    """It needs no more characters."""
    assert row_of(pl.Series(["0000012", "000001", "0000013"]), "000001", "customer") == 1


@pytest.mark.parametrize("typed", ["5", "shirt", "x" * 40, "日本"])
def test_nothing_is_offered_where_nothing_is_alike(typed: str) -> None:
    """An example of an id is shown instead."""
    with pytest.raises(ConfigError) as raised:
        row_of(ITEMS, typed, "item")
    assert "did you mean" not in raised.value.do
    assert "0108775015" in raised.value.why
