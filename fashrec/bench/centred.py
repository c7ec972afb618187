"""Vectors moved to where a PCA puts them, and not reduced: what parts the lists of the two is the reduction alone."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import ClassVar

import numpy as np

from fashrec.past import Past
from fashrec.stages import Chained, Classifier, Embedder
from fashrec.types import Bools, Floats, ItemVectors


@dataclass(frozen=True)
class Centred:
    """x - mean, of unit length where it is used; the mean is that of items bought before the cut, as in `Pca`.

    A network's raw vectors share a direction, beside which all items look alike and the cosine tells little.
    """

    version: ClassVar[int] = 1

    source: Embedder | Classifier | Chained

    def check(self, past: Past) -> None:
        """Any past will do."""

    def fit(self, past: Past, vectors: ItemVectors) -> Callable[[Floats], tuple[Floats, Bools]]:
        """The mean of items that were bought before the cut."""
        mean = vectors.values[vectors.has & past.launched & past.warm].mean(axis=0, dtype=np.float64)
        return lambda values: ((values - mean).astype(np.float32), np.ones(len(values), bool))

    def reduce(self, past: Past, vectors: ItemVectors) -> tuple[Floats, Bools]:
        """float32 [n_items, d] and bool [n_items]; nothing for an item that is not launched."""
        has = vectors.has & past.launched
        values = np.zeros(vectors.values.shape, np.float32)
        values[has], _ = self.fit(past, vectors)(vectors.values[has])
        return values, has
