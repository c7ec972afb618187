"""`python -m fashrec.store ls | verify | gc`: show, check and shrink the store."""

import argparse
import os
import shutil
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from filelock import FileLock, Timeout
from rich.console import Console
from rich.table import Table

from fashrec.errors import ConfigError, FashrecError
from fashrec.interrupted import end_of
from fashrec.store.manifest import MANIFEST, read_manifest, what_is_broken

DEFAULT_ROOT = ".store"
GB = 1e9


@dataclass(frozen=True, slots=True)
class Entry:
    """A folder of the store.

    Attributes:
        folder: where it lies.
        state: `whole`, `partial` (being made, or killed) or `broken` (set aside).
        manifest: what it says of itself; empty unless whole.
        used_s: when it was last opened or written, seconds since 1970.
        size: bytes on disk.
    """

    folder: Path
    state: str
    manifest: dict[str, Any]
    used_s: float
    size: int

    @property
    def name(self) -> str:
        """KIND/HASH."""
        return f"{self.folder.parent.name}/{self.folder.name}"


def entries(root: Path) -> Iterator[Entry]:
    """Every artefact below `root`, the longest unused first."""
    folders = [folder for kind in root.glob("*") if kind.is_dir() for folder in kind.iterdir() if folder.is_dir()]
    yield from sorted(map(_entry, folders), key=lambda entry: entry.used_s)


def _entry(folder: Path) -> Entry:
    manifest = read_manifest(folder) or {}
    state = "partial" if folder.suffix == ".partial" else "broken" if ".broken-" in folder.name else "whole"
    newest = folder / MANIFEST if manifest else folder
    size = sum(file.stat().st_size for file in folder.rglob("*") if file.is_file())
    return Entry(folder, state, manifest, newest.stat().st_mtime, size)


def show(root: Path, console: Console) -> int:
    """`ls`: a line an artefact, in 80 columns."""
    table = Table("last used (UTC)", box=None, padding=(0, 1, 0, 0))
    for name, side in (("seconds", "right"), ("MB", "right"), ("made by", "left"), ("artefact", "left")):
        table.add_column(name, justify=side, no_wrap=True)  # type: ignore[arg-type] # left and right are two of them
    total = 0
    for entry in entries(root):
        made_by = str(entry.manifest.get("settings", {}).get("class", "")).rpartition(".")[2]
        used = datetime.fromtimestamp(entry.used_s, UTC).strftime("%Y-%m-%d %H:%M")
        seconds = f"{entry.manifest['seconds']:.2f}" if "seconds" in entry.manifest else entry.state
        table.add_row(used, seconds, f"{entry.size / 1e6:.1f}", made_by, entry.name)
        total += entry.size
    console.print(table)
    console.print(f"{total / GB:.2f} GB in {root}")
    return 0


def verify(root: Path, console: Console) -> int:
    """`verify`: compare every file with its manifest; 1 where one differs (the next run makes it again)."""
    n_broken = n = 0
    for entry in entries(root):
        if entry.state != "whole":
            continue
        n += 1
        why = what_is_broken(entry.folder, hashes=True)
        if why is not None:
            n_broken += 1
            console.print(f"broken: {entry.name}: {why}")
    console.print(f"{n - n_broken} of {n} artefacts match their manifests")
    return int(n_broken > 0)


def collect(root: Path, console: Console, keep_gb: float, *, yes: bool) -> int:
    """`gc`: remove what is broken or half made, then the longest unused, until at most `keep_gb` are left.

    What another job is making just now stays.
    """
    found = list(entries(root))
    doomed = [entry for entry in found if entry.state != "whole" and not _is_being_made(entry)]
    kept_bytes = sum(entry.size for entry in found if entry.state == "whole")
    for entry in found:
        if entry.state == "whole" and kept_bytes > keep_gb * GB:
            doomed.append(entry)
            kept_bytes -= entry.size
    for entry in doomed:
        console.print(
            f"{'removed' if yes else 'would remove'}: {entry.name} ({entry.state}, {entry.size / 1e6:.1f} MB)"
        )
        if yes:
            shutil.rmtree(entry.folder)
    console.print(f"{kept_bytes / GB:.2f} GB {'are' if yes else 'would be'} left in {root}")
    if doomed and not yes:
        console.print("nothing was removed; add --yes to remove")
    return 0


def _is_being_made(entry: Entry) -> bool:
    lock = FileLock(entry.folder.with_suffix(".lock"))
    try:
        lock.acquire(timeout=0)
    except Timeout:
        return True
    lock.release()
    return False


def main(arguments: list[str] | None = None) -> int:
    """Read the command line and do what it says; the exit status."""
    parser = argparse.ArgumentParser(prog="python -m fashrec.store", description=__doc__)
    parser.add_argument("verb", choices=["ls", "verify", "gc"])
    parser.add_argument("--root", type=Path, default=Path(os.environ.get("FASHREC_STORE", DEFAULT_ROOT)))
    parser.add_argument("--keep-gb", type=float, default=20.0, help="gc: the size to shrink to, in 10^9 bytes")
    parser.add_argument("--yes", action="store_true", help="gc: do remove (while no run is going on)")
    chosen = parser.parse_args(arguments)
    console = Console(soft_wrap=True)
    try:
        if not chosen.root.is_dir():
            raise ConfigError(
                f"there is no store in {chosen.root}",
                where="--root",
                why="it is made by the first run in this folder",
                do="run an experiment first, or give --root (or FASHREC_STORE) the store's folder",
            )
        if chosen.verb == "ls":
            return show(chosen.root, console)
        if chosen.verb == "verify":
            return verify(chosen.root, console)
        return collect(chosen.root, console, chosen.keep_gb, yes=chosen.yes)
    except KeyboardInterrupt as interrupt:
        return end_of(interrupt)
    except FashrecError as error:
        Console(stderr=True, soft_wrap=True).print(str(error), markup=False, highlight=False)
        return error.exit_status


if __name__ == "__main__":
    sys.exit(main())
