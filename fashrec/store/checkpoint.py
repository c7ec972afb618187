"""What killed work leaves behind and goes on from."""

import os
import shutil
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt

SHARDS = ".shards"


@dataclass(frozen=True, slots=True)
class FolderCheckpoint:
    """A Checkpoint in an unfinished artefact's folder: finished shards are kept, all else is begun again.

    Attributes:
        folder: where the result is written.
    """

    folder: Path

    def begin(self) -> None:
        """Make the folder; remove what an earlier try left, but for its finished shards."""
        (self.folder / SHARDS).mkdir(parents=True, exist_ok=True)
        for entry in self.folder.iterdir():
            if entry.name != SHARDS:
                shutil.rmtree(entry) if entry.is_dir() else entry.unlink()

    def finish(self) -> None:
        """Remove the shards: the result no longer needs them."""
        shutil.rmtree(self.folder / SHARDS, ignore_errors=True)

    def has(self, shard: str) -> bool:
        """Whether that shard was saved, whole, by this or an earlier try."""
        return self._file(shard).exists()

    def save(self, shard: str, values: npt.NDArray[np.generic]) -> None:
        """Save a shard: written beside, flushed, renamed."""
        target = self._file(shard)
        target.parent.mkdir(parents=True, exist_ok=True)
        beside = target.with_suffix(".unfinished")
        with beside.open("wb") as file:
            np.save(file, values, allow_pickle=False)
            file.flush()
            os.fsync(file.fileno())
        beside.rename(target)

    def load(self, shard: str) -> npt.NDArray[np.generic]:
        """A shard saved before."""
        values: npt.NDArray[np.generic] = np.load(self._file(shard), allow_pickle=False)
        return values

    def _file(self, shard: str) -> Path:
        return self.folder / SHARDS / f"{shard}.npy"
