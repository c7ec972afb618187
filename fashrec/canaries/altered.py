"""The same shop with another future: what happens from one day on is changed, what happened before is not.

Customers stay as they are. Their table has one row a customer and no day: it cannot be told which of it was known at a
cut, so there is no later part to change, and nobody who reads it can be caught here. H&M's is a snapshot of the end of
the data: `age`, `club_member_status` and `fashion_news_frequency` are those of then at every cut, and who joined later
has a row already. Its readers are `popular` with `by` and the ranker's feature of age: an age is up to two years too
high, the same for all; whether somebody is in the club may follow from what she bought after the cut.
"""

import shutil
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from pathlib import Path
from typing import ClassVar

import numpy as np
import polars as pl

from fashrec.frames import PURCHASES
from fashrec.stages import Checkpoint, Dataset, Progress, Truth
from fashrec.types import day_number

ORDER = ["customer", "day", "item", "price", "channel"]
Change = Callable[["Shop", date], "Shop"]


@dataclass(frozen=True, slots=True)
class Shop:
    """The tables that are changed.

    Attributes:
        items: frames.ITEMS.
        purchases: frames.PURCHASES.
        n_customers: the number of customer rows.
    """

    items: pl.DataFrame
    purchases: pl.DataFrame
    n_customers: int

    def apart(self, day: date) -> tuple[pl.DataFrame, pl.DataFrame]:
        """The purchases before a day, and those from that day on."""
        later = pl.col("day") >= day_number(day)
        return self.purchases.filter(~later), self.purchases.filter(later)

    def bought(self, *parts: pl.DataFrame) -> "Shop":
        """The shop with these purchases, in the order that tables have."""
        rows = pl.concat([part.select(list(PURCHASES)).cast(PURCHASES) for part in parts])  # type: ignore[arg-type]
        return Shop(self.items, rows.sort(ORDER), self.n_customers)


def nothing(shop: Shop, day: date) -> Shop:
    """No change: what moves here does not repeat, and tells nothing about leaks."""
    del day
    return shop


def shuffled(shop: Shop, day: date) -> Shop:
    """Who, what, when, at which price and where: each column of the later rows permuted on its own."""
    before, after = shop.apart(day)
    random = np.random.default_rng(0)
    mixed = after.select(pl.Series(name, random.permutation(after[name].to_numpy())) for name in after.columns)
    return shop.bought(before, mixed)


def dropped(shop: Shop, day: date) -> Shop:
    """No later row but one of the last day: cuts are counted back from the day on which the data end."""
    before, after = shop.apart(day)
    return shop.bought(before, after.filter(pl.col("day") == pl.col("day").max())[:1])


def planted(shop: Shop, day: date) -> Shop:
    """On the day itself every customer buys, ten times over, an item that nobody bought before; the rarest if none."""
    before, after = shop.apart(day)
    counts = np.bincount(before["item"].to_numpy(), minlength=len(shop.items))
    buyers = pl.int_range(shop.n_customers, dtype=pl.Int32, eager=True).alias("customer")
    plant = pl.DataFrame([buyers.repeat_by(10).explode()]).with_columns(
        item=pl.lit(int(counts.argmin())), day=pl.lit(day_number(day)), price=pl.lit(0.5), channel=pl.lit(2)
    )
    return shop.bought(before, after, plant)


def launched(shop: Shop, day: date) -> Shop:
    """What comes on sale from the day on: a day later, and in all else, picture included, like the first item."""
    later = pl.col("launch_day") >= day
    like = {name: pl.lit(shop.items[name][0], kind) for name, kind in shop.items.schema.items() if name not in _OWN}
    like["launch_day"] = pl.col("launch_day") + timedelta(days=1)
    items = shop.items.with_columns(
        pl.when(later).then(value).otherwise(name).alias(name) for name, value in like.items()
    )
    return Shop(items, shop.purchases, shop.n_customers)


_OWN = ("item_id", "launch_day")
VARIANTS: Mapping[str, Change] = {
    "unchanged": nothing,
    "shuffled": shuffled,
    "dropped": dropped,
    "planted": planted,
    "launched": launched,
}


@dataclass(frozen=True)
class Altered:
    """A Dataset: another one's tables with a variant of what happens from `day` on.

    Attributes:
        of: the other one.
        tables: its tables' finished artefact.
        source: that artefact's hash.
        day: the first day that is changed, as YYYY-MM-DD.
        variant: one of VARIANTS.
    """

    version: ClassVar[int] = 1

    of: Dataset
    tables: Path = field(metadata={"hashed": False})
    source: str
    day: str
    variant: str

    def fingerprint(self, fingerprint_files: Callable[[list[Path]], str]) -> str:
        """Of what is changed, and how."""
        del fingerprint_files
        return f"{self.source}/{self.day}/{self.variant}"

    def ingest(self, checkpoint: Checkpoint, progress: Progress) -> None:
        """Write the tables of the other shop, changed."""
        del progress
        for name in ("customers.parquet", "counts.json"):
            shutil.copy(self.tables / name, checkpoint.folder / name)
        customers = pl.scan_parquet(self.tables / "customers.parquet").select(pl.len()).collect().item()
        items, purchases = (pl.read_parquet(self.tables / f"{name}.parquet") for name in ("items", "purchases"))
        shop = VARIANTS[self.variant](Shop(items, purchases, customers), date.fromisoformat(self.day))
        shop.items.write_parquet(checkpoint.folder / "items.parquet")
        shop.purchases.write_parquet(checkpoint.folder / "purchases.parquet")

    def pictures_folder(self, tables: Path) -> Path:
        """The other one's."""
        del tables
        return self.of.pictures_folder(self.tables)

    def truth(self, tables: Path) -> Truth | None:
        """The other one's: who may ask for it knows the future, and is not watched."""
        del tables
        return self.of.truth(self.tables)
