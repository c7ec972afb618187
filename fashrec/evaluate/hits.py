"""Where shown lists met the future: the one pass that every ranking metric is counted from."""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from fashrec.errors import DataError
from fashrec.evaluate.lists import check_lists
from fashrec.types import Bools, Floats, Future, Longs, Shown

BLOCK = 1 << 14  # relevant items looked for at a time: their lists stay in the processor's cache


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

    Each relevant item is looked for in its customer's list, BLOCK of them at a time: people buy few things in a week,
    so that this is quicker than any search, and nothing of the size customers · items is ever made.

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
    rows, listed = look_up(future.customers, shown.customers)
    owners = relevant.owners()
    pairs = np.flatnonzero(listed[owners])
    none = np.zeros(0, np.int64)
    blocks = (pairs[at : at + BLOCK] for at in range(0, len(pairs), BLOCK))
    found = [(none, none), *(_hits_of(block, rows, owners, shown, future) for block in blocks)]
    pair, place = (np.concatenate(part) for part in zip(*found, strict=True))
    # within a customer the pairs lie in order of items
    order = np.argsort(owners[pair] * items.shape[1] + place)
    pair, place = pair[order], place[order]
    owner = owners[pair]
    return Hits(owner, place + 1, pair, shown.scores[rows[owner], place])


def _hits_of(pairs: Longs, rows: Longs, owners: Longs, shown: Shown, future: Future) -> tuple[Longs, Longs]:
    """Which of some pairs stand in their customer's list, and in which place of it, from 0."""
    width = shown.items.shape[1]
    there = shown.items[rows[owners[pairs]]] == future.relevant.items[pairs, None]
    row, place = np.divmod(np.flatnonzero(there), max(width, 1))
    return pairs[row], place
