"""Vectors from a torchvision network: whatever enters its last linear layer."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import ClassVar

import torch
from torch import nn

from fashrec.embed.forward import embed_with, forward
from fashrec.embed.pictures import Bytes, read_pictures
from fashrec.embed.trunk import fused, headless, require_network
from fashrec.embed.weights import weights_file
from fashrec.errors import ConfigError, require
from fashrec.past import Pictures
from fashrec.stages import Checkpoint, Progress
from fashrec.types import Bools, Floats, PictureFile

_SMALLEST = 32  # five halvings, as in most networks, leave one pixel


@dataclass(frozen=True)
class Backbone:
    """A torchvision classification network without its last linear layer.

    What entered that layer is the vector: pooled features for every family (512 numbers for resnet18, 1,280 for
    mobilenet_v2, 1,664 for densenet169, 768 for convnext_tiny), raw, of any length. Threads change nothing
    (see shards.py); batch sizes and devices move the low bits, so they enter the artefact's name.

    Attributes:
        name: the network's name in torchvision.models.
        weights: `none` (untrained, drawn from `seed`), `imagenet` (torchvision's default weights, from torch hub's
            cache), or the path of a state dict.
        seed: of the untrained network; an integer ≥ 0.
        size: side of the square that pictures are padded to, in pixels.
        batch_size: pictures that a thread computes at once. On a CPU, more than about five of 224 pixels make tensors
            of over 32 MB, for which glibc asks the system for new memory in every layer
            (experiments/embedding_speed.md).
        device: a torch device such as `cpu` or `cuda`.
        threads: batches computed at once, each on one thread.
        shard: pictures after which the work is saved, a multiple of `batch_size`.
    """

    version: ClassVar[int] = 1

    name: str = "resnet18"
    # what these two stand for enters the artefact's name through `inputs`
    weights: str = field(default="none", metadata={"hashed": False})
    seed: int = field(default=0, metadata={"hashed": False})
    size: int = 224
    batch_size: int = 4
    device: str = "cpu"
    threads: int = field(default=1, metadata={"hashed": False})
    shard: int = field(default=512, metadata={"hashed": False})

    def __post_init__(self) -> None:
        require_network(self.name)
        require(bool(self.weights), "weights", self.weights, "none, imagenet, or the path of a state dict")
        require(self.seed >= 0, "seed", self.seed, "an integer of at least 0")
        require(self.size >= _SMALLEST, "size", self.size, f"at least {_SMALLEST} pixels")
        require(self.batch_size >= 1, "batch_size", self.batch_size, "at least 1 picture")
        require(self.threads >= 1, "threads", self.threads, "at least 1 thread")
        fits = self.shard >= 1 and self.shard % self.batch_size == 0
        require(fits, "shard", self.shard, f"a multiple of batch_size={self.batch_size} pictures")

    def inputs(self, fingerprint_files: Callable[[list[Path]], str]) -> dict[str, str]:
        """The content of the weights' file, or the seed that stands for untrained ones.

        Raises:
            ConfigError: where the file is not there.
        """
        if self.weights == "none":
            return {"weights": f"untrained, seed {self.seed}"}
        return {"weights": fingerprint_files([weights_file(self.weights, self.name)])}

    def embed(self, pictures: Pictures, checkpoint: Checkpoint, progress: Progress) -> tuple[Floats, Bools]:
        """float32 [n_items, d] raw features, and bool [n_items]: those with a picture.

        Raises:
            ConfigError: where the network cannot take pictures of this size, or the weights are not there.
            DataError: where the weights or a picture cannot be read.
        """
        return embed_with(
            self.trunk(),
            self._read,
            pictures,
            device=self.device,
            what=f"embedding with {self.name}",
            shard=self.shard,
            batch_size=self.batch_size,
            threads=self.threads,
            checkpoint=checkpoint,
            progress=progress,
        )

    def ready(self) -> Callable[[Sequence[PictureFile]], Floats]:
        """As stages.FromPictures says."""
        return forward(self.trunk(), self._read, self.device)

    def trunk(self) -> nn.Module:
        """The network in evaluation mode, its head removed, batch norms folded into convolutions.

        It takes float32 [n, 3, size, size], normalised, in channels_last format, and gives float32 [n, d].
        """
        network = headless(self.name, self.weights, self.seed).eval()
        trunk: nn.Module = fused(network).to(memory_format=torch.channels_last).to(self.device)  # type: ignore[call-overload]
        self._try(trunk)
        return trunk

    def _read(self, files: Sequence[PictureFile]) -> Bytes:
        return read_pictures(files, self.size, self.size)

    def _try(self, trunk: nn.Module) -> None:
        try:
            with torch.inference_mode():
                trunk(torch.zeros(1, 3, self.size, self.size, device=self.device))
        except (RuntimeError, AssertionError) as error:
            raise ConfigError(
                f"{self.name} cannot take pictures of {self.size} pixels: {error}",
                where="size",
                why="some networks are made for one size, or shrink small pictures to nothing",
                do="set size to what its page in torchvision's documentation says, mostly 224",
            ) from error
