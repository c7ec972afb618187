"""Half-done training on disk: nothing is lost, and nothing but safetensors is loaded."""

import io
import pickle
from pathlib import Path

import numpy as np
import pytest
import torch

from fashrec.embed.learner.snapshot import Snapshot, load_snapshot, save_snapshot
from fashrec.errors import StoreError
from fashrec.store import FolderCheckpoint


def snapshot(epoch: int = 2) -> Snapshot:
    """With numbers that text must not round, and tensors of several types."""
    tensors = {"network.a": torch.rand(3, 4), "network.b": torch.tensor(7), "optimiser.0.grad_avg": torch.rand(2)}
    return Snapshot("unfrozen", epoch, {"rows": [{"loss": 0.1 + 0.2}], "step": 3}, tensors)


def test_a_snapshot_comes_back_to_the_bit(tmp_path: Path) -> None:
    """Facts and tensors, the latter also by what they belong to; the last one saved is the one that is found."""
    checkpoint, saved = FolderCheckpoint(tmp_path), snapshot()
    save_snapshot(checkpoint, snapshot(epoch=1))
    save_snapshot(checkpoint, saved)
    found = load_snapshot(checkpoint)
    assert found is not None
    assert (found.phase, found.epoch, found.facts) == (saved.phase, saved.epoch, saved.facts)
    assert found.tensors.keys() == saved.tensors.keys()
    assert all(torch.equal(found.tensors[key], value) for key, value in saved.tensors.items())
    assert list(found.part("optimiser")) == ["0.grad_avg"]


def test_where_nothing_was_saved_training_begins(tmp_path: Path) -> None:
    """None, rather than an error."""
    assert load_snapshot(FolderCheckpoint(tmp_path)) is None


class Planted:
    """Touches a file where it is unpickled."""

    def __init__(self, canary: Path) -> None:
        self.canary = canary

    def __reduce__(self) -> tuple[object, ...]:
        return Path.touch, (self.canary,)


def as_npy(content: object) -> bytes:
    """An array file that holds a pickle."""
    file = io.BytesIO()
    np.save(file, np.array([content], dtype=object), allow_pickle=True)
    return file.getvalue()


@pytest.mark.parametrize("wrap", [pickle.dumps, as_npy], ids=["bare", "in an array"])
def test_a_checkpoint_with_a_planted_pickle_is_refused(wrap: object, tmp_path: Path) -> None:
    """With a clear error, and no code in it is run."""
    checkpoint, canary = FolderCheckpoint(tmp_path), tmp_path / "run"
    save_snapshot(checkpoint, snapshot())
    (shard,) = tmp_path.glob(".shards/*")
    assert callable(wrap)
    shard.write_bytes(wrap(Planted(canary)))
    with pytest.raises(StoreError, match="half-done training cannot be read"):
        load_snapshot(checkpoint)
    assert not canary.exists()


def test_a_broken_snapshot_is_refused(tmp_path: Path) -> None:
    """An array of something else, as a changed disk may leave it."""
    checkpoint = FolderCheckpoint(tmp_path)
    save_snapshot(checkpoint, snapshot())
    (shard,) = tmp_path.glob(".shards/*.npy")
    np.save(shard, np.zeros(100, np.uint8))
    with pytest.raises(StoreError, match="half-done training cannot be read"):
        load_snapshot(checkpoint)
