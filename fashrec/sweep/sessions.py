"""Who worked on a study and when: a session is one command, kept in the study, with a lock held while it lives.

A session that ends says so; one that was killed cannot, and is known by the lock that nobody holds.
"""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import optuna
from optuna.trial import FrozenTrial, TrialState

from fashrec.errors import FashrecError
from fashrec.job import JobFailedError
from fashrec.sweep.study import SESSION, State, claim_of, is_claimed, state_of

PREFIX = "session-"


@dataclass(frozen=True, slots=True)
class Session:
    """One command's work on a study.

    Attributes:
        name: unique in the study.
        started: in UTC, to the second.
        ended: likewise; of one that was killed the last moment that it is known to have lived, None while it lives.
        how: `ended`, `failed`, `interrupted`, `running` or `killed`.
        did: how many configurations it was handed became what.
    """

    name: str
    started: str
    ended: str | None
    how: str
    did: dict[State, int]


@contextmanager
def session(folder: Path, study: optuna.Study) -> Iterator[str]:
    """Be a session inside; its name."""
    now = datetime.now(UTC)
    name = f"{PREFIX}{now:%Y%m%dT%H%M%S.%f}-{os.getpid()}"
    about: dict[str, Any] = {"started": _said(now)}
    with claim_of(folder, name):
        study.set_user_attr(name, about)
        how = "interrupted"
        try:
            yield name
            how = "ended"
        except (JobFailedError, FashrecError):
            how = "failed"
            raise
        finally:
            study.set_user_attr(name, {**about, "ended": _said(datetime.now(UTC)), "how": how})


def sessions(folder: Path, study: optuna.Study) -> list[Session]:
    """All of a study, in the order in which they began."""
    trials = study.get_trials(deepcopy=False)
    return [
        _session(folder, name, about, [trial for trial in trials if trial.user_attrs.get(SESSION) == name])
        for name, about in sorted(study.user_attrs.items())
        if name.startswith(PREFIX)
    ]


def _session(folder: Path, name: str, about: dict[str, Any], trials: list[FrozenTrial]) -> Session:
    did: dict[State, int] = {}
    for trial in trials:
        state = state_of(folder, trial)
        if state != "repeated":
            did[state] = did.get(state, 0) + 1
    if "how" in about:
        return Session(name, about["started"], about["ended"], about["how"], did)
    if is_claimed(folder, name):
        return Session(name, about["started"], None, "running", did)
    # Optuna writes local time without saying so
    signs = [when.astimezone(UTC) for trial in trials for when in _signs(trial) if when]
    return Session(name, about["started"], _said(max(signs)) if signs else about["started"], "killed", did)


def _signs(trial: FrozenTrial) -> tuple[datetime | None, ...]:
    """When its session was alive; what was killed is closed by another."""
    own = trial.state in (TrialState.COMPLETE, TrialState.PRUNED)
    return (trial.datetime_start, trial.datetime_complete if own else None)


def _said(when: datetime) -> str:
    return when.isoformat(timespec="seconds").removesuffix("+00:00") + "Z"
