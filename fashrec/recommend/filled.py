"""A customer's own list, filled up with an order that all customers share.

ann's own     7 (41)  2 (41)  5 (34)               bea's own   none
the order     2 (3)   4 (2)   0 (1)                the order   2 (3)  4 (2)  0 (1)
ann is shown  2 (41)  7 (41)  5 (34)  4 (2)  0 (1)  bea         2 (3)  4 (2)  0 (1)
"""

import numpy as np

from fashrec.recommend import ties
from fashrec.recommend.order import OrderLeft
from fashrec.types import Bools, Floats, Ints, ItemLists, Longs, Shown, Ties

KEY_BITS = 64
FLOAT_BITS = 31  # of a positive float32: the sign is 0
FLOAT_MASK = np.uint64((1 << FLOAT_BITS) - 1)


def best_first(owners: Longs, items: Ints, scores: Floats, n: int) -> tuple[ItemLists, Floats]:
    """The lists of n customers, best first, equal scores by item row.

    Args:
        owners: int64 [m], in [0, n), in any order.
        items: int32 [m], distinct within a customer.
        scores: float32 [m].
        n: number of customers.

    Returns:
        the lists, and float32 [m] their scores.
    """
    offsets = np.concatenate([np.zeros(1, np.int64), np.cumsum(np.bincount(owners, minlength=n))])
    item_bits = int(items.max(initial=0)).bit_length()
    if n.bit_length() + FLOAT_BITS + item_bits <= KEY_BITS and scores.min(initial=1) > 0:
        return _by_keys(owners, items, scores, item_bits, offsets)
    order = np.lexsort((items, -scores, owners))
    return ItemLists(offsets, items[order]), scores[order]


def _by_keys(owners: Longs, items: Ints, scores: Floats, item_bits: int, offsets: Longs) -> tuple[ItemLists, Floats]:
    """The same by one plain sort, ten times as fast, of numbers that hold customer, score and item.

    Positive floats order as their bits do; these are turned, so that the best come first.
    """
    turned = FLOAT_MASK - scores.view(np.uint32).astype(np.uint64)
    keys = (owners.astype(np.uint64) << np.uint64(FLOAT_BITS)) | turned
    keys = (keys << np.uint64(item_bits)) | items.astype(np.uint64)
    keys.sort()
    best = (keys & np.uint64((1 << item_bits) - 1)).astype(np.int32)
    turned = (keys >> np.uint64(item_bits)) & FLOAT_MASK
    return ItemLists(offsets, best), (FLOAT_MASK - turned).astype(np.uint32).view(np.float32)


def filled(
    customers: Ints,
    own: ItemLists,
    scores: Floats,
    left: OrderLeft,
    k: int,
    tie_ks: tuple[int, ...],
) -> Shown:
    """The first k of each customer's own list, then of the order.

    Args:
        customers: int32 [n], ascending.
        own: each customer's own items, best first, equal scores by item row.
        scores: float32 [m], those of `own`; above 0, unless the order is empty.
        left: for each of the customers, the order less what is own and what may not be shown.
        k: length of the lists.
        tie_ks: list lengths, at most k, whose ties are wanted.

    Returns:
        the lists. The order's scores are multiplied by the power of two, at most 1, that brings them below all of
        the customer's own ones: nothing that differed is made equal.
    """
    own_items, own_scores = _padded(own, scores, k)
    items, fill_scores = left.top(k)
    fill_scores = np.ldexp(fill_scores, _below(own, scores, left)[:, None])
    place = np.arange(k) - own.counts()[:, None]
    fill = place.clip(0)
    return Shown(
        customers,
        items=np.where(place < 0, own_items, np.take_along_axis(items, fill, 1)),
        scores=np.where(place < 0, own_scores, np.take_along_axis(fill_scores, fill, 1)),
        ties={length: _ties(length, own, scores, left) for length in tie_ks},
        own=own.counts().clip(max=k).astype(np.int32),
    )


def _below(own: ItemLists, scores: Floats, left: OrderLeft) -> Ints:
    """int32 [n], at most 0: the exponents of the powers of two; 0 where no scaling is needed."""
    counts = own.counts()
    lowest = np.full(len(own), np.inf, np.float32)
    lowest[counts > 0] = scores[own.offsets[1:][counts > 0] - 1]
    _, above = np.frexp(left.order.scores.max(initial=0))  # the order's scores are below 2 ** above
    _, least = np.frexp(lowest)  # an own score is 2 ** (least - 1) or more
    needed = lowest <= left.order.scores.max(initial=0)
    return np.where(needed, least - 1 - above, 0).astype(np.int32)


def _padded(own: ItemLists, scores: Floats, k: int) -> tuple[Ints, Floats]:
    """The first k of each list and their scores: int32 and float32 [n, k], padded with -1 and -inf."""
    column = np.arange(k)
    there: Bools = column < own.counts()[:, None]
    source = (own.offsets[:-1, None] + column)[there]
    items, padded = np.full(there.shape, -1, np.int32), np.full(there.shape, -np.inf, np.float32)
    items[there], padded[there] = own.items[source], scores[source]
    return items, padded


def _ties(k: int, own: ItemLists, scores: Floats, left: OrderLeft) -> Ties:
    """The blocks that lists of length k cut: own items of one score, or items of the order of one score."""
    last = own.offsets[:-1] + k - 1
    longer = np.flatnonzero(own.counts() > k)
    rows = longer[scores[last[longer]] == scores[last[longer] + 1]]
    score = np.full(len(own), np.nan, np.float32)
    score[rows] = scores[last[rows]]
    block = scores == score[own.owners()]
    counts = np.bincount(own.owners()[block], minlength=len(own))[rows]
    return ties.overlay(ties.of_rows(len(own), rows, counts, own.items[block]), left.ties(k - own.counts()))
