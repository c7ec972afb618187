"""Where shown lists met the future: the one pass that every ranking metric is counted from."""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from fashrec.errors import DataError
from fashrec.evaluate.lists import check_lists
from fashrec.types import Bools, Floats, Future, Longs, Shown


@dataclass(frozen=True, slots=True)
class Hits:
    """The places of lists where something relevant stands, sorted by customer, then rank.

    Attributes:
        owner: int64 [h]; row in `future.customers`.
        rank: int64 [h]; 1 is the best place.
        pair: int64 [h]; where in `future.relevant.items` the item stands.
        score: float32 [h]; the list's score at that place.
    """

    owner: Longs
    rank: Longs
    pair: Longs
    score: Floats

    def __len__(self) -> int:
        return len(self.owner)

    def where(self, keep: Bools) -> "Hits":
        """The hits where `keep` (bool [h]) holds."""
        return Hits(self.owner[keep], self.rank[keep], self.pair[keep], self.score[keep])

    def ordinals(self) -> Longs:
        """int64 [h]: 1 for a customer's first hit, 2 for the second."""
        return np.arange(1, len(self) + 1) - np.searchsorted(self.owner, self.owner)


def look_up(keys: npt.NDArray[np.integer], among: npt.NDArray[np.integer]) -> tuple[Longs, Bools]:
    """Where each key stands in `among` (ascending), and whether it stands there at all.

    Returns:
        int64 and bool, both of the shape of `keys`; the position of a missing key means nothing.
    """
    if not len(among):
        return np.zeros(np.shape(keys), np.int64), np.zeros(np.shape(keys), bool)
    at = np.minimum(np.searchsorted(among, keys), len(among) - 1)
    return at, among[at] == keys


def find_hits(
    shown: Shown,
    future: Future,
    k: int,
    *,
    showable: Bools,
    catalogue: Bools | None = None,
    name: str = "shown",
) -> Hits:
    """Every relevant item that was shown. Customers who are shown something but not scored are passed over.

    Keys `customer row · n_items + item` of the relevant pairs are ascending as they lie, so each rank's column
    of the lists is searched in one ascending sweep; nothing of the size customers · items is ever made.

    Args:
        shown: the lists, as a ranker gives them.
        future: the relevant pairs.
        k: the most items that a list may hold.
        showable: bool [m] over the relevant pairs; whether these lists may hold the item.
        catalogue: bool [n_items]; what these lists may hold. None: only what was bought can be checked.
        name: what the lists are called in an error.

    Raises:
        DataError: where the lists break the contract of `Shown` or hold an item that they may not.
    """
    where = f"{name}, cut {future.cut}"
    check_lists(shown, k, catalogue, where)
    hits = _search(shown, future)
    barred = int(np.count_nonzero(~showable[hits.pair]))
    if barred:
        raise DataError(
            f"{barred} relevant items were shown that these lists may not hold",
            where=where,
            why="a list holds items of the catalogue alone, or floors and ceilings mean nothing",
            do="rank among `past.catalogue` (its cold items for `cold_only`), and mark as reachable what lies in it",
        )
    return hits


def _search(shown: Shown, future: Future) -> Hits:
    items, relevant = shown.items, future.relevant
    stride = 1 + max((int(part.max()) for part in (items, relevant.items) if part.size), default=0)
    pairs = relevant.owners() * stride + relevant.items
    rows, scored = look_up(shown.customers, future.customers)
    found = [_none()]
    for at in range(items.shape[1]):
        pair, there = look_up(rows * stride + items[:, at], pairs)
        hit = np.flatnonzero(there & scored & (items[:, at] >= 0))
        found.append(Hits(rows[hit], np.full(len(hit), at + 1, np.int64), pair[hit], shown.scores[hit, at]))
    return _sorted(found)


def _none() -> Hits:
    none = np.zeros(0, np.int64)
    return Hits(none, none, none, np.zeros(0, np.float32))


def _sorted(columns: list[Hits]) -> Hits:
    owner = np.concatenate([hits.owner for hits in columns])
    # the columns lie in order of rank, which a stable sort by customer keeps
    order = np.argsort(owner, kind="stable")
    return Hits(
        owner=owner[order],
        rank=np.concatenate([hits.rank for hits in columns])[order],
        pair=np.concatenate([hits.pair for hits in columns])[order],
        score=np.concatenate([hits.score for hits in columns])[order],
    )
