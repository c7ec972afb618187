"""A benchmark's folder below runs/: begun with what was asked, ended with how it went."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

from omegaconf import DictConfig

from fashrec.errors import ConfigError
from fashrec.naming import config_hash
from fashrec.record import Record
from fashrec.stages import Progress


@contextmanager
def recorded(kind: str, config: DictConfig, command: str, progress: Progress) -> Iterator[Record]:
    """The record of `runs/KIND/NAME/STAMP/`, finished as what happens inside ends.

    Raises:
        ConfigError: where the folder cannot be made.
    """
    stamp = datetime.now(UTC).strftime("%Y%m%dT%H%M%S.%f")[:-3]
    record = Record(made(Path("runs") / kind / str(config.name) / stamp))
    record.begin(config_hash(config), command=command, name=str(config.name), kind=kind, seed=config.seed)
    try:
        yield record
        record.finish("done")
    except KeyboardInterrupt:
        record.finish("interrupted")
        progress.say(f"interrupted; {record.folder}/run.json says so. The same command measures again from the start.")
        raise
    except Exception as error:
        record.finish("failed", error)
        raise


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
            why="the raw figures go below runs/ of the current folder, the report below out=",
            do="give another folder as out=FOLDER, or start in one that can be written to",
        ) from error
    return folder
