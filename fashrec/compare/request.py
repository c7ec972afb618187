"""What the command line of fashrec.compare asks for."""

from collections.abc import Sequence
from dataclasses import dataclass, fields
from pathlib import Path
from typing import ClassVar

from fashrec.errors import ConfigError, require
from fashrec.results.question import Question

EXAMPLE = "python -m fashrec.compare runs/pca128/* base=popular segment=all,cold"
FORMATS = (".md", ".csv", ".json")


@dataclass(frozen=True, slots=True)
class Request:
    """What to compare, and where to write it.

    Attributes:
        runs: run folders, or globs of them.
        question: what is asked of them.
        out: a file that ends in .md, .csv or .json; empty: none.
        command: what was typed.
    """

    OPTIONS: ClassVar = (*(one.name for one in fields(Question)), "out")

    runs: tuple[str, ...]
    question: Question
    out: str = ""
    command: str = ""

    def __post_init__(self) -> None:
        known = not self.out or Path(self.out).suffix in FORMATS
        require(known, "out", self.out, f"a file that ends in {', '.join(FORMATS)}")

    @classmethod
    def read(cls, words: Sequence[str], command: str) -> "Request":
        """The words of a command line: run folders, and NAME=VALUE.

        Raises:
            ConfigError: for a setting that there is none of, a value that is none, or no run folder.
        """
        chosen = dict(word.partition("=")[::2] for word in words if "=" in word)
        # as fashrec.report has it
        more = [chosen.pop("runs")] if "runs" in chosen else []
        runs = (*(word for word in words if "=" not in word), *more)
        unknown = [name for name in chosen if name not in cls.OPTIONS]
        if unknown or not runs:
            raise ConfigError(
                f"there is no setting {', '.join(unknown)}" if unknown else "no run folder is named",
                where="the command line of fashrec.compare",
                why="only run folders, runs=GLOB and " + ", ".join(f"{name}=" for name in cls.OPTIONS) + " are read",
                do=EXAMPLE,
            )
        lists = {name: _names(chosen[name]) for name in ("metric", "segment", "among") if name in chosen}
        numbers = {name: _number(name, chosen[name]) for name in ("seed", "replicates") if name in chosen}
        texts = {name: chosen[name] for name in ("base", "window") if name in chosen}
        return cls(runs, Question(**texts, **lists, **numbers), chosen.get("out", ""), command)  # type: ignore[arg-type]


def _names(text: str) -> tuple[str, ...]:
    return tuple(filter(None, text.split(",")))


def _number(name: str, text: str) -> int:
    require(text.isdecimal(), name, text, "a whole number of at least 0")
    return int(text)
