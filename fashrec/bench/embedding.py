"""How fast pictures become vectors beside the bare network, and what would make that network faster on a CPU."""

import resource
import time
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory

import numpy as np
import torch
from PIL import Image
from torch import Tensor, nn

from fashrec.embed.backbone import Backbone
from fashrec.embed.forward import embed_with
from fashrec.embed.pictures import read_pictures
from fashrec.embed.trunk import normalised
from fashrec.errors import require
from fashrec.past import Pictures
from fashrec.progress import Quiet
from fashrec.store import FolderCheckpoint
from fashrec.types import Floats

PHOTO = (150, 224)  # pixels: H&M's pictures at the height that networks take


@dataclass(frozen=True, slots=True)
class Rounds:
    """What one thing cost, round by round.

    Attributes:
        wall_s: seconds on the clock.
        cpu_s: seconds of all threads together, which other work on the machine moves less.
        faults: pages of memory that the system had to hand out.
    """

    wall_s: list[float] = field(default_factory=list)
    cpu_s: list[float] = field(default_factory=list)
    faults: list[int] = field(default_factory=list)

    def time(self, work: Callable[[], object]) -> None:
        """Add a round."""
        faults, cpu, wall = _faults(), time.process_time(), time.perf_counter()
        work()
        self.wall_s.append(time.perf_counter() - wall)
        self.cpu_s.append(time.process_time() - cpu)
        self.faults.append(_faults() - faults)

    def share_of(self, other: "Rounds") -> float:
        """How fast this is beside `other`, by the clock: the median over rounds of the ratio within each round."""
        return _share(other.wall_s, self.wall_s)

    def cpu_share_of(self, other: "Rounds") -> float:
        """The same by the processor's time."""
        return _share(other.cpu_s, self.cpu_s)


def in_turns(works: Mapping[str, Callable[[], object]], rounds: int) -> dict[str, Rounds]:
    """Each once off the clock, then all of them in every round, one after the other."""
    for work in works.values():
        work()
    timed = {name: Rounds() for name in works}
    for _ in range(rounds):
        for name, work in works.items():
            timed[name].time(work)
    return timed


def forward(network: nn.Module, batches: Sequence[Tensor], threads: int) -> Floats:
    """The network and nothing else, on ready tensors: one batch a thread, each computed on one."""
    return _on_threads(network, [partial(_ready, batch) for batch in batches], threads)


def forward_one_by_one(network: nn.Module, batches: Sequence[Tensor], threads: int) -> None:
    """One batch after the other, each on all threads."""
    before = torch.get_num_threads()
    torch.set_num_threads(threads)
    try:
        with torch.inference_mode():
            for batch in batches:
                network(batch)
    finally:
        torch.set_num_threads(before)


def embed(backbone: Backbone, network: nn.Module, pictures: Pictures) -> Floats:
    """As Backbone.embed does it: files read and decoded, normalised, computed, kept in shards; the network is ready."""
    with TemporaryDirectory() as folder:
        values, _ = embed_with(
            network,
            lambda files: read_pictures(files, backbone.size, backbone.size),
            pictures,
            device=backbone.device,
            what="",
            shard=backbone.shard,
            batch_size=backbone.batch_size,
            threads=backbone.threads,
            checkpoint=FolderCheckpoint(Path(folder)),
            progress=Quiet(),
        )
    return values


def read_ahead(backbone: Backbone, network: nn.Module, pictures: Pictures) -> Floats:
    """The same with one more thread that only reads: what was tried beside."""
    with ThreadPoolExecutor(1) as reader:
        waiting = [reader.submit(ready, backbone, files) for files in in_batches(pictures, backbone.batch_size)]
        return _on_threads(network, [future.result for future in waiting], backbone.threads)


def ready(backbone: Backbone, files: Sequence[Path]) -> Tensor:
    """A batch as the network takes it."""
    return normalised(read_pictures(files, backbone.size, backbone.size), backbone.device)


def in_batches(pictures: Pictures, size: int) -> list[list[Path]]:
    """The files, `size` at a time."""
    files = [pictures.folder / str(name) for name in pictures.names]
    return [files[start : start + size] for start in range(0, len(files), size)]


def draw_photos(folder: Path, n: int) -> Pictures:
    """JPEG files of a product photo's size with some texture."""
    random = np.random.default_rng(0)
    names = tuple(f"{item:010d}.jpg" for item in range(n))
    for name in names:
        coarse = Image.fromarray(random.integers(0, 256, (28, 20, 3), dtype=np.uint8))
        coarse.resize(PHOTO, Image.Resampling.BICUBIC).save(folder / name, quality=85)
    return Pictures(folder, names, tuple(name.removesuffix(".jpg") for name in names))


def some_photos(folder: Path, n: int) -> Pictures:
    """n JPEG files below `folder`, spread evenly over all of them in the order of their paths.

    Raises:
        ConfigError: where there is none.
    """
    files = sorted(folder.rglob("*.jpg"))
    require(bool(files), "pictures", str(folder), "a folder with .jpg files in it or below")
    chosen = [files[row] for row in np.linspace(0, len(files) - 1, min(n, len(files))).astype(int)]
    names = tuple(str(file.relative_to(folder)) for file in chosen)
    return Pictures(folder, names, names)


def _on_threads(network: nn.Module, batches: Sequence[Callable[[], Tensor]], threads: int) -> Floats:
    def one(batch: Callable[[], Tensor]) -> Floats:
        torch.set_num_threads(1)
        with torch.inference_mode():
            vectors: Floats = network(batch()).float().cpu().numpy()
        return vectors

    before = torch.get_num_threads()
    try:
        with ThreadPoolExecutor(threads) as pool:
            return np.concatenate(list(pool.map(one, batches)))
    finally:
        torch.set_num_threads(before)


def _ready(batch: Tensor) -> Tensor:
    return batch


def _share(of: Sequence[float], ours: Sequence[float]) -> float:
    return median(theirs / own for theirs, own in zip(of, ours, strict=True))


def _faults() -> int:
    return resource.getrusage(resource.RUSAGE_SELF).ru_minflt
