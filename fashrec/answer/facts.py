"""What is known of items at a moment: names, types, prices, pictures."""

from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

import numpy as np
import polars as pl

from fashrec.past import Past, Pictures
from fashrec.types import Floats, Ints

SEARCHED = ("prod_name", "product_type_name", "colour_group_name", "graphical_appearance_name", "index_group_name")


@dataclass(frozen=True)
class Facts:
    """Items as people read of them.

    Attributes:
        past: the moment, and what is known of the items.
        pictures: the items'.
    """

    past: Past
    pictures: Pictures

    def name(self, row: int) -> str:
        """The item's name, its id where it has none."""
        return self.fact(row, "prod_name") or self.pictures.item_ids[row]

    def fact(self, row: int, column: str) -> str:
        """What a column of frames.ITEMS says of an item; empty where it says nothing."""
        value: Any = self.past.items[column][row]
        return "" if value is None else str(value)

    def kind(self, row: int) -> str:
        """Type and colour."""
        facts = (self.fact(row, "product_type_name"), self.fact(row, "colour_group_name"))
        return " · ".join(fact for fact in facts if fact)

    def picture(self, row: int) -> Path | None:
        """The picture's file."""
        name = self.pictures.names[row]
        return None if name is None else self.pictures.folder / name

    @cached_property
    def prices(self) -> Floats:
        """float32 [n_items]: what was paid for each item last, in the source's scale; NaN where nobody bought it."""
        bought = self.past.purchases
        prices = np.full(self.past.n_items, np.nan, np.float32)
        order = np.argsort(bought.day, kind="stable")
        prices[bought.item[order]] = bought.price[order]  # of a row given several times, the last stays
        return prices

    def called(self, text: str) -> Ints:
        """int32 [n]: launched items whose names, types and colours hold every word of `text`, the catalogue's first."""
        found = np.array(self.past.launched)
        for word in text.lower().split():
            found &= self._texts.str.contains(word, literal=True).to_numpy()
        rows = np.flatnonzero(found).astype(np.int32)
        return rows[np.argsort(~self.past.catalogue[rows], kind="stable")]

    @cached_property
    def _texts(self) -> pl.Series:
        columns = [pl.col(name).fill_null("") for name in SEARCHED]
        return self.past.items.select(pl.concat_str(columns, separator=" ").str.to_lowercase())["prod_name"]
