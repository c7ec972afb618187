"""What lists are like, whether or not anybody buys from them (docs/evaluation.md 5).

Every measure of one cut is a sum and what it is divided by, so that cuts pool by adding both. It looks at the `main`
lists of the scored customers; at k, at their first k places. Empty places count nowhere but in what is not shown.

name              | divided by       | sum
------------------|------------------|------------------------------------------------------------------------
coverage@k        | catalogue items  | those of them that stand in any list
gini@k            | 1, a cut         | of the exposures of the catalogue's items: 0 all alike, 1 - 1/N one has all
novelty@k         | places           | -log2 of the item's share of purchases before T, each item with one more
diversity@k       | lists            | mean of 1 - cosine over the pairs of the list's items that have a vector
personalisation@k | pairs of lists   | 1 - |both| / |either|, of at most PAIRS seeded pairs of lists that are not empty
cold_share@k      | places           | those of items bought by nobody before T

Where there is nothing to divide by - no list, no vector, a catalogue of nothing - there is no value.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Self

import numpy as np

from fashrec.past import Past
from fashrec.types import Bools, Doubles, Floats, Ints, ItemVectors, Longs, Shown

MEASURES = ("coverage", "gini", "novelty", "diversity", "personalisation", "cold_share")
PAIRS = 10_000
BLOCK = 4096  # lists whose vectors are summed at a time
NOTHING = (0.0, 0)
Sum = tuple[float, int]


@dataclass(frozen=True, slots=True)
class Beyond:
    """What the lists of a cut are measured with, the same for every recommender.

    Attributes:
        catalogue: bool [n_items]; what may be shown.
        cold: bool [n_items]; bought by nobody before T.
        bits: float64 [n_items]; -log2 of the item's share of purchases, each item with one more than it has.
        vectors: unit-length vectors of items; None: the run has none.
        seed: of the pairs, whose numbers name the cut too.
    """

    catalogue: Bools
    cold: Bools
    bits: Doubles
    vectors: ItemVectors | None
    seed: tuple[int, ...]

    @classmethod
    def at(cls, past: Past, vectors: ItemVectors | None, seed: int) -> Self:
        """Of one cut; the share of purchases is among the items on sale before T."""
        bought = np.bincount(past.purchases.item, minlength=past.n_items) + 1
        bits = np.log2(len(past.purchases) + np.count_nonzero(past.launched)) - np.log2(bought)
        return cls(past.catalogue, ~past.warm, bits, vectors, (seed, past.cut.day))

    def sums(self, shown: Shown, ks: tuple[int, ...]) -> dict[str, Sum]:
        """`MEASURE@k` for each of MEASURES and `ks` (ascending): what is summed, and what it is divided by."""
        items = np.full((len(shown.items), ks[-1]), -1, np.int32)
        items[:, : shown.items.shape[1]] = shown.items[:, : ks[-1]]
        diverse = diversities(items, self.vectors, ks)
        found: dict[str, Sum] = {}
        for k, diversity in zip(ks, diverse, strict=True):
            at_k = {**self._of_items(items[:, :k]), "diversity": diversity}
            at_k["personalisation"] = personalisation(items[:, :k], self.seed)
            found |= {f"{name}@{k}": at_k[name] for name in MEASURES}
        return found

    def _of_items(self, items: Ints) -> dict[str, Sum]:
        exposures = np.bincount(items[items >= 0], minlength=len(self.catalogue))
        n, in_catalogue = int(exposures.sum()), exposures[self.catalogue]
        return {
            "coverage": (float(np.count_nonzero(in_catalogue)), len(in_catalogue)),
            "gini": gini(in_catalogue),
            "novelty": (float(exposures @ self.bits), n),
            "cold_share": (float(exposures[self.cold].sum()), n),
        }


def gini(exposures: Longs) -> Sum:
    """Gini's coefficient of counts (int64 [n], at least 0), and 1; nothing where nobody is shown anything."""
    n, total = len(exposures), int(exposures.sum())
    if not total:
        return NOTHING
    # 2i - n - 1 for the i-th least: half the sum of all differences between two
    return float(np.arange(1 - n, n, 2) @ np.sort(exposures)) / (n * total), 1


def personalisation(items: Ints, seed: tuple[int, ...]) -> Sum:
    """Sum of 1 - |both| / |either| over pairs of lists, and how many pairs.

    Args:
        items: int32 [n, k], lists of distinct items padded with -1 at the end.
        seed: of the pairs, where there are more than PAIRS.
    """
    lists = items[items[:, :1].ravel() >= 0]
    first, second = (lists[rows] for rows in _pairs(len(lists), seed))
    both = sum((np.count_nonzero((first == place) & (place >= 0), axis=1) for place in _columns(second)), start=0)
    either = np.count_nonzero(first >= 0, axis=1) + np.count_nonzero(second >= 0, axis=1) - both
    return float((1 - both / either).sum()), len(first)


def diversities(items: Ints, vectors: ItemVectors | None, ks: tuple[int, ...]) -> list[Sum]:
    """For each k, the sum over lists of the mean 1 - cosine of two of their items, and how many lists have two.

    Of m unit vectors with the sum s, all ordered pairs' cosines add up to |s|^2 - m: no pair is ever made.

    Args:
        items: int32 [n, k], padded with -1.
        vectors: of unit length; an item without one is passed over.
        ks: list lengths, ascending.
    """
    sums = [NOTHING] * len(ks)
    if vectors is None:
        return sums
    for start in range(0, len(items), BLOCK):
        parts = _diversities_of(items[start : start + BLOCK], vectors, ks)
        sums = [(total + more, n + m) for (total, n), (more, m) in zip(sums, parts, strict=True)]
    return sums


def _diversities_of(items: Ints, vectors: ItemVectors, ks: tuple[int, ...]) -> Iterator[Sum]:
    total = np.zeros((len(items), vectors.dim), np.float32)
    n = np.zeros(len(items), np.int64)
    for rank, item in enumerate(_columns(items), start=1):
        has = (item[:, 0] >= 0) & vectors.has[item[:, 0]]
        total[has] += vectors.values[item[has, 0]]
        n += has
        if rank in ks:
            several = n > 1
            m, square = n[several], _squares(total[several])
            yield float(np.maximum(1 - (square - m) / (m * (m - 1)), 0).sum()), len(m)


def _squares(values: Floats) -> Doubles:
    """float64 [n]: each row's squared length."""
    squares: Doubles = np.einsum("ij,ij->i", values, values, dtype=np.float64)
    return squares


def _columns(items: Ints) -> Iterator[Ints]:
    """Each column, int32 [n, 1]."""
    return (items[:, at : at + 1] for at in range(items.shape[1]))


def _pairs(n: int, seed: tuple[int, ...]) -> tuple[Longs, Longs]:
    """Two different rows of n, PAIRS times; every pair once where there are no more than that."""
    if n * (n - 1) // 2 <= PAIRS:
        return np.triu_indices(n, 1)
    random = np.random.default_rng(seed)
    first, other = random.integers(n, size=PAIRS), random.integers(n - 1, size=PAIRS)
    return first, other + (other >= first)
