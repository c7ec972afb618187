"""Taste, or the same thing again? Hits beside what their customer had bought before (docs/evaluation.md 5).

A relevant item is of one kind: `same_item`, bought by this customer before T; `same_product`, another colour
(product_code) of something that was; `new_product`, neither. The last two have a distance, 1 - cosine to the nearest
item that the customer had bought, where both have a vector; that of the first is 0 and says nothing.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Self, TypedDict

import numpy as np
import numpy.typing as npt
import polars as pl

from fashrec.evaluate.hits import Hits, look_up
from fashrec.past import Past
from fashrec.types import Bools, Doubles, Floats, Future, ItemLists, ItemVectors, Longs

KINDS = ("same_item", "same_product", "new_product")
QUARTERS = 4
BLOCK = 1 << 12  # (relevant item, bought item) pairs whose cosines are taken at a time


@dataclass(frozen=True, slots=True)
class Relevant:
    """What every relevant item of a cut is to its customer.

    Attributes:
        day: the cut's T.
        window: the window that the cut belongs to.
        n: scored customers.
        kind: int8 [m] over `future.relevant.items`; which of KINDS.
        distance: float32 [m]; to the nearest item bought, NaN where there is none.
        reachable: bool [m]; what could be hit.
    """

    day: date
    window: str
    n: int
    kind: npt.NDArray[np.int8]
    distance: Floats
    reachable: Bools

    @classmethod
    def at(cls, past: Past, future: Future, products: pl.Series, vectors: ItemVectors | None) -> Self:
        """Of one cut.

        Args:
            past: for what customers had bought.
            future: of the same cut.
            products: [n_items]; each item's product_code, those of items launched later included; null: its own.
            vectors: of unit length; None: the run has none.
        """
        owned = past.owned(future.customers)
        kind = _kinds(future, owned, _numbered(products))
        distance = np.full(len(kind), np.nan, np.float32)
        if vectors is not None:
            pairs = np.flatnonzero((kind > 0) & vectors.has[future.relevant.items])
            distance[pairs] = _nearest(future, owned, vectors, pairs)
        return cls(future.cut.start, future.cut.window, len(future.customers), kind, distance, future.reachable)


@dataclass(frozen=True, slots=True)
class Audited:
    """The hits of one recommender's lists of length k at one cut.

    Attributes:
        relevant: what its pairs are.
        pairs: int64 [h]; the hits, as places in `future.relevant.items`.
        customers: how many customers' newest hit is of each of KINDS.
    """

    relevant: Relevant
    pairs: Longs
    customers: Longs

    @classmethod
    def of(cls, relevant: Relevant, hits: Hits, k: int) -> Self:
        """From all hits of the lists."""
        within = hits.where(hits.rank <= k)
        newest = np.full(relevant.n, -1, np.int64)
        np.maximum.at(newest, within.owner, relevant.kind[within.pair])
        return cls(relevant, within.pair, np.bincount(newest[newest >= 0], minlength=len(KINDS)))

    @property
    def day(self) -> date:
        """The cut's T."""
        return self.relevant.day

    @property
    def window(self) -> str:
        """The window that the cut belongs to."""
        return self.relevant.window


class Kind(TypedDict):
    """The hits of one kind.

    `hits` of the `relevant` items of that kind inside the catalogue were shown; `share` is that of all hits.
    `hit_rate` counts the customers none of whose hits is newer (same_item, same_product, new_product), so that the
    three add up to the hit rate.
    """

    hits: int
    share: float | None
    relevant: int
    hit_rate: float | None


class Quarter(TypedDict):
    """Relevant items inside the catalogue with a distance above `above` (the first: from it on) and at most `to`, and
    the hits among them.
    """

    above: float
    to: float
    relevant: int
    hits: int


class Audit(TypedDict):
    """Lists of one length over the cuts of a window.

    `distances` are the least, the quartiles and the greatest of the hits that have one; `quarters` cut the relevant
    items that could be hit and have one into four alike: where hits crowd into the first, lists find what is bought
    already; of a random list's there are as many in each.
    """

    n: int
    hits: int
    hit_rate: float | None
    kinds: dict[str, Kind]
    n_distances: int
    distances: list[float] | None
    quarters: list[Quarter]


def audit(parts: Sequence[Audited]) -> Audit:
    """The audit of the same recommender and k at some cuts."""
    n = sum(part.relevant.n for part in parts)
    kind = _joined([part.relevant.kind[part.pairs] for part in parts])
    among = _joined([part.relevant.kind[part.relevant.reachable] for part in parts])
    distance = _known([part.relevant.distance[part.pairs] for part in parts])
    customers = np.sum([part.customers for part in parts], axis=0)
    hits, relevant = (np.bincount(kinds, minlength=len(KINDS)) for kinds in (kind, among))
    return Audit(
        n=n,
        hits=len(kind),
        hit_rate=_share(int(customers.sum()), n),
        kinds={
            name: Kind(
                hits=int(hits[at]),
                share=_share(int(hits[at]), len(kind)),
                relevant=int(relevant[at]),
                hit_rate=_share(int(customers[at]), n),
            )
            for at, name in enumerate(KINDS)
        },
        n_distances=len(distance),
        distances=_edges(distance),
        quarters=_quarters(_known([part.relevant.distance[part.relevant.reachable] for part in parts]), distance),
    )


def _kinds(future: Future, owned: ItemLists, product: Longs) -> npt.NDArray[np.int8]:
    """int8 [m]: which of KINDS each relevant item is."""
    stride = int(product.max(initial=0)) + 1
    bought = np.unique(owned.owners() * stride + product[owned.items])
    _, another = look_up(future.relevant.owners() * stride + product[future.relevant.items], bought)
    return np.where(future.repeat, 0, np.where(another, 1, 2)).astype(np.int8)


def _numbered(products: pl.Series) -> Longs:
    """int64 [n_items]: equal for colours of one product; an item without a code is a product of its own."""
    n = len(products)
    ranked = products.rank("dense").cast(pl.Int64)
    alone = pl.Series(np.arange(n) + n + 1)
    return ranked.zip_with(ranked.is_not_null(), alone).to_numpy()


def _nearest(future: Future, owned: ItemLists, vectors: ItemVectors, pairs: Longs) -> Floats:
    """float32 [len(pairs)]: 1 - the greatest cosine to what the pair's customer had bought; NaN where nothing."""
    has = vectors.has[owned.items]
    kept = np.concatenate([np.zeros(1, np.int64), np.cumsum(has)])
    items, offsets = owned.items[has], kept[owned.offsets]
    customers = future.relevant.owners()[pairs]
    starts, counts = offsets[customers], np.diff(offsets)[customers]
    nearest = np.full(len(pairs), np.nan, np.float32)
    some = np.flatnonzero(counts)
    for rows in _blocks(some, counts[some]):
        begins = np.concatenate([np.zeros(1, np.int64), np.cumsum(counts[rows])])
        bought = items[np.arange(begins[-1]) + np.repeat(starts[rows] - begins[:-1], counts[rows])]
        asked = np.repeat(future.relevant.items[pairs[rows]], counts[rows])
        cosines = np.einsum("ij,ij->i", vectors.values[asked], vectors.values[bought])
        nearest[rows] = 1 - np.maximum.reduceat(cosines, begins[:-1])
    return np.clip(nearest, 0, 2)


def _blocks(rows: Longs, counts: Longs) -> Iterator[Longs]:
    """Runs of rows whose counts add up to BLOCK or little more."""
    if len(rows):
        number = (np.cumsum(counts) - counts) // BLOCK
        yield from np.split(rows, np.flatnonzero(np.diff(number)) + 1)


def _quarters(relevant: Doubles, hits: Doubles) -> list[Quarter]:
    edges = _edges(relevant)
    if edges is None:
        return []
    counts = [np.bincount(np.searchsorted(edges[1:-1], some), minlength=QUARTERS).tolist() for some in (relevant, hits)]
    return [
        Quarter(above=above, to=to, relevant=n, hits=found)
        for above, to, n, found in zip(edges[:-1], edges[1:], *counts, strict=True)
    ]


def _edges(distances: Doubles) -> list[float] | None:
    """The least, the three quartiles, the greatest."""
    if not len(distances):
        return None
    return [float(edge) for edge in np.quantile(distances, np.linspace(0, 1, QUARTERS + 1))]


def _known(parts: Sequence[Floats]) -> Doubles:
    together = np.concatenate(parts).astype(np.float64)
    return together[~np.isnan(together)]


def _joined(parts: Sequence[npt.NDArray[np.int8]]) -> Longs:
    return np.concatenate(parts).astype(np.int64)


def _share(part: int, n: int) -> float | None:
    return part / n if n else None
