"""What is known of a customer and an item at a cut that could make her buy it: a row of numbers for each candidate."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import polars as pl

from fashrec.past import Past
from fashrec.recommend.pool import own_places, ranks, side_by_side
from fashrec.stages import Ranker, Tools
from fashrec.types import EPOCH, Bools, Doubles, Floats, Ints, Longs, Shown

OF_PAIR = ("days_since_item", "days_since_product", "likeness", "price_to_hers", "age_to_buyers")
OF_ITEM = ("sold_in_week", "sold_in_month", "days_on_sale", "price")
OF_CUSTOMER = ("days_since_purchase", "bought_in_all")
WEEK, MONTH = 7, 28


@dataclass(frozen=True, slots=True)
class Candidates:
    """Candidates of n customers.

    Attributes:
        customers: int32 [n], ascending.
        items: int32 [n, c]; a customer's candidates, ascending, then -1.
        rows: float32 [m, f]; what is known of each candidate, customer by customer. NaN: nothing.
        own: bool [n]; whether a member names an item of its own, not its fallback's.
    """

    customers: Ints
    items: Ints
    rows: Floats
    own: Bools


@dataclass(frozen=True, eq=False)
class Describing:
    """Describes candidates at one cut.

    Attributes:
        past: what was bought.
        tools: profiles and vectors, where `pictures`.
        members: who names candidates.
        depth: items that each member is asked for.
        pictures: whether there are vectors.
        of_item: float64 [n_items, 4]; the numbers of OF_ITEM.
        buyers_age: float64 [n_items]; mean over purchase rows, NaN where unknown.
        product: int64 [n_items]; equal for colours of one product, -1 where unknown.
        age: float64 [n_customers]; NaN where unknown.
    """

    past: Past
    tools: Tools
    members: Mapping[str, Ranker]
    depth: int
    pictures: bool
    of_item: Doubles
    buyers_age: Doubles
    product: Longs
    age: Doubles

    @property
    def names(self) -> list[str]:
        """What each column of `Candidates.rows` is; days and shares, prices as ratios, ages as differences."""
        told = [f"{what}_{name}" for what in ("score", "rank") for name in self.members]
        return [*told, *OF_PAIR, *OF_ITEM, *OF_CUSTOMER]

    def of(self, customers: Ints, among: Bools) -> Candidates:
        """The candidates of some customers (int32 [n], ascending): what any member's list holds."""
        lists = [member.rank(customers, self.depth, among) for member in self.members.values()]
        side = side_by_side(lists)
        own = np.stack([own_places(shown) for shown in lists])
        scores, rank = (np.stack([told(shown) for shown in lists]) for told in (_scores, _ranks))
        there = side.items >= 0
        row, _ = np.nonzero(there)
        items = side.items[there].astype(np.int64)
        columns = [side.placed(np.where(own, one, np.nan), np.nan)[:, there] for one in (scores, rank)]
        known = [*np.concatenate(columns), *self._pairs(customers, row, items)]
        known += [*self.of_item[items].T, *(one[row] for one in self._of_customers(customers))]
        named: Bools = np.logical_or.reduce(own, axis=(0, 2))
        return Candidates(customers, side.items, np.stack(known, 1).astype(np.float32), named)

    def _pairs(self, customers: Ints, row: Longs, items: Longs) -> list[Doubles]:
        """The numbers of OF_PAIR, each float64 [m]; a candidate is that of `customers[row]`."""
        rows, bought = self.past.rows_of(customers)
        owner, day, item = bought.owners(), self.past.purchases.day[rows], bought.items.astype(np.int64)
        product, of_product = self.product[items], self.product[item]
        hers = _means(owner, self.of_item[item, OF_ITEM.index("price")], len(customers))
        same = of_product >= 0
        since_product = self._since(owner[same], of_product[same], day[same], row, product)
        return [
            self._since(owner, item, day, row, items),
            np.where(product >= 0, since_product, np.nan),
            self._likeness(customers, row, items),
            self.of_item[items, OF_ITEM.index("price")] / np.where(hers > 0, hers, np.nan)[row],
            self.age[customers][row] - self.buyers_age[items],
        ]

    def _since(self, owner: Longs, what: Longs, day: Ints, row: Longs, asked: Longs) -> Doubles:
        """float64 [m]: days from the last purchase of what is asked for to T, NaN where there was none."""
        if not len(owner):
            return np.full(len(row), np.nan)
        stride = max(self.past.n_items, 1)
        keys = owner * stride + what
        order = np.lexsort((day, keys))
        keys, day = keys[order], day[order]
        last = np.append(keys[1:] != keys[:-1], np.ones(1, bool))
        keys, day = keys[last], day[last]
        wanted = row * stride + asked
        at = np.searchsorted(keys, wanted).clip(max=len(keys) - 1)
        return np.where(keys[at] == wanted, self.past.cut.day - day[at], np.nan)

    def _likeness(self, customers: Ints, row: Longs, items: Longs) -> Doubles:
        """float64 [m]: cosines of items and profiles."""
        if not self.pictures:
            return np.full(len(row), np.nan)
        profiles, vectors = self.tools.profiles(customers), self.tools.vectors
        cosines = np.linalg.vecdot(profiles.values[row], vectors.values[items])
        return np.where(profiles.has[row] & vectors.has[items], cosines, np.nan)

    def _of_customers(self, customers: Ints) -> list[Doubles]:
        """The numbers of OF_CUSTOMER, each float64 [n]."""
        bought = self.past.purchases
        starts, ends = bought.offsets[customers], bought.offsets[customers.astype(np.int64) + 1]
        newest = bought.day[(ends - 1).clip(min=0)] if len(bought) else np.zeros(len(customers))
        return [np.where(ends > starts, self.past.cut.day - newest, np.nan), (ends - starts).astype(np.float64)]


def describing(past: Past, tools: Tools, members: Mapping[str, Ranker], depth: int, *, pictures: bool) -> Describing:
    """Learn what is known of every item."""
    bought, n = past.purchases, past.n_items
    age = past.customers["age"].cast(pl.Float64).fill_null(float("nan")).to_numpy()
    product = (past.items["product_code"].rank("dense").cast(pl.Int64) - 1).fill_null(-1).to_numpy()
    price = _means(bought.item.astype(np.int64), bought.price.astype(np.float64), n)
    shares = [_share(bought.item[bought.day >= past.cut.day - days], n) for days in (WEEK, MONTH)]
    of_item = np.stack([*shares, _on_sale(past), price], 1)
    buyers = _means(bought.item.astype(np.int64), age[bought.customer], n)
    return Describing(past, tools, members, depth, pictures, of_item, buyers, product, age)


def _scores(shown: Shown) -> Doubles:
    return shown.scores.astype(np.float64)


def _ranks(shown: Shown) -> Doubles:
    return ranks(shown.scores).astype(np.float64)


def _share(items: Ints, n_items: int) -> Doubles:
    """float64 [n_items]: of these rows."""
    shares: Doubles = np.bincount(items, minlength=n_items) / max(1, len(items))
    return shares


def _on_sale(past: Past) -> Doubles:
    """float64 [n_items]: days since the launch or, where nobody knows it, since the first purchase; NaN without."""
    since_epoch = (past.items["launch_day"] - EPOCH).dt.total_days().cast(pl.Float64)
    launch: Doubles = since_epoch.fill_null(float("nan")).to_numpy()
    first = np.full(past.n_items, np.inf)
    np.minimum.at(first, past.purchases.item, past.purchases.day)
    first[np.isinf(first)] = np.nan
    return past.cut.day - np.where(np.isnan(launch), first, launch)


def _means(group: Longs, values: npt.NDArray[np.floating], n: int) -> Doubles:
    """float64 [n]: the mean of each group's known values, NaN where there is none."""
    known = ~np.isnan(values)
    counts = np.bincount(group[known], minlength=n)
    sums = np.bincount(group[known], values[known], minlength=n)
    return np.where(counts > 0, sums / np.maximum(counts, 1), np.nan)


def matching(candidates: Candidates, customer: Sequence[int] | Longs, item: Longs, n_items: int) -> Bools:
    """bool [m]: whether a candidate is one of some pairs of customer and item rows (int64 [p])."""
    there = candidates.items >= 0
    row, _ = np.nonzero(there)
    wanted = candidates.customers[row].astype(np.int64) * n_items + candidates.items[there]
    return np.isin(wanted, np.asarray(customer, np.int64) * n_items + item)
