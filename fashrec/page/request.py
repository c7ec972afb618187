"""What `fashrec.page` is asked: port, day and length of lists in words of its own, the experiment in Hydra's."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from omegaconf import DictConfig

from fashrec.answer.moment import day_of
from fashrec.bench.request import prepared_config
from fashrec.bench.words import chosen, whole_number
from fashrec.errors import require

DEFAULTS = {"port": "8000", "date": "", "k": "5"}
MOST = 50
LAST_PORT = 65535


@dataclass(frozen=True, slots=True)
class Request:
    """A page to be served.

    Attributes:
        config: the experiment as composed.
        port: on 127.0.0.1; 0: any that is free.
        day: the day at whose start everything is asked; None: the last cut of the open window.
        k: how many items a list has, from 1 to MOST.
    """

    config: DictConfig
    port: int
    day: date | None
    k: int

    @property
    def name(self) -> str:
        """The experiment's name."""
        return str(self.config.name)


def composed(words: Sequence[str]) -> Request:
    """The request that these words make; libraries loaded after this heed its `threads`.

    Raises:
        ConfigError: where one of the words has a wrong value.
        HydraException: where the experiment does not compose.
    """
    own, overrides = chosen(words, DEFAULTS)
    port, k, day = whole_number("port", own["port"], least=0), whole_number("k", own["k"]), day_of(own["date"])
    require(port <= LAST_PORT, "port", port, f"a whole number from 0 to {LAST_PORT}")
    require(k <= MOST, "k", k, f"a whole number from 1 to {MOST}")
    return Request(prepared_config(overrides, "a page"), port, day, k)
