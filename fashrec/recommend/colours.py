"""Other colours of what a customer bought: items of the same product (product_code) that she does not own.

bought, newest first   coat red (day 30)   jeans blue (day 20)   coat blue (day 10)
other colours          coat green (30)     jeans black (20)      coat red and blue are owned
"""

from dataclasses import dataclass

import numpy as np
import polars as pl

from fashrec.history import newest_first
from fashrec.past import Past
from fashrec.types import Bools, Ints, ItemLists, Longs


@dataclass(frozen=True, slots=True)
class Families:
    """Items by product.

    Attributes:
        product: int64 [n_items]; the product's number, -1 where the item has no product code.
        members: for each product, its items.
    """

    product: Longs
    members: ItemLists

    @classmethod
    def of(cls, past: Past) -> "Families":
        """Those of all items that the past knows."""
        product = (past.items["product_code"].rank("dense").cast(pl.Int64) - 1).fill_null(-1).to_numpy()
        items = np.argsort(product, kind="stable")[np.count_nonzero(product < 0) :]
        counts = np.bincount(product[items], minlength=int(product.max(initial=-1)) + 1)
        offsets = np.concatenate([np.zeros(1, np.int64), np.cumsum(counts)])
        return cls(product, ItemLists(offsets, items.astype(np.int32)))

    def other_colours(self, past: Past, customers: Ints, among: Bools) -> tuple[ItemLists, Ints]:
        """Other colours of what customers bought.

        Args:
            past: what was bought.
            customers: int32 [n].
            among: bool [n_items]; items that may be shown.

        Returns:
            the items of each customer, ascending, and int32 [m] the days on which she last bought a colour of theirs.
        """
        offsets, rows = newest_first(past, customers)
        owned = ItemLists(offsets, past.purchases.item[rows])
        known = self.product[owned.items] >= 0
        owners, products = owned.owners()[known], self.product[owned.items[known]]
        counts = self.members.counts()[products]
        starts = np.cumsum(counts) - counts
        source = np.arange(counts.sum()) + np.repeat(self.members.offsets[products] - starts, counts)
        pairs = np.repeat(owners, counts) * past.n_items + self.members.items[source]
        # the first of equal pairs is the newest
        pairs, first = np.unique(pairs, return_index=True)
        days = np.repeat(past.purchases.day[rows[known]], counts)[first]
        mine = owned.owners() * past.n_items + owned.items
        keep = among[pairs % past.n_items] & ~np.isin(pairs, mine, assume_unique=True)
        customer, item = np.divmod(pairs[keep], past.n_items)
        counts = np.bincount(customer, minlength=len(customers))
        return ItemLists(np.concatenate([np.zeros(1, np.int64), np.cumsum(counts)]), item.astype(np.int32)), days[keep]
