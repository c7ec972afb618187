"""Which window runs are read in."""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, Protocol

from fashrec.errors import ConfigError


class Opened(Protocol):
    """A run that scored recommenders in one window or in several."""

    @property
    def folder(self) -> Path:
        """Where it lies."""

    @property
    def data(self) -> Mapping[str, Any]:
        """Its run.json, whose `scores` stand by window."""


def window_of(runs: Sequence[Opened], wanted: str) -> str:
    """The window as wanted, else the first that all runs opened.

    Raises:
        ConfigError: where one of them did not open it.
    """
    opened = [name for name in runs[0].data["scores"] if all(name in run.data["scores"] for run in runs)]
    window = wanted or next(iter(opened), "")
    if window in opened:
        return window
    raise ConfigError(
        f"not all runs opened the window {window}" if window else "the runs have no window in common",
        where="window",
        why="; ".join(f"{run.folder}: {', '.join(run.data['scores'])}" for run in runs),
        do=f"choose {' or '.join(opened)}" if opened else "run them with the same split.window",
    )
