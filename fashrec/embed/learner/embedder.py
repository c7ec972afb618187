"""Vectors from a network that has been trained."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import ClassVar

import numpy as np
import torch
from torch import nn

from fashrec.embed.learner.compression import Compression, read_compression
from fashrec.embed.learner.network import Vector, read_network, vector_layers
from fashrec.embed.pictures import read_pictures
from fashrec.embed.shards import embed_shards
from fashrec.embed.trunk import fused, normalised
from fashrec.past import Pictures
from fashrec.stages import Checkpoint, Progress
from fashrec.types import Bools, Floats


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
        layers, compression = self.layers(), read_compression(self.folder) if self.compressed else None
        before = torch.get_num_threads()
        torch.set_num_threads(1)
        try:
            return embed_shards(
                pictures,
                partial(self._vectors, layers, compression),
                what=f"embedding with the trained {self.name}",
                shard=self.shard,
                batch_size=self.batch_size,
                threads=self.threads,
                checkpoint=checkpoint,
                progress=progress,
            )
        finally:
            torch.set_num_threads(before)

    def layers(self) -> nn.Module:
        """From float32 [n, 3, height, width], normalised, to float32 [n, d]; evaluation mode, norms folded in.

        Raises:
            DataError: where the network cannot be read.
        """
        network = read_network(self.name, self.folder)
        network.set_submodule("0", fused(network.get_submodule("0")))
        layers: nn.Module = vector_layers(network, self.vector).to(memory_format=torch.channels_last).to(self.device)  # type: ignore[call-overload]
        return layers.eval()

    def _vectors(self, layers: nn.Module, compression: Compression | None, files: Sequence[Path]) -> Floats:
        # threads of a pool take torch's default number of threads, not the one set outside
        torch.set_num_threads(1)
        pictures = read_pictures(files, self.width, self.height)
        if compression is not None:
            pictures = np.stack([compression(picture) for picture in pictures])
        with torch.inference_mode():
            made: Floats = layers(normalised(pictures, self.device)).cpu().numpy()
        return made
