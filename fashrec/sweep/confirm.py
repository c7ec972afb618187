"""Opens the test window for the configuration that a sweep chose."""

import shlex
import subprocess
import sys
from pathlib import Path

import optuna
from optuna.trial import FrozenTrial
from rich.console import Console

from fashrec.errors import ConfigError
from fashrec.sweep.study import done, state_of
from fashrec.sweep.winner import on_test, to_confirm


def confirm(folder: Path, study: optuna.Study, run: str, console: Console) -> int:
    """Run the winner on the test window, unless that was done before; the exit status.

    Args:
        folder: of the study and its runs.
        study: whose best it is.
        run: the run folder's name of another finished configuration; empty: the one of the highest score.
        console: where to say what is run.

    Raises:
        ConfigError: where there is no such configuration, or the study is not through.
    """
    trial = _named(folder, study, run)
    recommender = str(study.user_attrs.get("request", {}).get("recommender"))
    if on_test(folder, trial, recommender):
        console.print("It was confirmed before: nothing is run.\n", markup=False)
        return 0
    where = f"hydra.run.dir='{folder}/${{run_stamp:}}-0-${{config_hash:}}'"
    words = [*to_confirm(trial)[1:], where]
    console.print(shlex.join(["python", *words]), markup=False)
    return subprocess.run([sys.executable, *words], check=False).returncode  # noqa: S603 - our own command


def _named(folder: Path, study: optuna.Study, run: str) -> FrozenTrial:
    busy = [trial for trial in study.get_trials(deepcopy=False) if state_of(folder, trial) == "running"]
    finished = done(study)
    named = [trial for trial in finished if not run or trial.user_attrs["run"] == Path(run).name]
    if busy or not named:
        raise ConfigError(
            f"{len(busy)} configurations are running" if busy else f"no finished configuration {run}".rstrip(),
            where=f"{folder}, study {study.study_name}",
            why="what is confirmed on the test window is the winner of a sweep that is through: each look counts",
            do="wait for its end" if busy else "name a run of the table, or finish the sweep first",
        )
    return named[0]
