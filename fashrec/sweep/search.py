"""The loop of a sweep: ask, run, tell, until as many configurations are finished as were asked for."""

import hashlib
import json
import shlex
import sys
from collections.abc import Callable, Sequence
from itertools import islice
from pathlib import Path
from typing import Any

from hydra.core.config_loader import ConfigLoader
from hydra.core.utils import JobReturn, JobStatus
from omegaconf import DictConfig, OmegaConf
from optuna.samplers import TPESampler

from fashrec.configure import closest
from fashrec.errors import ConfigError, require, require_folder
from fashrec.job import JobFailedError
from fashrec.ledger import refuse_search
from fashrec.naming import config_hash
from fashrec.sweep.desk import Claim, Desk
from fashrec.sweep.finished import Finished
from fashrec.sweep.request import Request
from fashrec.sweep.sessions import session
from fashrec.sweep.space import Space
from fashrec.sweep.study import INTERRUPTED, open_study

# configurations that fail one after another before the sweep gives up
FAILURES = 3
Compose = Callable[[Sequence[str]], DictConfig]
Launch = Callable[[Sequence[Sequence[str]], int], Sequence[JobReturn]]


def search(typed: Sequence[str], params: Sequence[str], loader: ConfigLoader, compose: Compose, launch: Launch) -> None:
    """Run configurations, the most promising first, and keep their scores in `hydra.sweep.dir`/NAME/study.db.

    Args:
        typed: the command's overrides.
        params: those of a ready sweep; what is typed comes after them.
        loader: Hydra's, for options that a `glob(...)` names.
        compose: from a job's overrides to its configuration.
        launch: runs jobs, the first of which has that number.

    Raises:
        ConfigError: where nothing can be chosen so.
        JobFailedError: where a job failed, once the others are done; three failures in a row end the sweep.
    """
    space = Space.read([*params, *typed], loader)
    first = compose(_first(space))
    request = _checked(first)
    name = _name(first, space)
    require_folder("name", name)
    space = Space((*(word for word in space.fixed if not word.startswith("name=")), f"name={name}"), space.swept)
    folder = Path(first.hydra.sweep.dir) / name
    title = _title(first, space, request)
    study = open_study(folder, title, objectives=request.objectives)
    study.sampler = TPESampler(seed=first.seed + len(study.trials))
    study.set_user_attr("request", _stated(first, typed, space, request))
    finished = Finished(folder, request.recommender, latency=request.latency)
    with session(folder, study) as own:
        desk = Desk(folder, study, space, compose, finished, request.trials, own)
        failed = _work(desk, request, launch)
        sys.stderr.write(f"{folder}/study.db, study {title}: see it with `python -m fashrec.sweep {name}`\n")
        if failed:
            raise JobFailedError(failed)


def _work(desk: Desk, request: Request, launch: Launch) -> int:
    """Run until nothing is left to claim; the exit status of the last configuration that failed, 0 where none did."""
    in_a_row, status = 0, 0
    while in_a_row < FAILURES:
        claims = [claim for claim in (desk.claim() for _ in range(request.batch)) if claim is not None]
        if not claims:
            break
        leader = desk.leader() if request.prune else None
        for claim, (ended, why) in zip(claims, _launched(desk, claims, leader, launch), strict=True):
            if desk.tell(claim, why):
                in_a_row = 0
            else:
                in_a_row, status = in_a_row + 1, ended or 1
    return status


def _launched(desk: Desk, claims: Sequence[Claim], leader: Path | None, launch: Launch) -> list[tuple[int, str]]:
    """Run them, in the face of the run that they may be pruned by; of each its exit status and what was wrong."""
    against = () if leader is None else (f"sweep.against={_quoted(str(leader))}",)
    try:
        returns = launch([(*claim.words, *against) for claim in claims], claims[0].trial.number)
    except BaseException:
        # Ctrl-C, or a launcher's own failure: what is finished counts, the rest is asked for again
        for claim in claims:
            desk.tell(claim, INTERRUPTED)
        raise
    return [_status(one) for one in returns]


def _quoted(text: str) -> str:
    """As Hydra's overrides have a text that may hold anything."""
    return "'" + text.replace("\\", "\\\\").replace("'", "\\'") + "'"


def _status(one: JobReturn) -> tuple[int, str]:
    error = one._return_value if one.status == JobStatus.FAILED else None  # noqa: SLF001 - return_value would raise it
    if error is None:
        return 0, ""
    if isinstance(error, JobFailedError):
        return int(error.args[0]), f"exit status {error.args[0]}"
    return 1, f"{type(error).__name__}: {error}"


def _first(space: Space) -> tuple[str, ...]:
    """The overrides of some configuration of the space, to read from it what all have in common."""
    point = next(space.points(), None)
    return space.words(point or {name: _low(one) for name, one in space.swept.items()})


def _low(one: Any) -> Any:  # noqa: ANN401 - Optuna's distributions share no such attribute
    return one.choices[0] if hasattr(one, "choices") else one.low


def _checked(config: DictConfig) -> Request:
    """The request of a configuration that may be swept."""
    window = OmegaConf.select(config, "split.window")
    if window != "validation":
        raise ConfigError(
            f"split.window={window} is not for a sweep that chooses",
            where="split.window",
            why="the winner is chosen by the validation window, and the test window is there to confirm it once",
            do="leave split.window out, and open test with a run of the winner alone",
        )
    refuse_search(config, "a sweep")
    require(not config.plan, "plan", config.plan, "false in a sweep that chooses, as nothing comes out of a plan")
    request = Request.read(config)
    known = [str(name) for name in config.recommend]
    if request.recommender not in known:
        raise ConfigError(
            f"sweep.recommender={request.recommender} is not among the recommenders",
            where="sweep.recommender",
            why="its score on the validation window is what the sweep is to raise; there are " + ", ".join(known),
            do=closest(request.recommender, known),
        )
    return request


def _name(config: DictConfig, space: Space) -> str:
    """Of the folder below the root: as given, else the experiment's, as for a single run."""
    given = [word.partition("=")[2] for word in space.fixed if word.startswith("name=")]
    return given[-1] if given else str(config.hydra.runtime.choices.get("experiment") or "run")


def _title(first: DictConfig, space: Space, request: Request) -> str:
    """The study's name: another one where anything but the number of trials differs."""
    more = list(request.objectives[1:])
    common = json.dumps([config_hash(first), space.digest(), request.recommender, *more])
    ready = first.hydra.runtime.choices.get("sweep") or "sweep"
    return f"{ready}-{hashlib.sha256(common.encode()).hexdigest()[:8]}"


def _stated(first: DictConfig, typed: Sequence[str], space: Space, request: Request) -> dict[str, Any]:
    """What the study says of the command that was last given; Hydra adds to its own words that there are many jobs."""
    own = [word for word in first.hydra.overrides.hydra if word != "hydra.mode=MULTIRUN"]
    command = f"python -m fashrec.run -m {shlex.join([*own, *typed])}"
    # a grid may have fewer configurations than are asked for, an interval has no end of them
    trials = len(list(islice(space.points(), request.trials))) or request.trials
    said = {"trials": trials, "recommender": request.recommender, "objectives": list(request.objectives)}
    return {"command": command, **said}
