"""Looking for weights: an even grid over all their ratios, then ever smaller steps from its best point.

A point is a tuple of whole numbers with one sum, the weights in so many parts: (3, 1, 0) of 4. Only ratios matter to a
fusion, so this is all there is; and whole numbers are typed as they were looked at.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import combinations, pairwise
from math import comb, gcd

import numpy as np

from fashrec.types import Bools, Doubles, Longs

Point = tuple[int, ...]
Sums = Callable[[Sequence[float]], Doubles]
"""Weights to float64 [n_cuts], the objective summed over each cut's customers."""

HALVINGS = 2
"""How often the step is halved after the grid."""


@dataclass(frozen=True)
class Search:
    """One search; every point is looked at once.

    Attributes:
        sums: what a point is worth.
        n: int64 [n_cuts]; customers of each cut.
        grid: the points of the even grid, all of one sum.
        looked: what each point, reduced, was worth, in the order of looking.
    """

    sums: Sums
    n: Longs
    grid: tuple[Point, ...]
    looked: dict[Point, Doubles] = field(default_factory=dict)

    def run(self) -> Point:
        """Look at the grid, then around its best point; the best of all, the first of equals."""
        for point in self.grid:
            self.look(point)
        best = self.best(self.grid, np.ones(len(self.n), bool))
        for _ in range(HALVINGS):
            best = self._climbed(tuple(2 * part for part in best))
        return reduced(best)

    def look(self, point: Point) -> float:
        """The mean over all (cut, customer) pairs."""
        point = reduced(point)
        if point not in self.looked:
            self.looked[point] = self.sums(point)
        return float(self.looked[point].sum() / max(1, self.n.sum()))

    def best(self, points: Sequence[Point], cuts: Bools) -> Point:
        """The best of some points looked at, on some cuts (bool [n_cuts]); the first of equals."""
        totals = [self.looked[reduced(point)][cuts].sum() for point in points]
        return points[int(np.argmax(totals))]

    def crossed(self) -> tuple[float, float] | None:
        """The grid's best on all cuts, and what is left of it where those who chose did not judge.

        The best point on every second cut is scored on the others, and the other way round; the mean is over all
        (cut, customer) pairs. The first minus the second is how much the search flatters itself. None with one cut.
        """
        even = np.arange(len(self.n)) % 2 == 0
        if even.all():
            return None
        chosen = [(reduced(self.best(self.grid, choosing)), ~choosing) for choosing in (even, ~even)]
        judged = sum(self.looked[point][others].sum() for point, others in chosen)
        every = self.best(self.grid, np.ones(len(self.n), bool))
        return self.look(every), float(judged / max(1, self.n.sum()))

    def _climbed(self, point: Point) -> Point:
        """From here one part from one member to another, as long as that is better."""
        while True:
            near = max(moves(point), key=self.look, default=point)
            if self.look(near) <= self.look(point):
                return point
            point = near


def even_grid(n: int, at_most: int) -> tuple[Point, ...]:
    """Every way to share p parts among n members, p as great as at most so many points allow, but at least 1."""
    p = 1
    while n > 1 and comb(p + n, n - 1) <= at_most:
        p += 1
    return tuple(_shared(p, n))


def moves(point: Point) -> Iterator[Point]:
    """Every point that is one part of one member away."""
    for giver, part in enumerate(point):
        for taker in range(len(point)):
            if part > 0 and taker != giver:
                yield tuple(value - (at == giver) + (at == taker) for at, value in enumerate(point))


def reduced(point: Point) -> Point:
    """The same ratios in the smallest whole numbers."""
    divisor = gcd(*point)
    return tuple(part // divisor for part in point)


def _shared(p: int, n: int) -> Iterator[Point]:
    for bars in combinations(range(p + n - 1), n - 1):
        edges = (-1, *bars, p + n - 1)
        yield tuple(after - before - 1 for before, after in pairwise(edges))
