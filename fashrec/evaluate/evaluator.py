"""Scores every customer of one cut: metrics of the lists shown, floors and ceilings, segment by segment."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import ClassVar

import numpy as np

from fashrec.errors import require
from fashrec.evaluate import floors
from fashrec.evaluate.hits import Hits, find_hits
from fashrec.evaluate.metrics import METRICS, ranking_metrics
from fashrec.evaluate.segments import COLD_ONLY, Segment, segments
from fashrec.evaluate.ties import Blocks, blocks, tie_metrics
from fashrec.types import Bools, Doubles, Future, Ints, Shown

NOTHING = Shown(np.zeros(0, np.int32), np.zeros((0, 0), np.int32), np.zeros((0, 0), np.float32))


@dataclass(frozen=True, slots=True)
class Values:
    """The value of each metric for each customer of a segment.

    Attributes:
        customers: int32 [s], ascending customer rows.
        metrics: float64 [s] by name, such as `hit_rate@5`.
        ratios: numerator and denominator by name, of what is a share of relevant items and not a mean over
            customers: `reachable`.
    """

    customers: Ints
    metrics: Mapping[str, Doubles]
    ratios: Mapping[str, tuple[float, int]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Evaluator:
    """Scores lists against what was bought afterwards."""

    version: ClassVar[int] = 1

    ks: tuple[int, ...] = (5, 12)
    """List lengths, ascending, each at least 1. Lists hold no more than the last; the first is the headline's."""
    replicates: int = 1000
    """How often customers are resampled for the scores' intervals; 100 or more, 0: no intervals."""
    level: float = 0.95
    """The share of worlds whose interval holds the truth, between 0 and 1."""
    latency: int = 200
    """Customers for whom each recommender is timed, one at a time, shared among the cuts; 0: none."""
    metric: str = "hit_rate"
    """The headline's: one of the ranking metrics."""

    def __post_init__(self) -> None:
        require(self.metric in METRICS, "metric", self.metric, ", ".join(METRICS))
        whole = all(isinstance(k, int) and k >= 1 for k in self.ks)
        require(
            whole and len(self.ks) > 0 and list(self.ks) == sorted(set(self.ks)),
            "ks",
            self.ks,
            "list lengths of at least 1, ascending, such as [5, 12]",
        )
        # fewer percentiles than that are noise
        require(
            self.replicates == 0 or self.replicates >= 100,  # noqa: PLR2004 (see above)
            "replicates",
            self.replicates,
            "a whole number of at least 100, or 0 for no intervals",
        )
        require(0 < self.level < 1, "level", self.level, "a share between 0 and 1, such as 0.95")
        fine = isinstance(self.latency, int) and self.latency >= 0
        require(fine, "latency", self.latency, "a number of customers, 0 or more")

    @property
    def k(self) -> int:
        """The most items that a list may hold."""
        return self.ks[-1]

    @property
    def headline(self) -> str:
        """The metric to show where there is place for one."""
        return f"{self.metric}@{self.ks[0]}"

    def scores(
        self,
        future: Future,
        main: Shown,
        cold_only: Shown | None = None,
        *,
        catalogue: Bools | None = None,
        warm: Bools | None = None,
        name: str = "shown",
    ) -> dict[str, Values]:
        """One recommender's values at one cut, for every segment; customers who are shown nothing have 0.

        Args:
            future: the scored customers and what is relevant to them.
            main: the lists of all segments but `cold_only`.
            cold_only: the lists ranked among cold items alone; None: empty lists.
            catalogue: bool [n_items]; what may be shown, to refuse lists with anything else. None: not checked.
            warm: bool [n_items]; bought by anybody before T, to refuse `cold_only` lists with such items.
            name: the recommender, for errors.

        Returns:
            for each segment the ranking metrics and the tie metrics at each k.

        Raises:
            DataError: where lists, ties or the future break their contracts.
        """
        *parts, cold_part = segments(future)
        cold = None if catalogue is None or warm is None else catalogue & ~warm
        showable = future.reachable
        hits = self._hits(main, future, showable, catalogue, f"{name}, list main")
        of_main = {part.name: self._scored(future, part, *hits) for part in parts}
        hits = self._hits(cold_only or NOTHING, future, showable & future.cold, cold, f"{name}, list {COLD_ONLY}")
        return of_main | {COLD_ONLY: self._scored(future, cold_part, *hits)}

    def chance(self, future: Future) -> dict[str, Values]:
        """Each customer's expectation under a random list, by segment: the ranking metrics at each k."""
        return {part.name: self._chance(future, part) for part in segments(future)}

    def ceilings(self, future: Future) -> dict[str, Values]:
        """The best that any list can reach, by segment: the ranking metrics at each k, `impossible`, `reachable`.

        `impossible` is the share of customers none of whose relevant items lies inside the catalogue, `reachable`
        the share of relevant items that do.
        """
        return {part.name: self._ceiling(future, part) for part in segments(future)}

    def _hits(
        self, shown: Shown, future: Future, showable: Bools, catalogue: Bools | None, name: str
    ) -> tuple[Hits, dict[int, tuple[Blocks, ...]]]:
        hits = find_hits(shown, future, self.k, showable=showable, catalogue=catalogue, name=name)
        return hits, {k: blocks(shown, future, hits, k) for k in self.ks}

    def _scored(self, future: Future, part: Segment, hits: Hits, at_end: Mapping[int, tuple[Blocks, ...]]) -> Values:
        own = part.hits(hits)

        def at(k: int) -> dict[str, Doubles]:
            return ranking_metrics(own, part.n_relevant, k) | tie_metrics(part, future, hits, at_end[k], k)

        return self._values(future, part, at)

    def _chance(self, future: Future, part: Segment) -> Values:
        return self._values(future, part, lambda k: floors.chance(part, k))

    def _ceiling(self, future: Future, part: Segment) -> Values:
        best = self._values(future, part, lambda k: floors.ceiling(part, k))
        impossible = (part.n_reachable == 0).astype(np.float64)
        pairs = (float(part.n_reachable.sum()), int(part.n_relevant.sum()))
        return Values(best.customers, {**best.metrics, "impossible": impossible}, {"reachable": pairs})

    def _values(self, future: Future, part: Segment, at: Callable[[int], dict[str, Doubles]]) -> Values:
        metrics = {f"{name}@{k}": values for k in self.ks for name, values in at(k).items()}
        return Values(future.customers[part.rows], metrics)
