"""A study in SQLite that several processes work on: who runs what, and what came out.

A process that runs a configuration holds a lock on a file of that configuration's name, which the system takes back
when the process ends, however it ends:

    trial     locked   its run is done   becomes
    running   yes      -                 (somebody is at it)
    running   no       yes               complete: killed between the run's end and its entry
    running   no       no                failed: killed on the way, so that it is asked for again
"""

import random
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from itertools import islice
from pathlib import Path
from typing import Any

import optuna
from filelock import FileLock, Timeout
from omegaconf import DictConfig
from optuna.trial import FrozenTrial, Trial, TrialState

from fashrec.naming import config_hash
from fashrec.sweep.finished import Finished
from fashrec.sweep.space import Space, Value

STUDY = "study.db"
CLAIMS = ".claims"
# proposals that were looked at before until the rest of a grid is gone through instead
PATIENCE = 10
GRID = 10_000
HASH = "config_hash"
WORDS = "words"


def open_study(folder: Path, name: str, sampler: optuna.samplers.BaseSampler | None = None) -> optuna.Study:
    """The study of that name in `folder`/study.db, made where there is none. Its objective is to be high."""
    optuna.logging.set_verbosity(optuna.logging.WARNING)
    folder.mkdir(parents=True, exist_ok=True)
    with FileLock(folder / f".{STUDY}.lock"):
        return optuna.create_study(
            storage=f"sqlite:///{(folder / STUDY).resolve()}",
            study_name=name,
            sampler=sampler,
            direction="maximize",
            load_if_exists=True,
        )


def studies(folder: Path) -> list[optuna.Study]:
    """Every study in `folder`/study.db, the newest first."""
    optuna.logging.set_verbosity(optuna.logging.WARNING)
    storage = optuna.storages.RDBStorage(f"sqlite:///{(folder / STUDY).resolve()}")
    names = [one.study_name for one in sorted(storage.get_all_studies(), key=lambda one: -one._study_id)]  # noqa: SLF001 - ids ascend with time, names do not
    return [optuna.load_study(study_name=name, storage=storage) for name in names]


def claim_of(folder: Path, config_hash: str) -> FileLock:
    """The lock that whoever runs this configuration holds."""
    (folder / CLAIMS).mkdir(parents=True, exist_ok=True)
    return FileLock(folder / CLAIMS / f"{config_hash}.lock", timeout=0, preserve_lock_file=True)


def is_claimed(folder: Path, config_hash: str) -> bool:
    """Whether some living process, this one included, runs this configuration."""
    try:
        with claim_of(folder, config_hash):
            return False
    except Timeout:
        return True


@dataclass(frozen=True, slots=True)
class Claim:
    """A configuration that this process may run, and nobody else.

    Attributes:
        trial: Optuna's.
        words: its overrides.
        config_hash: of the composed configuration.
        lock: held until the outcome is told.
    """

    trial: Trial
    words: tuple[str, ...]
    config_hash: str
    lock: FileLock


@dataclass(frozen=True, slots=True)
class Desk:
    """Hands out configurations that nobody has finished or is at, and takes in what came out.

    Attributes:
        folder: of the study, and of the run folders.
        study: Optuna's, as `open_study` gives it.
        space: what varies.
        compose: from overrides to a job's configuration.
        finished: where outcomes are read.
        trials: different configurations wanted.
    """

    folder: Path
    study: optuna.Study
    space: Space
    compose: Callable[[Sequence[str]], DictConfig]
    finished: Finished
    trials: int
    _asked: set[tuple[str, ...]] = field(default_factory=set)

    def claim(self) -> Claim | None:
        """The next configuration to run; None where enough are finished or under way, or no other is left."""
        with self._alone():
            self._settle()
            repeats = 0
            while len(self._known()) < self.trials:
                trial = self._ask(repeats)
                if trial is None:
                    return None
                claim = self._claimed(trial)
                if claim is not None:
                    return claim
                repeats += 1
        return None

    def tell(self, claim: Claim, why: str = "") -> dict[str, Any] | None:
        """Enter what came out of a configuration, and let go of it.

        Args:
            claim: as handed out.
            why: there may be no outcome; entered where there is none.

        Returns:
            The outcome (`Finished.look`); None where no run of it is finished.
        """
        try:
            with self._alone():
                return self._enter(claim.trial.number, claim.config_hash, why or "no finished run was found")
        finally:
            claim.lock.release()

    @contextmanager
    def _alone(self) -> Iterator[None]:
        with FileLock(self.folder / f".{STUDY}.lock"):
            yield

    def _known(self) -> set[str]:
        """Configurations of this study that are finished or under way."""
        trials = self.study.get_trials(deepcopy=False, states=(TrialState.COMPLETE, TrialState.RUNNING))
        return {trial.user_attrs[HASH] for trial in trials}

    def _settle(self) -> None:
        """Close the trials of processes that are no more."""
        for trial in self.study.get_trials(deepcopy=False, states=(TrialState.RUNNING,)):
            key = trial.user_attrs.get(HASH)
            if key is None or not is_claimed(self.folder, key):
                self._enter(trial.number, key, "its process ended")

    def _enter(self, number: int, key: str | None, why: str) -> dict[str, Any] | None:
        found = self.finished.look(key) if key else None
        storage, trial_id = self.study._storage, self.study.get_trials(deepcopy=False)[number]._trial_id  # noqa: SLF001 - only a live Trial has set_user_attr, and its process may be gone
        for name, value in (found or {"why": why}).items():
            storage.set_trial_user_attr(trial_id, name, value)
        if found:
            self.study.tell(number, found["value"])
        else:
            self.study.tell(number, state=TrialState.FAIL)
        return found

    def _ask(self, repeats: int) -> Trial | None:
        if repeats >= PATIENCE:
            left = self._left()
            if left is None:
                return None
            self.study.enqueue_trial(dict(left))
        return self.study.ask(dict(self.space.swept))

    def _left(self) -> dict[str, Value] | None:
        """A point of the grid that neither the study nor this process has looked at; None where there is none."""
        states = (TrialState.COMPLETE, TrialState.RUNNING)
        seen = self._asked | {self._words(trial) for trial in self.study.get_trials(deepcopy=False, states=states)}
        points = list(islice(self.space.points(), GRID))
        left = [point for point in points if self.space.words(point) not in seen]
        return random.Random(len(seen)).choice(left) if left else None  # noqa: S311 - no secret

    def _words(self, trial: Trial | FrozenTrial) -> tuple[str, ...]:
        return self.space.words(trial.params)

    def _claimed(self, trial: Trial) -> Claim | None:
        """The trial's configuration, unless it was or is being looked at; then the trial is closed."""
        words, known = self._words(trial), self._known_but(trial)
        again = words in self._asked
        self._asked.add(words)
        try:
            key = config_hash(self.compose(words))
        except BaseException:
            self.study.tell(trial, state=TrialState.FAIL)
            raise
        if again or key in known:
            self._close(trial, "it was looked at before")
            return None
        trial.set_user_attr(HASH, key)
        trial.set_user_attr(WORDS, list(words))
        if self.finished.look(key):
            self._enter(trial.number, key, "")
            return None
        lock = claim_of(self.folder, key)
        try:
            lock.acquire()
        except Timeout:
            self._close(trial, "another sweep is at it")
            return None
        return Claim(trial, words, key, lock)

    def _known_but(self, trial: Trial) -> set[str]:
        states = (TrialState.COMPLETE, TrialState.RUNNING)
        others = self.study.get_trials(deepcopy=False, states=states)
        return {one.user_attrs[HASH] for one in others if one.number != trial.number}

    def _close(self, trial: Trial, why: str) -> None:
        trial.set_user_attr("repeats", why)
        self.study.tell(trial, state=TrialState.FAIL)
