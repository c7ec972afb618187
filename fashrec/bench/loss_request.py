"""What `fashrec.bench loss` is asked: an experiment, in Hydra's words."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from shlex import quote

from omegaconf import DictConfig

from fashrec.bench.request import benchmark_config
from fashrec.bench.words import chosen


@dataclass(frozen=True, slots=True)
class LossRequest:
    """A loss decomposition to be made.

    Attributes:
        config: the experiment as composed.
        out: the folder that holds `loss/NAME/`.
        command: what was typed.
    """

    config: DictConfig
    out: Path
    command: str

    @property
    def name(self) -> str:
        """The experiment's name."""
        return str(self.config.name)


def composed(words: Sequence[str]) -> LossRequest:
    """The request that these words make; libraries loaded after this heed its `threads`.

    Raises:
        ConfigError: where `plan` or the window is wrong.
        HydraException: where the experiment does not compose.
    """
    own, overrides = chosen(words, {"out": "reports"})
    config = benchmark_config(overrides)
    command = "python -m fashrec.bench loss " + " ".join(map(quote, words))
    return LossRequest(config, Path(own["out"]), command.strip())
