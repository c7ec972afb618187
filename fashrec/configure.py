"""From the composed configuration to checked stages: all that is wrong is said at once, before any work begins."""

import difflib
import inspect
import re
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, get_args, get_type_hints

from hydra.errors import InstantiationException
from hydra.utils import get_class, instantiate
from omegaconf import DictConfig, ListConfig, OmegaConf
from omegaconf.errors import OmegaConfBaseException

from fashrec.embed.missing import Missing
from fashrec.errors import ConfigError, FashrecError, require
from fashrec.evaluate.evaluator import Evaluator
from fashrec.infer.intervals import Bootstrap
from fashrec.results.scores import FLOORS, TOPS
from fashrec.split import Split
from fashrec.stages import Chained, Classifier, Dataset, Embedder, Index, Profiler, Recommender, Reducer

STAGES = ("data", "split", "embed", "profile", "index", "evaluate")
# plain types of fields: what is accepted, and how it is called
TYPES: Mapping[object, tuple[tuple[type, ...], str]] = {
    int: ((int,), "a whole number"),
    float: ((float, int), "a number"),
    bool: ((bool,), "true or false"),
    str: ((str,), "a text"),
}
STORE = ("root", "verify")
FIRST = "first"  # of the recommenders that is no floor or top
VALUES = ("name", "seed", "threads", "weights", "missing", "plan", "debug", "test_in_sweep", "sweep", "submit")


@dataclass(frozen=True, slots=True)
class Parts:
    """The stages of one experiment, made and checked.

    Attributes:
        data: purchases, items, customers, pictures.
        split: the cuts.
        embed: items' vectors: an Embedder, a Classifier that becomes one, a chain of two, or a Reducer of one of these.
        profile: pooling.
        index: nearest items.
        recommend: recommenders by name, in the order of the report.
        evaluate: the metrics, and the list lengths at which they are taken.
        missing: what becomes of items without a vector: `drop` or `product_mean`.
        seed: of everything random outside the stages' own seeds.
        submit: recommenders, by name, whose lists for the week after the data are wanted.
    """

    data: Dataset
    split: Split
    embed: Embedder | Classifier | Chained | Reducer
    profile: Profiler
    index: Index
    recommend: Mapping[str, Recommender]
    evaluate: Evaluator
    missing: Missing
    seed: int
    submit: tuple[str, ...] = ()

    @property
    def bootstrap(self) -> Bootstrap | None:
        """How the scores' intervals are made; None where none are wanted."""
        chosen = self.evaluate
        return Bootstrap(chosen.replicates, chosen.level, self.seed) if chosen.replicates else None


def assemble(config: DictConfig) -> Parts:
    """Make every stage of a composed configuration.

    Raises:
        ConfigError: naming every setting that is wrong, by its path.
    """
    wrong: list[ConfigError] = []
    for check in (_check_names, _check_values):
        _gather(wrong, check, config)
    made = {node: _gather(wrong, _make, config, node) for node in STAGES}
    recommend = {str(name): _gather(wrong, _make, config, f"recommend.{name}") for name in config.get("recommend", {})}
    submit = _gather(wrong, _submit, config, list(recommend))
    if wrong:
        raise _together(wrong)
    return Parts(**made, recommend=recommend, missing=config.missing, seed=config.seed, submit=submit)


def closest(name: str, known: Iterable[str]) -> str:
    """`did you mean ...?`, or where to look where nothing known is near."""
    near = difflib.get_close_matches(name, list(known), n=1, cutoff=0.6)
    return f"did you mean {near[0]}?" if near else "see the settings with `python -m fashrec.run --cfg job`"


def _gather(wrong: list[ConfigError], step: Callable[..., Any], *arguments: object) -> Any:  # noqa: ANN401 - a stage
    try:
        return step(*arguments)
    except ConfigError as error:
        wrong.append(error)
        return None


def _together(wrong: list[ConfigError]) -> ConfigError:
    if len(wrong) == 1:
        return wrong[0]
    return ConfigError(
        f"{len(wrong)} settings are wrong: " + "; ".join(error.what for error in wrong),
        where=", ".join(error.where for error in wrong),
        why="; ".join(error.why for error in wrong),
        do="; ".join(error.do for error in wrong),
    )


def _check_names(config: DictConfig) -> None:
    if "recommend" not in config:
        raise ConfigError(
            "recommend=[] leaves nobody to recommend",
            where="recommend",
            why="a run scores the lists of at least one recommender",
            do="name some of conf/recommend/, as in recommend=[content,popular]",
        )
    _refuse_others(config, {*STAGES, *VALUES, "recommend", "store"}, "")


def _refuse_others(node: DictConfig, known: Collection[str], prefix: str) -> None:
    for name in map(str, node):
        if name not in known:
            raise ConfigError(
                f"there is no setting {prefix}{name}",
                where=f"{prefix}{name}",
                why="a setting that nobody reads would be ignored in silence",
                do=closest(name, known),
            )


def _check_values(config: DictConfig) -> None:
    try:
        seed, threads = config.seed, config.threads
        missing = config.missing
        store = config.store
    except OmegaConfBaseException as error:
        raise _unresolved(error, "config") from error
    require(isinstance(seed, int) and seed >= 0, "seed", seed, "a whole number of at least 0")
    require(isinstance(threads, int) and threads >= 1, "threads", threads, "a whole number of at least 1")
    require(missing in get_args(Missing), "missing", missing, " or ".join(get_args(Missing)))
    word = OmegaConf.select(config, "test_in_sweep", default=False)
    require(isinstance(word, bool), "test_in_sweep", word, "true or false")
    require(isinstance(store, DictConfig), "store", store, "a group: set store.root=PATH or store.verify=full")
    _refuse_others(store, STORE, "store.")


def _submit(config: DictConfig, known: Sequence[str]) -> tuple[str, ...]:
    """Whose lists are wanted, each once; nobody's where there is nobody, which is an error of its own."""
    wanted = OmegaConf.select(config, "submit")
    if wanted is None or not known:
        return ()
    names = list(wanted) if isinstance(wanted, ListConfig) else [wanted]
    chosen = [_first(known) if name == FIRST else name for name in names]
    for name in chosen:
        require(name in known, "submit", name, f"null, {FIRST}, or of recommend: {', '.join(known)}")
    return tuple(dict.fromkeys(chosen))


def _first(known: Sequence[str]) -> str:
    """Whom an experiment is about: its first recommender that is no floor and no top, else the first but chance."""
    order = [name for others in ((*FLOORS, *TOPS), ("chance", *TOPS), ()) for name in known if name not in others]
    return order[0]


def _make(config: DictConfig, path: str) -> Any:  # noqa: ANN401 - any stage
    node, group = OmegaConf.select(config, path), path.partition(".")[0]
    if node is None or "_target_" not in node:
        raise ConfigError(
            f"{path} names no class",
            where=path,
            why="each stage is made from the class that its `_target_` names",
            do=f"choose one of conf/{group}/, as in {group}=NAME",
        )
    _check_types(node, path)
    try:
        return instantiate(node, _convert_="all")
    except InstantiationException as error:
        raise _explained(error, path) from error
    except OmegaConfBaseException as error:
        raise _unresolved(error, path) from error


def _target(error: InstantiationException) -> str:
    named = re.search(r"target '([\w.]+)'", str(error))
    return f", {named[1]}," if named else ""


def _explained(error: InstantiationException, path: str) -> ConfigError:
    """Hydra's instantiation error as ours, with the setting's whole path."""
    cause = error.__cause__
    full = re.search(r"full_key: (\S+)", str(error))
    path = full[1] if full else path
    if isinstance(cause, FashrecError):
        return ConfigError(f"{path}.{cause.what}", where=f"{path}.{cause.where}", why=cause.why, do=cause.do)
    stranger = re.search(r"unexpected keyword argument '(\w+)'", str(cause))
    if stranger:
        return ConfigError(
            f"there is no setting {path}.{stranger[1]}",
            where=f"{path}.{stranger[1]}",
            why=f"the class that `_target_` names{_target(error)} has no such field",
            do=closest(stranger[1], _fields_of(error)),
        )
    why = str(cause or error).splitlines()[0]
    return ConfigError(f"{path} cannot be made", where=path, why=why, do="correct it; see the comments in conf/")


def _check_types(node: DictConfig, path: str) -> None:
    """Refuse a value of another plain type than its field's, before a constructor compares it with a number."""
    kinds = get_type_hints(get_class(node["_target_"])) if "_target_" in node else {}
    for name in map(str, node):
        if OmegaConf.is_missing(node, name) or OmegaConf.is_interpolation(node, name):
            continue
        value, kind = node[name], kinds.get(name)
        if isinstance(value, DictConfig):
            _check_types(value, f"{path}.{name}")
        elif kind in TYPES:
            accepted, said = TYPES[kind]
            require(type(value) in accepted, f"{path}.{name}", value, said)


def _fields_of(error: InstantiationException) -> list[str]:
    target = re.search(r"instantiating '([\w.]+)'|call to target '([\w.]+)'|in call to '([\w.]+)'", str(error))
    name = next((found for found in target.groups() if found), None) if target else None
    return list(inspect.signature(get_class(name)).parameters) if name else []


def _unresolved(error: OmegaConfBaseException, path: str) -> ConfigError:
    missing = getattr(error, "full_key", None) or path
    return ConfigError(
        str(error).splitlines()[0],
        where=str(missing),
        why="this setting has no default, or refers to one that is not there",
        do=f"give it on the command line: {missing}=VALUE",
    )
