"""The differences within one segment and metric, with intervals, p and what could have been seen."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np
import polars as pl

from fashrec.infer.customers import by_customer
from fashrec.infer.intervals import Bootstrap, percentiles
from fashrec.infer.paired import effect, holm, sign_flip
from fashrec.infer.weights import customer_keys
from fashrec.infer.wilson import FEWEST
from fashrec.results.looks import looks_of
from fashrec.results.question import Question
from fashrec.results.rivals import Match, Place, Rival, matches
from fashrec.results.runs import Run
from fashrec.results.scores import headline, window_of
from fashrec.results.values import check_futures, values_of
from fashrec.types import Doubles

LEVEL = 0.95


@dataclass(frozen=True, slots=True)
class Difference:
    """How much better one recommender is than its base, over (cut, customer) pairs.

    Attributes:
        rival: what it is called.
        base: what its base is called.
        value: its mean.
        base_value: the base's.
        difference: the first less the second.
        low: of the difference's 95 % interval, customers resampled.
        high: likewise.
        p: two-sided, of flipping customers' signs.
        p_holm: the same, Holm's over the family.
        d_z: Cohen's, on customers' means; None where no customer's difference is unlike another's.
        detectable: the least difference that would be found with 80 % power at 5 %; None with it.
        n_differ: customers whose difference is not 0; of few the interval is too short.
        by_cut: each cut's own difference.
    """

    rival: str
    base: str
    value: float
    base_value: float
    difference: float
    low: float
    high: float
    p: float
    p_holm: float
    d_z: float | None
    detectable: float | None
    n_differ: int
    by_cut: Mapping[str, float]

    @property
    def n_better(self) -> int:
        """In how many cuts the rival was better."""
        return sum(one > 0 for one in self.by_cut.values())

    @property
    def is_rough(self) -> bool:
        """Whether too few customers differ for an interval."""
        return self.n_differ < FEWEST


@dataclass(frozen=True, slots=True)
class Family:
    """All comparisons within one segment and metric: what Holm's p is adjusted for.

    Attributes:
        window: `validation`, `test` or `all`.
        segment: whose customers.
        metric: such as `hit_rate@5`.
        n_customers: how many customers.
        n_pairs: how many (cut, customer) pairs.
        differences: one a comparison; empty where there is no customer.
        alike: what was not compared, for it scores the same for every customer as its namesake of another run.
        looks: the how-manieth look at test days each run was that opened any in the window.
    """

    window: str
    segment: str
    metric: str
    n_customers: int
    n_pairs: int
    differences: tuple[Difference, ...]
    alike: tuple[str, ...]
    looks: tuple[int, ...] = ()


def families(runs: Sequence[Run], question: Question, *, short: bool = True) -> list[Family]:
    """A family a segment and metric.

    Args:
        runs: at least one.
        question: what is asked of them.
        short: whether a recommender is called by its name alone where its family has no other of that name.

    Raises:
        ConfigError: where the question names what is not there.
        DataError: where the runs were not scored on the same customers and purchases.
    """
    window = window_of(runs, question.window)
    wanted = matches(runs, window, question)
    check_futures(runs, window)
    metrics, looks = question.metric or (headline(runs),), looks_of(runs, window)
    return [
        replace(
            _family(values_of(runs, window, segment, metric), wanted, (window, segment, metric), question, short=short),
            looks=looks,
        )
        for metric in metrics
        for segment in question.segment
    ]


def _family(
    values: Sequence[pl.DataFrame],
    wanted: Sequence[Match],
    place: tuple[str, str, str],
    question: Question,
    *,
    short: bool,
) -> Family:
    pairs = values[0].select("cut", "customer")
    columns = {place: column(values, place) for match in wanted for place in (match.rival.place, match.base.place)}
    kept, alike = _apart(wanted, columns)
    if short:
        kept, alike = _shortened(kept, alike)
    found = differences(pairs, kept, columns, question) if len(pairs) and kept else ()
    not_compared = tuple(dict.fromkeys(match.rival.label for match in alike))
    return Family(*place, pairs["customer"].n_unique(), len(pairs), found, not_compared)


def column(values: Sequence[pl.DataFrame], place: Place) -> Doubles:
    """float64, one a (cut, customer) pair: what a recommender of a run scored.

    Args:
        values: of `values_of`.
        place: which of the runs, and which of its recommenders.
    """
    run, recommender = place
    scored: Doubles = values[run][recommender].to_numpy()
    return scored


def _apart(wanted: Sequence[Match], columns: Mapping[Place, Doubles]) -> tuple[list[Match], list[Match]]:
    """Without recommenders that are the same, customer by customer, as one of that name that was there before."""
    kept: list[Match] = []
    alike: list[Match] = []
    for match in wanted:
        mine = columns[match.rival.place]
        there = [one for one in (match.base, *(m.rival for m in kept)) if one.recommender == match.rival.recommender]
        twins = any(np.array_equal(columns[one.place], mine) for one in there)
        (alike if twins else kept).append(match)
    return kept, alike


def _shortened(kept: Sequence[Match], alike: Sequence[Match]) -> tuple[list[Match], list[Match]]:
    """The same, called by their names alone where no other of that name is compared."""
    named = Counter(one.recommender for one in {one for match in kept for one in (match.rival, match.base)})
    short, others = (
        [Match(_plain(match.rival, named), _plain(match.base, named)) for match in part] for part in (kept, alike)
    )
    return short, others


def _plain(rival: Rival, named: Counter[str]) -> Rival:
    """The same, called by its name alone where no other of that name is compared."""
    return rival if named[rival.recommender] > 1 else replace(rival, label=rival.recommender)


def differences(
    pairs: pl.DataFrame, kept: Sequence[Match], columns: Mapping[Place, Doubles], question: Question
) -> tuple[Difference, ...]:
    """One a match, Holm's p over all of them.

    Args:
        pairs: `cut` and `customer`, sorted; at least one row.
        kept: who is compared with whom, at least one.
        columns: float64, one value a pair: what each of them scored.
        question: how to resample and flip.
    """
    apart = np.column_stack([columns[match.rival.place] - columns[match.base.place] for match in kept])
    customers = by_customer(customer_keys(pairs["customer"]), apart)
    low, high = percentiles(customers, Bootstrap(question.replicates, LEVEL, question.seed))
    p = sign_flip(customers, question.replicates, question.seed)
    p_holm, sizes, means = holm(p), effect(customers), customers.values
    return tuple(
        Difference(
            rival=match.rival.label,
            base=match.base.label,
            value=float(columns[match.rival.place].mean()),
            base_value=float(columns[match.base.place].mean()),
            difference=float(means[at]),
            low=float(low[at]),
            high=float(high[at]),
            p=float(p[at]),
            p_holm=float(p_holm[at]),
            d_z=_number(sizes.d_z[at]),
            detectable=_number(sizes.detectable[at]),
            n_differ=int(np.count_nonzero(customers.sums[:, at])),
            by_cut=_by_cut(pairs, apart[:, at]),
        )
        for at, match in enumerate(kept)
    )


def _number(value: float) -> float | None:
    return None if np.isnan(value) else float(value)


def _by_cut(pairs: pl.DataFrame, apart: Doubles) -> dict[str, float]:
    # pairs are sorted by cut, and added up in their order whatever the threads
    days, starts, n = np.unique(pairs["cut"].to_numpy(), return_index=True, return_counts=True)
    return dict(zip(days.astype(str).tolist(), (np.add.reduceat(apart, starts) / n).tolist(), strict=True))
