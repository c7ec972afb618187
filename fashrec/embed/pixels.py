"""The pixels of a small copy of the picture: what any network has to beat."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import ClassVar

import numpy as np

from fashrec.embed.pictures import read_pictures
from fashrec.embed.shards import embed_shards
from fashrec.errors import require
from fashrec.past import Pictures
from fashrec.stages import Checkpoint, Progress
from fashrec.types import Bools, Floats, PictureFile

_BATCH = 64  # only so that threads are handed more than one picture at a time; a picture's pixels are its own


@dataclass(frozen=True)
class Pixels:
    """Thumbnails in RGB, laid out row by row as a vector of 3 · width · height numbers.

    A number is 1 - byte / 255, so that white, a product photo's background, is zero and weighs nothing in a cosine.

    Attributes:
        width: of the thumbnail, in pixels.
        height: of the thumbnail, in pixels.
        threads: pictures read at once.
        shard: pictures after which the work is saved, a multiple of 64.
    """

    version: ClassVar[int] = 1

    width: int = 16
    height: int = 24
    threads: int = field(default=1, metadata={"hashed": False})
    shard: int = field(default=4096, metadata={"hashed": False})

    def __post_init__(self) -> None:
        require(self.width >= 1, "width", self.width, "at least 1 pixel")
        require(self.height >= 1, "height", self.height, "at least 1 pixel")
        require(self.threads >= 1, "threads", self.threads, "at least 1 thread")
        require(self.shard >= 1 and self.shard % _BATCH == 0, "shard", self.shard, f"a multiple of {_BATCH} pictures")

    def inputs(self, fingerprint_files: Callable[[list[Path]], str]) -> dict[str, str]:  # noqa: ARG002 (Protocol)
        """Nothing but the pictures enters."""
        return {}

    def embed(self, pictures: Pictures, checkpoint: Checkpoint, progress: Progress) -> tuple[Floats, Bools]:
        """float32 [n_items, 3 · width · height] in [0, 1], and bool [n_items]: those with a picture.

        Raises:
            DataError: where a picture cannot be read.
        """
        return embed_shards(
            pictures,
            self.ready(),
            what="reading pixels",
            shard=self.shard,
            batch_size=_BATCH,
            threads=self.threads,
            checkpoint=checkpoint,
            progress=progress,
        )

    def ready(self) -> Callable[[Sequence[PictureFile]], Floats]:
        """As stages.FromPictures says."""
        return self._vectors

    def _vectors(self, files: Sequence[PictureFile]) -> Floats:
        pixels = read_pictures(files, self.width, self.height).reshape(len(files), -1)
        return (255 - pixels).astype(np.float32) / np.float32(255)
