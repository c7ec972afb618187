"""The run folder's account of what its stages cost."""

import sys
from pathlib import Path

import numpy as np
import pytest

from fashrec import memory
from fashrec.record import Record

MB = 10**6


@pytest.fixture
def record(tmp_path: Path) -> Record:
    """That was begun in an empty folder."""
    begun = Record(tmp_path)
    begun.begin("hash", command="test")
    return begun


@pytest.mark.skipif(sys.platform != "linux", reason="other systems do not count a peak anew")
def test_a_stage_has_the_memory_that_was_held_during_it(record: Record) -> None:
    """Not that of an earlier one, whose arrays are given back; of two visits the greater counts."""
    with record.stage("small"):
        pass
    with record.stage("great"):
        # much more than what earlier tests' libraries may give back meanwhile
        np.ones(800 * MB, np.uint8)
    for name in ("great", "small"):
        with record.stage(name):
            pass
    stages = record.data["stages"]
    assert stages["great"]["memory_mb"] > stages["small"]["memory_mb"] + 250


def test_memory_that_the_system_does_not_count_is_left_out(
    record: Record, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """Rather than to tell the most that the process ever held."""
    monkeypatch.setattr(memory, "_CLEAR", tmp_path / "none" / "clear_refs")
    with record.stage("data"):
        pass
    assert record.data["stages"]["data"]["memory_mb"] is None
