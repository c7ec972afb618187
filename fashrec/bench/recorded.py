"""What measurements over an experiment have in common: a run folder, the experiment's artefacts, a report's folder."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

import torch
from omegaconf import DictConfig
from threadpoolctl import threadpool_limits

from fashrec.bench.request import Request
from fashrec.configure import Parts
from fashrec.errors import ConfigError
from fashrec.interrupted import Told
from fashrec.ledger import look, may_look
from fashrec.making import Making
from fashrec.naming import config_hash
from fashrec.progress import for_console
from fashrec.record import Record
from fashrec.stages import Progress
from fashrec.store import Store
from fashrec.types import Cut


@contextmanager
def recorded(kind: str, asked: Request) -> Iterator[tuple[Record, Progress]]:
    """A run folder runs/KIND/NAME/STAMP below the current one, whose run.json says how the work inside ended.

    Args:
        kind: which measurement.
        asked: the experiment, whose `threads` limit what is computed inside.

    Raises:
        ConfigError: where no folder can be made here.
        Told: where the work was interrupted.
    """
    progress = for_console()
    stamp = datetime.now(UTC).strftime("%Y%m%dT%H%M%S.%f")[:-3]
    config, command, name = asked.config, asked.command, asked.name
    record = Record(made(Path("runs") / kind / name / stamp))
    record.begin(config_hash(config), command=command, name=name, kind=kind, seed=config.seed)
    torch.set_num_threads(config.threads)
    try:
        with threadpool_limits(config.threads):
            yield record, progress
        record.finish("done")
    except KeyboardInterrupt as interrupt:
        record.finish("interrupted")
        progress.say(f"interrupted; {record.folder}/run.json says so. The same command measures again from the start.")
        raise Told from interrupt
    except Exception as error:
        record.finish("failed", error)
        raise


def making_of(parts: Parts, config: DictConfig, progress: Progress) -> Making:
    """The experiment's artefacts, in its own store.

    Raises:
        StoreError: where the store cannot be written.
    """
    return Making(parts, Store.opened(Path(config.store.root), progress, config.store.verify), progress)


def opened(making: Making, config: DictConfig, record: Record) -> list[Cut]:
    """The cuts that are measured on, noted in the ledger.

    Raises:
        ConfigError: where one of them has a day that was opened as test before, and `test_in_sweep` is not said.
    """
    cuts = making.parts.split.opened(making.tables)
    searching = not may_look(config)
    looked = look(making.store.root, config_hash(config), making.ingested.hash, cuts, searching=searching)
    record.put(looks_at_test=looked.number)
    return cuts


def made(folder: Path) -> Path:
    """The folder, made before anything is measured.

    Raises:
        ConfigError: where it cannot be made.
    """
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise ConfigError(
            f"{folder} cannot be made: {error.strerror}",
            where=str(folder),
            why="the raw measurements go below runs/ of the current folder, the report below out=",
            do="give another folder as out=FOLDER, or start in one that can be written to",
        ) from error
    return folder
