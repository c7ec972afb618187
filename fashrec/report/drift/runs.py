"""Which two runs are set against each other."""

from collections.abc import Sequence
from pathlib import Path

from fashrec.errors import ConfigError
from fashrec.plain import folders_like
from fashrec.results.rivals import named, some
from fashrec.results.runs import Run, read_runs


def pair(since: str, among: str, *, everywhere: bool) -> tuple[Run, Run]:
    """An earlier run and the newest after it: of the same name, or of any where none has it.

    Args:
        since: the earlier run: its folder, that folder's name or the beginning of it, or its experiment.
        among: a glob of the folders in which both are looked for.
        everywhere: whether nobody chose that glob, so that the newest is of the earlier run's folder and name.

    Raises:
        ConfigError: where there is no such run, or none after it.
    """
    old = _earlier(since, among)
    if everywhere:
        siblings = read_runs(folder for folder in old.folder.parent.iterdir() if folder.is_dir())[0]
        return old, _newest(old, [run for run in siblings if run.name == old.name], f"{old.folder.parent}/*")
    runs = read_runs(folders_like(among))[0]
    return old, _newest(old, [run for run in runs if run.name == old.name] or runs, among)


def _earlier(since: str, among: str) -> Run:
    if Path(since).is_dir():
        return read_runs([Path(since)])[0][0]
    runs = read_runs(folders_like(among))[0]
    found = [runs[at] for at in named(since, runs)]
    if len(found) == 1:
        return found[0]
    called = some([run.stamp for run in _in_time(found)])
    known = f"among the {len(runs)} runs of {among} are those of {some(list(dict.fromkeys(run.name for run in runs)))}"
    first = _in_time(found or runs)[0]
    raise ConfigError(
        f"{len(found)} runs are called {since}" if found else f"no run is called {since}",
        where="since=RUN",
        why=f"numbers are set against those of one earlier run; {f'they are {called}' if found else known}",
        do=f"name an earlier run's folder, as in since={first.folder}",
    )


def _newest(old: Run, runs: Sequence[Run], among: str) -> Run:
    after = [run for run in runs if run.stamp > old.stamp]
    if after:
        return _in_time(after)[-1]
    raise ConfigError(
        f"no run of {old.name} is newer than {old.stamp}",
        where="since=RUN",
        why=f"the newest of {among} is set against it",
        do="run the experiment again, or say with runs=GLOB where a newer one is",
    )


def _in_time(runs: Sequence[Run]) -> list[Run]:
    return sorted(runs, key=lambda run: run.stamp)
