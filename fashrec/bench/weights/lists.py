"""The members' lists of one cut, kept in memory: what any weights would have been worth there.

Of a customer's candidates only those that stand before a relevant one matter, so the rank of each relevant candidate is
counted and the metrics are evaluate's own. The lists are those that the fusion itself would make, to the bit.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from fashrec.bench.weights.request import Objective
from fashrec.evaluate.hits import Hits, look_up
from fashrec.evaluate.metrics import ranking_metrics
from fashrec.evaluate.segments import segments
from fashrec.recommend.pool import Pool
from fashrec.types import Doubles, Future, Longs


@dataclass(frozen=True, slots=True)
class CutLists:
    """One cut.

    Attributes:
        pool: the candidates of those customers of the segment who have a relevant one.
        row: int64 [p]; of each relevant candidate, its customer's row in `pool`.
        column: int64 [p]; where among the customer's candidates it stands.
        owner: int64 [p]; its customer's row in the segment.
        n_relevant: int64 [s]; |R_u| of all customers of the segment.
        objective: what is counted.
    """

    pool: Pool
    row: Longs
    column: Longs
    owner: Longs
    n_relevant: Longs
    objective: Objective

    @classmethod
    def of(cls, pool: Pool, future: Future, objective: Objective) -> "CutLists":
        """The lists of all scored customers, met with what was relevant to them."""
        (segment,) = (one for one in segments(future) if one.name == objective.segment)
        stride = 1 + max(int(future.relevant.items.max(initial=0)), int(pool.items.max(initial=0)))
        kept = segment.pairs
        pairs = (future.relevant.owners() * stride + future.relevant.items)[kept]
        rows = np.arange(len(pool.customers))[:, None]
        _, there = look_up(rows * stride + pool.items, pairs)
        row, column = np.nonzero(there & (pool.items >= 0))
        some, packed = np.unique(row, return_inverse=True)
        owner = np.searchsorted(segment.rows, row)
        return cls(pool.of(some), packed, column, owner, segment.n_relevant, objective)

    def values(self, weights: Sequence[float]) -> Doubles:
        """float64 [s]: the objective of every customer of the segment."""
        scores, _ = self.pool.scores(weights)
        own = scores[self.row, self.column]
        theirs = scores[self.row]
        before = np.arange(scores.shape[1]) < self.column[:, None]
        # equal scores stand by item row, and candidates ascend
        ahead = (theirs > own[:, None]) | ((theirs == own[:, None]) & before)
        rank = 1 + np.count_nonzero(ahead, axis=1)
        shown = np.flatnonzero((rank <= self.objective.k) & (own > -np.inf))
        order = shown[np.lexsort((rank[shown], self.owner[shown]))]
        hits = Hits(self.owner[order], rank[order], order, own[order])
        return ranking_metrics(hits, self.n_relevant, self.objective.k)[self.objective.metric]
