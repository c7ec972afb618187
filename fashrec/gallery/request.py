"""What `fashrec.gallery` is asked for."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from fashrec.bench.words import whole_number
from fashrec.errors import ConfigError, require, require_folder
from fashrec.gallery.finished import newest
from fashrec.plain import folders, settings

DEFAULTS = {
    "recommenders": "",
    "customers": "500",
    "window": "",
    "out": "",
    "name": "",
    "embed_mb": "15",
    "seed": "0",
    "store": "",
    "screenshot": "",
}
COMMAND = "fashrec.gallery"
EXAMPLE = "name one run folder, or two; of a glob in quotes the newest is taken: 'runs/pca128/*'"


@dataclass(frozen=True, slots=True)
class Request:
    """A page to be made.

    Attributes:
        runs: one run folder, or two.
        recommenders: at most two; the second's run is the second where there are two runs. Fewer: chosen.
        customers: how many are shown, at most.
        window: `validation`, `test` or `all`; empty: the first that the runs opened.
        out: the folder that the page's own is made in; None: see `page.py`.
        name: of the page's folder; empty: the first run's experiment.
        embed_mb: how large the page may grow, in megabytes; further pictures lie beside it.
        seed: of the choice of customers.
        store: where the runs' artefacts are; None: where their configurations say.
        screenshot: a WebP file of the page as Chromium shows it; None: none is made.
    """

    runs: tuple[Path, ...]
    recommenders: tuple[str, ...] = ()
    customers: int = 500
    window: str = ""
    out: Path | None = None
    name: str = ""
    embed_mb: float = 15
    seed: int = 0
    store: Path | None = None
    screenshot: Path | None = None

    def __post_init__(self) -> None:
        require(len(self.runs) in (1, 2), "runs", len(self.runs), "one run folder, or two")
        require(len(self.recommenders) <= 2, "recommenders", self.recommenders, "at most two names")  # noqa: PLR2004 - side by side
        require(self.customers >= 1, "customers", self.customers, "a whole number of at least 1")
        require(self.embed_mb >= 0, "embed_mb", self.embed_mb, "a number of at least 0, in megabytes")
        if self.name:
            require_folder("name", self.name)
        require(self.window in ("", "validation", "test", "all"), "window", self.window, "validation, test or all")


def read_words(words: Sequence[str]) -> Request:
    """The request that these words make.

    Raises:
        ConfigError: where there is no run, or more than two, or a word has a wrong value.
    """
    named = [word for word in words if "=" in word and word.partition("=")[0].isidentifier()]
    own = settings(named, DEFAULTS, COMMAND, EXAMPLE)
    names = own["recommenders"].strip("[]").split(",")
    return Request(
        runs=tuple(_runs([word for word in words if word not in named])),
        recommenders=tuple(name.strip() for name in names if name.strip()),
        customers=whole_number("customers", own["customers"]),
        window=own["window"],
        out=Path(own["out"]).expanduser() if own["out"] else None,
        name=own["name"],
        embed_mb=_number("embed_mb", own["embed_mb"]),
        seed=whole_number("seed", own["seed"], least=0),
        store=Path(own["store"]).expanduser() if own["store"] else None,
        screenshot=Path(own["screenshot"]).expanduser() if own["screenshot"] else None,
    )


def _runs(patterns: Sequence[str]) -> list[Path]:
    if len(patterns) in (1, 2):
        return [newest(folders([pattern], COMMAND, EXAMPLE)) for pattern in patterns]
    raise ConfigError(
        f"{len(patterns)} run folders are named" if patterns else "no run folder is named",
        where=f"the command line of {COMMAND}",
        why="the lists of one run, or of two, are shown side by side",
        do=EXAMPLE,
    )


def _number(name: str, text: str) -> float:
    try:
        return float(text)
    except ValueError:
        require(holds=False, setting=name, value=text, allowed="a number")
        raise
