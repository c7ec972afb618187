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
class Pool:
    """The candidates of n customers and what each of several members says for them.

    Attributes:
        customers: int32 [n], ascending customer rows.
        items: int32 [n, c]; a customer's candidates, ascending, then -1.
        parts: float64 [members, n, c]; what the member's list says for the item, at least 0; 0 where it is not in it.
        there: bool [members, n, c]; whether the member's list has the item.
        fallback: bool [n]; all that stands here came from fallbacks.
    """

    customers: Ints
    items: Ints
    parts: Doubles
    there: Bools
    fallback: Bools

    def scores(self, weights: Sequence[float]) -> Floats:
        """float32 [n, c]: the weighted sums, -inf for an item that no member of a weight above 0 has in its list.

        Sums are taken member by member in float64 and rounded once, so that a customer's do not depend on the others.
        """
        sums, named = np.zeros(self.items.shape), np.zeros(self.items.shape, bool)
        for weight, part, there in zip(weights, self.parts, self.there, strict=True):
            if weight > 0:
                sums += weight * part
                named |= there
        return np.where(named, sums, -np.inf).astype(np.float32)

    def shown(self, weights: Sequence[float], k: int, tie_ks: tuple[int, ...] = ()) -> Shown:
        """The lists of length k that these weights make; ties are whole, as every candidate is known."""
        scores = self.scores(weights)
        # candidates ascend, so a stable sort leaves equal scores by item row
        order = np.argsort(-scores, axis=1, kind="stable")[:, : k + 1]
        best = np.full((len(self.customers), k + 1), -np.inf, np.float32)
        best[:, : order.shape[1]] = np.take_along_axis(scores, order, 1)
        items = np.full(best.shape, -1, np.int32)
        items[:, : order.shape[1]] = np.take_along_axis(self.items, order, 1)
        items[np.isneginf(best)] = -1
        cut = {length: ties.cut_by(length, best, self.items, scores) for length in tie_ks}
        return Shown(self.customers, items[:, :k], best[:, :k], cut, self.fallback if self.fallback.any() else None)


def pooled(lists: Sequence[Shown], by: By, constant: float, *, keep_fallback: bool) -> Pool:
    """The lists of several members for the same customers as one pool.

    Args:
        lists: one a member, at least one.
        by: what a list says for an item, see `said`.
        constant: of reciprocal ranks.
        keep_fallback: take what a list is filled up with, and a list that is its fallback's, for the member's own.
            Otherwise they count only for customers for whom nobody has an item of its own.
    """
    own = [_own(shown) for shown in lists]
    nobody = ~np.logical_or.reduce([there.any(axis=1) for there in own])
    whole = nobody[:, None] | keep_fallback
    counted = [np.where(there | whole, shown.scores, -np.inf) for shown, there in zip(lists, own, strict=True)]
    items = [np.where(scores > -np.inf, shown.items, -1) for shown, scores in zip(lists, counted, strict=True)]
    parts = [said(scores, by, constant) for scores in counted]
    fallback = nobody & np.logical_or.reduce([(shown.items >= 0).any(axis=1) for shown in lists])
    return _side_by_side(lists[0].customers, items, parts, fallback)


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
    """bool [n, depth]: the place holds an item that is neither the fallback's nor there to fill the list up."""
    own = shown.items >= 0
    if shown.own is not None:
        own &= np.arange(own.shape[1]) < shown.own[:, None]
    return own if shown.fallback is None else own & ~shown.fallback[:, None]


def _side_by_side(customers: Ints, items: Sequence[Ints], parts: Sequence[Doubles], fallback: Bools) -> Pool:
    """Each customer's distinct items, and every member's part in them."""
    n = len(customers)
    owner, member, item, part = _entries(items, parts)
    stride = int(item.max(initial=0)) + 1
    keys, candidate = np.unique(owner * stride + item, return_inverse=True)
    owners = keys // stride
    column = np.arange(len(keys)) - np.searchsorted(owners, owners)
    shape = (n, int(column.max(initial=-1)) + 1)
    laid = np.full(shape, -1, np.int32)
    laid[owners, column] = keys % stride
    values, there = np.zeros((len(items), *shape)), np.zeros((len(items), *shape), bool)
    values[member, owner, column[candidate]] = part
    there[member, owner, column[candidate]] = True
    return Pool(customers, laid, values, there, fallback)


def _entries(items: Sequence[Ints], parts: Sequence[Doubles]) -> tuple[Longs, Longs, Longs, Doubles]:
    """Every place of every list that is not padding: customer's row, member, item, part."""
    at = [np.nonzero(of_member >= 0) for of_member in items]
    return (
        np.concatenate([rows for rows, _ in at]),
        np.repeat(np.arange(len(at)), [len(rows) for rows, _ in at]),
        np.concatenate([of[place] for of, place in zip(items, at, strict=True)]).astype(np.int64),
        np.concatenate([of[place] for of, place in zip(parts, at, strict=True)]),
    )
