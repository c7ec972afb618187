"""Which runs may stand in one table: those that scored the same customers on the same purchases."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

from fashrec.results.looks import caption, looks_of
from fashrec.results.runs import Run, differing
from fashrec.results.scores import cuts_of, headline, n_of, segments, settled, value_of

# settings that decide what is scored
OF_DATA = "data"
OF_WHAT_IS_SCORED = ("split", "evaluate.ks", "evaluate.metric")
TOLD_BY_CUTS = ("split.cuts", "split.test_cuts", "split.last_cut")


@dataclass(frozen=True, slots=True)
class Group:
    """Runs whose numbers in a window may be set against each other.

    Attributes:
        window: `validation`, `test` or `all`.
        runs: at least one, in time's order.
        metric: their headline, such as `hit_rate@5`.
        apart: what tells it from the window's other groups, such as `split.catalogue=alive`; empty where it is alone.
        data: the settings of its data that tell it from theirs.
    """

    window: str
    runs: tuple[Run, ...]
    metric: str
    apart: str = ""
    data: str = ""

    @property
    def k(self) -> str:
        """The headline's list length."""
        return self.metric.partition("@")[2]

    @property
    def title(self) -> str:
        """What was scored, and the how-manieth look at test days each run was."""
        return "; ".join(filter(None, (self.scored, self.looks)))

    @property
    def looks(self) -> str:
        """`look 3 at the test window`; empty where the window has no test day."""
        return caption(looks_of(self.runs, self.window))

    @property
    def scored(self) -> str:
        """`validation window: 8 cuts, 2020-07-01 to 2020-08-19`, and what tells it apart."""
        cuts = [cut["start"] for cut in cuts_of(self.runs[0], self.window)]
        said = f"{self.window} window: {len(cuts)} cut{'s' * (len(cuts) != 1)}, {cuts[0]} to {cuts[-1]}"
        return f"{said}; {self.apart}" if self.apart else said


def groups(runs: Sequence[Run], window: str) -> list[Group]:
    """The runs that opened a window, by what they scored: data, cuts, customers, purchases, catalogue, metric."""
    found: dict[str, list[Run]] = {}
    for run in runs:
        if window in run.data["scores"]:
            found.setdefault(repr(_scored(run, window)), []).append(run)
    made = [Group(window, tuple(of_one), headline(of_one)) for of_one in found.values()]
    return _told_apart(made) if len(made) > 1 else made


def _scored(run: Run, window: str) -> tuple[Any, ...]:
    """What tells what was scored: the tables' fingerprint, the cuts, and by segment how many pairs, and what chance and
    the ceiling reach, which any other catalogue or purchase would move.
    """
    metric = headline([run])
    cuts = [(cut["start"], cut.get("horizon_days"), cut.get("relevant_pairs")) for cut in cuts_of(run, window)]
    bounds = [
        (segment, n_of(run, window, segment, metric), settled(value_of(run, window, name, segment, metric)))
        for segment in segments([run], window)
        for name in ("chance", "ceiling")
    ]
    return run.data.get("data", {}).get("hash"), metric, cuts, bounds


def _told_apart(made: Sequence[Group]) -> list[Group]:
    """The groups of a window with what tells each from the others in few words, or its number where nothing does."""
    first = [one.runs[0] for one in made]
    names = [name for name in differing(first) if name.startswith((OF_DATA, *OF_WHAT_IS_SCORED))]
    short = [name for name in names if name.startswith(OF_WHAT_IS_SCORED) and name not in TOLD_BY_CUTS]
    tables = [str(run.data.get("data", {}).get("hash", "unknown"))[:8] for run in first]
    several = len(set(tables)) > 1
    said = [[*([f"tables {tables[at]}"] if several else []), *_said(run, short)] for at, run in enumerate(first)]
    told = [(one.scored, one.metric, words) for one, words in zip(made, said, strict=True)]
    return [
        replace(
            one,
            apart=", ".join(words if told.count(told[at]) == 1 else [*words, f"part {at + 1}"]),
            data=", ".join(_said(first[at], [name for name in names if name.startswith(OF_DATA)])),
        )
        for at, (one, words) in enumerate(zip(made, said, strict=True))
    ]


def _said(run: Run, names: Sequence[str]) -> list[str]:
    return [f"{name}={run.setting(name)}" for name in names if name in run.settings]
