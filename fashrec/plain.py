"""The frame of commands that read words of their own and compose no configuration."""

import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from glob import glob
from pathlib import Path

from rich.console import Console

from fashrec.errors import ConfigError, FashrecError
from fashrec.interrupted import end_of


def answer(words: list[str] | None, doc: str | None, work: Callable[[list[str]], int]) -> int:
    """Do a command's work, or print its help; the exit status: 130 after Ctrl-C.

    Args:
        words: what was typed after the module's name; None: this process's own.
        doc: the help.
        work: given the words, gives the exit status; its errors are said on stderr.
    """
    words = sys.argv[1:] if words is None else words
    if {"-h", "--help"} & set(words):
        Console(soft_wrap=True, highlight=False).print(doc, markup=False)
        return 0
    try:
        return work(words)
    except KeyboardInterrupt as interrupt:
        return end_of(interrupt)
    except FashrecError as error:
        Console(stderr=True, soft_wrap=True, highlight=False).print(str(error), markup=False)
        return error.exit_status


def settings(words: Sequence[str], defaults: Mapping[str, str], command: str, example: str) -> dict[str, str]:
    """The value of each of `defaults`, as `name=value` among the words says or by default.

    Raises:
        ConfigError: for any other word.
    """
    chosen = dict(word.partition("=")[::2] for word in words)
    unknown = [name for name in chosen if name not in defaults]
    if unknown:
        raise ConfigError(
            f"there is no setting {', '.join(unknown)}",
            where=f"the command line of {command}",
            why="only " + ", ".join(f"{name}=" for name in defaults) + " are read",
            do=example,
        )
    return {**defaults, **chosen}


@contextmanager
def writing(target: Path, what: str, example: str) -> Iterator[None]:
    """Make the folder of the file that is written inside, and perhaps of others beside it.

    Args:
        target: the file.
        what: is written, in the plural.
        example: of the setting.

    Raises:
        ConfigError: where that cannot be.
    """
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        yield
    except OSError as error:
        raise ConfigError(
            f"{target} cannot be written: {error.strerror}",
            where="the setting out",
            why=f"{what} are written there",
            do=f"give a place that can be written to, as in {example}",
        ) from error


def folders_like(pattern: str) -> list[Path]:
    """The folders that a glob names, in the order of their paths."""
    found = map(Path, glob(pattern))  # noqa: PTH207 - Path().glob refuses an absolute pattern
    return sorted(path for path in found if path.is_dir())


def folders(patterns: Sequence[str], command: str, example: str) -> list[Path]:
    """The folders that globs name, in the order of the globs, each once.

    Raises:
        ConfigError: where one names none.
    """
    found: dict[Path, None] = {}
    for pattern in patterns:
        of_one = folders_like(pattern)
        if not of_one:
            raise ConfigError(
                f"there is no folder {pattern}",
                where=f"the command line of {command}",
                why="it reads run folders",
                do=example,
            )
        found |= dict.fromkeys(of_one)
    return list(found)
