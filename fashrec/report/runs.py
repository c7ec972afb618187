"""Reading run folders: what was asked, what came out, and which settings differ."""

import json
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from omegaconf import OmegaConf

from fashrec.errors import ConfigError

# these differ between runs without making them differ
SILENT = ("name", "plan", "debug", "store.root", "store.verify", "threads", "data.root", "weights")


@dataclass(frozen=True, slots=True)
class Run:
    """A run that is done.

    Attributes:
        folder: its folder.
        data: its run.json.
        settings: every setting as composed, by dotted path.
    """

    folder: Path
    data: Mapping[str, Any]
    settings: Mapping[str, object]

    @property
    def name(self) -> str:
        """The experiment's name."""
        return str(self.data["name"])

    @property
    def stamp(self) -> str:
        """The folder's name: when, which job, which configuration."""
        return self.folder.name


def read_runs(folders: Iterable[Path]) -> tuple[list[Run], Counter[str]]:
    """The runs that are done, the earliest first, and how many were left out for which reason.

    Raises:
        ConfigError: where no folder holds a finished run.
    """
    runs, left_out = [], Counter[str]()
    for folder in sorted(folders):
        data = _run_json(folder)
        status = "no run.json" if data is None else str(data["status"])
        if data is None or status != "done":
            left_out[status] += 1
            continue
        runs.append(Run(folder, data, _settings(folder)))
    if not runs:
        raise ConfigError(
            f"no finished run among {sum(left_out.values())} folders",
            where="runs=GLOB",
            why="a report is made from the run folders of runs that are done"
            + "".join(f"; {n} {status}" for status, n in left_out.items()),
            do="run an experiment first (`make run`), or give another glob, as in runs='runs/pca128/*'",
        )
    return runs, left_out


def differing(runs: Sequence[Run]) -> list[str]:
    """The settings whose values are not the same in all runs, in the order of the configuration."""
    names = dict.fromkeys(name for run in runs for name in run.settings)
    return [name for name in names if len({repr(run.settings.get(name)) for run in runs}) > 1]


def _run_json(folder: Path) -> dict[str, Any] | None:
    file = folder / "run.json"
    if not file.exists():
        return None
    data: dict[str, Any] = json.loads(file.read_text())
    return data


def _settings(folder: Path) -> dict[str, object]:
    config = OmegaConf.to_container(OmegaConf.load(folder / ".hydra" / "config.yaml"))
    return {path: value for path, value in _leaves(config, "") if path not in SILENT}


def _leaves(node: object, path: str) -> Iterable[tuple[str, object]]:
    if not isinstance(node, dict):
        yield path, node
        return
    for key, value in node.items():
        yield from _leaves(value, f"{path}.{key}" if path else str(key))
