"""A measurement and its two folders: raw tables below runs/, the report below out=."""

from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import torch
from threadpoolctl import threadpool_limits

from fashrec.bench.request import Request
from fashrec.configure import Parts
from fashrec.errors import ConfigError
from fashrec.making import Making
from fashrec.naming import config_hash
from fashrec.progress import for_console
from fashrec.record import Record
from fashrec.store import Store


def measured(kind: str, request: Request, parts: Parts, measure: Callable[[Making, Record], None]) -> tuple[Path, Path]:
    """Measure, with a run.json that tells how it ended.

    Args:
        kind: the benchmark's word, which names its folders.
        request: what was asked.
        parts: its experiment's stages.
        measure: leaves raw tables and facts in the record.

    Returns:
        the folder of the raw tables, and that of the report, which is there and may hold an earlier one.

    Raises:
        ConfigError: where nothing can be written.
    """
    config, progress = request.config, for_console()
    report = _made(request.out / kind / request.name)
    stamp = datetime.now(UTC).strftime("%Y%m%dT%H%M%S.%f")[:-3]
    record = Record(_made(Path("runs") / kind / request.name / stamp))
    record.begin(config_hash(config), command=request.command, name=request.name, kind=kind, seed=config.seed)
    making = Making(parts, Store(Path(config.store.root), progress, config.store.verify), progress)
    torch.set_num_threads(config.threads)
    try:
        with threadpool_limits(config.threads):
            measure(making, record)
        record.finish("done")
    except KeyboardInterrupt:
        record.finish("interrupted")
        progress.say(f"interrupted; {record.folder}/run.json says so. The same command measures again from the start.")
        raise
    except Exception as error:
        record.finish("failed", error)
        raise
    return record.folder, report


def _made(folder: Path) -> Path:
    """The folder, made before anything is measured."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise ConfigError(
            f"{folder} cannot be made: {error.strerror}",
            where=str(folder),
            why="the raw tables go below runs/ of the current folder, the report below out=",
            do="give another folder as out=FOLDER, or start in one that can be written to",
        ) from error
    return folder
