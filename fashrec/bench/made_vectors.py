"""Item vectors of any number that lie as given ones do: the same spectrum, the same crowding, the same near-duplicates.

A made vector is a source item moved at random along the directions of its neighbours, back to unit length. This is a
draw from a manifold Parzen density (Vincent and Bengio, NIPS 2002): about each source item a Gaussian with the
covariance of its nearest neighbours, so that clusters, their sizes and the directions in which they spread stay as
they are. Colour variants, closer together than such a density brings them, are drawn as families:

    source item + noise            --> a first member
    first member + a little noise  --> a variant, as far from it as near-duplicates of the source are

How far items are moved is fitted: as many made vectors as there are source vectors have the same median distance to
the nearest other one. More of them lie closer together, as a greater catalogue of the same kind would.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Self

import numpy as np

from fashrec.bench.crowding import nearest_distances
from fashrec.types import Floats

# vectors drawn at a time: with 16 neighbours in 128 dimensions their noise takes 34 MB
_BLOCK = 4096
# source items that made ones are drawn about, and neighbours that say in which directions
_SEEDS, _NEIGHBOURS = 8192, 16
# a near-duplicate is as much closer than the median nearest neighbour; in 8 dimensions chance makes 1 in 65,536 of it
_NEAR = 0.25
# the median distance is compared on so many; the interval of what may be the spread is halved so often
_COMPARED, _HALVINGS, _MOST_SPREAD = 1024, 8, 4.0
_MOST_ITEMS = 20


@dataclass(frozen=True)
class VectorMaker:
    """A density fitted on item vectors.

    Attributes:
        seeds: float32 [s, d], unit length: source items.
        offsets: float32 [s, m, d]: from the mean of each one's m nearest neighbours to them, divided by sqrt(m).
        spread: how far an item is moved, as a share of its neighbours' spread.
        variants: share of made items that are a variant of one before, in [0, 1).
        gaps: float32 [g], at least one where there are variants: distances between near-duplicates of the source.
        seed: of all draws, at least 0.
    """

    seeds: Floats
    offsets: Floats
    spread: float
    variants: float
    gaps: Floats
    seed: int

    @classmethod
    def fit(cls, values: Floats, seed: int = 0) -> Self:
        """Fit on float32 [n, d] of unit length, n > 16.

        At most 8,192 of them are drawn about, each with its neighbours among all.
        """
        rows = np.sort(np.random.default_rng(seed).permutation(len(values))[:_SEEDS])
        distances, neighbours = nearest_distances(values, rows, _NEIGHBOURS)
        offsets = values[neighbours]
        offsets = (offsets - offsets.mean(axis=1, keepdims=True)) / np.float32(np.sqrt(_NEIGHBOURS))
        nearest = distances[:, 0]
        median = float(np.median(nearest))
        near = nearest < _NEAR * median
        # an item has a near-duplicate if it is a variant or the next one is: 1 - (1 - q)^2 of all
        variants = 1 - float(np.sqrt(1 - near.mean()))
        return cls(values[rows], offsets, 1.0, variants, nearest[near], seed).matching(median, len(values))

    def matching(self, median: float, n: int) -> Self:
        """With the spread at which n made vectors have this median distance to the nearest other one."""
        low, high = 0.0, _MOST_SPREAD
        some = np.arange(0, n, -(-n // _COMPARED))
        for _ in range(_HALVINGS):
            made = replace(self, spread=(low + high) / 2)
            distances, _ = nearest_distances(made.vectors(n), some, 1)
            low, high = (made.spread, high) if np.median(distances) < median else (low, made.spread)
        return replace(self, spread=(low + high) / 2)

    def vectors(self, n: int) -> Floats:
        """float32 [n, d] of unit length; the first ones are the same for every n."""
        values = np.empty((n, self.seeds.shape[1]), np.float32)
        for start, block in zip(range(0, n, _BLOCK), self._blocks(), strict=False):
            values[start : start + _BLOCK] = block[: n - start]
        return values

    def profiles(self, values: Floats, n: int) -> Floats:
        """float32 [n, d] of unit length: means of 1 to 20 of `values`, as a customer's history is pooled."""
        random = np.random.default_rng([self.seed, 1, n])
        counts = random.integers(1, _MOST_ITEMS + 1, n)
        starts = np.cumsum(counts) - counts
        return _unit(np.add.reduceat(values[random.integers(0, len(values), counts.sum())], starts))

    def _blocks(self) -> Iterator[Floats]:
        block = 0
        while True:
            yield self._block(np.random.default_rng([self.seed, 0, block]))
            block += 1

    def _block(self, random: np.random.Generator) -> Floats:
        """float32 [_BLOCK, d]; families end with it."""
        about = random.integers(0, len(self.seeds), _BLOCK)
        amounts = random.standard_normal((_BLOCK, 1, self.offsets.shape[1]), np.float32)
        noise = np.matmul(amounts, self.offsets[about])[:, 0]
        values = _unit(self.seeds[about] + np.float32(self.spread) * noise)
        variant = random.random(_BLOCK) < self.variants
        variant[0] = False
        first = np.maximum.accumulate(np.where(variant, 0, np.arange(_BLOCK)))
        gaps = random.choice(self.gaps, (_BLOCK, 1)) if len(self.gaps) else np.zeros((_BLOCK, 1), np.float32)
        values[variant] = _unit(values[first] + gaps * _unit(noise))[variant]
        return values


def _unit(values: Floats) -> Floats:
    lengths = np.linalg.norm(values, axis=1, keepdims=True)
    unit: Floats = values / np.maximum(lengths, np.float32(1e-12))
    return unit
