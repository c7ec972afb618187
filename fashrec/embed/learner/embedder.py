"""Vectors from a network that has been trained."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import ClassVar

import numpy as np
import torch
from torch import nn

from fashrec.embed.forward import embed_with, forward
from fashrec.embed.learner.compression import read_compression
from fashrec.embed.learner.labeller import Labeller
from fashrec.embed.learner.labels import VOCABULARY, read_vocabulary
from fashrec.embed.learner.network import Vector, read_network, vector_layers
from fashrec.embed.pictures import Bytes, read_pictures
from fashrec.embed.trunk import fused
from fashrec.past import Pictures
from fashrec.stages import Checkpoint, Progress
from fashrec.types import Bools, Floats, PictureFile


@dataclass(frozen=True)
class TrainedNetwork:
    """An Embedder from what `Learner.fit` wrote. Threads change nothing; batch sizes and devices move the low bits.

    Attributes:
        name: of the trunk.
        vector: `hidden` layer (after its ReLU) or `pooled` features.
        height: that pictures are padded to, in pixels.
        width: likewise.
        batch_size: pictures that a thread computes at once.
        device: a torch device.
        threads: batches computed at once, each on one thread.
        shard: pictures after which the work is saved, a multiple of `batch_size`.
        folder: where the trained network lies; its hash is an input of the vectors.
        compressed: whether it was trained on pictures drawn from their principal components, which lie there too.
    """

    version: ClassVar[int] = 1

    name: str
    vector: Vector
    height: int
    width: int
    batch_size: int
    device: str
    threads: int = field(metadata={"hashed": False})
    shard: int = field(metadata={"hashed": False})
    folder: Path = field(metadata={"hashed": False})
    compressed: bool = field(default=False, metadata={"hashed": False})

    def inputs(self, fingerprint_files: Callable[[list[Path]], str]) -> dict[str, str]:  # noqa: ARG002 (Protocol)
        """Nothing of its own: what trained the network is an input already."""
        return {}

    def embed(self, pictures: Pictures, checkpoint: Checkpoint, progress: Progress) -> tuple[Floats, Bools]:
        """float32 [n_items, d], raw, and bool [n_items]: those with a picture.

        Raises:
            DataError: where the network or a picture cannot be read.
        """
        return embed_with(
            self.layers(),
            self._reading(),
            pictures,
            device=self.device,
            what=f"embedding with the trained {self.name}",
            shard=self.shard,
            batch_size=self.batch_size,
            threads=self.threads,
            checkpoint=checkpoint,
            progress=progress,
        )

    def ready(self) -> Callable[[Sequence[PictureFile]], Floats]:
        """As stages.FromPictures says."""
        return forward(self.layers(), self._reading(), self.device)

    def labeller(self) -> Labeller:
        """The whole network, head included, ready to tell what is on a picture.

        Raises:
            DataError: where the network cannot be read.
        """
        network = nn.Sequential(read_network(self.name, self.folder), nn.Sigmoid()).to(self.device).eval()
        # of a network kept after an epoch, the vocabulary lies with the training's end
        folder = next(at for at in (self.folder, *self.folder.parents) if (at / VOCABULARY).exists())
        return Labeller(read_vocabulary(folder / VOCABULARY), forward(network, self._reading(), self.device))

    def layers(self) -> nn.Module:
        """From float32 [n, 3, height, width], normalised, to float32 [n, d]; evaluation mode, norms folded in.

        Raises:
            DataError: where the network cannot be read.
        """
        network = read_network(self.name, self.folder)
        network.set_submodule("0", fused(network.get_submodule("0")))
        layers: nn.Module = vector_layers(network, self.vector).to(memory_format=torch.channels_last).to(self.device)  # type: ignore[call-overload]
        return layers.eval()

    def _reading(self) -> Callable[[Sequence[PictureFile]], Bytes]:
        """Gives pictures as the network was trained on them."""
        compression = read_compression(self.folder) if self.compressed else None

        def read(files: Sequence[PictureFile]) -> Bytes:
            pictures = read_pictures(files, self.width, self.height)
            return pictures if compression is None else np.stack([compression(picture) for picture in pictures])

        return read
