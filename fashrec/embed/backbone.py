"""Vectors from a torchvision network: whatever enters its last linear layer."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import ClassVar

import torch
from torch import Tensor, nn
from torch.fx.experimental.optimization import fuse

from fashrec.embed.operators import import_torchvision
from fashrec.embed.pictures import Bytes, read_pictures
from fashrec.embed.shards import embed_shards
from fashrec.embed.weights import fit_weights, read_weights, weights_file
from fashrec.errors import ConfigError, require
from fashrec.past import Pictures
from fashrec.stages import Checkpoint, Progress
from fashrec.types import Bools, Floats

# ImageNet's mean and deviation in RGB, in units of a byte, which torchvision's trunks were trained with
_MEAN = (0.485 * 255, 0.456 * 255, 0.406 * 255)
_DEVIATION = (0.229 * 255, 0.224 * 255, 0.225 * 255)
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
        batch_size: pictures that a thread computes at once.
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
    batch_size: int = 8
    device: str = "cpu"
    threads: int = field(default=1, metadata={"hashed": False})
    shard: int = field(default=512, metadata={"hashed": False})

    def __post_init__(self) -> None:
        models = import_torchvision().models
        names = models.list_models(module=models)
        require(self.name in names, "name", self.name, f"one of torchvision's {', '.join(names)}")
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
        trunk = self.trunk()
        before = torch.get_num_threads()
        torch.set_num_threads(1)
        try:
            return embed_shards(
                pictures,
                partial(self._vectors, trunk),
                what=f"embedding with {self.name}",
                shard=self.shard,
                batch_size=self.batch_size,
                threads=self.threads,
                checkpoint=checkpoint,
                progress=progress,
            )
        finally:
            torch.set_num_threads(before)

    def trunk(self) -> nn.Module:
        """The network in evaluation mode, its head removed, batch norms folded into convolutions.

        It takes float32 [n, 3, size, size], normalised, in channels_last format, and gives float32 [n, d].
        """
        models = import_torchvision().models
        # the seed is for this network alone: the process's own generator goes on as if nothing were
        with torch.random.fork_rng(devices=[]):
            torch.manual_seed(self.seed)
            network: nn.Module = models.get_model(self.name, weights=None).eval()
        head = _behead(network, self.name)
        if self.weights != "none":
            file = weights_file(self.weights, self.name)
            fit_weights(network, read_weights(file), head, file)
        trunk: nn.Module = _fused(network).to(memory_format=torch.channels_last).to(self.device)  # type: ignore[call-overload]
        self._try(trunk)
        return trunk

    def _vectors(self, trunk: nn.Module, files: Sequence[Path]) -> Floats:
        # threads of a pool take torch's default number of threads, not the one set outside
        torch.set_num_threads(1)
        with torch.inference_mode():
            made: Floats = trunk(normalised(read_pictures(files, self.size, self.size), self.device)).cpu().numpy()
        return made

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


def normalised(pictures: Bytes, device: str = "cpu") -> Tensor:
    """float32 [n, 3, h, w] in channels_last format from uint8 [n, h, w, 3], with ImageNet's mean and deviation."""
    # permuted, bytes in rows of RGB are channels_last already: no copy
    values = torch.from_numpy(pictures).to(device).permute(0, 3, 1, 2).float()
    mean = torch.tensor(_MEAN, device=device).view(1, 3, 1, 1)
    return values.sub_(mean).div_(torch.tensor(_DEVIATION, device=device).view(1, 3, 1, 1))


def _behead(network: nn.Module, name: str) -> str:
    """Replace the last linear layer by nothing, and give its name.

    torchvision calls its heads fc, classifier, head or heads; the last linear layer is the classifier in all.
    """
    linear = [path for path, module in network.named_modules() if isinstance(module, nn.Linear)]
    if not linear:
        raise ConfigError(
            f"{name} has no linear layer to cut off",
            where="name",
            why="the vector is what enters the classifier's linear layer",
            do="take another network, such as resnet18 or mobilenet_v2",
        )
    head: str = linear[-1]
    network.set_submodule(head, nn.Identity())
    return head


def _fused(network: nn.Module) -> nn.Module:
    """The same function to about 1e-6, up to three times as fast: batch norms folded into convolutions."""
    if any(isinstance(module, nn.BatchNorm2d) for module in network.modules()):
        return fuse(network)
    return network
