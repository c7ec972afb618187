"""The blocks of equal scores that a list's end cuts through (types.Ties): finding and putting them together."""

from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from fashrec.types import Bools, Floats, Ints, ItemLists, Longs, Shown, Ties


def none(n: int) -> Ties:
    """No ties for n customers."""
    return of_rows(n, np.zeros(0, np.int64), np.zeros(0, np.int64), np.zeros(0, np.int32))


def of_rows(n: int, rows: Longs, counts: Longs, members: Ints) -> Ties:
    """A block of its own for each of some customers.

    Args:
        n: number of customers.
        rows: int64 [b]; those that have a block, distinct.
        counts: int64 [b]; sizes of the blocks.
        members: int32 [counts.sum()]; the blocks' items laid end to end, ascending within a block.
    """
    block, size = np.full(n, -1, np.int32), np.zeros(n, np.int32)
    block[rows], size[rows] = np.arange(len(rows)), counts
    return Ties(block, size, ItemLists(np.concatenate([np.zeros(1, np.int64), np.cumsum(counts)]), members))


def cut_by(k: int, ranked: Floats, items: Ints, scores: Floats) -> Ties:
    """The blocks that lists of length k cut.

    Args:
        k: the list length, at least 1.
        ranked: float32 [n, r], scores best first, -inf where there is no item; r > k unless there are no more.
        items: int32 [n, m] or [1, m]; the items that `scores` belong to, ascending among equal scores.
        scores: float32 [n, m]; hold the whole of each block.
    """
    if k >= ranked.shape[1]:
        return none(len(ranked))
    rows = np.flatnonzero((ranked[:, k - 1] == ranked[:, k]) & (ranked[:, k] > -np.inf))
    row, column = np.nonzero(scores[rows] == ranked[rows, k - 1 : k])
    members = np.broadcast_to(items, scores.shape)[rows[row], column]
    return of_rows(len(ranked), rows, np.bincount(row, minlength=len(rows)), members)


def overlay(first: Ties, second: Ties) -> Ties:
    """The ties of two parts of the same lists, where no customer has one in both."""
    block = np.where(second.block >= 0, second.block + len(first.members), first.block).astype(np.int32)
    return Ties(block, first.size + second.size, _end_to_end([first.members, second.members]))


def join(parts: Sequence[Shown]) -> Shown:
    """The lists of different customers, all of one length, as one Shown; at least one part."""
    customers = np.concatenate([part.customers for part in parts])
    order = np.argsort(customers)
    ks = sorted({k for part in parts for k in part.ties})
    flagged = any(part.fallback is not None for part in parts)
    filled = any(part.own is not None for part in parts)
    flags = [np.zeros(len(part.customers), bool) if part.fallback is None else part.fallback for part in parts]
    return Shown(
        customers=customers[order],
        items=np.concatenate([part.items for part in parts])[order],
        scores=np.concatenate([part.scores for part in parts])[order],
        ties={k: _joined(parts, order, k) for k in ks},
        fallback=np.concatenate(flags)[order] if flagged else None,
        own=np.concatenate([_own(part) for part in parts])[order] if filled else None,
    )


def _own(part: Shown) -> Ints:
    """int32 [n]: how many places are the recommender's own."""
    n, k = part.items.shape
    return np.full(n, k, np.int32) if part.own is None else part.own


def _joined(parts: Sequence[Shown], order: Longs, k: int) -> Ties:
    """The ties at k of parts stacked upon each other, rows then taken in `order`."""
    chains = [part.ties.get(k, none(len(part.customers))).chain() for part in parts]
    joined: Ties | None = None
    for depth in reversed(range(max(map(len, chains)))):
        at = [
            chain[depth] if depth < len(chain) else none(len(part.customers))
            for chain, part in zip(chains, parts, strict=True)
        ]
        joined = replace(_stacked(at, order, _places(at, parts, order, k)), beside=joined)
    assert joined is not None, "every part has a chain of one or more"
    return joined


def _places(ties: Sequence[Ties], parts: Sequence[Shown], order: Longs, k: int) -> Bools | None:
    """The places of blocks where any part tells its own."""
    if all(part.places is None for part in ties):
        return None
    lists = zip(ties, parts, strict=True)
    return np.concatenate([of.held(part.items[:, :k], part.scores[:, :k]) for of, part in lists])[order]


def _stacked(ties: Sequence[Ties], order: Longs, places: Bools | None) -> Ties:
    firsts = np.cumsum([0, *(len(part.members) for part in ties)])
    blocks = [np.where(part.block >= 0, part.block + first, -1) for part, first in zip(ties, firsts, strict=False)]
    return Ties(
        block=np.concatenate(blocks)[order].astype(np.int32),
        size=np.concatenate([part.size for part in ties])[order],
        members=_end_to_end([part.members for part in ties]),
        places=places,
    )


def _end_to_end(lists: Sequence[ItemLists]) -> ItemLists:
    counts = np.concatenate([part.counts() for part in lists])
    offsets = np.concatenate([np.zeros(1, np.int64), np.cumsum(counts)])
    return ItemLists(offsets, np.concatenate([part.items for part in lists]))
