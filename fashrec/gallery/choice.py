"""Which customers are shown: a seeded sample in which what is rare is there too, and what was done is said."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import polars as pl

from fashrec.types import Bools, Longs


@dataclass(frozen=True, slots=True)
class Choice:
    """The chosen customers.

    Attributes:
        rows: int64 [n]; rows of the pairs, in a random order.
        quota: how many of each flag were asked for; 0: everybody is shown.
        counts: by flag, how many have it among all, and among the chosen.
        of: how many there were to choose from.
    """

    rows: Longs
    quota: int
    counts: dict[str, tuple[int, int]]
    of: int


def choose(found: Mapping[str, pl.Series], of: int, n: int, seed: int) -> Choice:
    """At most n of some customers.

    In a random order, the first of each flag until `n / (flags + 1)` of it are there, the rarest flag first; then the
    first of all. So about as many as of each flag are a plain random sample, and the rest over-represents what is rare.

    Args:
        found: by name, Boolean [of].
        of: how many customers there are.
        n: how many are wanted.
        seed: of the order.
    """
    order = np.random.default_rng(seed).permutation(of)
    has = {name: flag.to_numpy()[order] for name, flag in found.items()}
    quota = 0 if n >= of else max(1, n // (len(found) + 1))
    taken = _taken(has, of, n, quota)
    rows = np.sort(np.flatnonzero(taken))
    counts = {name: (int(flag.sum()), int((flag & taken).sum())) for name, flag in has.items()}
    return Choice(order[rows], quota, counts, of)


def _taken(has: Mapping[str, Bools], of: int, n: int, quota: int) -> Bools:
    taken = np.zeros(of, bool)
    for flag in sorted(has.values(), key=lambda one: int(one.sum())):
        wanted = min(max(0, quota - int((flag & taken).sum())), n - int(taken.sum()))
        taken[np.flatnonzero(flag & ~taken)[:wanted]] = True
    taken[np.flatnonzero(~taken)[: max(0, n - int(taken.sum()))]] = True
    return taken
