"""fill_missing, on the shop of tests/shop.py: items 0 and 1 are one product, 6 has no picture, 9 is not launched."""

from dataclasses import replace

import numpy as np
import polars as pl
import pytest

from fashrec.embed.missing import fill_missing
from fashrec.errors import ConfigError
from fashrec.past import Past
from fashrec.types import ItemVectors
from tests import shop


def products(*codes: str | None) -> Past:
    """The shop's past with other product codes."""
    past = shop.past()
    return replace(past, items=past.items.with_columns(product_code=pl.Series(codes, dtype=pl.String)))


def test_drop_leaves_items_without_a_vector_out() -> None:
    """And takes the vector from an item that is not launched yet."""
    had = replace(shop.vectors(), has=~shop.mask(6))
    filled = fill_missing(shop.past(), had, "drop")
    assert filled.has.tolist() == (~shop.mask(6, 9)).tolist()
    assert not filled.values[9].any()
    assert filled.space == had.space


def test_product_mean_is_the_mean_of_the_other_colours() -> None:
    """6 gets the mean of 0 and 1, its product's colours; 2, of another product, keeps its own."""
    past = products("a", "a", "b", "c", "d", "e", "a", "f", "g", "h")
    filled = fill_missing(past, shop.vectors(), "product_mean")
    assert filled.values[6] == pytest.approx([0.9, 0.3])
    assert filled.has[6]
    assert np.array_equal(np.delete(filled.values, 6, 0), np.delete(shop.vectors().values, 6, 0))


def test_a_colour_not_launched_yet_lends_nothing() -> None:
    """9, launched after T, is the only other colour of 6: 6 stays without, whatever 9 looks like."""
    past = products("a", "a", "b", "c", "d", "e", "z", "f", "g", "z")
    values = shop.vectors().values.copy()
    values[9] = (1, 0)
    filled = fill_missing(past, ItemVectors(values, ~shop.mask(6), "shop"), "product_mean")
    assert not filled.has[6]
    assert not filled.has[9]


def test_unknown_products_are_not_one_product() -> None:
    """Items whose product code is null are no colours of each other."""
    past = products("a", None, "b", None, "d", None, None, "f", "g", "h")
    assert not fill_missing(past, shop.vectors(), "product_mean").has[6]


def test_without_any_vector_nothing_can_be_filled() -> None:
    """No item has one, before and after."""
    none = ItemVectors(np.zeros((10, 2), np.float32), np.zeros(10, bool), "shop")
    assert not fill_missing(shop.past(), none, "product_mean").has.any()


def test_another_policy_is_refused() -> None:
    """The error says which there are."""
    with pytest.raises(ConfigError, match="missing='zero'"):
        fill_missing(shop.past(), shop.vectors(), "zero")  # type: ignore[arg-type]
