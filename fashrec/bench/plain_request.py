"""What the benchmarks without an experiment are asked: `fashrec.bench embed` and `full-size`."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from fashrec.bench.words import chosen, whole_number
from fashrec.errors import ConfigError, require

EMBED = {
    "name": "resnet18",
    "weights": "none",
    "size": "224",
    "threads": "2",
    "batch_size": "4",
    "pictures": "",
    "n": "192",
    "rounds": "5",
    "also": "",
}
FULL_SIZE = {"out": "", "n_rows": "31788324", "n_customers": "1371980", "n_items": "105542", "seed": "0"}


@dataclass(frozen=True, slots=True)
class EmbedRequest:
    """Embedding to be timed; attributes as in `python -m fashrec.bench --help`.

    Attributes:
        name: of the network.
        weights: none, or a state dict's path.
        pictures: a folder; empty: drawn ones.
        numbers: `size`, `threads`, `batch_size`, `n` and `rounds`, each at least 1.
        also: forms of the network that are not always tried.
        command: what was typed.
    """

    name: str
    weights: str
    pictures: str
    numbers: Mapping[str, int]
    also: frozenset[str]
    command: str


@dataclass(frozen=True, slots=True)
class FullSizeRequest:
    """A made-up download to be written.

    Attributes:
        out: where.
        n_rows: of purchases, at least 1.
        n_customers: at least 1.
        n_items: at least 1.
        seed: 0 or more.
    """

    out: Path
    n_rows: int
    n_customers: int
    n_items: int
    seed: int


def composed_embed(words: Sequence[str]) -> EmbedRequest:
    """The request that these words make.

    Raises:
        ConfigError: where a word is unknown or has a wrong value.
    """
    given = only("embed", words, EMBED, "python -m fashrec.bench embed name=mobilenet_v2")
    also = frozenset(filter(None, given["also"].split(",")))
    require(also <= {"bfloat16", "compile"}, "also", given["also"], "bfloat16, compile or both, between commas")
    numbers = {name: whole_number(name, given[name]) for name in ("size", "threads", "batch_size", "n", "rounds")}
    command = " ".join(["python -m fashrec.bench embed", *words])
    return EmbedRequest(given["name"], given["weights"], given["pictures"], numbers, also, command)


def composed_full_size(words: Sequence[str]) -> FullSizeRequest:
    """The request that these words make.

    Raises:
        ConfigError: where a word is unknown or has a wrong value, or nothing says where to write.
    """
    usual = "python -m fashrec.bench full-size out=/tmp/full-size"
    given = only("full-size", words, FULL_SIZE, usual)
    if not given["out"]:
        raise ConfigError(
            "full-size is not told where to write",
            where="the command line of fashrec.bench full-size",
            why="it writes gigabytes, which should not lie just anywhere",
            do=usual,
        )
    sizes = {name: whole_number(name, given[name]) for name in ("n_rows", "n_customers", "n_items")}
    return FullSizeRequest(Path(given["out"]), **sizes, seed=whole_number("seed", given["seed"], least=0))


def only(verb: str, words: Sequence[str], known: Mapping[str, str], usual: str) -> Mapping[str, str]:
    """The words' values; no others are read."""
    given, strange = chosen(words, dict(known))
    if strange:
        raise ConfigError(
            f"{verb} cannot read {strange[0]}",
            where=f"the command line of fashrec.bench {verb}",
            why="it reads " + ", ".join(f"{name}=" for name in known) + " only",
            do=usual,
        )
    return given
