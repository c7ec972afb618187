"""Places of the list that are kept for items which nobody has bought yet."""

from dataclasses import dataclass, replace
from datetime import timedelta
from typing import ClassVar

import numpy as np

from fashrec.errors import require
from fashrec.past import Past
from fashrec.recommend.woven import lengths, weave
from fashrec.stages import Need, Ranker, Recommender, Tools
from fashrec.types import Bools, Ints, Shown


@dataclass(frozen=True)
class ColdBoost:
    """A member's list in which some places go to the best cold items of another.

    Raises:
        ConfigError: where a setting is out of its range.
    """

    version: ClassVar[int] = 2

    member: Recommender
    """Whose list it is."""
    cold: Recommender
    """Who ranks the cold items; a list that is its fallback's gets no place."""
    places: tuple[int, ...] = (5,)
    """Which places are kept, 1 the first; ascending. [5] is the last of five, [4, 5] the last two."""
    new_days: int | None = None
    """Cold items launched in `[T - new_days, T)`, or nobody knows when, are the new collection: the places are theirs
    alone, since what hung long without a buyer is unlikely to find one. At least 1; None: all cold items."""

    def __post_init__(self) -> None:
        whole = len(self.places) > 0 and all(isinstance(place, int) and place >= 1 for place in self.places)
        ascending = whole and list(self.places) == sorted(set(self.places))
        require(ascending, "places", self.places, "places from 1 on, ascending, such as [5]")
        fine = self.new_days is None or (type(self.new_days) is int and self.new_days >= 1)
        require(fine, "new_days", self.new_days, "a whole number of days, at least 1, or null for all cold items")

    @property
    def needs(self) -> frozenset[Need]:
        """What either needs."""
        return self.member.needs | self.cold.needs

    def fit(self, past: Past, tools: Tools) -> "ColdBoostRanker":
        """Fit both."""
        return ColdBoostRanker(
            past=past,
            new=~past.warm if self.new_days is None else ~past.warm & _launched_from(past, self.new_days),
            member=self.member.fit(past, tools),
            cold=self.cold.fit(past, tools),
            places=tuple(self.places),
        )


@dataclass(frozen=True)
class ColdBoostRanker:
    """What is cold, what of it is new, the fitted two, the places.

        member       a b c d e f        places 2, 5        a x b c y d
        cold's new   x y z

    Attributes:
        past: what nobody bought in it is cold.
        new: bool [n_items]; cold and of the new collection.
        member: whose list it is.
        cold: who ranks the cold items.
        places: which places are kept, from 1, ascending.
    """

    past: Past
    new: Bools
    member: Ranker
    cold: Ranker
    places: tuple[int, ...]

    def rank(self, customers: Ints, k: int, among: Bools, tie_ks: tuple[int, ...] = ()) -> Shown:
        """As stages.Ranker says; scores and ties are those of a woven list (woven.py).

        An item that both have stands where it comes first. A place for which there is no new item goes to the member's
        next, and new items move up where the member's list ends. Among cold items alone the list is `cold`'s, the new
        collection first.
        """
        alone = not (among & self.past.warm).any()
        places = tuple(range(1, k + 1)) if alone else self.places
        of_main, of_new = lengths(places, tie_ks)
        if alone:
            main = self.cold.rank(customers, k, among & ~self.new, of_main)
        else:
            main = self.member.rank(customers, k, among, of_main)
        new = self._cold(customers, len(places), among & self.new, of_new)
        return weave(main, new, places).shown(tie_ks)

    def _cold(self, customers: Ints, k: int, among: Bools, tie_ks: tuple[int, ...]) -> Shown:
        """The cold member's own lists."""
        shown = self.cold.rank(customers, k, among, tie_ks)
        strangers = np.zeros(len(customers), bool) if shown.fallback is None else shown.fallback
        return replace(shown, items=np.where(strangers[:, None], np.int32(-1), shown.items))


def _launched_from(past: Past, days: int) -> Bools:
    """bool [n_items]: launched in the last so many days before T, or no day of launch is known."""
    first = past.cut.start - timedelta(days=days)
    launch = past.items["launch_day"]
    recent: Bools = (launch.is_null() | (launch >= first)).to_numpy()
    return recent
