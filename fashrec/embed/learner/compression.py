"""The paper's first step: pictures reduced to principal components of their pixels, and drawn again from those."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from safetensors import SafetensorError
from safetensors.numpy import load_file, save_file
from threadpoolctl import threadpool_limits

from fashrec.embed.pictures import Bytes
from fashrec.errors import ConfigError, DataError
from fashrec.types import Floats, Longs

FILE = "pictures.safetensors"
MOST = 2000  # pictures that components are fitted on: more would not fit in memory at 224 pixels


@dataclass(frozen=True, slots=True, eq=False)
class Compression:
    """x -> mean + (x - mean) W'W, as whole numbers in [0, 255]: what is left of a picture in a few numbers.

    A picture's result has the same bits whatever others it is asked for with, and on any number of threads: the sums
    are taken without a BLAS.

    Attributes:
        mean: float32 [d], d = 3 · height · width.
        axes: float32 [n, d], the rows of W: orthonormal.
    """

    mean: Floats
    axes: Floats

    def __call__(self, picture: Bytes) -> Bytes:
        """uint8 [height, width, 3], twice."""
        centred = picture.reshape(-1).astype(np.float32) - self.mean
        kept = np.einsum("kd,d->k", self.axes, centred)
        again = self.mean + np.einsum("kd,k->d", self.axes, kept)
        made: Bytes = np.rint(again).clip(0, 255).astype(np.uint8).reshape(picture.shape)
        return made

    def write(self, folder: Path) -> None:
        """As a safetensors file."""
        save_file({"mean": self.mean, "axes": self.axes}, folder / FILE)


def fit_compression(read: Callable[[int], Bytes], rows: Longs, n: int, seed: int) -> Compression:
    """Principal components of the pixels of some pictures, of at most MOST of them, drawn from the seed.

    Args:
        read: gives a picture, uint8 [height, width, 3], by its row.
        rows: int64 [m]; the pictures that may be looked at.
        n: components kept.
        seed: of the draw.

    Raises:
        ConfigError: where there are not as many components.
    """
    # costs a second, which runs that find the result in the store are spared
    from sklearn.decomposition import PCA  # noqa: PLC0415 (see above)

    drawn = np.sort(np.random.default_rng(seed).permutation(rows)[:MOST])
    pixels = np.stack([read(int(row)).reshape(-1) for row in drawn]).astype(np.float32)
    if n > min(pixels.shape):
        raise ConfigError(
            f"{n} components cannot be had from {len(pixels)} pictures of {pixels.shape[1]} numbers",
            where="picture_pca",
            why="there are no more components than numbers in a picture, nor than pictures to fit them on",
            do=f"set it to at most {min(pixels.shape)}, or to null",
        )
    with threadpool_limits(1):
        pca: Any = PCA(n, svd_solver="full").fit(pixels)
    return Compression(pca.mean_.astype(np.float32), np.ascontiguousarray(pca.components_, np.float32))


def read_compression(folder: Path) -> Compression:
    """What `write` wrote.

    Raises:
        DataError: where the file is not what was written.
    """
    try:
        return Compression(**load_file(folder / FILE))
    except (SafetensorError, OSError, TypeError) as error:
        raise DataError(
            f"{FILE} cannot be read as the components of pictures: {str(error).splitlines()[0]}",
            where=str(folder / FILE),
            why="the network was trained on pictures drawn from them, and must see no others",
            do="remove the artefact's folder; it is made again",
        ) from error
