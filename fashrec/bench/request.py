"""What `fashrec.bench frontier` is asked: the grid in words of its own, the experiment in Hydra's."""

import os
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from shlex import quote

from hydra import compose, initialize_config_dir
from hydra.core.global_hydra import GlobalHydra
from omegaconf import DictConfig

from fashrec import naming
from fashrec.bench.words import chosen, whole_number, whole_numbers
from fashrec.errors import ConfigError, require
from fashrec.refusal import CONF

DEFAULTS = {
    "trees": "5,20,50,100",
    "search_k": "100,300,1000,3000,10000,30000",
    "repeats": "3",
    "queries": "1000",
    "out": "reports",
}
THREADS = ("POLARS_MAX_THREADS", "OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS")


@dataclass(frozen=True, slots=True)
class Grid:
    """What is swept, and how often.

    Attributes:
        trees: numbers of trees, ascending, each at least 1.
        search_k: candidates looked at, ascending, each at least 1.
        repeats: how often each point is measured, at least 1.
        queries: at most so many profiles are looked up, at least 1.
    """

    trees: tuple[int, ...]
    search_k: tuple[int, ...]
    repeats: int
    queries: int

    @property
    def points(self) -> list[tuple[int, int]]:
        """Every (trees, search_k)."""
        return [(trees, search_k) for trees in self.trees for search_k in self.search_k]


@dataclass(frozen=True, slots=True)
class Request:
    """A frontier to be measured.

    Attributes:
        config: the experiment as composed.
        grid: what is swept.
        out: the folder that holds `frontier/NAME/`.
        command: what was typed.
    """

    config: DictConfig
    grid: Grid
    out: Path
    command: str

    @property
    def name(self) -> str:
        """The experiment's name."""
        return str(self.config.name)


def composed(words: Sequence[str]) -> Request:
    """The request that these words make; libraries loaded after this heed its `threads`.

    Raises:
        ConfigError: where one of the grid's words, `plan` or the window is wrong, or the index is given what is swept.
        HydraException: where the experiment does not compose.
    """
    own, overrides = chosen(words, DEFAULTS)
    grid = Grid(
        trees=whole_numbers("trees", own["trees"]),
        search_k=whole_numbers("search_k", own["search_k"]),
        repeats=whole_number("repeats", own["repeats"]),
        queries=whole_number("queries", own["queries"]),
    )
    _refuse_swept(overrides)
    config = benchmark_config(overrides)
    command = "python -m fashrec.bench frontier " + " ".join(map(quote, words))
    return Request(config, grid, Path(own["out"]), command.strip())


def _refuse_swept(overrides: Sequence[str]) -> None:
    for name in ("trees", "search_k"):
        if f"index.{name}" in {word.partition("=")[0].lstrip("+~") for word in overrides}:
            raise ConfigError(
                f"index.{name} is what is swept",
                where=f"index.{name}",
                why="every point of the grid sets it, so that a value of its own would be ignored in silence",
                do=f"give the values as {name}=, as in {name}={DEFAULTS[name]}",
            )


def benchmark_config(overrides: Sequence[str]) -> DictConfig:
    """The experiment of a benchmark; libraries loaded after this heed its `threads`.

    Raises:
        ConfigError: where `plan` or the window is wrong.
        HydraException: where the experiment does not compose.
    """
    config = prepared_config(overrides, "a benchmark")
    if config.split.window != "validation":
        raise ConfigError(
            f"split.window={config.split.window} would be looked at",
            where="split.window",
            why="settings are chosen by what is measured here; a look at the test window is one that the ledger counts",
            do="leave split.window out",
        )
    return config


def prepared_config(overrides: Sequence[str], what: str) -> DictConfig:
    """The experiment of a command that works on it at once; libraries loaded after this heed its `threads`.

    Args:
        overrides: the words that are Hydra's.
        what: the command in words, for the error.

    Raises:
        ConfigError: where it asks for a plan.
        HydraException: where the experiment does not compose.
    """
    config = experiment_config(overrides)
    require(not config.plan, "plan", config.plan, f"false: {what} has no plan to show")
    for name in THREADS:
        os.environ[name] = str(config.threads)
    return config


def experiment_config(overrides: Sequence[str]) -> DictConfig:
    """As fashrec.run composes it; the name is the experiment's, which Hydra would only know within a job."""
    naming.register()
    GlobalHydra.instance().clear()
    given = dict(word.partition("=")[::2] for word in overrides)
    named = [] if "name" in given else [f"name={given.get('experiment', 'run')}"]
    with initialize_config_dir(str(CONF), version_base="1.3"):
        return compose("config", overrides=[*overrides, *named])
