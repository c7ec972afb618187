"""What `fashrec.show` is asked: the question in words of its own, the experiment in Hydra's."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Literal, get_args

from omegaconf import DictConfig

from fashrec.answer.moment import day_of
from fashrec.bench.request import prepared_config
from fashrec.bench.words import chosen, whole_number
from fashrec.errors import ConfigError, require

Kind = Literal["photo", "customer", "item"]

DEFAULTS = {"photo": "", "customer": "", "item": "", "date": "", "k": "5", "out": ""}
MOST = 50  # more than a picture can show legibly


@dataclass(frozen=True, slots=True)
class Request:
    """A question to an experiment.

    Attributes:
        config: the experiment as composed.
        kind: what is asked about.
        asked: the photo's path, the customer's or the item's id, as typed.
        day: the day at whose start it is asked; None: the last cut of the open window.
        k: how many items are answered, from 1 to MOST.
        out: the picture's file as typed; None: one below runs/show/.
    """

    config: DictConfig
    kind: Kind
    asked: str
    day: date | None
    k: int
    out: Path | None

    @property
    def name(self) -> str:
        """The experiment's name."""
        return str(self.config.name)


def composed(words: Sequence[str]) -> Request:
    """The request that these words make; libraries loaded after this heed its `threads`.

    Raises:
        ConfigError: where not exactly one thing is asked about, or one of the words has a wrong value.
        HydraException: where the experiment does not compose.
    """
    own, overrides = chosen(words, DEFAULTS)
    kind = _kind(own)
    k, day, out = whole_number("k", own["k"]), day_of(own["date"]), _out(own["out"])
    require(k <= MOST, "k", k, f"a whole number from 1 to {MOST}")
    return Request(prepared_config(overrides, "a question"), kind, own[kind], day, k, out)


def _kind(own: Mapping[str, str]) -> Kind:
    kinds: tuple[Kind, ...] = get_args(Kind)
    asked = [kind for kind in kinds if own[kind]]
    if len(asked) != 1:
        raise ConfigError(
            f"{' and '.join(asked)} are asked about at once" if asked else "nothing is asked about",
            where="the command line of fashrec.show",
            why="one picture answers one question",
            do="give one of photo=PATH, customer=ID and item=ID",
        )
    return asked[0]


def _out(text: str) -> Path | None:
    if not text:
        return None
    out = Path(text).expanduser()
    require(out.suffix.lower() == ".png" and not out.is_dir(), "out", text, "a file that ends in .png")
    return out
