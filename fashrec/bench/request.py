"""What benchmarks over an experiment are asked: the experiment in Hydra's words, beside words of their own."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from shlex import quote

from hydra import compose, initialize_config_dir
from hydra.core.global_hydra import GlobalHydra
from omegaconf import DictConfig

from fashrec import naming
from fashrec.errors import ConfigError, require, require_folder
from fashrec.ledger import refuse_search
from fashrec.refusal import CONF
from fashrec.threads import limit_threads


@dataclass(frozen=True, slots=True)
class Request:
    """A benchmark over an experiment.

    Attributes:
        config: the experiment as composed.
        out: the folder that reports go to.
        command: what was typed.
    """

    config: DictConfig
    out: Path
    command: str

    @property
    def name(self) -> str:
        """The experiment's name."""
        return str(self.config.name)


def benchmark_request(verb: str, words: Sequence[str], overrides: Sequence[str], out: str) -> Request:
    """What was typed after `fashrec.bench VERB`; libraries loaded after this heed its `threads`.

    Args:
        verb: the benchmark.
        words: all that was typed.
        overrides: those of them that are Hydra's.
        out: the folder that reports go to.

    Raises:
        ConfigError: where `plan` or the window is wrong.
        HydraException: where the experiment does not compose.
    """
    command = typed(verb, words)
    return Request(benchmark_config(overrides), Path(out), command)


def typed(verb: str, words: Sequence[str]) -> str:
    """The command line, fit to be typed again."""
    return " ".join(["python -m fashrec.bench", verb, *map(quote, words)])


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
    refuse_search(config, "a benchmark")
    return config


def prepared_config(overrides: Sequence[str], what: str) -> DictConfig:
    """The experiment of a command that works on it at once; libraries loaded after this heed its `threads`.

    Args:
        overrides: the words that are Hydra's.
        what: the command in words, for the error.

    Raises:
        ConfigError: where it asks for a plan or a sweep.
        HydraException: where the experiment does not compose.
    """
    swept = next((word for word in overrides if word.startswith("sweep=")), "")
    require(not swept, "sweep", swept.partition("=")[2], f"left out: {what} is of one configuration")
    config = _experiment_config(overrides)
    require(not config.plan, "plan", config.plan, f"false: {what} has no plan to show")
    limit_threads(config)
    return config


def _experiment_config(overrides: Sequence[str]) -> DictConfig:
    """As fashrec.run composes it; the name is the experiment's, which Hydra would only know within a job."""
    naming.register()
    GlobalHydra.instance().clear()
    given = dict(word.partition("=")[::2] for word in overrides)
    named = [] if "name" in given else [f"name={given.get('experiment', 'run')}"]
    with initialize_config_dir(str(CONF), version_base="1.3"):
        config = compose("config", overrides=[*overrides, *named])
    require_folder("name", str(config.name))
    return config
