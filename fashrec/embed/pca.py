"""Principal components of the vectors of items that somebody had bought before the cut."""

from dataclasses import dataclass
from typing import ClassVar

import numpy as np
from threadpoolctl import threadpool_limits

from fashrec.embed.unit import unit_rows
from fashrec.errors import ConfigError, require
from fashrec.past import Past
from fashrec.stages import Classifier, Embedder
from fashrec.types import Bools, Floats, ItemVectors


@dataclass(frozen=True)
class Pca:
    """z = W(x - mean), made unit length; mean and W (docs/evaluation.md 11) from warm items with a vector alone.

    One thread and solver covariance_eigh, since other solvers and more threads move the low bits. Each component
    has the sign that makes its largest loading positive (scikit-learn's svd_flip).

    Attributes:
        source: gives the vectors.
        dim: number of components kept, from 1 to the smaller of the vectors' length and the number of warm items.
        whiten: divide each component by its deviation over the warm items.
    """

    version: ClassVar[int] = 1

    source: Embedder | Classifier
    dim: int = 128
    whiten: bool = False

    def __post_init__(self) -> None:
        require(self.dim >= 1, "dim", self.dim, "at least 1")

    def reduce(self, past: Past, vectors: ItemVectors) -> tuple[Floats, Bools]:
        """float32 [n_items, dim] of unit length, and bool [n_items].

        Items without a vector, not launched before T, or exactly at the mean have none (zero, false).

        Raises:
            ConfigError: where `dim` is more than the vectors or the warm items allow.
        """
        # costs a second, which runs that find the result in the store are spared
        from sklearn.decomposition import PCA  # noqa: PLC0415 (see above)

        launched = vectors.has & past.launched
        warm = launched & past.warm
        self._check_dim(int(warm.sum()), vectors.dim, past)
        mean = vectors.values[warm].mean(axis=0, dtype=np.float64)
        # centred in double precision here: the solver subtracts mean · mean from float32 products,
        # and untrained trunks have means that are large against their deviations
        centred = (vectors.values[launched] - mean).astype(np.float32)
        pca = PCA(self.dim, whiten=self.whiten, svd_solver="covariance_eigh")
        with threadpool_limits(1):
            pca.fit(centred[warm[launched]])
            reduced, ok = unit_rows(pca.transform(centred).astype(np.float32))
        values = np.zeros((len(launched), self.dim), np.float32)
        values[launched] = reduced
        has = launched.copy()
        has[launched] = ok
        return values, has

    def _check_dim(self, n_warm: int, length: int, past: Past) -> None:
        if self.dim > min(n_warm, length):
            raise ConfigError(
                f"{self.dim} components cannot be had from {n_warm} warm items with vectors of length {length}",
                where=f"embed.dim, at the cut of {past.cut}",
                why="there are no more components than numbers in a vector, nor than items to fit them on",
                do=f"set embed.dim to at most {min(n_warm, length)}, or embed with longer vectors",
            )
