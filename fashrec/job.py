"""One job: a run folder, an experiment in it, and a clean end whatever happens."""

import logging
import shutil
import signal
import sys
import traceback
from pathlib import Path
from types import FrameType
from typing import TYPE_CHECKING, NoReturn

from hydra.core.hydra_config import HydraConfig
from hydra.types import RunMode
from omegaconf import DictConfig

from fashrec import naming
from fashrec.errors import FashrecError
from fashrec.interrupted import STATUS, Told, work_begins
from fashrec.threads import limit_threads

if TYPE_CHECKING:
    from fashrec.making import Making
    from fashrec.record import Record

# a worker of a parallel sweep imports this module and nothing else of ours before it names its folder
naming.register()

log = logging.getLogger("fashrec")


class JobFailedError(Exception):
    """A job of a sweep ended with this exit status; what was wrong has been said."""


def perform(config: DictConfig) -> None:
    """Run the composed experiment in Hydra's output folder.

    Raises:
        SystemExit: where a single run failed, with its exit status.
        Told: where it was interrupted.
        JobFailedError: where a job of a sweep failed, so that the others go on.
    """
    limit_threads(config)
    # what follows reads the limits when it is imported
    from fashrec.experiment import run  # noqa: PLC0415
    from fashrec.ledger import may_look, refuse_search  # noqa: PLC0415
    from fashrec.plan import plan  # noqa: PLC0415
    from fashrec.pruning import PrunedError  # noqa: PLC0415
    from fashrec.record import Record  # noqa: PLC0415

    folder = Path(HydraConfig.get().runtime.output_dir)
    record = Record(folder)
    if config.plan:
        plan(config)
        shutil.rmtree(folder)
        return
    signal.signal(signal.SIGTERM, _as_interrupt)
    try:
        work_begins()
        record.begin(naming.config_hash(config), command=_command(), name=config.name, seed=config.seed)
        naming.refuse_lone_sweep(HydraConfig.get())
        of_sweep = HydraConfig.get().mode == RunMode.MULTIRUN
        if of_sweep:
            refuse_search(config, "a sweep")
        making = run(config, record, searching=of_sweep and not may_look(config))
        record.finish("done")
    except PrunedError as pruned:
        record.put(pruned=pruned.facts)
        record.finish("pruned")
        sys.stderr.write(f"{pruned}; {folder}\n")
    except KeyboardInterrupt:
        record.finish("interrupted")
        _end(f"interrupted; {folder}/run.json says so. The same command goes on from what is done.", STATUS)
    except Exception as error:  # noqa: BLE001 - written down, said, and raised as the exit status
        _write_down(record, error)
        _end(_said(error, debug=bool(config.debug)), getattr(error, "exit_status", 1))
    else:
        if making.parts.submit and not of_sweep:
            _submit(making, record, config)


def _submit(making: "Making", record: "Record", config: DictConfig) -> None:
    """Write the submissions of a run that is done, and stays so whatever becomes of them."""
    from threadpoolctl import threadpool_limits  # noqa: PLC0415 - as above

    from fashrec.submission import submit  # noqa: PLC0415

    scored = f"The run is done and its scores are in {record.folder}; python -m fashrec.submit writes the lists alone."
    try:
        with threadpool_limits(config.threads):
            said = submit(making, record)
    except KeyboardInterrupt:
        _end(f"interrupted. {scored}", STATUS)
    except Exception as error:
        log.exception("no submission")
        _end(f"{_said(error, debug=bool(config.debug))}\n{scored}", getattr(error, "exit_status", 1))
    for line in said:
        making.progress.say(line)


def _command() -> str:
    return "python -m fashrec.run " + " ".join(HydraConfig.get().overrides.task)


def _write_down(record: "Record", error: Exception) -> None:
    log.error("%s", "".join(traceback.format_exception(error)))
    try:
        record.finish("failed", error)
    except OSError as full:
        # the disk that failed the run may be the one its folder is on
        log.error("run.json could not be written: %s", full)  # noqa: TRY400 - the traceback is above


def _said(error: Exception, *, debug: bool) -> str:
    if debug:
        return "".join(traceback.format_exception(error)).rstrip()
    if isinstance(error, FashrecError):
        return str(error)
    return (
        f"{type(error).__name__}: {error}\n"
        f"  where: {_place(error)}\n"
        "  why:   fashrec did not expect this\n"
        "  do:    run it again with debug=true for the traceback (run.log has it too), and report it"
    )


def _place(error: Exception) -> str:
    frame = traceback.extract_tb(error.__traceback__)[-1]
    return f"{Path(frame.filename).name}, line {frame.lineno}, in {frame.name}"


def _end(said: str, status: int) -> NoReturn:
    sys.stderr.write(f"{said}\n")
    if status == STATUS:
        raise Told
    if HydraConfig.get().mode == RunMode.RUN:
        raise SystemExit(status)
    raise JobFailedError(status)


def _as_interrupt(signum: int, frame: FrameType | None) -> NoReturn:
    del signum, frame
    raise KeyboardInterrupt
