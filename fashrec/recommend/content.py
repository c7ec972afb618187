"""What looks like what the customer bought: a profile, and the items nearest to it."""

from dataclasses import dataclass, field, replace
from typing import ClassVar

import numpy as np

from fashrec.past import Past
from fashrec.recommend import ties
from fashrec.recommend.popular import Popular
from fashrec.stages import Need, Profiler, Ranker, Recommender, Searcher, Tools
from fashrec.types import Bools, Floats, Ints, Profiles, Shown

AHEAD = 4
"""Neighbours asked for beyond the list, to see whether its end ties; twice as many more where they all do."""


@dataclass(frozen=True)
class Content:
    """The items nearest to each customer's profile, by cosine (docs/evaluation.md 11).

    `embed`, `profile` and `index` of the same experiment say what a profile is and how it is compared; a `profile` of
    its own lets several ways of pooling stand in one run.
    """

    version: ClassVar[int] = 1
    needs: ClassVar[frozenset[Need]] = frozenset({"vectors"})

    fallback: Recommender = field(default_factory=Popular)
    """Whose list a customer gets who has no profile."""
    profile: Profiler | None = None
    """How what was bought is pooled; None: as the experiment says."""

    def fit(self, past: Past, tools: Tools) -> "ContentRanker":
        """Fit the fallback; vectors and index are the tools', and so are profiles unless it has its own."""
        return ContentRanker(past, tools, self.fallback.fit(past, tools), self.profile)


@dataclass(frozen=True)
class ContentRanker:
    """The past, for what customers own; the tools; the fallback; who pools, None: the tools."""

    past: Past
    tools: Tools
    fallback: Ranker
    profile: Profiler | None = None

    def rank(self, customers: Ints, k: int, among: Bools, tie_ks: tuple[int, ...] = ()) -> Shown:
        """As stages.Ranker says; `fallback` marks the lists that are the fallback's."""
        profiles = self._profiles(customers)
        strangers = self.fallback.rank(customers[~profiles.has], k, among, tie_ks)
        nearest = self._nearest(_of(profiles, profiles.has), k, among, tie_ks)
        return ties.join(
            [
                replace(nearest, fallback=np.zeros(len(nearest.customers), bool)),
                replace(strangers, fallback=np.ones(len(strangers.customers), bool)),
            ]
        )

    def _profiles(self, customers: Ints) -> Profiles:
        if self.profile is None:
            return self.tools.profiles(customers)
        return self.profile.pool(self.past, self.tools.vectors, customers)

    def _nearest(self, profiles: Profiles, k: int, among: Bools, tie_ks: tuple[int, ...]) -> Shown:
        if not len(profiles.customers) or not (among & self.tools.vectors.has).any():
            return _nobody(profiles.customers, k, tie_ks)
        return self._search(self.tools.searcher(among), profiles, k, tie_ks, depth=k + AHEAD)

    def _search(self, searcher: Searcher, profiles: Profiles, k: int, tie_ks: tuple[int, ...], depth: int) -> Shown:
        """Lists of length k from the first `depth` neighbours, deeper where these end inside a tied block."""
        owned = self.past.owned(profiles.customers) if self.past.seen == "remove" else None
        items, scores = searcher.search(profiles, depth, owned)
        unended = _unended(scores, tie_ks)
        shown = Shown(
            customers=profiles.customers[~unended],
            items=items[~unended, :k],
            scores=scores[~unended, :k],
            ties={
                length: ties.cut_by(length, scores[~unended], items[~unended], scores[~unended]) for length in tie_ks
            },
        )
        if not unended.any():
            return shown
        return ties.join([shown, self._search(searcher, _of(profiles, unended), k, tie_ks, 2 * depth)])


def _unended(scores: Floats, tie_ks: tuple[int, ...]) -> Bools:
    """bool [n]: whether a block that begins within one of the list lengths may go on beyond the last score."""
    ends = [length - 1 for length in tie_ks]
    tied: Bools = (scores[:, ends] == scores[:, -1:]).any(axis=1)
    return tied & (scores[:, -1] > -np.inf)


def _of(profiles: Profiles, rows: Bools) -> Profiles:
    """The profiles of some rows, bool [n]."""
    return Profiles(profiles.customers[rows], profiles.values[rows], profiles.has[rows], profiles.space)


def _nobody(customers: Ints, k: int, tie_ks: tuple[int, ...]) -> Shown:
    """Empty lists."""
    shape = (len(customers), k)
    empty = {length: ties.none(len(customers)) for length in tie_ks}
    return Shown(customers, np.full(shape, -1, np.int32), np.full(shape, -np.inf, np.float32), empty)
