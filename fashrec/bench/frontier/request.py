"""What `fashrec.bench frontier` is asked: what is swept in words of its own, the experiment in Hydra's."""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from fashrec.bench.frontier.rivals import METRICS, Wanted, chosen_rivals
from fashrec.bench.frontier.settings import Rival
from fashrec.bench.request import Request, benchmark_request, typed
from fashrec.bench.words import chosen, whole_number, whole_numbers
from fashrec.errors import ConfigError, require

DEFAULTS = {
    "trees": "5,20,50,100",
    "search_k": "100,300,1000,3000,10000,30000,100000",
    "metric": "angular,dot,euclidean",
    "dims": "",
    "rivals": "",
    "builds": "one",
    "repeats": "3",
    "queries": "1000",
    "minutes": "6",
    "n": "",
    "sizes": "",
    "dim": "128",
    "loss": "0.005",
    "bound": "",
    "recall": "0.99",
    "raw": "",
    "out": "reports",
}
# for made vectors: which library and what it costs, rather than which forest
MADE = {"trees": "10,50,100", "metric": "angular"}
GROWTH = {"trees": "50", "metric": "angular"}
BUILDS = ("one", "all")
ON_RAW = ("raw", "out", "loss", "bound", "recall")


@dataclass(frozen=True, slots=True)
class Judgement:
    """What is good enough.

    Attributes:
        loss: how much less than exact's a hit rate may be, in (0, 1).
        bound: how much less the lower end of the difference's interval may be, in (0, 1).
        recall: the index_recall that is wanted where no hits are measured, in (0, 1].
    """

    loss: float
    bound: float
    recall: float

    def words(self) -> dict[str, float]:
        """As facts of a run folder."""
        return {"loss": self.loss, "bound": self.bound, "recall": self.recall}


@dataclass(frozen=True, slots=True)
class FrontierRequest:
    """A frontier to be measured.

    Attributes:
        asked: the experiment, its `threads` and `seed`, and where the report goes.
        own: whether the experiment's own vectors are measured.
        dims: lengths that its vectors are reduced to; None: as the experiment has them.
        sizes: numbers of made vectors that are measured too, ascending.
        dim: their length.
        rivals: exact search, and what is measured beside it.
        left_out: rivals whose library is not there.
        repeats: how often each setting is visited.
        queries: at most so many of each kind are put.
        seconds: what visits may take altogether.
        judgement: what is good enough.
    """

    asked: Request
    own: bool
    dims: tuple[int | None, ...]
    sizes: tuple[int, ...]
    dim: int
    rivals: tuple[Rival, ...]
    left_out: tuple[str, ...]
    repeats: int
    queries: int
    seconds: float
    judgement: Judgement

    @property
    def n_spaces(self) -> int:
        """How many sets of vectors are measured."""
        return len(self.sizes) + (len(self.dims) if self.own else 0)


@dataclass(frozen=True, slots=True)
class RawRequest:
    """A report to be made anew from what was measured.

    Attributes:
        raw: the run folder.
        out: the folder that holds `frontier/NAME/`.
        given: of loss, bound and recall, what is other than it was.
        command: what was typed.
    """

    raw: Path
    out: Path
    given: Mapping[str, float]
    command: str


def composed(words: Sequence[str]) -> FrontierRequest | RawRequest:
    """The request that these words make; libraries loaded after this heed its `threads`.

    Raises:
        ConfigError: where a word has a wrong value, `plan` or the window is wrong, or the index is given what is swept.
        HydraException: where the experiment does not compose.
    """
    given, overrides = chosen(words, dict.fromkeys(DEFAULTS, ""))
    if given["raw"]:
        return _raw(words, given, overrides)
    sizes = _sizes(given)
    own = not sizes or _named("experiment", overrides)
    usual = DEFAULTS | ((GROWTH if len(sizes) > 1 else MADE) if sizes else {})
    own_words = usual | {name: value for name, value in given.items() if value}
    _refuse_idle(given, own=own)
    named = [] if own or _named("name", overrides) else [f"name={_name(sizes, own_words['dim'])}"]
    asked = benchmark_request("frontier", words, [*overrides, *named], own_words["out"])
    require(own_words["builds"] in BUILDS, "builds", own_words["builds"], " or ".join(BUILDS))
    annoy = {name: whole_numbers(name, own_words[name]) for name in ("trees", "search_k")}
    wanted = Wanted(own_words["rivals"], own_words["builds"], {**annoy, "metric": _metrics(own_words)})
    rivals, left_out = chosen_rivals(wanted, asked.config)
    _refuse_swept(overrides, rivals, str(asked.config.index.get("_target_")))
    return FrontierRequest(
        asked=asked,
        own=own,
        dims=whole_numbers("dims", own_words["dims"]) if own_words["dims"] else (None,),
        sizes=sizes,
        dim=whole_number("dim", own_words["dim"]),
        rivals=rivals,
        left_out=left_out,
        repeats=whole_number("repeats", own_words["repeats"]),
        queries=whole_number("queries", own_words["queries"]),
        seconds=60 * _number("minutes", own_words["minutes"], math.inf),
        judgement=_judgement(own_words),
    )


def _raw(words: Sequence[str], given: Mapping[str, str], overrides: Sequence[str]) -> RawRequest:
    strange = [*overrides, *(name for name, value in given.items() if value and name not in ON_RAW)]
    if strange:
        raise ConfigError(
            f"a report from raw tables cannot heed {strange[0]}",
            where="the command line of fashrec.bench frontier",
            why="what was measured is measured; only " + ", ".join(f"{name}=" for name in ON_RAW) + " can be other",
            do="leave it out, or measure again without raw=",
        )
    raw = Path(given["raw"])
    holds = all((raw / name).is_file() for name in ("run.json", "spaces.parquet"))
    require(holds, "raw", given["raw"], "the run folder of a frontier, such as runs/frontier/NAME/STAMP")
    judged = {name: _share(name, given[name]) for name in ("loss", "bound", "recall") if given[name]}
    if "loss" in judged:
        judged = {"bound": judged["loss"], **judged}
    return RawRequest(raw, Path(given["out"] or DEFAULTS["out"]), judged, typed("frontier", words))


def _sizes(given: Mapping[str, str]) -> tuple[int, ...]:
    if given["n"] and given["sizes"]:
        raise ConfigError(
            "both n and sizes are given",
            where="n, sizes",
            why="n=105000 is one size of made vectors, sizes=10000,100000 are several",
            do="leave n out",
        )
    return tuple(n for name in ("n", "sizes") if given[name] for n in whole_numbers(name, given[name]))


def _name(sizes: Sequence[int], dim: str) -> str:
    return f"made_{'_'.join(map(str, sizes))}x{dim}"


def _named(setting: str, overrides: Sequence[str]) -> bool:
    return any(word.startswith(f"{setting}=") for word in overrides)


def _metrics(words: Mapping[str, str]) -> tuple[str, ...]:
    asked = [part.strip() for part in words["metric"].strip("[]").split(",")]
    require(set(asked) <= set(METRICS), "metric", words["metric"], "some of " + ", ".join(METRICS) + ", between commas")
    return tuple(dict.fromkeys(asked))


def _judgement(words: Mapping[str, str]) -> Judgement:
    loss = _share("loss", words["loss"])
    return Judgement(loss, _share("bound", words["bound"] or words["loss"]), _share("recall", words["recall"]))


def _share(name: str, text: str) -> float:
    value = _number(name, text, 1.0)
    require(value <= 1, name, text, "a share above 0 and at most 1, such as 0.005")
    return value


def _number(name: str, text: str, most: float) -> float:
    try:
        value = float(text)
    except ValueError:
        value = math.nan
    require(0 < value <= most, name, text, "a number above 0" + ("" if math.isinf(most) else f" and at most {most:g}"))
    return value


def _refuse_swept(overrides: Sequence[str], rivals: Sequence[Rival], target: str) -> None:
    """Settings of the experiment's own index that the sweep gives values of its own."""
    given = {word.partition("=")[0].lstrip("+~") for word in overrides}
    for rival in rivals:
        own = f"{type(rival.index).__module__}.{type(rival.index).__qualname__}" == target
        for name in (*rival.builds[0], *rival.index.query_grid) if own else ():
            if f"index.{name}" in given:
                raise ConfigError(
                    f"index.{name} is what is swept",
                    where=f"index.{name}",
                    why="every setting of the grid gives it, so that a value of its own would be ignored in silence",
                    do=f"give the values as {name}=, as in {name}={DEFAULTS[name]}"
                    if name in DEFAULTS
                    else "leave it out",
                )


def _refuse_idle(given: Mapping[str, str], *, own: bool) -> None:
    """A length of vectors that are not measured."""
    name, why = (
        ("dim", "made vectors are as long as the experiment's") if own else ("dims", "no experiment is measured")
    )
    if given[name]:
        raise ConfigError(
            f"{name}={given[name]} would be ignored",
            where=name,
            why=f"{why}; dims= reduces an experiment's vectors, dim= is for vectors made without one",
            do="leave it out" if own else "add experiment=NAME, or say dim=",
        )
