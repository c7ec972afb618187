"""A simulated floor: any list is as likely as any other."""

from dataclasses import dataclass
from typing import ClassVar

import numpy as np
import numpy.typing as npt

from fashrec.errors import require
from fashrec.past import Past
from fashrec.recommend import ties
from fashrec.recommend.left import nothing, nth_left, places
from fashrec.stages import Need, Tools
from fashrec.types import Bools, Ints, ItemLists, Longs, Shown


@dataclass(frozen=True)
class Chance:
    """Draws k of the items a customer may be shown, in random order and without repeats.

    The draw is a function of seed, cut and customer alone: who else is asked for changes nothing, and a longer list
    begins with the shorter one.

    Raises:
        ConfigError: where the seed is not a whole number.
    """

    version: ClassVar[int] = 1
    needs: ClassVar[frozenset[Need]] = frozenset()

    seed: int = 0
    """Any whole number."""

    def __post_init__(self) -> None:
        require(isinstance(self.seed, int), "seed", self.seed, "a whole number")

    def fit(self, past: Past, tools: Tools) -> "ChanceRanker":
        """Nothing to learn."""
        del tools
        return ChanceRanker(past, self.seed)


@dataclass(frozen=True)
class ChanceRanker:
    """The past, for what customers own, and the seed."""

    past: Past
    seed: int

    def rank(self, customers: Ints, k: int, among: Bools, tie_ks: tuple[int, ...] = ()) -> Shown:
        """As stages.Ranker says; the score is minus the place in the list, so that nothing ties."""
        owned = self.past.owned(customers) if self.past.seen == "remove" else nothing(len(customers))
        candidates = np.flatnonzero(among).astype(np.int32)
        taken = places(candidates, owned)
        n_left = len(candidates) - taken.counts()
        uniform = _uniform(self.seed, self.past.cut.day, customers, k)
        place = nth_left(_distinct_ranks(uniform, n_left), taken)
        there = np.arange(k) < n_left[:, None]
        items = np.append(candidates, np.int32(-1))[np.where(there, place, -1)]
        scores = np.where(there, -np.arange(k), -np.inf).astype(np.float32)
        return Shown(customers, items, scores, {length: ties.none(len(customers)) for length in tie_ks})


def _distinct_ranks(uniform: npt.NDArray[np.float64], n_left: Longs) -> npt.NDArray[np.int64]:
    """Draws without replacement: the i-th is a rank among the `n_left - i` that are left after those before it.

    Args:
        uniform: float64 [n, k] in [0, 1).
        n_left: int64 [n]; each row draws from `[0, n_left)`.

    Returns:
        int64 [n, k], distinct within a row in its first n_left columns; of no meaning beyond them.
    """
    n, k = uniform.shape
    drawn = np.zeros((n, k), np.int64)
    for i in range(min(k, int(n_left.max(initial=0)))):
        rank = (uniform[:, i] * np.maximum(n_left - i, 1)).astype(np.int64)
        before = ItemLists(np.arange(n + 1) * i, np.sort(drawn[:, :i], axis=1).ravel().astype(np.int32))
        drawn[:, i] = nth_left(rank[:, None], before)[:, 0]
    return drawn


def _uniform(seed: int, day: int, customers: Ints, k: int) -> npt.NDArray[np.float64]:
    """float64 [n, k] in [0, 1): a number for each (seed, day, customer, place), as if drawn independently.

    SplitMix64 (Steele, Lea & Flood, OOPSLA 2014), keyed by hashing the words one after the other: the counter-based
    generators of numpy are keyed too, but a key at a time.
    """
    key = _mixed(np.array([seed % 2**64], np.uint64)) ^ np.uint64(day % 2**64)
    streams = _mixed(_mixed(key) ^ customers.astype(np.uint64))
    numbers = _mixed(streams[:, None] + _GAMMA * np.arange(k, dtype=np.uint64))
    return (numbers >> np.uint64(11)).astype(np.float64) * 2.0**-53


_GAMMA = np.uint64(0x9E3779B97F4A7C15)


def _mixed(state: npt.NDArray[np.uint64]) -> npt.NDArray[np.uint64]:
    """SplitMix64's next output after `state`; arithmetic is modulo 2**64."""
    z = state + _GAMMA
    z = (z ^ (z >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
    z = (z ^ (z >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
    return z ^ (z >> np.uint64(31))
