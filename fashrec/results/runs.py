"""Reading run folders: what was asked, what came out, which settings differ, and which folders hold no finished run."""

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path, PurePath
from typing import Any

from omegaconf import OmegaConf
from omegaconf.errors import OmegaConfBaseException
from yaml import YAMLError  # type: ignore[import-untyped] # what OmegaConf reads with

from fashrec.errors import ConfigError
from fashrec.record import RUN, SCHEMA
from fashrec.results.tables import broken_table

# these differ between runs without making them differ; which windows were opened shows in what there are scores of
SILENT = ("name", "plan", "debug", "store.root", "store.verify", "split.window", "test_in_sweep", "submit")
SWEEP = "sweep."
# likewise, of whatever stage; a data set is told apart by the fingerprint of its tables, wherever these lie
SILENT_EVERYWHERE = ("threads", "embed_threads", "workers", "memory_mb", "shard", "root")
NEEDED = ("name", "ks", "cuts", "scores", "floors", "ceilings")
_TARGET = "._target_"


@dataclass(frozen=True, slots=True)
class Run:
    """A run that is done.

    Attributes:
        folder: its folder.
        data: its run.json.
        settings: `experiment`, its name, and every setting as composed, by dotted path. A stage's class stands at the
            stage's own path.
        repeats: the folders of others with the same settings and scores, for which it stands too.
    """

    folder: Path
    data: Mapping[str, Any]
    settings: Mapping[str, object]
    repeats: tuple[Path, ...] = ()

    @property
    def name(self) -> str:
        """The experiment's name."""
        return str(self.data["name"])

    @property
    def stamp(self) -> str:
        """The folder's name: when, which job, which configuration."""
        return self.folder.name

    @property
    def times(self) -> int:
        """How many runs it stands for."""
        return 1 + len(self.repeats)

    @property
    def label(self) -> str:
        """The stamp, and how many runs it stands for."""
        return f"{self.stamp} × {self.times}" if self.times > 1 else self.stamp

    def setting(self, name: str) -> str:
        """A setting's value as text: of a class or a path its last part, `-` where the run has no such setting."""
        value = self.settings.get(name, "-")
        return PurePath(value).name if isinstance(value, str) and "/" in value else str(value)


@dataclass(frozen=True, slots=True)
class LeftOut:
    """A folder that holds no finished run.

    Attributes:
        folder: the folder.
        name: the experiment's name, or that of the folder around it where run.json does not tell.
        why: in a few words, such as `failed: DataError`.
    """

    folder: Path
    name: str
    why: str


def read_runs(folders: Iterable[Path]) -> tuple[list[Run], list[LeftOut]]:
    """The runs that are done, in the order of their folders' paths, and the folders that hold none.

    A folder of run folders, such as a frontier's below the default glob, is neither.

    Raises:
        ConfigError: where no folder holds a finished run.
    """
    read = [read_run(folder) for folder in sorted(folders) if not any(folder.glob(f"*/{RUN}"))]
    runs = [one for one in read if isinstance(one, Run)]
    left_out = [one for one in read if isinstance(one, LeftOut)]
    if not runs:
        raise ConfigError(
            f"no finished run among {len(left_out)} folders",
            where="runs=GLOB",
            why="; ".join(
                ["a report is made from the folders of runs that are done", *(f"{o.folder}: {o.why}" for o in left_out)]
            ),
            do="run an experiment first (`make run`), or give another glob, as in runs='runs/pca128/*'",
        )
    return runs, left_out


def once(runs: Sequence[Run]) -> list[Run]:
    """The runs without repetitions: of those of the same settings and scores the first, which knows the others."""
    kept: list[Run] = []
    for run in runs:
        at = next((at for at, one in enumerate(kept) if _is_repeated(one, run)), None)
        if at is None:
            kept.append(run)
        else:
            kept[at] = replace(kept[at], repeats=(*kept[at].repeats, run.folder, *run.repeats))
    return kept


def _is_repeated(first: Run, second: Run) -> bool:
    return first.settings == second.settings and all(
        first.data.get(key) == second.data.get(key) for key in ("scores", "floors", "ceilings", "epochs", "classifier")
    )


def differing(runs: Sequence[Run]) -> list[str]:
    """The settings whose values are not the same in all runs that have them, in the order of the configuration.

    Settings of a stage are compared among runs that have the same class there: recency's half-life beside the mean, or
    the pictures' height of one embedder beside another's, goes with the class that differs.
    """
    names = dict.fromkeys(name for run in runs for name in run.settings)
    return [name for name in names if _differs(name, [run for run in runs if name in run.settings])]


def _differs(name: str, runs: Sequence[Run]) -> bool:
    if len({repr(run.settings[name]) for run in runs}) == 1:
        return False
    values: dict[tuple[object, ...], set[str]] = {}
    for run in runs:
        values.setdefault(_classes_above(name, run), set()).add(repr(run.settings[name]))
    return any(len(of_class) > 1 for of_class in values.values())


def _classes_above(name: str, run: Run) -> tuple[object, ...]:
    """The classes of the stages that a setting belongs to, the outermost first."""
    parts = name.split(".")
    return tuple(run.settings.get(".".join(parts[:depth])) for depth in range(1, len(parts)))


def read_run(folder: Path) -> Run | LeftOut:
    """The run of a folder, or why it holds none that is finished and that this version can read."""
    around = folder.parent.name
    try:
        data = json.loads((folder / RUN).read_text(encoding="utf-8"))
    except FileNotFoundError:
        return LeftOut(folder, around, f"no {RUN}")
    except (OSError, ValueError):
        return LeftOut(folder, around, f"{RUN} cannot be read")
    if not isinstance(data, dict):
        return LeftOut(folder, around, f"{RUN} cannot be read")
    name = str(data.get("name", around))
    why = _unfit(data)
    if not why and (table := broken_table(folder)):
        why = f"{table} cannot be read"
    if why:
        return LeftOut(folder, name, why)
    try:
        return Run(folder, data, {"experiment": name, **_settings(folder)})
    except (OSError, YAMLError, OmegaConfBaseException):
        return LeftOut(folder, name, ".hydra/config.yaml cannot be read")


def _unfit(data: Mapping[str, Any]) -> str:
    """Why run.json holds nothing for a report; empty where it does."""
    status, lacking = data.get("status"), [key for key in NEEDED if key not in data]
    if "kind" in data:
        return f"a {data['kind']}, not an experiment's run"
    if data.get("schema", SCHEMA) > SCHEMA:
        return f"schema {data['schema']}, written by a newer fashrec"
    if status == "failed":
        return f"failed: {data.get('error', {}).get('type', 'unknown')}"
    if status == "running":
        return "running, or killed"
    if status != "done":
        return str(status or "no status")
    return f"{RUN} lacks {', '.join(lacking)}" if lacking else ""


def _settings(folder: Path) -> dict[str, object]:
    config = OmegaConf.to_container(OmegaConf.load(folder / ".hydra" / "config.yaml"))
    return {path: value for path, value in _leaves(config, "") if not _is_silent(path)}


def _is_silent(path: str) -> bool:
    return path in SILENT or path.startswith(SWEEP) or path.rpartition(".")[2] in SILENT_EVERYWHERE


def _leaves(node: object, path: str) -> Iterator[tuple[str, object]]:
    if path.endswith(_TARGET):
        yield path.removesuffix(_TARGET), str(node).rpartition(".")[2]
    elif isinstance(node, dict):
        for key, value in node.items():
            yield from _leaves(value, f"{path}.{key}" if path else str(key))
    else:
        yield path, node
