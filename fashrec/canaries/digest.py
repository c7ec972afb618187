"""Any artefact as a few hexadecimal digits: equal digits, equal bits."""

import dataclasses
import hashlib
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

import numpy as np
import polars as pl

from fashrec.store.fingerprint import sha256_of
from fashrec.store.manifest import MANIFEST


def digest(*values: object) -> str:
    """64 digits over arrays, frames, dataclasses, mappings and plain values, in their order."""
    whole = hashlib.sha256()
    for value in values:
        for part in _parts(value):
            whole.update(len(part).to_bytes(8, "little") + part)
    return whole.hexdigest()


def folder_digest(folder: Path) -> str:
    """Over the files of an artefact but its manifest, which says when it was made and from what."""
    files = sorted(path for path in folder.rglob("*") if path.is_file() and path.name != MANIFEST)
    return digest(*((path.relative_to(folder).as_posix(), sha256_of(path)) for path in files))


def _parts(value: Any) -> Iterable[bytes]:  # noqa: ANN401 - whatever artefacts are made of
    match value:
        case np.ndarray():
            yield f"{value.dtype} {value.shape}".encode()
            yield np.ascontiguousarray(value).tobytes()
        case pl.DataFrame():
            yield str(dict(value.schema)).encode()
            yield value.write_csv(null_value="\0").encode()
        case Mapping():
            yield from (part for pair in sorted(value.items()) for item in pair for part in _parts(item))
        case tuple() | list():
            yield from (part for item in value for part in _parts(item))
        case None | str() | int() | float() | Path():
            yield repr(value).encode()
        case _ if dataclasses.is_dataclass(value):
            yield from (part for one in dataclasses.fields(value) for part in _parts(getattr(value, one.name)))
        case _:
            raise TypeError(f"no digest for {type(value).__name__}")
