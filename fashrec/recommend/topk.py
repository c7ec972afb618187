"""The best k of a block of scores: equal scores by item row, tied blocks found on the way."""

import numpy as np
import numpy.typing as npt

from fashrec.recommend import ties
from fashrec.types import Bools, Floats, Ints, ItemLists, Shown

_LOW = np.uint64(0xFFFFFFFF)


def mask_out(scores: Floats, among: Bools, owned: ItemLists | None) -> None:
    """Set to -inf, in place, what may not be shown: items outside `among`, and each customer's `owned` ones.

    Args:
        scores: float32 [n, n_items].
        among: bool [n_items].
        owned: n lists of items.
    """
    scores[:, ~among] = -np.inf
    if owned is not None:
        scores[owned.owners(), owned.items] = -np.inf


def shown(customers: Ints, scores: Floats, k: int, tie_ks: tuple[int, ...]) -> Shown:
    """The best k items of each row.

    Args:
        customers: int32 [n].
        scores: float32 [n, n_items], no NaN; -inf where the item may not be shown.
        k: length of the lists.
        tie_ks: list lengths, at most k, whose ties are wanted.
    """
    items, best = _best(scores, k + 1)
    everything = np.arange(scores.shape[1], dtype=np.int32)[None, :]
    return Shown(
        customers=customers,
        items=items[:, :k],
        scores=best[:, :k],
        ties={length: ties.cut_by(length, best, everything, scores) for length in tie_ks},
    )


def _best(scores: Floats, k: int) -> tuple[Ints, Floats]:
    """int32 and float32 [n, k], padded with -1 and -inf."""
    n, n_items = scores.shape
    depth = min(k, n_items)
    items, best = np.full((n, k), -1, np.int32), np.full((n, k), -np.inf, np.float32)
    if depth == 0:
        return items, best
    keys = np.partition(_keys(scores), n_items - depth, axis=1)[:, n_items - depth :]
    keys.sort(axis=1)
    top = (_LOW - (keys[:, ::-1] & _LOW)).astype(np.int32)
    values = np.take_along_axis(scores, top, axis=1)
    items[:, :depth] = np.where(values > -np.inf, top, -1)
    best[:, :depth] = values
    return items, best


def _keys(scores: Floats) -> npt.NDArray[np.uint64]:
    """uint64 [n, n_items], distinct: order by score and, among equal scores, the lower item row above the higher.

    The upper half is the score's bits, turned so that they order as floats do; the lower half counts items down.
    """
    bits = (scores + np.float32(0)).view(np.uint32)  # -0.0 + 0.0 is 0.0: equal scores must have equal bits
    rising = np.where(bits >> 31, ~bits, bits | np.uint32(0x80000000))
    return (rising.astype(np.uint64) << np.uint64(32)) | (_LOW - np.arange(scores.shape[1], dtype=np.uint64))
