"""The store may miss, it never lies."""

import errno
import json
import multiprocessing
import os
import signal
import subprocess
import sys
import time
from dataclasses import dataclass, field
from pathlib import Path
from typing import ClassVar

import numpy as np
import pytest
from filelock import FileLock

from fashrec.errors import StoreError
from fashrec.progress import Quiet
from fashrec.stages import Checkpoint
from fashrec.store import Fingerprints, Recipe, Store, settings_of
from fashrec.store.__main__ import main
from fashrec.store.manifest import MANIFEST


@dataclass(frozen=True)
class Stage:
    """A stage with one setting that matters and one that does not."""

    version: ClassVar[int] = 3

    dim: int = 4
    batch_size: int = field(default=8, metadata={"hashed": False})


RECIPE = Recipe("numbers", settings_of(Stage()))


def _make(checkpoint: Checkpoint) -> None:
    np.save(checkpoint.folder / "values.npy", np.arange(6))


def _never(checkpoint: Checkpoint) -> None:
    pytest.fail(f"made again in {checkpoint.folder}")


@pytest.fixture
def store(tmp_path: Path) -> Store:
    """An empty store."""
    return Store(tmp_path / "store", Quiet())


def test_a_name_follows_settings_version_and_inputs_alone() -> None:
    """What cannot change the result does not enter the name; everything else does."""
    assert RECIPE.hash == Recipe("numbers", settings_of(Stage(batch_size=1))).hash
    others = [
        Recipe("numbers", settings_of(Stage(dim=5))),
        Recipe("letters", settings_of(Stage())),
        Recipe("numbers", settings_of(Stage()) | {"version": 4}),
        Recipe("numbers", settings_of(Stage()), {"vectors": "ab"}),
    ]
    assert len({RECIPE.hash, *(other.hash for other in others)}) == 5


def test_an_artefact_is_made_once(store: Store) -> None:
    """The second request opens what the first made."""
    made = store.get(RECIPE, _make)
    found = store.get(RECIPE, _never)
    assert (made.made, found.made) == (True, False)
    assert np.load(found.folder / "values.npy").tolist() == [0, 1, 2, 3, 4, 5]
    assert found.manifest["files"]["values.npy"]["size"] == (found.folder / "values.npy").stat().st_size


@pytest.mark.parametrize(
    ("name", "damage"),
    [
        ("a longer file", lambda file: file.write_bytes(file.read_bytes() + b"x")),
        ("another content", lambda file: file.write_bytes(file.read_bytes()[:-1] + b"x")),
        ("no file", lambda file: file.unlink()),
        ("no manifest", lambda file: (file.parent / MANIFEST).unlink()),
        ("half a manifest", lambda file: (file.parent / MANIFEST).write_text("{")),
    ],
)
def test_a_broken_artefact_is_set_aside_and_made_again(tmp_path: Path, name: str, damage) -> None:  # type: ignore[no-untyped-def] # noqa: ANN001
    """What does not match its manifest is kept beside, and never used."""
    folder = Store(tmp_path, Quiet()).get(RECIPE, _make).folder
    damage(folder / "values.npy")
    again = Store(tmp_path, Quiet()).get(RECIPE, _make)
    assert again.made, name
    assert np.load(again.folder / "values.npy").tolist() == [0, 1, 2, 3, 4, 5]
    assert len(list(folder.parent.glob(f"{folder.name}.broken-*"))) == 1


def test_work_that_fails_leaves_no_artefact_and_keeps_its_shards(store: Store) -> None:
    """A try that dies half-way is resumed from its finished shards; its half-made files are gone."""

    def dies(checkpoint: Checkpoint) -> None:
        checkpoint.save("first", np.ones(3))
        (checkpoint.folder / "half.bin").write_bytes(b"half")
        raise RuntimeError("killed")

    with pytest.raises(RuntimeError, match="killed"):
        store.get(RECIPE, dies)
    assert not store.has(RECIPE)

    def goes_on(checkpoint: Checkpoint) -> None:
        assert checkpoint.has("first")
        assert not (checkpoint.folder / "half.bin").exists()
        np.save(checkpoint.folder / "values.npy", checkpoint.load("first"))

    folder = store.get(RECIPE, goes_on).folder
    assert sorted(file.name for file in folder.iterdir()) == [MANIFEST, "values.npy"]


def test_a_full_disk_is_said_and_shards_are_kept(store: Store) -> None:
    """No space left is a StoreError that says what to do."""

    def fills(checkpoint: Checkpoint) -> None:
        checkpoint.save("first", np.ones(3))
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    with pytest.raises(StoreError, match="disk is full"):
        store.get(RECIPE, fills)
    partial = store.folder_of(RECIPE).with_name(f"{RECIPE.hash}.partial")
    assert (partial / ".shards" / "first.npy").exists()


def test_a_store_that_cannot_be_written_is_refused_when_it_is_opened(tmp_path: Path) -> None:
    """With the setting, before anything is made for it; one that can be is there, and empty."""
    (tmp_path / "file").touch()
    with pytest.raises(StoreError, match=r"the store cannot be written: (Not a directory|File exists)") as told:
        Store.opened(tmp_path / "file" / "x", Quiet())
    assert told.value.where == f"store.root={tmp_path}/file/x"
    opened = Store.opened(tmp_path / "a" / "b", Quiet())
    assert list(opened.root.iterdir()) == []


def _get_slowly(root: Path, made: "multiprocessing.Queue[bool]") -> None:
    def slowly(checkpoint: Checkpoint) -> None:
        time.sleep(0.5)
        _make(checkpoint)

    made.put(Store(root, Quiet()).get(RECIPE, slowly).made)


@pytest.mark.slow
def test_two_jobs_make_an_artefact_once(tmp_path: Path) -> None:
    """Of two processes that need the same artefact one makes it, the other waits."""
    context = multiprocessing.get_context("spawn")
    made: multiprocessing.Queue[bool] = context.Queue()
    jobs = [context.Process(target=_get_slowly, args=(tmp_path, made)) for _ in range(2)]
    for job in jobs:
        job.start()
    for job in jobs:
        job.join(60)
    assert sorted([made.get(timeout=5), made.get(timeout=5)]) == [False, True]


KILLED = """
import sys, time, numpy as np
from pathlib import Path
from fashrec.progress import Quiet
from fashrec.store import Recipe, Store

def make(checkpoint):
    for n in range(4):
        if not checkpoint.has(f"{n}"):
            checkpoint.save(f"{n}", np.full(2, n))
            print(n, flush=True)
            time.sleep(float(sys.argv[2]))
    np.save(checkpoint.folder / "values.npy", np.stack([checkpoint.load(f"{n}") for n in range(4)]))

Store(Path(sys.argv[1]), Quiet()).get(Recipe("shards", {}), make)
"""


@pytest.mark.slow
def test_killed_work_goes_on_where_it_was(tmp_path: Path) -> None:
    """After kill -9 the next process makes only what is missing, and ends in the same bytes."""
    command = [sys.executable, "-c", KILLED, str(tmp_path / "killed")]
    with subprocess.Popen([*command, "30"], stdout=subprocess.PIPE, text=True) as first:
        assert first.stdout is not None
        assert first.stdout.readline() == "0\n"
        first.send_signal(signal.SIGKILL)
    second = subprocess.run([*command, "0"], capture_output=True, text=True, check=True)
    assert second.stdout.split() == ["1", "2", "3"]
    subprocess.run([sys.executable, "-c", KILLED, str(tmp_path / "whole"), "0"], check=True, capture_output=True)
    files = [next((tmp_path / name).glob("shards/*/values.npy")).read_bytes() for name in ("killed", "whole")]
    assert files[0] == files[1]


def test_a_fingerprint_follows_names_and_contents(tmp_path: Path) -> None:
    """Neither the folder nor the order of files matters; a byte does, also when size and name stay."""
    (tmp_path / "a").mkdir()
    (tmp_path / "b").mkdir()
    for folder in ("a", "b"):
        (tmp_path / folder / "x.csv").write_text("12")
        (tmp_path / folder / "y.csv").write_text("34")
    prints = Fingerprints(tmp_path / "notes", Quiet())
    a = [tmp_path / "a" / "x.csv", tmp_path / "a" / "y.csv"]
    b = [tmp_path / "b" / "y.csv", tmp_path / "b" / "x.csv"]
    before = prints(a)
    assert before == prints(b)
    a[0].write_text("13")
    assert prints(a) != before


def test_a_remembered_fingerprint_needs_no_reading(tmp_path: Path) -> None:
    """A settled file is read once: what stands in the note is the answer as long as its stat is the same."""
    file = tmp_path / "x.csv"
    file.write_text("12")
    os.utime(file, (1e9, 1e9))
    prints = Fingerprints(tmp_path / "notes", Quiet())
    prints([file])
    (note,) = (tmp_path / "notes").iterdir()
    note.write_text("remembered")
    assert prints([file]) == "remembered"
    os.utime(file, (1e9 + 1, 1e9 + 1))
    assert prints([file]) != "remembered"


def test_gc_removes_nothing_without_the_word(store: Store, capsys: pytest.CaptureFixture[str]) -> None:
    """`gc` says what it would remove; with --yes it does, the longest unused first."""
    old = store.get(RECIPE, _make).folder
    new = store.get(Recipe("numbers", {"dim": 9}), _make).folder
    os.utime(old / MANIFEST, (1, 1))
    size = sum(file.stat().st_size for file in new.iterdir())
    arguments = ["gc", "--root", str(store.root), "--keep-gb", str(1.5 * size / 1e9)]
    assert main(arguments) == 0
    assert old.exists()
    assert "nothing was removed" in capsys.readouterr().out
    assert main([*arguments, "--yes"]) == 0
    assert not old.exists()
    assert new.exists()


def test_verify_finds_a_changed_byte(store: Store, capsys: pytest.CaptureFixture[str]) -> None:
    """`verify` exits with 1 where a file differs from its manifest."""
    folder = store.get(RECIPE, _make).folder
    assert main(["verify", "--root", str(store.root)]) == 0
    content = (folder / "values.npy").read_bytes()
    (folder / "values.npy").write_bytes(content[:-1] + b"\xff")
    assert main(["verify", "--root", str(store.root)]) == 1
    assert "another content" in capsys.readouterr().out


def test_a_manifest_says_how_it_was_made(store: Store) -> None:
    """Settings, inputs, seconds, bytes and versions are recorded."""
    recipe = Recipe("numbers", settings_of(Stage(dim=7)), {"vectors": "ab"})
    manifest = json.loads((store.get(recipe, _make).folder / MANIFEST).read_text())
    assert manifest["settings"]["dim"] == 7
    assert manifest["inputs"] == {"vectors": "ab"}
    assert manifest["bytes"] > 0
    assert manifest["seconds"] >= 0
    assert "numpy" in manifest["versions"]


def test_gc_leaves_what_is_being_made(store: Store) -> None:
    """A half-made artefact goes, unless somebody holds its lock."""
    partial = store.root / "numbers" / "abc.partial"
    partial.mkdir(parents=True)
    arguments = ["gc", "--root", str(store.root), "--yes"]
    with FileLock(partial.with_suffix(".lock")):
        assert main(arguments) == 0
        assert partial.exists()
    assert main(arguments) == 0
    assert not partial.exists()
