"""What an artefact is made from, and hence its name. The store may miss, it never lies: when in doubt, another name."""

import dataclasses
import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Any

HASH_LENGTH = 20


@dataclass(frozen=True)
class Recipe:
    """All that decides an artefact's content.

    Attributes:
        kind: the sort of artefact, a folder of the store.
        settings: the settings that matter, the stage's class and version among them (`settings_of`).
        inputs: hashes of the artefacts and source files it is made from, by role.
    """

    kind: str
    settings: Mapping[str, Any]
    inputs: Mapping[str, str] = field(default_factory=dict)

    @cached_property
    def hash(self) -> str:
        """The first 20 hexadecimal digits of the sha256 of this recipe's canonical JSON."""
        text = canonical({"kind": self.kind, "settings": self.settings, "inputs": self.inputs})
        return hashlib.sha256(text.encode()).hexdigest()[:HASH_LENGTH]


def canonical(value: Any) -> str:  # noqa: ANN401 - any JSON value
    """JSON with sorted keys and no spaces: equal values give equal text."""
    return json.dumps(value, sort_keys=True, separators=(",", ":"), allow_nan=False, ensure_ascii=False)


def settings_of(stage: Any) -> dict[str, Any]:  # noqa: ANN401 - any frozen dataclass with a version
    """The settings of a stage that can change its result, nested stages included.

    Fields declared with `metadata={"hashed": False}` are left out; so a file's path stays out and its content
    enters among the inputs.
    """
    fields = {
        f.name: _plain(getattr(stage, f.name), f.name)
        for f in dataclasses.fields(stage)
        if f.metadata.get("hashed", True)
    }
    kind = type(stage)
    return {"class": f"{kind.__module__}.{kind.__qualname__}", "version": kind.version, **fields}


def _plain(value: Any, name: str) -> Any:  # noqa: ANN401 - any setting
    assert not isinstance(value, Path), f"{name} is a path: declare it with hashed=False and give its content as input"
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        return settings_of(value)
    if isinstance(value, Mapping):
        return {str(key): _plain(inner, name) for key, inner in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(inner, name) for inner in value]
    assert value is None or isinstance(value, str | int | float | bool), f"{name}={value!r} has no canonical JSON"
    return value
