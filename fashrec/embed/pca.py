"""Principal components of the vectors of items that somebody had bought before the cut."""

from dataclasses import dataclass
from typing import ClassVar, NoReturn

import numpy as np
from threadpoolctl import threadpool_limits

from fashrec.embed.unit import unit_rows
from fashrec.errors import ConfigError, require
from fashrec.past import Past
from fashrec.stages import Classifier, Embedder
from fashrec.types import Bools, Doubles, Floats, ItemVectors

_BLOCK = 512  # rows that become whole numbers at a time: they stay in the cache


@dataclass(frozen=True)
class Pca:
    """z = W(x - mean), made unit length; mean and W (docs/evaluation.md 11) from warm items with a vector alone.

    It is fitted on one thread with solver covariance_eigh, since other solvers and more threads move the low bits.
    Each component has the sign that makes its largest loading positive (scikit-learn's svd_flip). A vector's z has the
    same bits whatever other vectors it is reduced with (`project`): a photo that nobody sells gets what an item of
    the same picture would.

    Attributes:
        source: gives the vectors.
        dim: number of components kept, from 1 to the smaller of the vectors' length and the number of warm items.
        whiten: divide each component by its deviation over the warm items.
    """

    version: ClassVar[int] = 2  # 1: products in float32, whose low bits depend on the row's place

    source: Embedder | Classifier
    dim: int = 128
    whiten: bool = False

    def __post_init__(self) -> None:
        require(self.dim >= 1, "dim", self.dim, "at least 1")

    def check(self, past: Past) -> None:
        """That there are as many warm items as components, as there have to be.

        Raises:
            ConfigError: where there are not.
        """
        n_warm = int((past.launched & past.warm).sum())
        if self.dim > n_warm:
            self._refuse(f"{n_warm} warm items", n_warm, past)

    def reduce(self, past: Past, vectors: ItemVectors) -> tuple[Floats, Bools]:
        """float32 [n_items, dim] of unit length, and bool [n_items].

        Items without a vector, not launched before T, or exactly at the mean have none (zero, false).

        Raises:
            ConfigError: where `dim` is more than the vectors or the warm items allow.
        """
        launched = vectors.has & past.launched
        values, has = np.zeros((len(launched), self.dim), np.float32), launched.copy()
        values[launched], has[launched] = self.fit(past, vectors)(vectors.values[launched])
        return values, has

    def fit(self, past: Past, vectors: ItemVectors) -> "Components":
        """The components of the warm items' vectors.

        Raises:
            ConfigError: as `reduce`.
        """
        # costs a second, which runs that find the result in the store are spared
        from sklearn.decomposition import PCA  # noqa: PLC0415 (see above)

        warm = vectors.has & past.launched & past.warm
        most = min(int(warm.sum()), vectors.dim)
        if self.dim > most:
            self._refuse(f"{warm.sum()} warm items with vectors of length {vectors.dim}", most, past)
        mean = vectors.values[warm].mean(axis=0, dtype=np.float64)
        pca = PCA(self.dim, svd_solver="covariance_eigh")
        with threadpool_limits(1):
            # centred in double precision here: the solver subtracts mean · mean from float32 products,
            # and untrained trunks have means that are large against their deviations
            pca.fit((vectors.values[warm] - mean).astype(np.float32))
        axes = pca.components_.astype(np.float64)
        if self.whiten:
            axes /= np.sqrt(np.maximum(pca.explained_variance_, np.finfo(np.float32).eps))[:, None]
        return Components(mean, axes)

    def _refuse(self, given: str, most: int, past: Past) -> NoReturn:
        raise ConfigError(
            f"{self.dim} components cannot be had from {given}",
            where=f"embed.dim, at the cut of {past.cut}",
            why="there are no more components than numbers in a vector, nor than items to fit them on",
            do=f"set embed.dim to at most {most}, or embed with longer vectors",
        )


@dataclass(frozen=True, slots=True, eq=False)
class Components:
    """x -> W(x - mean), made unit length.

    Attributes:
        mean: float64 [d].
        axes: float64 [dim, d], the rows of W.
    """

    mean: Doubles
    axes: Doubles

    def __call__(self, values: Floats) -> tuple[Floats, Bools]:
        """float32 [n, dim] of unit length, and bool [n]: false, and zero, for a row exactly at the mean."""
        return unit_rows(project(values - self.mean, self.axes))


def project(values: Doubles, axes: Doubles) -> Floats:
    """The inner products of all pairs of rows, each the same to the bit whatever the other rows are.

    A matrix product sums in an order that depends on where a row stands and on the number of threads. Here no order
    matters, since nothing is rounded: both sides become whole numbers, so few bits long that their products and sums
    fit in the 53 of a float64 (the first step of Ozaki et al. 2012, Error-free transformations of matrix
    multiplication). Each row of either side is scaled by a power of two of its own.

    Args:
        values: float64 [n, d].
        axes: float64 [k, d].

    Returns:
        float32 [n, k]. An entry is off by at most d · 2^-bits times the largest numbers of its two rows, with
        bits = (53 - log2 d) / 2 rounded down: 21 for the 1,280 numbers of a mobilenet.
    """
    bits = (53 - (values.shape[1] - 1).bit_length()) // 2
    whole_axes, axis_units = _whole(axes, bits)
    products = np.empty((len(values), len(axes)), np.float32)
    for start in range(0, len(values), _BLOCK):
        block = slice(start, start + _BLOCK)
        whole, units = _whole(values[block], bits)
        products[block] = (whole @ whole_axes.T) * (units * axis_units.T)
    return products


def _whole(values: Doubles, bits: int) -> tuple[Doubles, Doubles]:
    """Whole numbers of at most 2^bits [n, d], and the power of two [n, 1] that each row was divided by."""
    _, exponents = np.frexp(np.maximum(values.max(axis=1, keepdims=True), -values.min(axis=1, keepdims=True)))
    whole = values * np.ldexp(1.0, bits - exponents)
    return np.rint(whole, out=whole), np.ldexp(1.0, exponents - bits)
