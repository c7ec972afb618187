"""What a list would be worth if equal scores were ordered at random (docs/evaluation.md 3).

A block of t equal scores is cut through by the end of the list: j of it are shown. With m of it relevant and h hits
above it, a random order of the block hits with chance 1 - C(t-m, j)/C(t, j) where h = 0, and brings j·m/t hits.
"""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from fashrec.errors import DataError
from fashrec.evaluate.floors import chance_of_a_hit
from fashrec.evaluate.hits import Hits, look_up
from fashrec.evaluate.segments import Segment, counts_of
from fashrec.types import Bools, Doubles, Future, Ints, Longs, Shown, Ties

TIE_METRICS = ("tie_mass", "hit_rate_expected", "precision_expected", "recall_expected")


@dataclass(frozen=True, slots=True)
class Blocks:
    """The tied blocks at the end of the lists of n scored customers.

    Attributes:
        tied: bool [n]; whether the list of length k cuts through a block.
        size: int64 [n]; t, 1 where there is none.
        places: int64 [n]; j, how many of the block are shown, 0 where there is none.
        above: bool [h] over the hits; within k and above the block.
        pairs: bool [m] over `future.relevant.items`; relevant items inside the customer's block.
    """

    tied: Bools
    size: Longs
    places: Longs
    above: Bools
    pairs: Bools


def blocks(shown: Shown, future: Future, hits: Hits, k: int) -> Blocks:
    """The blocks that lists of length k cut through; none where `shown.ties` says nothing of k.

    An item of the block that stands above it already (repurchase fills up with popular items, some of which the
    customer was shown first) is taken out of the block, as `Ties.size` does.

    Raises:
        DataError: where a list's end is not in its block, or the block is not larger than the places it has or
            smaller than what is relevant in it.
    """
    n, m = len(future.customers), len(future.relevant.items)
    tied, size, places = np.zeros(n, bool), np.ones(n, np.int64), np.zeros(n, np.int64)
    above, pairs = hits.rank <= k, np.zeros(m, bool)
    if k not in shown.ties or shown.items.shape[1] < k:
        return Blocks(tied, size, places, above, pairs)
    ties = shown.ties[k]
    rows, scored = look_up(shown.customers, future.customers)
    lists = np.flatnonzero(scored & (ties.block >= 0))
    tied[rows[lists]] = True
    size[rows[lists]] = ties.size[lists]
    places[rows[lists]] = _places(shown, ties, lists, k)
    block, last = np.full(n, -1, np.int64), np.full(n, -np.inf, np.float32)
    block[rows[lists]] = ties.block[lists]
    last[rows[lists]] = shown.scores[lists, k - 1]
    owners = future.relevant.owners()
    pairs = _inside(ties, block[owners], future.relevant.items)
    above &= ~tied[hits.owner] | (hits.score > last[hits.owner])
    pairs[hits.pair[above]] = False
    _check(tied & ((places < 1) | (places >= size) | (counts_of(pairs, future) > size)), k, future)
    return Blocks(tied, size, places, above, pairs)


def tie_metrics(segment: Segment, future: Future, hits: Hits, at_end: Blocks, k: int) -> dict[str, Doubles]:
    """float64 [s] for each of TIE_METRICS, under its name without `@k`.

    Args:
        segment: the customers and what counts for them.
        future: whose segment that is.
        hits: all hits of the lists.
        at_end: the blocks that lists of length k cut through.
        k: the list length.
    """
    s = len(segment)
    t, j = at_end.size[segment.rows], at_end.places[segment.rows]
    h = np.bincount(segment.hits(hits.where(at_end.above)).owner, minlength=s)
    m = counts_of(at_end.pairs & segment.pairs, future)[segment.rows]
    expected = h + j * m / t
    return {
        "tie_mass": at_end.tied[segment.rows].astype(np.float64),
        "hit_rate_expected": np.where(h > 0, 1.0, chance_of_a_hit(t, m, j)),
        "precision_expected": expected / k,
        "recall_expected": expected / segment.n_relevant,
    }


def _places(shown: Shown, ties: Ties, lists: Longs, k: int) -> Longs:
    """int64 [len(lists)]: j, the places within k of members of the block that share the last score."""
    items, scores = shown.items[lists, :k], shown.scores[lists, :k]
    members = _inside(ties, np.repeat(ties.block[lists], k), items.ravel()).reshape(items.shape)
    places: Longs = np.count_nonzero(members & (scores == scores[:, -1:]), axis=1)
    return places


def _inside(ties: Ties, block: npt.NDArray[np.integer], items: Ints) -> Bools:
    """bool: whether each item is a member of the block beside it; never for block -1 or padding."""
    stride = 1 + max(int(ties.members.items.max(initial=0)), int(items.max(initial=0)))
    members = ties.members.owners() * stride + ties.members.items
    _, there = look_up(block.astype(np.int64) * stride + items, members)
    return there & (block >= 0) & (items >= 0)


def _check(misfit: Bools, k: int, future: Future) -> None:
    wrong = int(np.count_nonzero(misfit))
    if wrong:
        raise DataError(
            f"{wrong} tied blocks do not fit the lists of length {k} that they end",
            where=f"shown.ties[{k}], cut {future.cut}",
            why="a list that cuts through a block shows at least one of its items and leaves at least one out",
            do="mend the recommender: fashrec.types.Ties says what it has to give",
        )
