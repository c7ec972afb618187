"""Half-done training on disk: all that the next epoch depends on, as safetensors and never as a pickle."""

import json
from dataclasses import dataclass
from typing import Any

import numpy as np
from safetensors import SafetensorError
from safetensors.torch import load, save
from torch import Tensor, nn

from fashrec.errors import StoreError
from fashrec.stages import Checkpoint

_SHARD = "training"


@dataclass(frozen=True, slots=True)
class Snapshot:
    """Training after a whole epoch.

    Attributes:
        phase: which phase it is in.
        epoch: epochs of that phase that are done; with the phase's length, the position in the schedule.
        facts: plain JSON: the epochs' metrics, generators' states, the optimiser's numbers.
        tensors: the network's, the optimiser's, torch's generator's.
    """

    phase: str
    epoch: int
    facts: dict[str, Any]
    tensors: dict[str, Tensor]

    def part(self, prefix: str) -> dict[str, Tensor]:
        """The tensors whose name begins with `prefix` and a dot, without both."""
        return {
            key.removeprefix(f"{prefix}."): value for key, value in self.tensors.items() if key.startswith(f"{prefix}.")
        }


def keep_epoch(checkpoint: Checkpoint, epoch: int, network: nn.Module) -> None:
    """Put a network aside as it is after an epoch, counted from 1 over all phases."""
    tensors = {key: value.detach().cpu().contiguous() for key, value in network.state_dict().items()}
    checkpoint.save(f"epoch-{epoch:03d}", np.frombuffer(save(tensors), np.uint8))


def kept_epoch(checkpoint: Checkpoint, epoch: int) -> dict[str, Tensor]:
    """The network's state that `keep_epoch` put aside.

    Raises:
        StoreError: where the file is not what was saved.
    """
    try:
        return load(checkpoint.load(f"epoch-{epoch:03d}").tobytes())
    except (ValueError, EOFError, SafetensorError) as error:
        raise _unreadable(error, checkpoint) from error


def save_snapshot(checkpoint: Checkpoint, snapshot: Snapshot) -> None:
    """Put it in the place of the one before."""
    head = json.dumps({"phase": snapshot.phase, "epoch": snapshot.epoch, "facts": snapshot.facts}, default=float)
    tensors = {key: value.detach().cpu().contiguous() for key, value in snapshot.tensors.items()}
    checkpoint.save(_SHARD, np.frombuffer(save(tensors, {"snapshot": head}), np.uint8))


def load_snapshot(checkpoint: Checkpoint) -> Snapshot | None:
    """The last one saved, None where training has to begin.

    Raises:
        StoreError: where the file is not what was saved; code that is planted in it is refused, not run.
    """
    if not checkpoint.has(_SHARD):
        return None
    try:
        data = checkpoint.load(_SHARD).tobytes()
        size = int.from_bytes(data[:8], "little")
        head = json.loads(json.loads(data[8 : 8 + size])["__metadata__"]["snapshot"])
        return Snapshot(head["phase"], head["epoch"], head["facts"], load(data))
    except (ValueError, KeyError, TypeError, EOFError, SafetensorError) as error:
        raise _unreadable(error, checkpoint) from error


def _unreadable(error: Exception, checkpoint: Checkpoint) -> StoreError:
    return StoreError(
        f"half-done training cannot be read: {str(error).splitlines()[0]}",
        where=str(checkpoint.folder),
        why="it has to be the safetensors that training saved: nothing else is loaded, so no code in it is run",
        do="remove that folder; training begins again",
    )
