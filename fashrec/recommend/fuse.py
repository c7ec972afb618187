"""Several recommenders as one: their lists, weighed."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import ClassVar, Literal, get_args

from fashrec.errors import require, require_whole
from fashrec.past import Past
from fashrec.recommend import ties
from fashrec.recommend.pool import By, Pool, pooled
from fashrec.stages import Need, Ranker, Recommender, Tools
from fashrec.types import Bools, Ints, Shown

BLOCK = 1 << 22
"""Places of members' lists held at a time: an item in one takes some 200 bytes on the way."""

Fallback = Literal["drop", "keep"]


@dataclass(frozen=True)
class Fuse:
    """The weighted sum of what each member's list says for an item: by its rank or by its normalised score.

    An item that is not in a member's list gets 0 from it. Weights matter by their ratios alone; `python -m
    fashrec.bench weights` looks for good ones, on the validation window.

    Raises:
        ConfigError: where a setting is out of its range, or weights and members are not of the same names.
    """

    version: ClassVar[int] = 1

    members: Mapping[str, Recommender]
    """The recommenders, by name; at least one."""
    weights: Mapping[str, float]
    """Each member's weight, at least 0, one of them above; a member of weight 0 is not asked."""
    by: By = "reciprocal"
    """`reciprocal` rank, `rank` (falling evenly) or `score` (from 0, the list's least, to 1, its greatest)."""
    constant: float = 60
    """Of `reciprocal`: 1 / (constant + rank); at least 0, the greater the less first places count."""
    depth: int = 100
    """Items that each member is asked for; at least 1. Equal scores at its end are cut by item row, and no tie tells:
    let it be well above the length of lists (by `score` the last of a list are worth nothing anyway)."""
    fallback: Fallback = "drop"
    """What becomes of what a member's list is filled up with, and of lists that are its fallback's: they count only
    where no member has an item of its own (`drop`), or like the member's own (`keep`)."""

    def __post_init__(self) -> None:
        require(bool(self.members), "members", self.members, "at least one recommender, by name")
        same = set(self.weights) == set(self.members)
        require(same, "weights", dict(self.weights), f"one number for each of {', '.join(self.members)}")
        fine = all(isinstance(one, int | float) and 0 <= one < float("inf") for one in self.weights.values())
        fine = fine and any(self.weights.values())
        require(fine, "weights", dict(self.weights), "numbers of at least 0, one of them above 0")
        require(self.by in get_args(By), "by", self.by, "one of " + ", ".join(get_args(By)))
        require(isinstance(self.constant, int | float) and self.constant >= 0, "constant", self.constant, "at least 0")
        require_whole(self, 1, "depth")
        require(self.fallback in get_args(Fallback), "fallback", self.fallback, " or ".join(get_args(Fallback)))

    @property
    def needs(self) -> frozenset[Need]:
        """What any of its members needs."""
        return frozenset().union(*(member.needs for member in self.members.values()))

    def fit(self, past: Past, tools: Tools) -> "FuseRanker":
        """Fit every member."""
        return FuseRanker(self, {name: member.fit(past, tools) for name, member in self.members.items()})


@dataclass(frozen=True)
class FuseRanker:
    """The settings and the fitted members.

    Attributes:
        fuse: the settings.
        members: the members, by name, in their order.
    """

    fuse: Fuse
    members: Mapping[str, Ranker]

    def rank(self, customers: Ints, k: int, among: Bools, tie_ks: tuple[int, ...] = ()) -> Shown:
        """As stages.Ranker says; `fallback` marks the lists to which no member gave an item of its own.

        There are no more items than the members' lists have together, however long a list is asked for.
        """
        weighty = {name: self.fuse.weights[name] for name in self.members if self.fuse.weights[name] > 0}
        weights = tuple(weighty.values())
        height = max(1, BLOCK // (len(weighty) * self.fuse.depth))
        starts = range(0, max(1, len(customers)), height)
        pools = (self.pool(customers[at : at + height], among, weighty) for at in starts)
        return ties.join([pool.shown(weights, k, tie_ks) for pool in pools])

    def pool(self, customers: Ints, among: Bools, names: Iterable[str] | None = None) -> Pool:
        """What these members (None: all of them, whatever their weight) say for each customer's candidates."""
        fuse = self.fuse
        asked = self.members if names is None else names
        lists = [self.members[name].rank(customers, fuse.depth, among) for name in asked]
        return pooled(lists, fuse.by, fuse.constant, keep_fallback=fuse.fallback == "keep")
