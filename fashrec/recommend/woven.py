"""Two recommenders' lists woven into one: some places are kept for the second's items, the others are the first's.

    first     a b c d e f        kept 2, 5        a x b c y d
    second    x y z

Its scores are neither list's: -0.5, -1.5 and so on tell the order alone (frames.SHOWN), and what ties is told beside
them. Equal items of one list stand in an order of no meaning, in the places that are that list's: of `b c d e`, all
equal, a woven list of five shows two, whoever stands in its kept places. An item in a block of each counts in both.
"""

from dataclasses import dataclass, replace

import numpy as np

from fashrec.recommend import ties
from fashrec.types import Bools, Ints, Longs, Shown, Ties


@dataclass(frozen=True, slots=True)
class Woven:
    """The woven lists of n customers.

    Attributes:
        first: whose list it is.
        second: for whom places are kept.
        items: int32 [n, k], padded with -1.
        kept: bool [n, k]; whether the item came from `second`.
    """

    first: Shown
    second: Shown
    items: Ints
    kept: Bools

    def shown(self, tie_ks: tuple[int, ...]) -> Shown:
        """The lists; scores are half a place above minus the rank. `fallback` is the first's."""
        scores = np.where(self.items >= 0, -0.5 - np.arange(self.items.shape[1]), -np.inf).astype(np.float32)
        cut = {length: self._ties(length) for length in tie_ks}
        return Shown(self.first.customers, self.items, scores, cut, self.first.fallback)

    def _ties(self, k: int) -> Ties:
        """The blocks of either list that woven lists of length k cut through."""
        items, kept = self.items[:, :k], self.kept[:, :k]
        own = items >= 0
        cuts = [
            *_cuts(self.first, items, own & ~kept, own & kept),
            *_cuts(self.second, items, own & kept, own & ~kept),
        ]
        chained: Ties | None = None
        for cut in reversed(cuts):
            chained = replace(cut, beside=chained)
        return ties.none(len(items)) if chained is None else chained


def weave(first: Shown, second: Shown, places: tuple[int, ...]) -> Woven:
    """Place by place the next item of `second` at `places` (from 1), and of `first` elsewhere.

    Where one list has no item left that does not stand yet, the other's next stands there. An item that both have
    stands where it comes first. The woven lists are as long as the first's.
    """
    n, k = first.items.shape
    left = {False: first.items >= 0, True: second.items >= 0}
    lists = {False: first.items, True: second.items}
    items, kept = np.full((n, k), -1, np.int32), np.zeros((n, k), bool)
    for column in range(k):
        wanted = column + 1 in places
        best, other = (_next(lists[kind], left[kind]) for kind in (wanted, not wanted))
        items[:, column] = np.where(best >= 0, best, other)
        kept[:, column] = np.where(best >= 0, wanted, not wanted)
        for kind, of_kind in lists.items():
            left[kind] &= of_kind != items[:, column : column + 1]
    return Woven(first, second, items, kept)


def lengths(places: tuple[int, ...], tie_ks: tuple[int, ...]) -> tuple[tuple[int, ...], tuple[int, ...]]:
    """The lengths at which woven lists of these lengths may cut through the first list, and through the second."""
    kept = [(length, sum(place <= length for place in places)) for length in tie_ks]
    firsts = {at for length, n in kept for at in range(max(1, length - n), length + 1)}
    seconds = {at for length, _ in kept for at in range(1, min(len(places), length) + 1)}
    return tuple(sorted(firsts)), tuple(sorted(seconds))


def _next(items: Ints, left: Bools) -> Ints:
    """int32 [n]: the first item of each row that is left, -1 where none is."""
    at = np.argmax(left, axis=1, keepdims=True)
    return np.where(left.any(axis=1), np.take_along_axis(items, at, 1)[:, 0], np.int32(-1)).astype(np.int32)


def _cuts(part: Shown, items: Ints, own: Bools, others: Bools) -> list[Ties]:
    """The blocks of one of the two lists that woven lists cut through: behind the last item that came from the list.

    Items of a block that stand in the other list's places are in it no longer.

    Args:
        part: the list, with its ties at every length at which it may be cut.
        items: int32 [n, k]; the woven lists.
        own: bool [n, k]; which places are the list's.
        others: bool [n, k]; which are the other's.
    """
    end = _last(part, items, own)
    depth = max((len(at_length.chain()) for at_length in part.ties.values()), default=0)
    found = [replace(ties.none(len(items)), places=np.zeros(items.shape, bool)) for _ in range(depth)]
    for length, at_length in part.ties.items():
        rows = np.flatnonzero(end == length)
        head, scores = part.items[rows, :length], part.scores[rows, :length]
        for at, block in enumerate(at_length.of(rows).chain()):
            held = block.held(head, scores)
            above = _among(items[rows], np.where(held, np.int32(-1), head))
            elsewhere = others[rows] & block.inside(
                np.broadcast_to(block.block[:, None], items[rows].shape), items[rows]
            )
            places = own[rows] & _among(items[rows], np.where(held, head, np.int32(-1)))
            size = block.size - (elsewhere & ~above).sum(axis=1)
            cut = (block.block >= 0) & (size > places.sum(axis=1))
            found[at] = _laid_over(found[at], rows[cut], block.of(np.flatnonzero(cut)), size[cut], places[cut])
    return found


def _last(part: Shown, items: Ints, own: Bools) -> Longs:
    """int64 [n]: how far into its list the last of a woven list's items came from; 0 where none did."""
    if not items.shape[1] or not part.items.shape[1]:
        return np.zeros(len(items), np.int64)
    last = items.shape[1] - 1 - np.argmax(own[:, ::-1], axis=1)
    at = np.argmax(part.items == np.take_along_axis(items, last[:, None], 1), axis=1)
    return np.where(own.any(axis=1), at + 1, 0)


def _laid_over(found: Ties, rows: Longs, block: Ties, size: Longs, places: Bools) -> Ties:
    """`found` with the blocks of some customers, int64 [m], who had none."""
    n = len(found.block)
    more = np.full(n, -1, np.int32), np.zeros(n, np.int32)
    more[0][rows], more[1][rows] = block.block, size
    held = np.zeros(places.shape, bool) if found.places is None else found.places.copy()
    held[rows] = places
    return replace(ties.overlay(found, Ties(*more, block.members)), places=held)


def _among(items: Ints, those: Ints) -> Bools:
    """bool [n, k]: whether each item (int32 [n, k], -1 never) is among those of its row, int32 [n, m]."""
    there = np.zeros(items.shape, bool)
    for column in range(items.shape[1]):
        there[:, column] = (those == items[:, column : column + 1]).any(axis=1)
    return there & (items >= 0)
