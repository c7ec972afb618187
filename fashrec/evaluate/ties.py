"""What a list would be worth if equal scores were ordered at random (docs/evaluation.md 3).

A block of t equal scores is cut through by the end of the list: j of it are shown. With m of it relevant and h hits
above it, a random order of the block hits with chance 1 - C(t-m, j)/C(t, j) where h = 0, and brings j·m/t hits. A list
that is woven of two may cut through a block of each: it misses where both do.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from fashrec.errors import DataError
from fashrec.evaluate.floors import chance_of_a_hit
from fashrec.evaluate.hits import Hits, look_up
from fashrec.evaluate.segments import Segment, counts_of
from fashrec.types import Bools, Doubles, Future, Longs, Shown, Ties

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


def blocks(shown: Shown, future: Future, hits: Hits, k: int) -> tuple[Blocks, ...]:
    """The blocks that lists of length k cut through; none where `shown.ties` says nothing of k.

    An item of the block that stands above it already (repurchase fills up with popular items, some of which the
    customer was shown first) is taken out of the block, as `Ties.size` does.

    Raises:
        DataError: where a list's end is not in its block, or the block is not larger than the places it has or
            smaller than what is relevant in it.
    """
    if k not in shown.ties or shown.items.shape[1] < k:
        return ()
    return tuple(_blocks(ties, shown, future, hits, k) for ties in shown.ties[k].chain())


def tie_metrics(segment: Segment, future: Future, hits: Hits, at_end: Sequence[Blocks], k: int) -> dict[str, Doubles]:
    """float64 [s] for each of TIE_METRICS, under its name without `@k`.

    Args:
        segment: the customers and what counts for them.
        future: whose segment that is.
        hits: all hits of the lists.
        at_end: the blocks that lists of length k cut through; one customer's are ordered apart from each other.
        k: the list length.
    """
    s = len(segment)
    above = (hits.rank <= k) & np.logical_and.reduce([block.above for block in at_end] or [np.ones(len(hits), bool)])
    tied, missed = np.zeros(s, bool), np.ones(s)
    expected = np.bincount(segment.hits(hits.where(above)).owner, minlength=s).astype(np.float64)
    missed[expected > 0] = 0
    for block in at_end:
        t, j = block.size[segment.rows], block.places[segment.rows]
        m = counts_of(block.pairs & segment.pairs, future)[segment.rows]
        tied |= block.tied[segment.rows]
        missed *= 1 - chance_of_a_hit(t, m, j)
        expected += j * m / t
    return {
        "tie_mass": tied.astype(np.float64),
        "hit_rate_expected": 1 - missed,
        "precision_expected": expected / k,
        "recall_expected": expected / segment.n_relevant,
    }


def _blocks(ties: Ties, shown: Shown, future: Future, hits: Hits, k: int) -> Blocks:
    n = len(future.customers)
    tied, size, places = np.zeros(n, bool), np.ones(n, np.int64), np.zeros(n, np.int64)
    rows, scored = look_up(shown.customers, future.customers)
    lists = np.flatnonzero(scored & (ties.block >= 0))
    held = ties.of(lists).held(shown.items[lists, :k], shown.scores[lists, :k])
    tied[rows[lists]] = True
    size[rows[lists]] = ties.size[lists]
    places[rows[lists]] = held.sum(axis=1)
    block, of_list = np.full(n, -1, np.int64), np.zeros(n, np.int64)
    block[rows[lists]], of_list[rows[lists]] = ties.block[lists], np.arange(len(lists))
    above: Bools = hits.rank <= k
    inside = np.flatnonzero(above & tied[hits.owner])
    above[inside] = ~held[of_list[hits.owner[inside]], hits.rank[inside] - 1]
    pairs = ties.inside(block[future.relevant.owners()], future.relevant.items)
    pairs[hits.pair[above]] = False
    _check(tied & ((places < 1) | (places >= size) | (counts_of(pairs, future) > size)), k, future)
    return Blocks(tied, size, places, above, pairs)


def _check(misfit: Bools, k: int, future: Future) -> None:
    wrong = int(np.count_nonzero(misfit))
    if wrong:
        raise DataError(
            f"{wrong} tied blocks do not fit the lists of length {k} that they end",
            where=f"shown.ties[{k}], cut {future.cut}",
            why="a list that cuts through a block shows at least one of its items and leaves at least one out",
            do="mend the recommender: fashrec.types.Ties says what it has to give",
        )
