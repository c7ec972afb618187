"""Whatever was made or fitted as a few hexadecimal digits: equal digits, equal bits."""

import dataclasses
import functools
import hashlib
from collections.abc import Callable, Iterator, Mapping
from datetime import date
from pathlib import Path
from types import BuiltinFunctionType, FunctionType, MethodType
from typing import Any

import numpy as np
import polars as pl
import scipy.sparse
import torch

from fashrec.interactions import Interactions
from fashrec.store.fingerprint import sha256_of
from fashrec.store.manifest import MANIFEST
from fashrec.tools import CutTools
from fashrec.types import ItemVectors, Profiles

# what a value of a kind is made of; the first kind that fits
HOLDERS: tuple[tuple[type | tuple[type, ...], Callable[[Any], list[object]]], ...] = (
    # what it searches and who bought what is made from these when it is asked for
    (CutTools, lambda tools: [tools.past, tools.made_vectors, tools.index, tools.profiler]),
    (Interactions, lambda bought: [bought.past]),
    # a space is the name of an artefact, and hashes what it was made from: another store's is another
    (ItemVectors, lambda vectors: [vectors.values, vectors.has]),
    (Profiles, lambda profiles: [profiles.customers, profiles.values, profiles.has]),
    (Mapping, lambda pairs: [part for key in sorted(pairs, key=repr) for part in (key, pairs[key])]),
    ((tuple, list), list),
    ((set, frozenset), lambda members: sorted(members, key=repr)),
    (functools.partial, lambda call: [call.func, *call.args, call.keywords]),
    (MethodType, lambda method: [method.__func__, method.__self__]),
    (torch.Tensor, lambda tensor: [tensor.detach().cpu().numpy()]),
)
PLAIN = (type(None), str, bytes, int, float, complex, date, Path, np.generic)


def digest(*values: object) -> str:
    """64 digits over values in their order, and over all that they hold."""
    return _Digest().of(values).hex()


def folder_digest(folder: Path) -> str:
    """Over the files of an artefact but its manifest, which says when it was made and from what."""
    files = sorted(path for path in folder.rglob("*") if path.is_file() and path.name != MANIFEST)
    return digest(*((path.relative_to(folder).as_posix(), sha256_of(path)) for path in files))


@dataclasses.dataclass(frozen=True, slots=True)
class _Digest:
    """Walks into arrays, frames, sparse matrices, tensors, LightGBM's trees, functions and objects of any class.

    Attributes:
        known: by id what was walked into before, with its digest: a past that ten members share is read once.
    """

    known: dict[int, tuple[object, bytes]] = dataclasses.field(default_factory=dict)

    def of(self, value: object) -> bytes:
        if id(value) not in self.known:
            whole = hashlib.sha256()
            for part in self._parts(value):
                whole.update(len(part).to_bytes(8, "little") + part)
            self.known[id(value)] = value, whole.digest()
        return self.known[id(value)][1]

    def _parts(self, value: Any) -> Iterator[bytes]:  # noqa: ANN401 - whatever artefacts are made of
        held = _held(value)
        if held is not None:
            yield from map(self.of, held)
            return
        match value:
            case np.ndarray() if value.dtype != object:
                yield f"{value.dtype} {value.shape}".encode()
                yield np.ascontiguousarray(value).tobytes()
            case pl.DataFrame() | pl.Series():
                frame = value if isinstance(value, pl.DataFrame) else value.to_frame()
                yield str(dict(frame.schema)).encode()
                yield frame.write_csv(null_value="\0").encode()
            case _ if isinstance(value, PLAIN):
                yield repr(value).encode()
            case _ if type(value).__module__.startswith("lightgbm."):
                yield value.model_to_string().encode()
            case type() | FunctionType() | BuiltinFunctionType():
                yield f"{value.__module__}.{value.__qualname__}".encode()
                closure = getattr(value, "__closure__", None) or ()
                yield from (self.of(cell.cell_contents) for cell in closure)
            case _:
                raise TypeError(f"no digest for {type(value).__name__}")


def _held(value: Any) -> list[object] | None:  # noqa: ANN401 - likewise
    """What a value is made of, in an order that repeats; None where it is not made of others."""
    held = next((parts for kind, parts in HOLDERS if isinstance(value, kind)), None)
    if held is not None:
        return held(value)
    if scipy.sparse.issparse(value):
        rows = value.tocsr()
        return [rows.shape, rows.indptr, rows.indices, rows.data]
    if isinstance(value, type | FunctionType):
        return None
    if dataclasses.is_dataclass(value):
        return [getattr(value, one.name) for one in dataclasses.fields(value)]
    return [type(value), vars(value)] if type(value).__module__.startswith("fashrec.") else None
