"""Getting an artefact: opened where it is whole, made where it is not."""

import errno
import os
import re
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from tempfile import TemporaryFile
from typing import Any, Literal

from filelock import FileLock, Timeout

from fashrec.errors import StoreError, require
from fashrec.stages import Checkpoint, Progress
from fashrec.store.checkpoint import FolderCheckpoint
from fashrec.store.manifest import MANIFEST, read_manifest, what_is_broken, write_manifest
from fashrec.store.recipe import Recipe

Verify = Literal["first", "full"]
FULL_DISK = (errno.ENOSPC, errno.EDQUOT)


@dataclass(frozen=True, slots=True)
class Artefact:
    """A finished artefact.

    Attributes:
        recipe: what it was made from.
        folder: where its files lie; they are never changed.
        made: whether this call made it (False: it was there).
    """

    recipe: Recipe
    folder: Path
    made: bool

    @property
    def hash(self) -> str:
        """The artefact's name, an input of what is made from it."""
        return self.recipe.hash

    @property
    def manifest(self) -> dict[str, Any]:
        """Its manifest: settings, inputs, files, seconds, bytes, versions."""
        manifest = read_manifest(self.folder)
        assert manifest is not None, f"{self.folder} lost its manifest since it was opened"
        return manifest


@dataclass(frozen=True)
class Store:
    """A folder of artefacts, shared by any number of jobs.

    Attributes:
        root: the folder; `opened` makes it, or the first artefact does.
        progress: told what waits and what was broken.
        verify: `first` compares contents when this process first opens an artefact and sizes at every open;
            `full` compares contents at every open.
    """

    root: Path
    progress: Progress
    verify: Verify = "first"
    _opened: set[Path] = field(default_factory=set)

    def __post_init__(self) -> None:
        require(self.verify in ("first", "full"), "store.verify", self.verify, "first or full")

    @classmethod
    def opened(cls, root: Path, progress: Progress, verify: Verify = "first") -> "Store":
        """With its folder made and found to take files, before any work begins.

        Raises:
            StoreError: where it cannot be made, or takes none.
            ConfigError: where `verify` is neither.
        """
        store = cls(root, progress, verify)
        try:
            root.mkdir(parents=True, exist_ok=True)
            with TemporaryFile(dir=root):
                return store
        except OSError as error:
            raise _unwritable(root, error) from error

    def folder_of(self, recipe: Recipe) -> Path:
        """Where the artefact lies or would lie."""
        return self.root / recipe.kind / recipe.hash

    def has(self, recipe: Recipe) -> bool:
        """Whether a finished artefact is there, unverified."""
        return (self.folder_of(recipe) / MANIFEST).exists()

    def get(self, recipe: Recipe, make: Callable[[Checkpoint], None]) -> Artefact:
        """The artefact of `recipe`, made by `make` where it is not there or does not match its manifest.

        Args:
            recipe: what decides the content.
            make: writes the files into the checkpoint's folder; may find shards of an earlier try there.

        Raises:
            StoreError: where the store cannot be written, or its disk is full.
        """
        folder = self.folder_of(recipe)
        with self._explained(folder):
            if self._is_whole(folder):
                return self._open(recipe, made=False)
            folder.parent.mkdir(parents=True, exist_ok=True)
            with self._locked(folder):
                if self._is_whole(folder):
                    return self._open(recipe, made=False)
                self._set_aside(folder)
                self._make(recipe, folder, make)
        return self._open(recipe, made=True)

    def _make(self, recipe: Recipe, folder: Path, make: Callable[[Checkpoint], None]) -> None:
        partial = folder.with_name(f"{folder.name}.partial")
        checkpoint = FolderCheckpoint(partial)
        checkpoint.begin()
        start_s = time.monotonic()
        make(checkpoint)
        checkpoint.finish()
        write_manifest(partial, recipe, time.monotonic() - start_s)
        partial.rename(folder)
        self._opened.add(folder)

    def _open(self, recipe: Recipe, *, made: bool) -> Artefact:
        folder = self.folder_of(recipe)
        os.utime(folder / MANIFEST)  # when it was last used: `gc` removes the longest unused first
        return Artefact(recipe, folder, made)

    def _is_whole(self, folder: Path) -> bool:
        if not folder.exists():
            return False
        hashes = self.verify == "full" or folder not in self._opened
        if what_is_broken(folder, hashes=hashes) is not None:
            return False
        self._opened.add(folder)
        return True

    def _set_aside(self, folder: Path) -> None:
        if not folder.exists():
            return
        stamp = datetime.now(UTC).strftime("%Y%m%dT%H%M%S%f")
        aside = folder.with_name(f"{folder.name}.broken-{stamp}")
        why = what_is_broken(folder, hashes=True)
        folder.rename(aside)
        self.progress.say(
            f"artefact {folder.parent.name}/{folder.name} is broken ({why}): kept as {aside.name}, made again"
        )

    @contextmanager
    def _locked(self, folder: Path) -> Iterator[None]:
        lock = FileLock(folder.with_name(f"{folder.name}.lock"))
        try:
            lock.acquire(timeout=0.1)
        except Timeout:
            self.progress.say(f"another job makes {folder.parent.name}/{folder.name}: waiting for it")
            lock.acquire()
        try:
            yield
        finally:
            lock.release()

    @contextmanager
    def _explained(self, folder: Path) -> Iterator[None]:
        try:
            yield
        except Exception as error:
            if _is_full_disk(error):
                raise StoreError(
                    f"the disk is full while {folder.parent.name}/{folder.name} was made",
                    where=str(folder),
                    why="an artefact is written whole or not at all; shards that were finished are kept and reused",
                    do="free space (`python -m fashrec.store gc`) or set store.root to another disk, and run it again",
                ) from error
            if isinstance(error, PermissionError) and str(self.root) in str(error.filename):
                raise _unwritable(self.root, error) from error
            raise


def _unwritable(root: Path, error: OSError) -> StoreError:
    return StoreError(
        f"the store cannot be written: {error.strerror}",
        where=f"store.root={root}",
        why="artefacts are kept there between runs",
        do="set store.root (or FASHREC_STORE) to a folder of yours",
    )


def _is_full_disk(error: BaseException) -> bool:
    # polars and Arrow raise their own types, with the system's words in the message; numpy counts what it wrote
    said = str(error)
    short = re.search(r"\d+ requested and \d+ written", said)
    return getattr(error, "errno", None) in FULL_DISK or "No space left on device" in said or short is not None
