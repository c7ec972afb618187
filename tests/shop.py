"""A shop of six customers and ten items whose answers are worked out by hand, for the tests of every room.

T is 2020-03-30, the horizon seven days. A number is an item row, `2x3` two units of item 3 on one day.

    days before T   40   25   20   15   10   7    6    5    3     2     1 | T    +1   +2   +3   +4    +5   +6   +7
    0 ann           5         0         2x3                 2,4           | 7         0                   1    8
    1 bea                          0                              0,2     |      8
    2 cas                2x1                           3                  |                3
    3 dan                                                                 |                     2,4
    4 eve                                                               6 |                           9
    5 fay                                    4    2                       |

Items 0 and 1 are two colours of one product. The catalogue is `alive_and_new` with alive_days=30, so N = 8:
5 died (last bought 40 days before T), 9 is launched at T+3; 7 and 8 are cold: launched, but bought by nobody.
6 has no picture and 9 is not launched: neither has a vector. 8 looks exactly like 0.

Popular of the last 7 days (day T-7 counts): 2 three times, 4 twice, 0 3 6 once; then 1, which was bought before
(two of at most three times: 2/4 = 0.5). So everybody is shown 2 4 0 3 6 1, and lists of 3 and 4 cut a tie of 0 3 6.
Repurchase: ann 2 4 3 0|6 1, bea 0 2|4 3 6 1, cas 3 1|2 4 0 6, dan |2 4 0 3 6 1, eve 6|2 4 0 3 1, fay 2 4|0 3 6 1.
Mean profiles: ann (.6, -.8), bea (2, 1)/sqrt 5, cas (2.2, .4)/sqrt 5, dan and eve none, fay (-1, 1)/sqrt 2.
Content: ann 3 0 8 1 4 2 7, bea 1 0 8 2 3 7 4, cas 0 8 1 3 2 7 4, fay 7 2 4 1 0 8 3; 0 and 8 always tie,
and so do 2 and 4 for fay.

Future with seen=allow: ann 0 (repeat), 1, 7 (cold); bea 8 (cold); cas 3 (repeat); dan 2, 4; eve 9 (cold, out of the
catalogue, hence impossible). With seen=remove ann keeps 1 and 7 and may be shown 4 items, bea 6, dan 8, eve 7;
cas, who bought nothing but an owned item, is dropped. Fay buys nothing and is never scored; day T+7 is nobody's.
"""

from dataclasses import dataclass, replace
from datetime import date, timedelta

import numpy as np
import numpy.typing as npt
import polars as pl

from fashrec.frames import CUSTOMERS, ITEMS
from fashrec.interactions import Interactions
from fashrec.past import Past
from fashrec.types import (
    Bools,
    Cut,
    Floats,
    Future,
    Ints,
    ItemLists,
    ItemVectors,
    Profiles,
    Purchases,
    Seen,
    same_space,
)

CUT = Cut(date(2020, 3, 30), 7, "validation")
ANN, BEA, CAS, DAN, EVE, FAY = range(6)
EVERYBODY = np.arange(6, dtype=np.int32)
ITEM_IDS = (
    *("0100001001", "0100001002", "0100002001", "0100003001", "0100004001"),
    *("0100005001", "0100006001", "0100007001", "0100008001", "0100009001"),
)
NAMES = ("red coat", "blue coat", "dress", "jeans", "shirt", "skirt", "scarf", "hat", "boots", "belt")
COLD, CATALOGUE = (7, 8, 9), (0, 1, 2, 3, 4, 6, 7, 8)
BOUGHT = (  # customer, days before T, item, price
    (ANN, 40, 5, 0.02),
    (ANN, 20, 0, 0.04),
    (ANN, 10, 3, 0.03),
    (ANN, 10, 3, 0.03),
    (ANN, 3, 2, 0.06),
    (ANN, 3, 4, 0.01),
    (BEA, 15, 0, 0.04),
    (BEA, 2, 0, 0.02),
    (BEA, 2, 2, 0.06),
    (CAS, 25, 1, 0.04),
    (CAS, 25, 1, 0.04),
    (CAS, 5, 3, float("nan")),
    (EVE, 1, 6, 0.01),
    (FAY, 7, 4, 0.02),
    (FAY, 6, 2, 0.05),
)
VECTORS = (
    *((1, 0), (0.8, 0.6), (0, 1), (0.6, -0.8), (-1, 0)),
    *((0, -1), (0, 0), (-0.6, 0.8), (1, 0), (0, 0)),
)
CHANCES = (  # what the truth says: each customer's probability of buying items 0 ... 9
    (0.5, 0.25, 0.125, 0.125, 0, 0, 0, 0.375, 0.125, 0),
    (0.125, 0.125, 0, 0, 0, 0, 0, 0, 0.5, 0),
    (0, 0, 0, 0.75, 0.25, 0, 0.125, 0, 0, 0),
    (0, 0, 0.5, 0, 0.375, 0, 0, 0.25, 0, 0.125),
    (0, 0, 0, 0, 0, 0, 0, 0, 0, 0.75),
    (0.125, 0.125, 0.125, 0.125, 0.125, 0.125, 0.125, 0.125, 0.125, 0.125),
)


def mask(*rows: int, n: int = len(ITEM_IDS)) -> Bools:
    """bool [n]: true at `rows`."""
    return np.isin(np.arange(n), rows)


def lists(*rows: tuple[int, ...]) -> ItemLists:
    """Item lists out of tuples."""
    offsets = np.cumsum([0, *map(len, rows)], dtype=np.int64)
    return ItemLists(offsets, np.array([item for row in rows for item in row], np.int32))


def past(seen: Seen = "allow") -> Past:
    """All that is known at T."""
    return Past(
        cut=CUT,
        purchases=_purchases(),
        items=_items(),
        customers=pl.DataFrame({"customer_id": [f"{row:064x}" for row in EVERYBODY]}).select(
            "customer_id",
            *(pl.lit(None, kind).alias(name) for name, kind in CUSTOMERS.items() if name != "customer_id"),
        ),
        launched=~mask(9),
        warm=~mask(*COLD),
        catalogue=mask(*CATALOGUE),
        seen=seen,
    )


def future(seen: Seen = "allow") -> Future:
    """What is bought in `[T, T + 7)`."""
    n_dropped = 0 if seen == "allow" else 1
    whole = Future(
        cut=CUT,
        customers=np.array([ANN, BEA, CAS, DAN, EVE], np.int32),
        relevant=lists((0, 1, 7), (8,), (3,), (2, 4), (9,)),
        cold=np.array([0, 0, 1, 1, 0, 0, 0, 1], bool),
        repeat=np.array([1, 0, 0, 0, 1, 0, 0, 0], bool),
        reachable=np.array([1, 1, 1, 1, 1, 1, 1, 0], bool),
        n_history=np.array([5, 2, 2, 0, 1], np.int32),
        n_candidates=np.full(5, 8, np.int32),
        n_candidates_cold=np.full(5, 2, np.int32),
        n_dropped=n_dropped,
    )
    if seen == "allow":
        return whole
    return replace(
        whole,
        customers=np.array([ANN, BEA, DAN, EVE], np.int32),
        relevant=lists((1, 7), (8,), (2, 4), (9,)),
        cold=np.array([0, 1, 1, 0, 0, 1], bool),
        repeat=np.zeros(6, bool),
        reachable=np.array([1, 1, 1, 1, 1, 0], bool),
        n_history=np.array([5, 2, 0, 1], np.int32),
        n_candidates=np.array([4, 6, 8, 7], np.int32),
        n_candidates_cold=np.full(4, 2, np.int32),
    )


def vectors() -> ItemVectors:
    """float32 [10, 2]; items 6 and 9 have none."""
    return ItemVectors(np.array(VECTORS, np.float32), ~mask(6, 9), "shop")


def table(
    customer: npt.ArrayLike, item: npt.ArrayLike, day: npt.ArrayLike, price: npt.ArrayLike, n_customers: int
) -> Purchases:
    """Purchases, sorted as they have to be, through channel 2."""
    columns = (np.asarray(customer, np.int32), np.asarray(item, np.int32), np.asarray(day, np.int32))
    prices = np.asarray(price, np.float32)
    order = np.lexsort((prices, columns[1], columns[2], columns[0]))
    rows = [column[order] for column in columns]
    offsets = np.searchsorted(rows[0], np.arange(n_customers + 1)).astype(np.int64)
    return Purchases(rows[0], rows[1], rows[2], prices[order], np.full(len(order), 2, np.uint8), offsets)


@dataclass(frozen=True)
class BruteSearcher:
    """Every cosine, every sort: the slow answer that cannot be wrong."""

    vectors: ItemVectors
    among: Bools

    def search(self, queries: Profiles, k: int, exclude: ItemLists | None = None) -> tuple[Ints, Floats]:
        """As stages.Searcher says."""
        same_space(self.vectors.space, queries.space, "tests/shop.py")
        items, scores = np.full((len(queries.values), k), -1, np.int32), np.full((len(queries.values), k), -np.inf)
        for row in np.flatnonzero(queries.has):
            allowed = self.among & self.vectors.has
            if exclude is not None:
                allowed[exclude.of(int(row))] = False
            cosines = np.array([np.float32(vector @ queries.values[row]) for vector in self.vectors.values])
            best = sorted(np.flatnonzero(allowed), key=lambda item: (-cosines[item], item))[:k]
            items[row, : len(best)], scores[row, : len(best)] = best, cosines[best]
        return items, scores.astype(np.float32)


@dataclass(frozen=True)
class TableTruth:
    """A truth that is a table, float32 [n_customers, n_items]."""

    table: Floats

    def probabilities(self, cut: Cut, customers: Ints) -> Floats:
        """The rows of the table, whatever the cut."""
        del cut
        return self.table[customers].copy()


@dataclass(frozen=True)
class ShopTools:
    """What experiment.py would hand over: mean profiles in a plain loop, a brute-force search."""

    past: Past
    vectors: ItemVectors
    truth: TableTruth | None

    @property
    def interactions(self) -> Interactions:
        """Made anew each time: nothing here is worth keeping."""
        return Interactions(self.past)

    def profiles(self, customers: Ints) -> Profiles:
        """The mean over purchase rows."""
        sums = np.zeros((len(customers), self.vectors.dim), np.float32)
        for row, customer in enumerate(customers):
            start, end = self.past.purchases.offsets[customer : customer + 2]
            sums[row] = self.vectors.values[self.past.purchases.item[start:end]].sum(0)
        lengths = np.linalg.norm(sums, axis=1, keepdims=True)
        has = lengths[:, 0] > 0
        return Profiles(
            customers, np.where(has[:, None], sums / np.where(lengths > 0, lengths, 1), 0), has, self.vectors.space
        )

    def searcher(self, among: Bools) -> BruteSearcher:
        """Brute force over `among`; an index over nothing cannot be made."""
        assert (among & self.vectors.has).any()
        return BruteSearcher(self.vectors, among)

    def at(self, earlier: Past) -> "ShopTools":
        """Of an earlier past."""
        has = self.vectors.has & earlier.launched
        vectors = ItemVectors(self.vectors.values * has[:, None], has, self.vectors.space)
        return replace(self, past=earlier, vectors=vectors)


def tools(of: Past) -> ShopTools:
    """The tools of the hand-worked shop."""
    return ShopTools(of, vectors(), TableTruth(np.array(CHANCES, np.float32)))


def _purchases() -> Purchases:
    customer, before, item, price = zip(*BOUGHT, strict=True)
    return table(customer, item, CUT.day - np.array(before), price, len(EVERYBODY))


def _items() -> pl.DataFrame:
    launch = [CUT.start - timedelta(days=60)] * 9 + [CUT.start + timedelta(days=3)]
    known = pl.DataFrame(
        {
            "item_id": ITEM_IDS,
            "product_code": [item_id[:7] for item_id in ITEM_IDS],
            "prod_name": NAMES,
            "launch_day": launch,
            "picture": [None if row == 6 else f"{item_id[:3]}/{item_id}.jpg" for row, item_id in enumerate(ITEM_IDS)],
        }
    )
    frame = known.select(
        pl.col(name) if name in known.columns else pl.lit(None, kind).alias(name) for name, kind in ITEMS.items()
    )
    launched = pl.col("launch_day") < CUT.start
    return frame.with_columns(
        pl.when(launched).then(pl.col(name)).alias(name) for name in ITEMS if name not in {"item_id", "launch_day"}
    ).with_columns(pl.when(launched).then(pl.col("launch_day")).alias("launch_day"))
