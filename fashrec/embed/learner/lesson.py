"""What a network is taught: pictures, what is on them, and which of them it is examined on."""

from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
import torch
from torch import Tensor

from fashrec.embed.learner.compression import Compression, fit_compression
from fashrec.embed.learner.labels import Marks, Vocabulary
from fashrec.embed.pictures import Bytes, read_picture
from fashrec.errors import DataError
from fashrec.stages import Progress
from fashrec.types import Bools, Ints, Longs

_FEWEST = 2  # norms need two pictures to tell what varies
_CHUNK = 64  # pictures read between two steps of the progress bar


@dataclass(frozen=True, slots=True)
class Lesson:
    """Pictures with their labels.

    Attributes:
        files: the pictures.
        marks: int8 [n, n_labels], as in labels.py.
        held_out: bool [n]; examined on these, trained on the others.
        vocabulary: the labels.
        boxes: int32 [n, 4], what of each picture is looked at (left, top, right, bottom in pixels). None: all of it.
        ranked: also take the metrics by which DeepFashion is compared (ranked.py).
    """

    files: Sequence[Path]
    marks: Marks
    held_out: Bools
    vocabulary: Vocabulary
    boxes: Ints | None = None
    ranked: bool = False

    def __post_init__(self) -> None:
        if len(self.training) < _FEWEST or not self.held_out.any():
            raise DataError(
                f"of {len(self.files)} pictures to learn from, {int(self.held_out.sum())} are held out",
                where="valid_share, and the pictures of items bought before the earliest cut",
                why="a network is trained on some products' pictures and examined on those of others",
                do="give it more items with pictures, or another valid_share",
            )

    @property
    def counts(self) -> dict[str, int]:
        """How many pictures and labels there are, and how many labels were left out for which reason."""
        return {
            "n_training": len(self.training),
            "n_validation": len(self.validation),
            "n_labels": len(self.vocabulary),
            "n_labels_rare": self.vocabulary.n_rare,
            "n_labels_unseen": self.vocabulary.n_unseen,
        }

    @property
    def training(self) -> Longs:
        """int64 [n_training]: the pictures that are trained on."""
        return np.flatnonzero(~self.held_out)

    @property
    def validation(self) -> Longs:
        """int64 [n_validation]: the pictures that are examined on."""
        return np.flatnonzero(self.held_out)


@dataclass(frozen=True, slots=True)
class Decoded:
    """The pictures of a lesson by row, from memory where they fit, else read when asked for.

    Attributes:
        files: the pictures.
        shape: height and width that they are padded to, in pixels.
        kept: uint8 [n, height, width, 3], or None.
        boxes: as in Lesson.
        compression: what a picture that is read from its file goes through.
    """

    files: Sequence[Path]
    shape: tuple[int, int]
    kept: Bytes | None
    boxes: Ints | None = None
    compression: Compression | None = None

    def __call__(self, row: int) -> Tensor:
        """uint8 [height, width, 3]."""
        return torch.from_numpy(self.read(row) if self.kept is None else self.kept[row])

    def read(self, row: int) -> Bytes:
        """uint8 [height, width, 3], from the file."""
        height, width = self.shape
        box = None if self.boxes is None else self.boxes[row].tolist()
        picture = read_picture(self.files[row], width, height, box)
        return picture if self.compression is None else self.compression(picture)

    def compressed(self, rows: Longs, n: int, seed: int) -> "Decoded":
        """The pictures as `n` principal components of those in `rows` draw them.

        Raises:
            ConfigError: where there are not as many components.
        """
        compression = fit_compression(lambda row: self(row).numpy(), rows, n, seed)
        kept = None if self.kept is None else np.stack([compression(picture) for picture in self.kept])
        return replace(self, kept=kept, compression=compression)


def decode(
    files: Sequence[Path],
    shape: tuple[int, int],
    memory_mb: int,
    threads: int,
    progress: Progress,
    boxes: Ints | None = None,
) -> Decoded:
    """Read all pictures once if they take at most `memory_mb` 10^6 bytes; of each, its box alone where there are any.

    Raises:
        DataError: where one cannot be read.
    """
    height, width = shape
    unread = Decoded(files, shape, None, boxes)
    if len(files) * height * width * 3 > memory_mb * 1e6:
        return unread
    kept = np.empty((len(files), height, width, 3), np.uint8)
    with progress.task("reading pictures to learn from", len(files), "pictures") as step:
        with ThreadPoolExecutor(threads) as pool:
            made = pool.map(unread.read, range(len(files)))
            for row, picture in enumerate(made):
                kept[row] = picture
                if (row + 1) % _CHUNK == 0:
                    step(_CHUNK)
        step(len(files) % _CHUNK)
    return Decoded(files, shape, kept, boxes)
