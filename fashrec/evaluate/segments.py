"""Which customers and which of their relevant items a segment keeps (docs/evaluation.md 2)."""

from dataclasses import dataclass

import numpy as np

from fashrec.errors import DataError
from fashrec.evaluate.hits import Hits
from fashrec.types import Bools, Future, Longs

COLD_ONLY = "cold_only"
SEGMENTS = ("all", "warm", "cold", "repeat", "novel", "no_history", "light", "heavy", COLD_ONLY)
HEAVY_FROM = 5  # distinct items before T


@dataclass(frozen=True, slots=True)
class Segment:
    """The customers of a segment, and what of their futures counts.

    Attributes:
        name: one of SEGMENTS.
        pairs: bool [m] over `future.relevant.items`; the relevant items kept.
        rows: int64 [s]; ascending rows in `future.customers` of those with at least one item kept.
        n_relevant: int64 [s]; |R_u| of what is kept, at least 1.
        n_reachable: int64 [s]; r, those of them inside the catalogue.
        n_candidates: int64 [s]; N, what the customer's list was drawn from. A segment looks at the same lists as
            `all`, so N is the whole of what the customer may be shown, for `cold` and `warm` too; `cold_only` has
            lists of its own, drawn from the cold items.
    """

    name: str
    pairs: Bools
    rows: Longs
    n_relevant: Longs
    n_reachable: Longs
    n_candidates: Longs

    def __len__(self) -> int:
        return len(self.rows)

    def hits(self, hits: Hits) -> Hits:
        """The hits on items kept, their `owner` counted within the segment."""
        kept = hits.where(self.pairs[hits.pair])
        return Hits(np.searchsorted(self.rows, kept.owner), kept.rank, kept.pair, kept.score)


def segments(future: Future) -> tuple[Segment, ...]:
    """Every one of SEGMENTS, in that order; some may be empty.

    Raises:
        DataError: where customers do not ascend, have no relevant item, or more reachable items than they may be
            shown.
    """
    _check(future)
    everything = np.ones(len(future.relevant.items), bool)
    history = np.repeat(future.n_history, future.relevant.counts())
    kept = {
        "all": everything,
        "warm": ~future.cold,
        "cold": future.cold,
        "repeat": future.repeat,
        "novel": ~future.repeat,
        "no_history": history == 0,
        "light": (history > 0) & (history < HEAVY_FROM),
        "heavy": history >= HEAVY_FROM,
        COLD_ONLY: future.cold,
    }
    return tuple(_segment(name, kept[name], future) for name in SEGMENTS)


def counts_of(pairs: Bools, future: Future) -> Longs:
    """int64 [n]: how many of each customer's relevant items are in `pairs` (bool [m])."""
    before = np.concatenate([np.zeros(1, np.int64), np.cumsum(pairs.astype(np.int64))])
    return np.diff(before[future.relevant.offsets])


def _segment(name: str, pairs: Bools, future: Future) -> Segment:
    n_relevant = counts_of(pairs, future)
    n_reachable = counts_of(pairs & future.reachable, future)
    n_candidates = future.n_candidates_cold if name == COLD_ONLY else future.n_candidates
    rows = np.flatnonzero(n_relevant)
    if (n_reachable > n_candidates).any():
        raise DataError(
            f"{(n_reachable > n_candidates).sum()} customers have more reachable relevant items than candidates",
            where=f"segment {name}, cut {future.cut}",
            why="what is reachable and N must be counted in the same catalogue",
            do="make both from `past.catalogue`",
        )
    return Segment(name, pairs, rows, n_relevant[rows], n_reachable[rows], n_candidates[rows].astype(np.int64))


def _check(future: Future) -> None:
    if (np.diff(future.customers) <= 0).any() or (future.relevant.counts() <= 0).any():
        raise DataError(
            "scored customers must ascend, each with at least one relevant item",
            where=f"future, cut {future.cut}",
            why="a customer without a relevant item has no score, one who stands twice has two",
            do="build the Future as fashrec.types.Future says",
        )
