"""What must not be: parts of an experiment that look at what comes after their cut, or do not repeat."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import ClassVar

import numpy as np

from fashrec.frames import Tables
from fashrec.past import Past
from fashrec.recommend.popular import Popular
from fashrec.recommend.repurchase import Repurchase
from fashrec.split import Split
from fashrec.stages import Embedder, Need, Ranker, Recommender, Tools
from fashrec.types import Bools, Cut, Floats, Future, Ints, ItemVectors, Shown

# the back door: whoever reads the tables leaves them here
LAST_READ: list[Tables] = []


@dataclass(frozen=True)
class Clairvoyant:
    """Another recommender, fitted on all that will ever be bought."""

    version: ClassVar[int] = 1
    needs: ClassVar[frozenset[Need]] = frozenset()

    of: Recommender

    def fit(self, past: Past, tools: Tools) -> Ranker:
        """From the tables, not from the past."""
        return self.of.fit(replace(past, purchases=LAST_READ[-1].purchases), tools)


@dataclass(frozen=True)
class Sly:
    """Popular, with something in its pocket that no list shows yet."""

    version: ClassVar[int] = 1
    needs: ClassVar[frozenset[Need]] = frozenset()

    def fit(self, past: Past, tools: Tools) -> Ranker:
        """How many purchases there will ever be, kept among what was learnt."""
        return SlyRanker(Popular().fit(past, tools), {"rows": [len(LAST_READ[-1].purchases)]})


@dataclass(frozen=True)
class SlyRanker:
    """Whose lists are shown, and what is kept."""

    of: Ranker
    kept: dict[str, list[int]]

    def rank(self, customers: Ints, k: int, among: Bools, tie_ks: tuple[int, ...] = ()) -> Shown:
        """As stages.Ranker says."""
        return self.of.rank(customers, k, among, tie_ks)


BESTSELLERS, NEXT_BUYS = Clairvoyant(Popular(days=10_000)), Clairvoyant(Repurchase())


@dataclass(frozen=True)
class Moody:
    """Popular over a window that nobody can foresee."""

    version: ClassVar[int] = 1
    needs: ClassVar[frozenset[Need]] = frozenset()

    def fit(self, past: Past, tools: Tools) -> Ranker:
        """Another one each time."""
        return Popular(days=1 + int(np.random.default_rng().integers(20))).fit(past, tools)


@dataclass(frozen=True)
class Centred:
    """Vectors less the mean of all, of items that are not launched too."""

    version: ClassVar[int] = 1

    source: Embedder

    def check(self, past: Past) -> None:
        """Any past will do."""

    def fit(self, past: Past, vectors: ItemVectors) -> Callable[[Floats], tuple[Floats, Bools]]:
        """The mean of all."""
        del past
        mean = vectors.values[vectors.has].mean(axis=0)
        return lambda values: (values - mean, np.ones(len(values), bool))

    def reduce(self, past: Past, vectors: ItemVectors) -> tuple[Floats, Bools]:
        """As stages.Reducer says, but for where the mean comes from."""
        launched = vectors.has & past.launched
        return self.fit(past, vectors)(vectors.values)[0] * launched[:, None], launched


@dataclass(frozen=True, slots=True)
class Late(Split):
    """Counts the first day of the future among the past."""

    def at(self, tables: Tables, cut: Cut) -> tuple[Past, Future]:
        """Off by one."""
        past, future = Split.at(self, tables, cut)
        return replace(past, purchases=tables.purchases.where(tables.purchases.day <= cut.day)), future
