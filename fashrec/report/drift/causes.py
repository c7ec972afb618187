"""What two runs were made from and with, and what of it is not the same."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from fashrec.results.runs import Run

NOTHING = "-"
# of run.json, each a table of its own; how a person calls one of its entries
FACTS = {"versions": "version", "machine": "machine", "artefacts": "artefact"}
KINDS = ("setting", "data", "artefact", "version", "commit", "machine", "lists")
# likewise, of its files' contents
FILES = {"future.parquet": ("data", "future"), "shown.parquet": ("lists", "")}
SEED = "seed"


@dataclass(frozen=True, slots=True)
class Cause:
    """Something that is not what it was; maybe why numbers moved.

    Attributes:
        kind: `seed`, or one of KINDS.
        name: which of them, such as `embed.dim`; empty where there is but one.
        old: as text.
        new: as text.
    """

    kind: str
    name: str
    old: str
    new: str

    @property
    def said(self) -> str:
        """`setting embed.dim`, or `commit`."""
        return f"{self.kind} {self.name}".strip()


def causes(old: Run, new: Run) -> list[Cause]:
    """All that differs, settings first: what changes nothing, such as threads, is no setting here."""
    names = dict.fromkeys([*old.settings, *new.settings])
    settings = [(*_kind(name), old.setting(name), new.setting(name)) for name in names]
    before, after = _facts(old), _facts(new)
    facts = [(*key, before.get(key, NOTHING), after.get(key, NOTHING)) for key in dict.fromkeys([*before, *after])]
    return [Cause(*one) for one in (*settings, *facts) if one[2] != one[3]]


def unmoved(found: Sequence[Cause]) -> list[str]:
    """The kinds of which nothing differs."""
    moved = {one.kind for one in found}
    return [kind for kind in (SEED, *KINDS) if kind not in moved]


def _kind(name: str) -> tuple[str, str]:
    """A setting is the seed, or one by name."""
    return (SEED, "") if name == SEED else ("setting", name)


def _facts(run: Run) -> dict[tuple[str, str], str]:
    """By kind and name."""
    data = run.data
    found = {("data", "tables"): str(data.get("data", {}).get("hash", NOTHING)), ("data", "cuts"): _cuts(data)}
    for key, kind in FACTS.items():
        found |= {(kind, name): str(value) for name, value in (data.get(key) or {}).items()}
    files = data.get("files") or {}
    found |= {FILES[name]: str(one.get("sha256", NOTHING)) for name, one in files.items() if name in FILES}
    return found | {("commit", ""): str(data.get("git_commit", NOTHING))}


def _cuts(data: Mapping[str, Any]) -> str:
    days = [cut["start"] for cut in data["cuts"]]
    return f"{len(days)}, {days[0]} to {days[-1]}" if days else NOTHING
