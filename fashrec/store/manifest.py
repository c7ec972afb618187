"""What a finished artefact says about itself, and whether its files still agree."""

import json
import os
import platform
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from functools import cache
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Any

from fashrec.store.fingerprint import sha256_of
from fashrec.store.recipe import Recipe

MANIFEST = "manifest.json"
SCHEMA = 1
_MISSING = "not installed"


def write_manifest(folder: Path, recipe: Recipe, seconds: float) -> None:
    """List every file below `folder` with its size and sha256, say how it was made, and flush all to the disk."""
    paths = dict(_files(folder))
    files = {name: {"size": path.stat().st_size, "sha256": sha256_of(path)} for name, path in paths.items()}
    manifest = {
        "schema": SCHEMA,
        "kind": recipe.kind,
        "hash": recipe.hash,
        "settings": recipe.settings,
        "inputs": dict(recipe.inputs),
        "files": files,
        "bytes": sum(path.stat().st_size for path in paths.values()),
        "seconds": round(seconds, 3),
        "created": datetime.now(UTC).isoformat(timespec="seconds"),
        "versions": versions(),
    }
    (folder / MANIFEST).write_text(json.dumps(manifest, indent=1, sort_keys=True, ensure_ascii=False))
    _flush(folder, list(paths.values()))


def read_manifest(folder: Path) -> dict[str, Any] | None:
    """The manifest of a finished artefact, None where it is absent or not JSON."""
    try:
        manifest: dict[str, Any] = json.loads((folder / MANIFEST).read_text())
    except (FileNotFoundError, ValueError):
        return None
    return manifest


def what_is_broken(folder: Path, *, hashes: bool) -> str | None:
    """The first file that does not match the manifest and how, None where all agree.

    Args:
        folder: a finished artefact.
        hashes: compare contents too, not only sizes.
    """
    manifest = read_manifest(folder)
    if manifest is None:
        return f"{MANIFEST} is missing or not JSON"
    for name, entry in manifest["files"].items():
        file = folder / name
        if not file.is_file():
            return f"{name} is missing"
        if file.stat().st_size != entry["size"]:
            return f"{name} has {file.stat().st_size} bytes, not {entry['size']}"
        if hashes and sha256_of(file) != entry["sha256"]:
            return f"{name} has another content than when it was made"
    return None


_PACKAGES = ("fashrec", "annoy", "numpy", "pillow", "polars", "scikit-learn", "scipy", "torch", "torchvision")
_EXTRAS = ("faiss-cpu", "hnswlib", "lightgbm", "usearch", "voyager")


@cache
def versions() -> dict[str, str]:
    """Versions of Python, the machine's system and the packages that results depend on; of extras, those installed."""
    found = {name: _version(name) for name in _PACKAGES}
    extras = {name: found_in for name in _EXTRAS if (found_in := _version(name)) != _MISSING}
    return {"python": platform.python_version(), "system": platform.platform(), **found, **extras}


def _version(name: str) -> str:
    try:
        return version(name)
    except PackageNotFoundError:
        return _MISSING


def _files(folder: Path) -> Iterator[tuple[str, Path]]:
    for path in sorted(folder.rglob("*")):
        if path.is_file() and path.name != MANIFEST:
            yield path.relative_to(folder).as_posix(), path


def _flush(folder: Path, files: list[Path]) -> None:
    # several at a time: the file system then writes its journal once for many
    with ThreadPoolExecutor(8) as pool:
        list(pool.map(_flush_one, [*files, folder / MANIFEST]))
    _flush_one(folder)


def _flush_one(path: Path) -> None:
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
