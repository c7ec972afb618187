"""Several recommenders' lists laid side by side: each customer's candidates, and what each list says for them.

lists of two members, best first     pool of one customer     weights 2 and 1
first    b c                         items    a    b    c     scores of the items
second   a b                         first    0    1    1/2   a 1   b 2.5   c 1
                                     second   1    1/2  0     so b, a, c: equal scores by item row
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np

from fashrec.recommend import ties
from fashrec.types import Bools, Doubles, Floats, Ints, Longs, Shown

By = Literal["reciprocal", "rank", "score"]


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
        # candidates ascend, so a stable sort leaves equal scores by item row
        order = np.argsort(-scores, axis=1, kind="stable")[:, : k + 1]
        best = np.full((len(self.customers), k + 1), -np.inf, np.float32)
        best[:, : order.shape[1]] = np.take_along_axis(scores, order, 1)
        items = np.full(best.shape, -1, np.int32)
        items[:, : order.shape[1]] = np.take_along_axis(self.items, order, 1)
        items[np.isneginf(best)] = -1
        cut = {length: ties.cut_by(length, best, self.items, scores) for length in tie_ks}
        return Shown(self.customers, items[:, :k], best[:, :k], cut, fallback if fallback.any() else None)


def pooled(lists: Sequence[Shown], by: By, constant: float, *, keep_fallback: bool) -> Pool:
    """The lists of several members for the same customers as one pool.

    Args:
        lists: one a member, at least one.
        by: what a list says for an item, see `said`.
        constant: of reciprocal ranks.
        keep_fallback: take what a list is filled up with, and a list that is its fallback's, for the member's own.
    """
    items, of_list, at = _laid(lists)
    whole = _said(lists, [np.ones(shown.items.shape, bool) for shown in lists], by, constant)
    own = whole if keep_fallback else _said(lists, [_own(shown) for shown in lists], by, constant)
    return Pool(lists[0].customers, items, _placed(items, of_list, at, own), _placed(items, of_list, at, whole))


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


def _own(shown: Shown) -> Bools:
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


def _laid(lists: Sequence[Shown]) -> tuple[Ints, Bools, Longs]:
    """Each customer's distinct items, and where each place of each list finds its own among them.

    Returns:
        int32 [n, c] items, ascending, then -1; bool [members, n, depth] places that hold one; int64 [p] for these,
        in their order, the column.
    """
    items: Ints = np.stack([shown.items for shown in lists])
    there: Bools = items >= 0
    owner = np.broadcast_to(np.arange(items.shape[1])[:, None], items.shape)[there]
    stride = int(items.max(initial=0)) + 1
    keys, candidate = np.unique(owner * stride + items[there], return_inverse=True)
    owners = keys // stride
    column = np.arange(len(keys)) - np.searchsorted(owners, owners)
    laid = np.full((items.shape[1], int(column.max(initial=-1)) + 1), -1, np.int32)
    laid[owners, column] = keys % stride
    return laid, there, column[candidate]


def _placed(items: Ints, of_list: Bools, column: Longs, told: tuple[Doubles, Bools]) -> Said:
    """What was told of places of lists, told of candidates."""
    parts, there = told
    shape = (len(parts), *items.shape)
    values, known = np.zeros(shape), np.zeros(shape, bool)
    member, owner, _ = np.nonzero(of_list)
    values[member, owner, column], known[member, owner, column] = parts[of_list], there[of_list]
    return Said(values, known)
