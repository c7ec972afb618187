"""Studies in SQLite that several processes work on, and the locks by which they know of each other."""

from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Literal

import optuna
from filelock import FileLock, Timeout
from optuna.trial import FrozenTrial, TrialState

STUDY = "study.db"
CLAIMS = ".claims"
HASH = "config_hash"
WORDS = "words"
SESSION = "session"
REPEATS = "repeats"
WHY = "why"
# why there is no outcome, where that is no fault of the configuration: it is asked for again
ENDED, INTERRUPTED = "its process ended", "interrupted"
# which way each objective is to go: a score up, a waiting time down
DIRECTIONS = {"headline": optuna.study.StudyDirection.MAXIMIZE, "latency": optuna.study.StudyDirection.MINIMIZE}

State = Literal["done", "pruned", "running", "killed", "failed", "repeated"]


def open_study(
    folder: Path,
    name: str,
    sampler: optuna.samplers.BaseSampler | None = None,
    objectives: Iterable[str] = ("headline",),
) -> optuna.Study:
    """The study of that name in `folder`/study.db, made where there is none."""
    optuna.logging.set_verbosity(optuna.logging.WARNING)
    folder.mkdir(parents=True, exist_ok=True)
    with desk_lock(folder):
        return optuna.create_study(
            storage=_address(folder),
            study_name=name,
            sampler=sampler,
            directions=[DIRECTIONS[objective] for objective in objectives],
            load_if_exists=True,
        )


def studies(folder: Path) -> list[optuna.Study]:
    """Every study in `folder`/study.db, the newest first."""
    optuna.logging.set_verbosity(optuna.logging.WARNING)
    storage = optuna.storages.RDBStorage(_address(folder))
    names = [one.study_name for one in sorted(storage.get_all_studies(), key=lambda one: -one._study_id)]  # noqa: SLF001 - ids ascend with time, names do not
    return [optuna.load_study(study_name=name, storage=storage) for name in names]


def claim_of(folder: Path, name: str) -> FileLock:
    """The lock that whoever runs this configuration (its hash) or is this session holds while it lives."""
    (folder / CLAIMS).mkdir(parents=True, exist_ok=True)
    return FileLock(folder / CLAIMS / f"{name}.lock", timeout=0, preserve_lock_file=True)


def is_claimed(folder: Path, name: str) -> bool:
    """Whether some living process, this one included, holds it."""
    return _is_held(claim_of(folder, name))


def desk_lock(folder: Path, timeout: float = -1) -> FileLock:
    """The lock that whoever asks this folder's study, or tells it, holds meanwhile."""
    return FileLock(folder / f".{STUDY}.lock", timeout=timeout)


def _is_held(lock: FileLock) -> bool:
    try:
        with lock:
            return False
    except Timeout:
        return True


def is_alive(folder: Path, trial: FrozenTrial) -> bool:
    """Whether the process that is at a running trial lives.

    It holds the configuration from when its hash is entered on; while it is composed its session tells, and before
    that is entered whether anybody asks at all.
    """
    key = trial.user_attrs.get(HASH) or trial.user_attrs.get(SESSION)
    return is_claimed(folder, key) if key else _is_held(desk_lock(folder, timeout=0))


def state_of(folder: Path, trial: FrozenTrial) -> State:
    """What became of a trial; `killed`: nobody finished it, `repeated`: it proposed no new configuration."""
    if trial.state == TrialState.COMPLETE:
        return "done"
    if trial.state == TrialState.PRUNED:
        return "pruned"
    if REPEATS in trial.user_attrs:
        return "repeated"
    if trial.state == TrialState.RUNNING and is_alive(folder, trial):
        return "running"
    killed = trial.state == TrialState.RUNNING or trial.user_attrs.get(WHY) in (ENDED, INTERRUPTED)
    return "killed" if killed else "failed"


def done(study: optuna.Study) -> list[FrozenTrial]:
    """The finished configurations, the highest headline first, of equals the fastest."""
    trials = study.get_trials(deepcopy=False, states=(TrialState.COMPLETE,))
    return sorted(trials, key=lambda trial: (-trial.values[0], *trial.values[1:]))


def front(trials: Sequence[FrozenTrial]) -> list[FrozenTrial]:
    """Of finished configurations with two objectives those that none is as good as in both and better in one.

    Args:
        trials: values are (to be high, to be low).

    Returns:
        the fastest first.
    """
    best: list[FrozenTrial] = []
    for trial in sorted(trials, key=lambda one: (one.values[1], -one.values[0])):
        if not best or trial.values[0] > best[-1].values[0]:
            best.append(trial)
    return best


def _address(folder: Path) -> str:
    return f"sqlite:///{(folder / STUDY).resolve()}"
