"""Makes a download as large as H&M's, with its statistics and none of its rows: for benchmarks, never for scores.

The targets are those of docs/evaluation.md 9; `QUANTILES_*` are its figures. Nothing is correlated: customers have
no taste here, so that a recommender finds nothing in it.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from itertools import pairwise
from pathlib import Path

import numpy as np
import numpy.typing as npt
import polars as pl
import pyarrow as pa

from fashrec.bench.plain_request import FullSizeRequest
from fashrec.frames import ITEMS
from fashrec.progress import Quiet, for_console
from fashrec.stages import Progress
from fashrec.types import Doubles, Ints, Longs

FIRST_DAY, LAST_DAY = date(2018, 9, 20), date(2020, 9, 22)
N_DAYS = (LAST_DAY - FIRST_DAY).days + 1
SHARE_WITHOUT_PURCHASES = 1 - 1_362_281 / 1_371_980
# share of customers or baskets, and their rows there
QUANTILES_CUSTOMER = ((0.0, 0.1, 0.25, 0.5, 0.75, 0.9, 0.99, 1.0), (1, 2, 3, 9, 26, 61, 191, 400))
QUANTILES_BASKET = ((0.0, 0.4, 0.5, 0.75, 0.9, 0.99, 1.0), (1, 1, 2, 4, 9, 21, 60))
SHARE_AGAIN = 0.165  # rows after the first of a basket that repeat the row before: further units are 9.9 % of rows
SHARE_ONLINE = 0.70
SHARE_WITHOUT_AGE = 0.009
SEASON = 0.29  # monthly rows swing by 1 +- this, which makes max/min 1.8
POPULARITY_SIGMA = 1.7  # of log sales
LIFE_DAYS = (60, 500)  # an item is on sale for so long
PRICE_MEDIAN, PRICE_SIGMA = 0.025, 0.55  # of log price
DISCOUNTS = ((1.0, 0.8, 0.5), (0.8, 0.1, 0.1))  # factors and their shares
CENTS = 59_000  # H&M's prices are whole cents over this
TEXTS = [name for name in ITEMS if name not in {"item_id", "product_code", "launch_day", "picture"}]
N_VALUES = {"product_type_name": 131, "colour_group_name": 50, "graphical_appearance_name": 30, "section_name": 56}
DAY_SEED, ITEM_SEED, ID_SEED = 1, 2, 3


@dataclass(frozen=True, slots=True)
class _Baskets:
    """Who buys how much when, ordered by day: int32 [m] each."""

    customer: Ints
    day: Ints
    n_rows: Ints


def full_size(request: FullSizeRequest) -> None:
    """Write the download that is asked for."""
    sizes = {name: getattr(request, name) for name in ("n_rows", "n_customers", "n_items", "seed")}
    make_full_size(request.out, **sizes, progress=for_console())


def make_full_size(
    folder: Path,
    n_rows: int = 31_788_324,
    *,
    n_customers: int = 1_371_980,
    n_items: int = 105_542,
    seed: int = 0,
    progress: Progress | None = None,
) -> None:
    """Write articles.csv, customers.csv and transactions_train.csv (ordered by day, as Kaggle's) into `folder`.

    Args:
        folder: made where it is not there; no pictures are written.
        n_rows: purchases; at the default 3.4 GB of text.
        n_customers: customers, of whom 0.7 % never buy.
        n_items: items.
        seed: the same seed gives the same bytes.
        progress: told about the rows written.
    """
    folder.mkdir(parents=True, exist_ok=True)
    ids = _hex_ids(n_customers, seed)
    items = _item_ids(n_items, seed)
    _articles(items, seed).write_csv(folder / "articles.csv")
    _customers(ids, seed).write_csv(folder / "customers.csv")
    baskets = _baskets(n_rows, n_customers, seed)
    with (
        (progress or Quiet()).task("making purchases", n_rows, "rows") as advance,
        (folder / "transactions_train.csv").open("wb") as file,
    ):
        file.write(b"t_dat,customer_id,article_id,price,sales_channel_id\n")
        for rows in _transactions(baskets, ids, items, seed):
            rows.write_csv(file, include_header=False)
            advance(len(rows))


def _hex_ids(n: int, seed: int) -> pl.Series:
    """n distinct strings of 64 hexadecimal digits."""
    text = np.random.default_rng([seed, ID_SEED]).bytes(32 * n).hex().encode()
    offsets = np.arange(0, 64 * n + 1, 64, dtype=np.int64)
    array = pa.LargeStringArray.from_buffers(n, pa.py_buffer(offsets), pa.py_buffer(text))
    return pl.Series("customer_id", array)


def _item_ids(n: int, seed: int) -> pl.Series:
    """n distinct ten-digit ids, ascending."""
    rng = np.random.default_rng([seed, ITEM_SEED])
    numbers = np.sort(rng.choice(900_000_000, n, replace=False) + 100_000_000)
    return pl.Series("article_id", numbers).cast(pl.String).str.zfill(10)


def _articles(items: pl.Series, seed: int) -> pl.DataFrame:
    rng = np.random.default_rng([seed, ITEM_SEED, 1])
    numbers = {name: pl.Series(rng.integers(N_VALUES.get(name, 20), size=len(items))) for name in TEXTS}
    texts = [pl.format(f"{name} {{}}", number).alias(name) for name, number in numbers.items()]
    return items.to_frame().with_columns(items.str.slice(1, 6).alias("product_code"), *texts)


def _customers(ids: pl.Series, seed: int) -> pl.DataFrame:
    rng = np.random.default_rng([seed, ID_SEED, 1])
    years = np.interp(rng.random(len(ids)), (0, 0.25, 0.5, 0.75, 1), (16, 24, 31, 48, 90)).round()
    age = pl.Series(np.where(rng.random(len(ids)) < SHARE_WITHOUT_AGE, np.nan, years)).fill_nan(None)
    club = pl.Series(rng.choice(["ACTIVE", "PRE-CREATE"], len(ids), p=[0.93, 0.07]))
    return ids.to_frame().with_columns(
        FN=pl.lit(None), Active=pl.lit(None), club_member_status=club, fashion_news_frequency=pl.lit("NONE"),
        age=age, postal_code=ids.reverse(),
    )  # fmt: skip


def _baskets(n_rows: int, n_customers: int, seed: int) -> _Baskets:
    """Rows laid out customer after customer, cut into baskets, each basket given a day of the season."""
    rng = np.random.default_rng([seed, DAY_SEED])
    share = rng.permutation(n_customers) / n_customers
    weight = _quantile((share - SHARE_WITHOUT_PURCHASES) / (1 - SHARE_WITHOUT_PURCHASES), QUANTILES_CUSTOMER)
    weight[share < SHARE_WITHOUT_PURCHASES] = 0
    ends = np.floor(np.cumsum(weight) * (n_rows / weight.sum()) + 1e-6).astype(np.int64)
    sizes = np.rint(_quantile(rng.random(n_rows), QUANTILES_BASKET)).astype(np.int64)
    cuts = np.cumsum(sizes)
    bounds = np.union1d(cuts[cuts < n_rows], np.concatenate([[0], ends]))
    customer = np.searchsorted(ends, bounds[:-1], side="right").astype(np.int32)
    day = rng.choice(N_DAYS, len(customer), p=_season()).astype(np.int16)
    order = np.argsort(day, kind="stable")
    return _Baskets(customer[order], day[order].astype(np.int32), np.diff(bounds)[order].astype(np.int32))


def _quantile(share: Doubles, quantiles: tuple[tuple[float, ...], tuple[int, ...]]) -> Doubles:
    """float64 like `share`: the rows at these shares, log-linear between the points known."""
    rows: Doubles = np.exp(np.interp(share, quantiles[0], np.log(quantiles[1])))
    return rows


def _season() -> Doubles:
    """float64 [N_DAYS], sums to 1; highest in July."""
    turn = 2 * np.pi * (np.arange(N_DAYS) + FIRST_DAY.timetuple().tm_yday - 196) / 365.25
    weight = 1 + SEASON * np.cos(turn)
    share: Doubles = weight / weight.sum()
    return share


def _transactions(baskets: _Baskets, ids: pl.Series, items: pl.Series, seed: int) -> Iterator[pl.DataFrame]:
    """The rows of one day after the other."""
    rng = np.random.default_rng([seed, DAY_SEED, 1])
    popularity = rng.lognormal(0, POPULARITY_SIGMA, len(items))
    life = rng.integers(*LIFE_DAYS, len(items))
    born = rng.integers(1 - life, N_DAYS)
    price = rng.lognormal(np.log(PRICE_MEDIAN), PRICE_SIGMA, len(items))
    bounds = np.searchsorted(baskets.day, np.arange(N_DAYS + 1))
    for day, (low, high) in enumerate(pairwise(bounds)):
        counts = baskets.n_rows[low:high]
        item = _bought(rng, popularity * ((born <= day) & (day < born + life)), counts)
        discounted = price[item] * rng.choice(DISCOUNTS[0], len(item), p=DISCOUNTS[1])
        online = np.repeat(rng.random(high - low) < SHARE_ONLINE, counts)
        yield pl.DataFrame(
            {
                "t_dat": pl.repeat(FIRST_DAY, len(item), eager=True).dt.offset_by(f"{day}d"),
                "customer_id": ids.gather(np.repeat(baskets.customer[low:high], counts)),
                "article_id": items.gather(item),
                "price": (np.clip(np.rint(discounted * CENTS), 1, None) / CENTS).round(16),
                "sales_channel_id": 1 + online.astype(np.uint8),
            }
        )


def _bought(rng: np.random.Generator, weight: Doubles, counts: Ints) -> Longs:
    """int64 [sum of counts], item rows: some are the same again as the row before in their basket."""
    cumulated = np.cumsum(weight)
    item: Longs = np.searchsorted(cumulated, rng.random(int(counts.sum())) * cumulated[-1], side="right")
    again: npt.NDArray[np.bool_] = rng.random(len(item)) < SHARE_AGAIN
    again[np.cumsum(counts) - counts] = False
    item[again] = item[np.flatnonzero(again) - 1]
    return item
