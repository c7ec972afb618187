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


def test_a_long_ids_beginning_offers_the_whole() -> None:
    """As it stands in a picture's title."""
    known = pl.Series([f"{row:08x}" + "ab" * 28 for row in range(300)])
    with pytest.raises(ConfigError) as raised:
        row_of(known, "0000007fabab", "customer")
    assert raised.value.do.split(" or ")[0] == f"did you mean {known[127]}?"


@pytest.mark.parametrize("typed", ["5", "shirt", "x" * 40, "日本"])
def test_nothing_is_offered_where_nothing_is_alike(typed: str) -> None:
    """An example of an id is shown instead."""
    with pytest.raises(ConfigError) as raised:
        row_of(ITEMS, typed, "item")
    assert "did you mean" not in raised.value.do
    assert "0108775015" in raised.value.why
