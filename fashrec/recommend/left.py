"""What is left of a list that all customers share once each customer's own entries are crossed out.

    shared list       d  b  e  a  c          place 0 1 2 3 4
    ann crosses out      b     a             taken  1, 3
    left for ann      d     e     c          ranks 0, 1, 2 lie at places 0, 2, 4

No score matrix is made: the cost is that of the lists shown and of the items owned, not customers times items.
"""

import numpy as np
import numpy.typing as npt

from fashrec.types import Ints, ItemLists


def nothing(n: int) -> ItemLists:
    """Empty lists for n customers."""
    return ItemLists(np.zeros(n + 1, np.int64), np.zeros(0, np.int32))


def places(shared: Ints, own: ItemLists) -> ItemLists:
    """Where `own` items stand in `shared`, ascending; items that are not in it are left out.

    Args:
        shared: int32 [m], distinct items in any order.
        own: items of each of n customers, distinct within a customer.
    """
    place_of = np.full(max(shared.max(initial=-1), own.items.max(initial=-1)) + 1, -1, np.int64)
    place_of[shared] = np.arange(len(shared))
    place, owners = place_of[own.items], own.owners()
    keys = np.sort((owners * len(shared) + place)[place >= 0])
    counts = np.bincount(owners[place >= 0], minlength=len(own))
    offsets = np.concatenate([np.zeros(1, np.int64), np.cumsum(counts)])
    return ItemLists(offsets, (keys % max(1, len(shared))).astype(np.int32))


def nth_left(ranks: npt.NDArray[np.int64], taken: ItemLists) -> npt.NDArray[np.int64]:
    """The places of the ranks-th entries (0 the first) among those that are not taken.

    Args:
        ranks: int64 [n, r], at least 0.
        taken: n lists of distinct places, ascending.

    Returns:
        int64 [n, r]. A rank has jumped over taken entry j (0 the first) if `taken[j] - j <= rank`.
    """
    jumps = taken.items - (np.arange(len(taken.items)) - taken.offsets[taken.owners()])
    return ranks + _n_below(ranks + 1, taken, jumps)


def n_taken(before: npt.NDArray[np.int64], taken: ItemLists) -> npt.NDArray[np.int64]:
    """int64 [n, r]: how many of each customer's taken places lie below each of `before` (int64 [n, r])."""
    return _n_below(before, taken, taken.items)


def _n_below(bounds: npt.NDArray[np.int64], lists: ItemLists, values: npt.NDArray[np.integer]) -> npt.NDArray[np.int64]:
    """How many of each list's `values` (never falling in a list, at least 0) are less than its row's bounds."""
    span = max(bounds.max(initial=0), values.max(initial=0)) + 1
    row = np.arange(len(bounds))[:, None] * span
    found = np.searchsorted(lists.owners() * span + values, row + bounds, side="left")
    below: npt.NDArray[np.int64] = found - lists.offsets[:-1, None]
    return below


def both(first: ItemLists, second: ItemLists) -> ItemLists:
    """Each customer's entries of two lists, those of the first before those of the second."""
    owners = np.concatenate([first.owners(), second.owners()])
    items = np.concatenate([first.items, second.items])[np.argsort(owners, kind="stable")]
    return ItemLists(first.offsets + second.offsets, items)
