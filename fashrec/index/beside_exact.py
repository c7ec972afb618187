"""What a search costs beside an exact one: both take turns in the same run, so that the machine's moods cancel."""

from dataclasses import dataclass, field, replace
from pathlib import Path
from tempfile import TemporaryDirectory
from time import perf_counter
from typing import TypedDict

import numpy as np

from fashrec.index.exact import Exact
from fashrec.index.recall import index_recall
from fashrec.past import Past
from fashrec.stages import Searcher, Tools
from fashrec.types import Doubles, Floats, Ints, Profiles

WARM_UP = 3
ENOUGH_S = 1.0
"""At a cut nobody is asked for any more after that many seconds; every search that was timed counts."""


class Cost(TypedDict):
    """The `search` of run.json: one customer's search at a time, on as many threads as the process uses.

    `ratio` is the median over `n` searches of the index's time over that of exact, which is asked before and after it,
    `ratio_p25` and `ratio_p75` their quartiles, `control` the median of exact's second time over its first, which would
    be 1 without noise. `p50_s` and `exact_p50_s` are in seconds, `recall` is index_recall@k of these searches.
    """

    ratio: float
    ratio_p25: float
    ratio_p75: float
    control: float
    recall: float
    p50_s: float
    exact_p50_s: float
    n: int


@dataclass(frozen=True)
class BesideExact:
    """Collects searches, cut by cut.

    Attributes:
        k: list length.
        at_most: searches a cut; 0: none.
        seed: of the sample.
    """

    k: int
    at_most: int
    seed: int
    _times: list[Doubles] = field(default_factory=list)
    _recalls: list[float] = field(default_factory=list)

    def look(self, searcher: Searcher | None, past: Past, tools: Tools, customers: Ints) -> None:
        """Ask the index and exact for the items nearest to some of the customers.

        Args:
            searcher: the index over the catalogue; None where nobody searched it, and nothing is measured.
            past: of the cut.
            tools: its vectors and profiles.
            customers: int32 [n], ascending; who has no profile is not asked for.
        """
        if searcher is None or not self.at_most:
            return
        drawn = np.random.default_rng((self.seed, past.cut.day)).permutation(customers)[: self.at_most]
        queries = tools.profiles(np.sort(drawn))
        with TemporaryDirectory(prefix="fashrec-exact-") as folder:
            Exact().build(tools.vectors, past.catalogue, Path(folder))
            exact = Exact().open(tools.vectors, past.catalogue, Path(folder))
            singles = [_one(queries, row) for row in np.flatnonzero(queries.has).tolist()]
            for single in singles[:WARM_UP]:
                _taken(exact, single, self.k)
                _taken(searcher, single, self.k)
            start = perf_counter()
            for single in singles:
                if perf_counter() - start > ENOUGH_S:
                    break
                before, _, scores = _taken(exact, single, self.k)
                own, answers, near = _taken(searcher, single, self.k)
                after, _, _ = _taken(exact, single, self.k)
                self._times.append(np.array([before, own, after]))
                self._recalls.append(index_recall(answers, near, scores, self.k))

    def cost(self) -> Cost | None:
        """Over all cuts; None where nothing was searched for."""
        if not self._times:
            return None
        before, own, after = np.array(self._times).T
        exact = (before + after) / 2
        p25, ratio, p75 = np.percentile(own / exact, (25, 50, 75)).tolist()
        return Cost(
            ratio=ratio,
            ratio_p25=p25,
            ratio_p75=p75,
            control=float(np.median(after / before)),
            recall=float(np.nanmean(self._recalls)),
            p50_s=float(np.median(own)),
            exact_p50_s=float(np.median(exact)),
            n=len(own),
        )


def _taken(searcher: Searcher, query: Profiles, k: int) -> tuple[float, Ints, Floats]:
    """Seconds, and what was found."""
    start = perf_counter()
    items, scores = searcher.search(query, k)
    return perf_counter() - start, items, scores


def _one(queries: Profiles, row: int) -> Profiles:
    at = slice(row, row + 1)
    return replace(queries, customers=queries.customers[at], values=queries.values[at], has=queries.has[at])
