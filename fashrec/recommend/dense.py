"""Lists from scores of every item, computed block by block: never customers times items in memory.

A BLAS promises no order of summation, so that the last bits of a product depend on the block's size and on threads.
`on_grid` takes that freedom away: on a coarse enough grid every sum is exact, whatever its order.
"""

from collections.abc import Callable
from dataclasses import replace

import numpy as np
import numpy.typing as npt

from fashrec.past import Past
from fashrec.recommend import ties, topk
from fashrec.recommend.left import places
from fashrec.types import Bools, Doubles, Floats, Ints, ItemLists, Longs, Shown, Ties

BLOCK = 1 << 22
"""Scores held at a time: about 30 bytes each, with their keys."""
MANTISSA = 53


def ranked(
    past: Past,
    customers: Ints,
    k: int,
    among: Bools,
    tie_ks: tuple[int, ...],
    scores: Callable[[Ints], Floats],
) -> Shown:
    """As stages.Ranker says.

    Args:
        past: for what customers own.
        customers: int32 [n].
        k: length of the lists.
        among: bool [n_items]; items that have a score and may be shown.
        tie_ks: the list lengths whose tied blocks are wanted.
        scores: given some customers, int32 [b], a new array float32 [b, m] of all items in `among`, ascending. A
            score may depend on its customer and item alone.
    """
    items = np.flatnonzero(among)
    height = max(1, BLOCK // max(1, len(items)))
    starts = range(0, max(1, len(customers)), height)
    return ties.join([_block(past, customers[at : at + height], k, items, tie_ks, scores) for at in starts])


def _block(
    past: Past,
    customers: Ints,
    k: int,
    items: Longs,
    tie_ks: tuple[int, ...],
    scores: Callable[[Ints], Floats],
) -> Shown:
    block = scores(customers)
    if past.seen == "remove":
        owned = places(items.astype(np.int32), past.owned(customers))
        block[owned.owners(), owned.items] = -np.inf
    shown = topk.shown(customers, block, k, tie_ks)
    names = np.append(items, -1).astype(np.int32)
    return replace(
        shown, items=names[shown.items], ties={length: _named(cut, names) for length, cut in shown.ties.items()}
    )


def _named(cut: Ties, names: Ints) -> Ties:
    return replace(cut, members=ItemLists(cut.members.offsets, names[cut.members.items]))


def on_grid(values: npt.NDArray[np.floating], n_terms: int) -> Doubles:
    """Rows rounded so that the inner product of any two of them is exact in float64.

    A row's numbers become multiples of 2 ** -bits of the power of two above its greatest: a product is a multiple of
    both rows' steps, and the sum of n_terms of them at most n_terms * 2 ** (2 * bits) such steps, within 2 ** 53. With
    64 numbers that is 23 bits, a float32's own precision at the row's greatest.

    Args:
        values: [n, d], finite.
        n_terms: how many numbers of a row differ from 0, at most.
    """
    greatest = np.abs(values).max(axis=1, initial=0)
    step = np.ldexp(1.0, np.frexp(greatest.astype(np.float64))[1] - n_bits(n_terms))[:, None]
    grid: Doubles = np.rint(values.astype(np.float64) / step) * step
    return grid


def n_bits(n_terms: int) -> int:
    """How fine a grid may be for sums of so many products."""
    return (MANTISSA - n_terms.bit_length()) // 2
