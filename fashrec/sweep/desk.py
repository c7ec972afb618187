"""Who runs which configuration of a study, and what came out.

A process that runs a configuration holds a lock on a file of that configuration's name, which the system takes back
when the process ends, however it ends:

    trial     locked   its run is      becomes
    running   yes      -               (somebody is at it)
    running   no       done            complete: killed between the run's end and its entry
    running   no       pruned          pruned: likewise, where the run that it was behind is this study's
    running   no       anything else   failed: killed on the way

What was killed, or interrupted, is asked for again before anything else is, by one process; what was killed KILLS times
may be what kills, and is left to chance.
"""

import random
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from itertools import islice
from pathlib import Path

import optuna
from filelock import FileLock, Timeout
from omegaconf import DictConfig
from optuna.trial import FrozenTrial, Trial, TrialState

from fashrec.naming import config_hash
from fashrec.sweep.finished import Finished, Outcome
from fashrec.sweep.space import Space, Value
from fashrec.sweep.study import (
    ENDED,
    HASH,
    INTERRUPTED,
    REPEATS,
    SESSION,
    WHY,
    WORDS,
    claim_of,
    desk_lock,
    done,
    is_claimed,
)

# proposals that were looked at before until the rest of a grid is gone through instead
PATIENCE = 10
GRID = 10_000
LOOK_S = 1.0
KILLS = 3
LOOKED_AT = (TrialState.COMPLETE, TrialState.PRUNED, TrialState.RUNNING)


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
        session: the name of this process's session; entered with what it claims.
    """

    folder: Path
    study: optuna.Study
    space: Space
    compose: Callable[[Sequence[str]], DictConfig]
    finished: Finished
    trials: int
    session: str = ""
    _asked: set[tuple[str, ...]] = field(default_factory=set)
    _resumed: set[int] = field(default_factory=set)

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

    def tell(self, claim: Claim, why: str = "") -> Outcome | None:
        """Enter what came out of a configuration, and let go of it.

        Args:
            claim: as handed out.
            why: there may be no outcome; entered where there is none.

        Returns:
            The outcome; None where no run of it is done or was pruned.
        """
        try:
            with self._alone():
                return self._enter(
                    claim.trial.number, claim.config_hash, why or "no run with every objective was found"
                )
        finally:
            claim.lock.release()

    def leader(self) -> Path | None:
        """The run folder of the best finished configuration; None before there is one."""
        best = done(self.study)
        return self.folder / best[0].user_attrs["run"] if best else None

    @contextmanager
    def _alone(self) -> Iterator[None]:
        with desk_lock(self.folder):
            yield

    def _trials(self) -> list[FrozenTrial]:
        """Those of configurations that are finished, pruned or under way."""
        return self.study.get_trials(deepcopy=False, states=LOOKED_AT)

    def _known(self, but: int | None = None) -> set[str]:
        """Their hashes, without that of trial number `but`."""
        return {trial.user_attrs[HASH] for trial in self._trials() if trial.number != but}

    def _settle(self) -> None:
        """Close the trials of processes that are no more."""
        for trial in self.study.get_trials(deepcopy=False, states=(TrialState.RUNNING,)):
            key = trial.user_attrs.get(HASH)
            if key is None or not is_claimed(self.folder, key):
                self._enter(trial.number, key, ENDED)

    def _enter(self, number: int, key: str | None, why: str) -> Outcome | None:
        found = self._outcome(key) if key else None
        storage, trial_id = self.study._storage, self.study.get_trials(deepcopy=False)[number]._trial_id  # noqa: SLF001 - only a live Trial has set_user_attr, and its process may be gone
        for name, value in (found.facts if found else {WHY: why}).items():
            storage.set_trial_user_attr(trial_id, name, value)
        if found is None:
            self.study.tell(number, state=TrialState.FAIL)
        elif found.pruned:
            # TPE ranks what was pruned by how far it came, then by this
            storage.set_trial_intermediate_value(trial_id, found.pruned["cuts"], found.pruned["value"])
            self.study.tell(number, state=TrialState.PRUNED)
        else:
            self.study.tell(number, list(found.values))
        return found

    def _outcome(self, key: str) -> Outcome | None:
        return self.finished.look(key) or self.finished.pruned(key, {one.user_attrs["run"] for one in done(self.study)})

    def _ask(self, repeats: int) -> Trial | None:
        broken_off = self._broken_off()
        if broken_off is not None:
            self._resumed.add(broken_off.number)
            # this process may have proposed it while another one was at it
            self._asked.discard(self._words(broken_off))
            self.study.enqueue_trial(broken_off.params)
        elif repeats >= PATIENCE:
            left = self._left()
            if left is None:
                return None
            self.study.enqueue_trial(dict(left))
        return self.study.ask(dict(self.space.swept))

    def _broken_off(self) -> FrozenTrial | None:
        """The last trial of the first configuration that is to be asked for again; None where there is none."""
        tries: dict[tuple[str, ...], list[FrozenTrial]] = {}
        for trial in self.study.get_trials(deepcopy=False):
            # a process may have ended before all was proposed
            if REPEATS not in trial.user_attrs and set(trial.params) == set(self.space.swept):
                tries.setdefault(self._words(trial), []).append(trial)
        for of_one in tries.values():
            reasons = [trial.user_attrs.get(WHY) for trial in of_one]
            wanted = reasons[-1] == INTERRUPTED or (reasons[-1] == ENDED and reasons.count(ENDED) < KILLS)
            if wanted and of_one[-1].number not in self._resumed:
                return of_one[-1]
        return None

    def _left(self) -> dict[str, Value] | None:
        """A point of the grid that neither the study nor this process has looked at; None where there is none."""
        seen = self._asked | {self._words(trial) for trial in self._trials()}
        points = list(islice(self.space.points(), GRID))
        left = [point for point in points if self.space.words(point) not in seen]
        return random.Random(len(seen)).choice(left) if left else None  # noqa: S311 - no secret

    def _words(self, trial: Trial | FrozenTrial) -> tuple[str, ...]:
        return self.space.words(trial.params)

    def _claimed(self, trial: Trial) -> Claim | None:
        """The trial's configuration, unless it was or is being looked at; then the trial is closed."""
        trial.set_user_attr(SESSION, self.session)
        words, known = self._words(trial), self._known(but=trial.number)
        again = words in self._asked
        self._asked.add(words)
        try:
            key = config_hash(self.compose(words))
        except BaseException as error:
            trial.set_user_attr(WHY, INTERRUPTED if isinstance(error, KeyboardInterrupt) else type(error).__name__)
            self.study.tell(trial, state=TrialState.FAIL)
            raise
        if again or key in known:
            self._close(trial, "it was looked at before")
            return None
        trial.set_user_attr(HASH, key)
        trial.set_user_attr(WORDS, list(words))
        if self._outcome(key):
            trial.set_user_attr("found", True)
            self._enter(trial.number, key, "")
            return None
        lock = claim_of(self.folder, key)
        try:
            # whoever only looks whether it is held holds it for a moment
            lock.acquire(timeout=LOOK_S)
        except Timeout:
            self._close(trial, "another sweep is at it")
            return None
        return Claim(trial, words, key, lock)

    def _close(self, trial: Trial, why: str) -> None:
        trial.set_user_attr(REPEATS, why)
        self.study.tell(trial, state=TrialState.FAIL)
