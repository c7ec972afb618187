"""What stands beside the scores of a run: measures beyond accuracy, waiting times, the near-duplicate audit."""

import math
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import TypedDict

import numpy as np
import polars as pl

from fashrec.evaluate.audit import Audit, Audited, Relevant, audit
from fashrec.evaluate.beyond import Beyond, Sum
from fashrec.evaluate.evaluator import Evaluator
from fashrec.evaluate.hits import find_hits
from fashrec.evaluate.latency import latencies, quantiles
from fashrec.evaluate.windows import by_name, by_window
from fashrec.past import Past
from fashrec.stages import Ranker
from fashrec.types import Doubles, Future, ItemVectors, Shown


class Measure(TypedDict):
    """One number of run.json's `beyond`.

    `value` is over all cuts of the window, `n` what it is divided by (places, lists, pairs; of a waiting time the
    lists that were waited for), null where there is none; `by_cut` has each cut's own.
    """

    value: float | None
    n: int
    by_cut: dict[str, float | None]


@dataclass(frozen=True, slots=True)
class Measured:
    """One recommender's lists at one cut.

    Attributes:
        day: the cut's T.
        window: the window that the cut belongs to.
        sums: as `Beyond.sums` gives them.
        times: float64; seconds of one list each.
    """

    day: date
    window: str
    sums: Mapping[str, Sum]
    times: Doubles


@dataclass(frozen=True, slots=True)
class AtCut:
    """What every recommender's lists of a cut are looked at with.

    Attributes:
        past: of the cut.
        future: of the cut.
        beyond: measures.
        relevant: what relevant items are to their customers.
    """

    past: Past
    future: Future
    beyond: Beyond
    relevant: Relevant


@dataclass(frozen=True)
class Beside:
    """Collects what is measured of each recommender, cut by cut.

    Attributes:
        evaluate: list lengths, and how many customers are waited for.
        products: [n_items]; each item's product_code.
        seed: of pairs of lists and samples of customers.
        n_cuts: among which the customers who are waited for are shared.
    """

    evaluate: Evaluator
    products: pl.Series
    seed: int
    n_cuts: int
    _measured: dict[str, list[Measured]] = field(default_factory=lambda: defaultdict(list))
    _audited: dict[tuple[str, int], list[Audited]] = field(default_factory=lambda: defaultdict(list))

    def at(self, past: Past, future: Future, vectors: ItemVectors | None) -> AtCut:
        """What is the same for every recommender at a cut."""
        relevant = Relevant.at(past, future, self.products, vectors)
        return AtCut(past, future, Beyond.at(past, vectors, self.seed), relevant)

    def look(self, name: str, cut: AtCut, shown: Shown, ranker: Ranker) -> None:
        """Measure one recommender's `main` lists, checked before, and wait for some more."""
        past, future, evaluate = cut.past, cut.future, self.evaluate
        at_most = math.ceil(evaluate.latency / self.n_cuts)
        seed = (self.seed, past.cut.day)
        times = latencies(ranker, future.customers, past.catalogue, evaluate.k, at_most, seed)
        sums = cut.beyond.sums(shown, evaluate.ks)
        self._measured[name].append(Measured(past.cut.start, past.cut.window, sums, times))
        hits = find_hits(shown, future, evaluate.k, showable=future.reachable, name=name)
        for k in evaluate.ks:
            self._audited[name, k].append(Audited.of(cut.relevant, hits, k))

    def beyond(self) -> dict[str, dict[str, dict[str, Measure]]]:
        """The `beyond` of run.json: window, recommender, measure."""
        return by_name(
            {
                name: {window: measures(some) for window, some in by_window(parts).items()}
                for name, parts in self._measured.items()
            }
        )

    def audit(self) -> dict[str, dict[str, dict[str, Audit]]]:
        """The `audit` of run.json: window, recommender, list length as text."""
        return by_name({name: self._audits(name) for name in self._measured})

    def _audits(self, name: str) -> dict[str, dict[str, Audit]]:
        """Window, list length."""
        made: dict[str, dict[str, Audit]] = defaultdict(dict)
        for k in self.evaluate.ks:
            for window, parts in by_window(self._audited[name, k]).items():
                made[window][str(k)] = audit(parts)
        return made


def measures(parts: Sequence[Measured]) -> dict[str, Measure]:
    """Those of one recommender over some cuts."""
    days = [part.day.isoformat() for part in parts]
    made = {name: _pooled(days, [part.sums[name] for part in parts]) for name in parts[0].sums}
    times = np.concatenate([part.times for part in parts])
    own = [quantiles(part.times) for part in parts]
    return made | {
        name: Measure(value=value, n=len(times), by_cut={day: one[name] for day, one in zip(days, own, strict=True)})
        for name, value in quantiles(times).items()
    }


def _pooled(days: Sequence[str], sums: Sequence[Sum]) -> Measure:
    total, n = math.fsum(one for one, _ in sums), sum(n for _, n in sums)
    by_cut = {day: _mean(*one) for day, one in zip(days, sums, strict=True)}
    return Measure(value=_mean(total, n), n=n, by_cut=by_cut)


def _mean(total: float, n: int) -> float | None:
    return total / n if n else None
