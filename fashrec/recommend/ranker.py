"""Several recommenders' candidates in the order that boosted trees give them, taught by what followed earlier cuts.

     | a week | a week | a week |
-----+--------+--------+--------T
members, candidates | bought      the first lesson (nth = 1)
members, candi | bought           the second (nth = 2)
members, candidates             | is shown: by what the lessons taught
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from importlib.util import find_spec
from typing import TYPE_CHECKING, Any, ClassVar

import numpy as np

from fashrec.errors import ConfigError, require, require_whole
from fashrec.past import Past
from fashrec.recommend import ties
from fashrec.recommend.described import Candidates, Describing, describing, matching
from fashrec.recommend.pool import best_of
from fashrec.stages import Need, Recommender, Tools
from fashrec.types import Bools, Floats, Ints, Longs, Shown

if TYPE_CHECKING:
    from lightgbm import Booster

BLOCK = 1 << 17
"""Places of members' lists held at a time: an item in one takes some 2 kB on the way."""
CONSTANT = 60
"""Of reciprocal ranks, where there was nothing to learn from."""


@dataclass(frozen=True, slots=True)
class Lesson:
    """What followed an earlier cut.

    Attributes:
        rows: float32 [m, f]; what was known of each candidate.
        bought: bool [m]; whether she bought it within the horizon.
        counts: int64 [n]; candidates of each customer.
    """

    rows: Floats
    bought: Bools
    counts: Longs


@dataclass(frozen=True)
class LambdaRank:
    """Candidates of any members, ranked by LightGBM's LambdaRank (Burges 2010) on a handful of features.

    It learns at cuts one, two, ... horizons before T, each with all of its horizon before T: members are fitted on
    what was bought before them, and what was bought in the horizon after them is what is to be ranked first. Vectors
    are those of T. Where nothing was ever bought of what members named, their reciprocal ranks are summed.

    Raises:
        ConfigError: where a setting is out of its range, or LightGBM is not installed.
    """

    version: ClassVar[int] = 1

    members: Mapping[str, Recommender]
    """Who names candidates, by name; at least one."""
    lessons: int = 6
    """Earlier cuts to learn from, a horizon apart; at least 1. Those without a purchase before them are left out."""
    depth: int = 50
    """Items that each member is asked for; at least 1."""
    customers: int = 20_000
    """Customers of a lesson, at most; more are sampled. At least 1."""
    trees: int = 50
    """At least 1."""
    leaves: int = 15
    """Of a tree, at most; at least 2."""
    learning_rate: float = 0.1
    """Above 0."""
    min_rows: int = 50
    """Candidates in a leaf, at least; at least 1."""
    seed: int = 0
    """Of sampling: any whole number of at least 0."""
    threads: int = field(default=1, metadata={"hashed": False})
    """Of learning and of ranking; at least 1. They change no answer."""

    def __post_init__(self) -> None:
        require(bool(self.members), "members", self.members, "at least one recommender, by name")
        require_whole(self, 1, "lessons", "depth", "customers", "trees", "min_rows", "threads")
        require_whole(self, 2, "leaves")
        require_whole(self, 0, "seed")
        require(self.learning_rate > 0, "learning_rate", self.learning_rate, "a number above 0")
        if find_spec("lightgbm") is None:
            raise _not_there("LightGBM is not installed")

    @property
    def needs(self) -> frozenset[Need]:
        """What any of its members needs."""
        return frozenset().union(*(member.needs for member in self.members.values()))

    def fit(self, past: Past, tools: Tools) -> "LambdaRankRanker":
        """Learn from what followed earlier cuts, and fit the members on all of the past."""
        lessons = list(self._lessons(past, tools))
        describer = self._describing(past, tools)
        return LambdaRankRanker(self, describer, self._learnt(lessons, describer.names) if lessons else None)

    def _lessons(self, past: Past, tools: Tools) -> Iterator[Lesson]:
        """Of customers who bought a candidate, and to whom another was a candidate too."""
        for nth in range(1, self.lessons + 1):
            earlier = past.before(past.cut.day - nth * past.cut.horizon_days)
            if not len(earlier.purchases):
                return
            day, bought = past.purchases.day, past.purchases
            after = (day >= earlier.cut.day) & (day < earlier.cut.day + past.cut.horizon_days)
            customers = self._sampled(np.unique(bought.customer[after]), earlier)
            describer = self._describing(earlier, tools.at(earlier))
            pairs = bought.customer[after].astype(np.int64), bought.item[after].astype(np.int64)
            for some in _blocks(customers, len(self.members) * self.depth):
                candidates = describer.of(some, earlier.catalogue)
                yield _lesson(candidates, matching(candidates, *pairs, past.n_items))

    def _sampled(self, customers: Ints, past: Past) -> Ints:
        """int32, ascending: at most so many of them."""
        random = np.random.default_rng([self.seed, past.cut.day])
        return np.sort(random.permutation(customers)[: self.customers])

    def _describing(self, past: Past, tools: Tools) -> Describing:
        members = {name: member.fit(past, tools) for name, member in self.members.items()}
        return describing(past, tools, members, self.depth, pictures="vectors" in self.needs)

    def _learnt(self, lessons: list[Lesson], names: list[str]) -> "Booster | None":
        """The trees; None where nobody bought a candidate."""
        lightgbm = _lightgbm()
        rows, bought, counts = (
            np.concatenate([getattr(one, name) for one in lessons]) for name in ("rows", "bought", "counts")
        )
        if not len(counts):
            return None
        data = lightgbm.Dataset(rows, bought.astype(np.int32), group=counts, feature_name=names, free_raw_data=True)
        settings = {
            "objective": "lambdarank",
            "learning_rate": self.learning_rate,
            "num_leaves": self.leaves,
            "min_data_in_leaf": self.min_rows,
            "seed": self.seed,
            "deterministic": True,
            "force_row_wise": True,
            "num_threads": self.threads,
            "verbosity": -1,
        }
        booster: Booster = lightgbm.train(settings, data, num_boost_round=self.trees)
        return booster


@dataclass(frozen=True)
class LambdaRankRanker:
    """The settings; what describes candidates at T; what was learnt, None where there was nothing to learn from."""

    settings: LambdaRank
    describing: Describing
    booster: "Booster | None"

    def rank(self, customers: Ints, k: int, among: Bools, tie_ks: tuple[int, ...] = ()) -> Shown:
        """As stages.Ranker says; `fallback` marks the lists to which no member gave an item of its own.

        There are no more items than the members' lists have together, however long a list is asked for.
        """
        places = len(self.settings.members) * self.settings.depth
        return ties.join([self._block(some, k, among, tie_ks) for some in _blocks(customers, places)])

    def _block(self, customers: Ints, k: int, among: Bools, tie_ks: tuple[int, ...]) -> Shown:
        candidates = self.describing.of(customers, among)
        scores = np.full(candidates.items.shape, -np.inf, np.float32)
        scores[candidates.items >= 0] = self._scores(candidates)
        return best_of(customers, candidates.items, scores, k, tie_ks, ~candidates.own & (candidates.items >= 0).any(1))

    def _scores(self, candidates: Candidates) -> Floats:
        """float32 [m]."""
        rows = candidates.rows
        if self.booster is None:
            n = len(self.settings.members)
            summed: Floats = np.nansum(1 / (CONSTANT + rows[:, n : 2 * n]), axis=1).astype(np.float32)
            return summed
        if not len(rows):
            return np.zeros(0, np.float32)
        told: Floats = np.asarray(self.booster.predict(rows, num_threads=self.settings.threads), np.float32)
        return told


def _blocks(customers: Ints, places: int) -> Iterator[Ints]:
    """Some customers at a time, each of whom takes so many places; one block at least."""
    height = max(1, BLOCK // places)
    for start in range(0, max(1, len(customers)), height):
        yield customers[start : start + height]


def _lesson(candidates: Candidates, bought: Bools) -> Lesson:
    """Without customers of whom there is nothing to learn: all or none of whose candidates were bought."""
    counts = (candidates.items >= 0).sum(axis=1)
    row = np.repeat(np.arange(len(counts)), counts)
    hits = np.bincount(row[bought], minlength=len(counts))
    tell = (hits > 0) & (hits < counts)
    return Lesson(candidates.rows[tell[row]], bought[tell[row]], counts[tell])


def _lightgbm() -> Any:  # noqa: ANN401 - a module whose absence is no fault of ours
    try:
        import lightgbm  # noqa: PLC0415 - an extra that nobody else waits for
    except (ImportError, OSError) as error:
        raise _not_there(f"LightGBM cannot be loaded: {error}") from error
    return lightgbm


def _not_there(what: str) -> ConfigError:
    return ConfigError(
        what,
        where="recommend: fashrec.recommend.ranker.LambdaRank",
        why="it ranks by LightGBM's trees, which fashrec does not bring of its own accord",
        do="pip install 'fashrec[ranker]' (on Linux it needs libgomp1 too), or leave the ranker out of recommend",
    )
