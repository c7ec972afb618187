"""What `fashrec.bench photos` is asked: photos and classes in words of its own, the experiment in Hydra's."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from shlex import quote

from omegaconf import DictConfig

from fashrec.bench.photos.folder import Photos, read_folder
from fashrec.bench.photos.matching import Matching, read_matching
from fashrec.bench.request import benchmark_config
from fashrec.bench.words import chosen, whole_number
from fashrec.errors import ConfigError

DEFAULTS = {"photos": "", "classes": "", "k": "5", "out": "reports"}


@dataclass(frozen=True, slots=True)
class Request:
    """A photo search to be measured.

    Attributes:
        config: the experiment as composed.
        photos: what is asked about.
        matching: which items each class of photos matches.
        k: so many neighbours are looked at, fewer than there are photos.
        out: the folder that holds `photos/NAME/`.
        command: what was typed.
    """

    config: DictConfig
    photos: Photos
    matching: Matching
    k: int
    out: Path
    command: str

    @property
    def name(self) -> str:
        """The experiment's name."""
        return str(self.config.name)


def composed(words: Sequence[str]) -> Request:
    """The request that these words make; libraries loaded after this heed its `threads`.

    Raises:
        ConfigError: where a word has a wrong value, photos are missing, or a class of theirs matches nothing.
        HydraException: where the experiment does not compose.
    """
    own, overrides = chosen(words, DEFAULTS)
    k = whole_number("k", own["k"])
    photos = read_folder(own["photos"])
    matching = read_matching(own["classes"]).of(photos.distinct)
    if k >= len(photos.names):
        raise ConfigError(
            f"{len(photos.names)} photos have no {k} neighbours",
            where="k",
            why="a photo is no neighbour of itself",
            do=f"set k to at most {len(photos.names) - 1}",
        )
    config = benchmark_config(overrides)
    command = "python -m fashrec.bench photos " + " ".join(map(quote, words))
    return Request(config, photos, matching, k, Path(own["out"]), command.strip())
