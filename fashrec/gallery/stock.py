"""The items of a page: which they are, what is known of them, what looks like them."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import numpy as np
import polars as pl

from fashrec.gallery.finished import Finished
from fashrec.gallery.likeness import flat, nearest
from fashrec.past import Past
from fashrec.types import EPOCH, Bools, Floats, Ints, ItemVectors, day_number

# the map shows so many items, or all of the page's where these are more
MAPPED = 3000
FACTS = {
    "name": "prod_name",
    "type": "product_type_name",
    "group": "product_group_name",
    "colour": "colour_group_name",
    "shade": "perceived_colour_master_name",
}
_FINE = 10_000  # steps of the map's places


@dataclass(frozen=True)
class Likeness:
    """What the vectors of one cut say of items, by their numbers; None for those without a vector, or not looked up.

    Attributes:
        near: (number, 1 - cosine) of the nearest items, the nearest first; of items that are there as
            neighbours alone, those that are on the page.
        places: two whole numbers from 0 to 10,000: where the item is on the map.
        share: of the vectors' variance that the map holds.
        day: the cut.
        n: so many nearest were looked up for each.
    """

    near: list[list[tuple[int, float]] | None]
    places: list[list[int] | None]
    share: float
    day: date
    n: int


@dataclass(frozen=True)
class Stock:
    """Items, numbered from 0 as the page numbers them: those of its lists, then of the map, then their neighbours.

    Attributes:
        ids: of all of them.
        files: their pictures; None where there is none at hand.
        facts: by name a column: those of FACTS, `price` (median, in the source's scale), `first` (day number of the
            first sale), `launch` (day number), `sold` (units); None where unknown. Nothing after the window is counted.
            Empty where nothing is known but ids.
        likeness: None where there are no vectors at hand.
    """

    ids: list[str]
    files: list[Path | None]
    facts: dict[str, list[Any]]
    likeness: Likeness | None = None


def stock_of(run: Finished, window: str, ids: Iterable[str], seed: int) -> Stock:
    """The items of a page, with what the run's vectors at the window's last cut say of them.

    Args:
        run: whose tables, pictures and vectors are looked at, as far as they are at hand.
        window: that the page shows.
        ids: of the items in its lists, in the order of their importance; repeats are harmless.
        seed: of the further items on the map.
    """
    distinct = list(dict.fromkeys(ids))
    if run.tables is None:
        return Stock(distinct, [None] * len(distinct), {})
    cut, of_ids = run.cuts(window)[-1], run.tables.items["item_id"]
    rows = of_ids.search_sorted(pl.Series(distinct, dtype=pl.String)).to_numpy().astype(np.int32)
    vectors, likeness = run.vectors(cut.start), None
    if vectors is not None and vectors.has[rows].any():
        past, _ = run.split.at(run.tables, cut)
        rows, likeness = _likeness(rows, vectors, past, seed)
    return Stock(of_ids.gather(rows).to_list(), _files(run, rows), _facts(run, rows, cut.end), likeness)


def _likeness(rows: Ints, vectors: ItemVectors, past: Past, seed: int) -> tuple[Ints, Likeness]:
    """The page's items with those that are added to them, and what is known of all by their place among them."""
    mapped = _mapped(rows, past.catalogue & vectors.has, seed)
    asked = mapped[vectors.has[mapped]]
    items, far = nearest(vectors, asked, past.catalogue)
    added = np.setdiff1d(items, mapped).astype(np.int32)
    every = np.concatenate([mapped, added])
    number = np.full(len(vectors.has), -1, np.int32)
    number[every] = np.arange(len(every), dtype=np.int32)
    near: list[list[tuple[int, float]] | None] = [None] * len(every)
    for of, (found, apart) in ((asked, (items, far)), (added, nearest(vectors, added, past.catalogue))):
        for at, pairs in zip(number[of].tolist(), _on_page(number[found], apart), strict=True):
            near[at] = pairs
    made = flat(np.asarray(vectors.values[asked]))
    places: list[list[int] | None] = [None] * len(every)
    for at, place in zip(number[asked].tolist(), np.rint(made.places * _FINE).astype(int).tolist(), strict=True):
        places[at] = place
    return every, Likeness(near, places, made.share, past.cut.start, items.shape[1])


def _on_page(numbers: Ints, far: Floats) -> Iterator[list[tuple[int, float]]]:
    """Row by row, the neighbours that have a number."""
    for others, apart in zip(numbers.tolist(), np.round(far.astype(np.float64), 3).tolist(), strict=True):
        yield [(other, away) for other, away in zip(others, apart, strict=True) if other >= 0]


def _mapped(rows: Ints, known: Bools, seed: int) -> Ints:
    """The page's items, and a seeded sample of the others of the catalogue behind them."""
    others = np.setdiff1d(np.flatnonzero(known), rows).astype(np.int32)
    more = np.random.default_rng(seed).permutation(others)[: max(0, MAPPED - len(rows))]
    return np.concatenate([rows, np.sort(more)])


def _files(run: Finished, rows: Ints) -> list[Path | None]:
    assert run.tables is not None, "pictures are named by the tables"
    folder = run.pictures
    names = run.tables.items["picture"].gather(rows)
    return [None if name is None or folder is None else folder / name for name in names]


def _facts(run: Finished, rows: Ints, until: date) -> dict[str, list[Any]]:
    """What is known of items from what happened before `until`."""
    assert run.tables is not None, "facts are the tables'"
    items, bought = run.tables.items[rows], run.tables.purchases
    before = bought.day < day_number(until)
    sales = (
        pl.DataFrame({"item": bought.item[before], "day": bought.day[before], "price": bought.price[before]})
        .filter(pl.col("item").is_in(np.unique(rows)))
        .group_by("item")
        .agg(price=pl.col("price").drop_nans().median(), first=pl.col("day").min(), sold=pl.len())
    )
    joined = pl.DataFrame({"item": rows}).join(sales, on="item", how="left", maintain_order="left")
    launched = items["launch_day"].to_physical().to_list()
    past = [None if day is None or EPOCH + timedelta(days=day) >= until else day for day in launched]
    return {
        **{name: items[column].to_list() for name, column in FACTS.items()},
        "price": [None if price is None else round(price, 5) for price in joined["price"]],
        "first": joined["first"].to_list(),
        "sold": joined["sold"].fill_null(0).to_list(),
        "launch": past,
    }
