"""Places of the list that are kept for items which nobody has bought yet."""

from dataclasses import dataclass
from typing import ClassVar

import numpy as np

from fashrec.errors import require
from fashrec.past import Past
from fashrec.recommend import ties
from fashrec.stages import Need, Ranker, Recommender, Tools
from fashrec.types import Bools, Ints, Shown


@dataclass(frozen=True)
class ColdBoost:
    """A member's list in which some places go to the best cold items of another.

    Raises:
        ConfigError: where a setting is out of its range.
    """

    version: ClassVar[int] = 1

    member: Recommender
    """Whose list it is."""
    cold: Recommender
    """Who ranks the cold items; a list that is its fallback's gets no place."""
    places: tuple[int, ...] = (5,)
    """Which places are kept, 1 the first; ascending. [5] is the last of five, [4, 5] the last two."""

    def __post_init__(self) -> None:
        whole = len(self.places) > 0 and all(isinstance(place, int) and place >= 1 for place in self.places)
        ascending = whole and list(self.places) == sorted(set(self.places))
        require(ascending, "places", self.places, "places from 1 on, ascending, such as [5]")

    @property
    def needs(self) -> frozenset[Need]:
        """What either needs."""
        return self.member.needs | self.cold.needs

    def fit(self, past: Past, tools: Tools) -> "ColdBoostRanker":
        """Fit both."""
        return ColdBoostRanker(past, self.member.fit(past, tools), self.cold.fit(past, tools), tuple(self.places))


@dataclass(frozen=True)
class ColdBoostRanker:
    """The past, for what is cold; the fitted two; the places.

        member   a b c d e f        places 2, 5       a x b c y d
        cold     x y z

    Attributes:
        past: what nobody bought in it is cold.
        member: whose list it is.
        cold: who ranks the cold items.
        places: which places are kept, from 1, ascending.
    """

    past: Past
    member: Ranker
    cold: Ranker
    places: tuple[int, ...]

    def rank(self, customers: Ints, k: int, among: Bools, tie_ks: tuple[int, ...] = ()) -> Shown:
        """As stages.Ranker says; the score is minus the place, so that nothing ties.

        An item that both have stands where it comes first. A place for which there is no cold item goes to the
        member's next, and cold items move up where the member's list ends. Among cold items alone the list is `cold`'s.
        """
        warm = among & self.past.warm
        if not warm.any():
            return self.cold.rank(customers, k, among, tie_ks)
        main = self.member.rank(customers, k, among)
        cold = self.cold.rank(customers, len(self.places), among & ~warm)
        few = cold.items if cold.fallback is None else np.where(cold.fallback[:, None], np.int32(-1), cold.items)
        items = _woven(main.items, few, self.places)
        scores = np.where(items >= 0, -np.arange(k), -np.inf).astype(np.float32)
        return Shown(customers, items, scores, {length: ties.none(len(items)) for length in tie_ks}, main.fallback)


def _woven(main: Ints, few: Ints, places: tuple[int, ...]) -> Ints:
    """int32 [n, k]: place by place the next item of `few` at `places`, and of `main` (int32 [n, k]) elsewhere.

    Where one list has no item left that does not stand yet, the other's next stands there.
    """
    n, k = main.shape
    lists = {False: main, True: few}
    left = {kind: items >= 0 for kind, items in lists.items()}
    woven = np.full((n, k), -1, np.int32)
    for column in range(k):
        kept = column + 1 in places
        first, second = (_next(lists[kind], left[kind]) for kind in (kept, not kept))
        woven[:, column] = np.where(first >= 0, first, second)
        for kind, items in lists.items():
            left[kind] &= items != woven[:, column : column + 1]
    return woven


def _next(items: Ints, left: Bools) -> Ints:
    """int32 [n]: the first item of each row that is left, -1 where none is."""
    at = np.argmax(left, axis=1, keepdims=True)
    return np.where(left.any(axis=1), np.take_along_axis(items, at, 1)[:, 0], np.int32(-1)).astype(np.int32)
