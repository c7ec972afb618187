"""Several recommenders' lists laid side by side: each customer's candidates, and what each list says for them.

lists of two members, best first     pool of one customer     weights 2 and 1
first    b c                         items    a    b    c     scores of the items
second   a b                         first    0    1    1/2   a 1   b 2.5   c 1
                                     second   1    1/2  0     so b, a, c: equal scores by item row
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal, TypeVar

import numpy as np
import numpy.typing as npt

from fashrec.recommend import ties
from fashrec.types import Bools, Doubles, Floats, Ints, Longs, Shown

By = Literal["reciprocal", "rank", "score"]
Value = TypeVar("Value", bound=np.generic)


@dataclass(frozen=True, slots=True)
class Said:
    """What lists say for candidates.

    Attributes:
        parts: float64 [members, n, c]; at least 0, 0 where the item is not in the member's list.
        there: bool [members, n, c]; whether it is.
    """

    parts: Doubles
    there: Bools

    def of(self, rows: Bools | Longs) -> "Said":
        """For some customers."""
        return Said(self.parts[:, rows], self.there[:, rows])

    def weighed(self, weights: Sequence[float]) -> tuple[Doubles, Bools]:
        """float64 [n, c] the weighted sums, and bool [n, c] whether a member of a weight above 0 has the item.

        Sums are taken member by member, so that a customer's do not depend on the others asked for.
        """
        sums, named = np.zeros(self.parts.shape[1:]), np.zeros(self.parts.shape[1:], bool)
        for weight, part, there in zip(weights, self.parts, self.there, strict=True):
            if weight > 0:
                sums += weight * part
                named |= there
        return sums, named


@dataclass(frozen=True, slots=True)
class Pool:
    """The candidates of n customers and what each of several members says for them.

    Attributes:
        customers: int32 [n], ascending customer rows.
        items: int32 [n, c]; a customer's candidates, ascending, then -1.
        own: what the members' own items are said.
        whole: what their lists say with all that fills them up, and with the lists of fallbacks: it counts for
            customers for whom no member of a weight above 0 has an item of its own.
    """

    customers: Ints
    items: Ints
    own: Said
    whole: Said

    def of(self, rows: Longs) -> "Pool":
        """Some customers, int64 [m] ascending."""
        return Pool(self.customers[rows], self.items[rows], self.own.of(rows), self.whole.of(rows))

    def scores(self, weights: Sequence[float]) -> tuple[Floats, Bools]:
        """float32 [n, c], -inf for an item that nobody with a weight names; and bool [n], whether fallbacks speak."""
        sums, named = self.own.weighed(weights)
        nobody = np.logical_not(named.any(axis=1))
        if nobody.any():
            sums[nobody], named[nobody] = self.whole.of(nobody).weighed(weights)
        return np.where(named, sums, -np.inf).astype(np.float32), nobody & named.any(axis=1)

    def shown(self, weights: Sequence[float], k: int, tie_ks: tuple[int, ...] = ()) -> Shown:
        """The lists of length k that these weights make; ties are whole, as every candidate is known."""
        scores, fallback = self.scores(weights)
        return best_of(self.customers, self.items, scores, k, tie_ks, fallback)


def best_of(customers: Ints, items: Ints, scores: Floats, k: int, tie_ks: tuple[int, ...], fallback: Bools) -> Shown:
    """The lists of length k of the best candidates.

    Args:
        customers: int32 [n], ascending.
        items: int32 [n, c]; every candidate, ascending, then -1.
        scores: float32 [n, c]; -inf for what is not to be shown.
        k: length of the lists.
        tie_ks: list lengths, at most k, whose ties are wanted.
        fallback: bool [n]; whether the list is the fallback's.
    """
    # candidates ascend, so a stable sort leaves equal scores by item row
    order = np.argsort(-scores, axis=1, kind="stable")[:, : k + 1]
    best = np.full((len(customers), k + 1), -np.inf, np.float32)
    best[:, : order.shape[1]] = np.take_along_axis(scores, order, 1)
    top = np.full(best.shape, -1, np.int32)
    top[:, : order.shape[1]] = np.take_along_axis(items, order, 1)
    top[np.isneginf(best)] = -1
    cut = {length: ties.cut_by(length, best, items, scores) for length in tie_ks}
    return Shown(customers, top[:, :k], best[:, :k], cut, fallback if fallback.any() else None)


def pooled(lists: Sequence[Shown], by: By, constant: float, *, keep_fallback: bool) -> Pool:
    """The lists of several members for the same customers as one pool.

    Args:
        lists: one a member, at least one.
        by: what a list says for an item, see `said`.
        constant: of reciprocal ranks.
        keep_fallback: take what a list is filled up with, and a list that is its fallback's, for the member's own.
    """
    side = side_by_side(lists)
    whole = _said(lists, [np.ones(shown.items.shape, bool) for shown in lists], by, constant)
    own = whole if keep_fallback else _said(lists, [own_places(shown) for shown in lists], by, constant)
    told = [Said(side.placed(parts, 0.0), side.placed(there, False)) for parts, there in (own, whole)]
    return Pool(lists[0].customers, side.items, *told)


def said(scores: Floats, by: By, constant: float) -> Doubles:
    """float64 [n, depth]: what a list says for each of its places, at least 0; equal scores are said equally of.

    With r the rank, 1 + the number of greater scores in the list:
    `reciprocal` 1 / (constant + r) (Cormack, Clarke & Buettcher, SIGIR 2009, who set 60);
    `rank` 1 - (r - 1) / depth; `score` (s - least) / (greatest - least) of the list, 1 where all are equal.

    Args:
        scores: float32 [n, depth], never rising along a row, -inf where padded; of no meaning there.
        by: one of these.
        constant: of `reciprocal`.
    """
    if by == "score":
        return _between(scores)
    rank = ranks(scores)
    return 1 / (constant + rank) if by == "reciprocal" else 1 - (rank - 1) / scores.shape[1]


def ranks(scores: Floats) -> Longs:
    """int64 [n, depth]: 1 + the number of greater scores in the list; scores never rise along a row."""
    place = np.broadcast_to(np.arange(scores.shape[1]), scores.shape)
    begins = np.ones(scores.shape, bool)
    begins[:, 1:] = scores[:, 1:] != scores[:, :-1]
    return np.maximum.accumulate(np.where(begins, place, 0), axis=1) + 1


def _between(scores: Floats) -> Doubles:
    there = scores > -np.inf
    known = np.where(there, scores, np.nan).astype(np.float64)
    first = known[:, :1]
    least = np.where(there, known, np.inf).min(axis=1, keepdims=True, initial=np.inf)
    span = first - least
    return np.where(there & (span > 0), (known - least) / np.where(span > 0, span, 1), 1.0)


def own_places(shown: Shown) -> Bools:
    """bool [n, depth]: the place holds neither an item of the fallback's nor one that fills the list up."""
    own: Bools = shown.items >= 0
    if shown.own is not None:
        own &= np.arange(own.shape[1]) < shown.own[:, None]
    return own if shown.fallback is None else own & ~shown.fallback[:, None]


def _said(lists: Sequence[Shown], counted: Sequence[Bools], by: By, constant: float) -> tuple[Doubles, Bools]:
    """float64 and bool [members, n, depth]: what each list says for those of its places that count, and which do."""
    kept = [np.where(rows, shown.scores, -np.inf) for shown, rows in zip(lists, counted, strict=True)]
    there = np.stack([scores > -np.inf for scores in kept])
    return np.where(there, np.stack([said(scores, by, constant) for scores in kept]), 0), there


@dataclass(frozen=True, slots=True)
class SideBySide:
    """Where each place of several lists finds its item among a customer's candidates.

    Attributes:
        items: int32 [n, c]; each customer's distinct items, ascending, then -1.
        there: bool [members, n, depth]; places that hold an item.
        column: int64 [p]; for these, in their order, the column in `items`.
    """

    items: Ints
    there: Bools
    column: Longs

    def placed(self, values: npt.NDArray[Value], absent: float) -> npt.NDArray[Value]:
        """What was told of places of lists, [members, n, depth], told of candidates, [members, n, c].

        Args:
            values: one a place.
            absent: for a candidate that is not in the member's list.
        """
        placed = np.full((len(values), *self.items.shape), absent, values.dtype)
        member, owner, _ = np.nonzero(self.there)
        placed[member, owner, self.column] = values[self.there]
        return placed


def side_by_side(lists: Sequence[Shown]) -> SideBySide:
    """The candidates that several lists of the same customers make, at least one list."""
    items: Ints = np.stack([shown.items for shown in lists])
    there: Bools = items >= 0
    owner = np.broadcast_to(np.arange(items.shape[1])[:, None], items.shape)[there]
    stride = int(items.max(initial=0)) + 1
    keys, candidate = np.unique(owner * stride + items[there], return_inverse=True)
    owners = keys // stride
    column = np.arange(len(keys)) - np.searchsorted(owners, owners)
    laid = np.full((items.shape[1], int(column.max(initial=-1)) + 1), -1, np.int32)
    laid[owners, column] = keys % stride
    return SideBySide(laid, there, column[candidate])
