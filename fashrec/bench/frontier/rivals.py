"""Which indexes are measured: the experiment's own, and others beside it, as conf/index has them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import product
from typing import cast

from hydra.utils import get_class, instantiate
from omegaconf import DictConfig, OmegaConf

from fashrec.bench.frontier.settings import EXACT, Arguments, Rival
from fashrec.errors import ConfigError
from fashrec.index.library import is_there
from fashrec.index.measured import MeasuredIndex
from fashrec.refusal import CONF

METRICS = ("angular", "dot", "euclidean")
ANNOY = "annoy"


@dataclass(frozen=True, slots=True)
class Wanted:
    """What is to be compared.

    Attributes:
        names: between commas, `all`, `none` (exact search alone), or empty: the experiment's own index.
        builds: `one`, each index as conf/index has it, or `all` of its build grid; Annoy's are named below.
        annoy: values of trees, metric and search_k.
    """

    names: str
    builds: str
    annoy: Mapping[str, Sequence[int | str]]


def chosen_rivals(wanted: Wanted, config: DictConfig) -> tuple[tuple[Rival, ...], tuple[str, ...]]:
    """Exact search first, then what is wanted beside it in this experiment; and what `all` had to leave out.

    Raises:
        ConfigError: where a name is unknown, its library is not there, or nothing is left to compare.
    """
    words = wanted.names
    known = _known()
    own = _own(config, known)
    if words == "all":
        names = [name for name, index in known.items() if is_there(index.package)]
    else:
        names = [] if words == "none" else [part.strip() for part in (words or own).strip("[]").split(",")]
    for name in names:
        _check(name, known)
    if not words and own == EXACT:
        raise ConfigError(
            "index is Exact, and nothing is named to compare it with",
            where="index, rivals",
            why="a frontier is one of approximate indexes; exact search is measured beside them anyway",
            do="add rivals=annoy or rivals=all, or take an experiment with index=annoy, such as pca128",
        )
    left_out = tuple(name for name in known if name not in names) if words == "all" else ()
    ordered = dict.fromkeys([EXACT, *names])
    return tuple(_rival(name, config, wanted, is_own=name == own) for name in ordered), left_out


def _known() -> dict[str, type[MeasuredIndex]]:
    """By name, all that conf/index has; their libraries are not loaded yet."""
    files = sorted((CONF / "index").glob("*.yaml"))
    return {file.stem: get_class(cast("DictConfig", OmegaConf.load(file))["_target_"]) for file in files}


def _own(config: DictConfig, known: Mapping[str, type[MeasuredIndex]]) -> str:
    target = config.index.get("_target_")
    return next((name for name, one in known.items() if one is get_class(target)), str(target))


def _check(name: str, known: Mapping[str, type[MeasuredIndex]]) -> None:
    if name not in known:
        raise ConfigError(
            f"there is no index {name}",
            where="rivals",
            why="rivals are those of conf/index: " + ", ".join(known),
            do="name some of them between commas, or say rivals=all",
        )
    if not is_there(known[name].package):
        raise ConfigError(
            f"{known[name].package} is not installed",
            where=f"rivals, {name}",
            why="the indexes beside Annoy and exact search are libraries of their own, in the extra `ann`",
            do="pip install 'fashrec[ann]', or leave it out of rivals=; rivals=all leaves out what is not there",
        )


def _rival(name: str, config: DictConfig, wanted: Wanted, *, is_own: bool) -> Rival:
    node = config.copy()
    if not is_own:
        node.index = OmegaConf.load(CONF / "index" / f"{name}.yaml")
    index: MeasuredIndex = instantiate(node.index, _convert_="all")
    if name == ANNOY:
        builds = _every({key: wanted.annoy[key] for key in ("trees", "metric")})
        return Rival(index, builds, [int(value) for value in wanted.annoy["search_k"]])
    builds = _every(index.build_grid if wanted.builds == "all" else {})
    return Rival(index, builds, next(iter(index.query_grid.values()), ()))


def _every(values: Mapping[str, Sequence[int | str]]) -> list[Arguments]:
    """Each combination of some arguments' values."""
    return [dict(zip(values, some, strict=True)) for some in product(*values.values())]
