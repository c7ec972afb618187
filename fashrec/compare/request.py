"""What the command line of fashrec.compare asks for."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import ClassVar

from fashrec.errors import ConfigError, require

EXAMPLE = "python -m fashrec.compare runs/pca128/* base=popular segment=all,cold"
FORMATS = (".md", ".csv", ".json")


@dataclass(frozen=True, slots=True)
class Request:
    """What to compare, and how.

    Attributes:
        runs: run folders, or globs of them.
        base: a recommender, or a run (its folder's name, the beginning of it, its path, or its experiment's name).
            Empty: `popular` (or else the first recommender) of one run, the first of several runs.
        metric: metrics; empty: the headline's.
        segment: segments.
        window: `validation`, `test` or `all`; empty: the first that all runs opened.
        among: recommenders to be compared; empty: all.
        seed: of customers' weights and signs; 0 or more.
        replicates: how often customers are resampled, and how often signs are flipped; 100 or more.
        out: a file that ends in .md, .csv or .json; empty: none.
        command: what was typed.
    """

    OPTIONS: ClassVar = ("base", "metric", "segment", "window", "among", "seed", "replicates", "out")

    runs: tuple[str, ...]
    base: str = ""
    metric: tuple[str, ...] = ()
    segment: tuple[str, ...] = ("all",)
    window: str = ""
    among: tuple[str, ...] = ()
    seed: int = 0
    replicates: int = 10_000
    out: str = ""
    command: str = ""

    def __post_init__(self) -> None:
        require(self.seed >= 0, "seed", self.seed, "a whole number of at least 0")
        require(self.replicates >= 100, "replicates", self.replicates, "a whole number of at least 100")  # noqa: PLR2004 (fewer tell nothing)
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
        texts = {name: chosen[name] for name in ("base", "window", "out") if name in chosen}
        return cls(runs, command=command, **texts, **lists, **numbers)  # type: ignore[arg-type]


def _names(text: str) -> tuple[str, ...]:
    return tuple(filter(None, text.split(",")))


def _number(name: str, text: str) -> int:
    require(text.isdecimal(), name, text, "a whole number of at least 0")
    return int(text)
