"""The numbers of two runs, and those that are not the same."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np

from fashrec.report.groups import groups
from fashrec.results.families import Difference, column, differences
from fashrec.results.question import Question
from fashrec.results.rivals import Match, Rival
from fashrec.results.runs import Run
from fashrec.results.scores import headline, segments, settled, tables_of
from fashrec.results.values import check_futures, has_values, values_of

# of run.json, beside the scores; times move always, and are no results
LESSONS = ("classifier", "pretraining")
# run.json's name to ours; runs from before there were other indexes than Annoy say search_k
OF_INDEX = {"search_k": "value", "value": "value", "recall": "recall"}
TIMES = "latency_"


@dataclass(frozen=True, slots=True)
class Moved:
    """A number that is not what it was.

    Attributes:
        name: `validation.all.content.hit_rate@5`, or `classifier.network.accuracy`.
        old: None where the earlier run does not have it.
        new: None where the later run does not have it.
        difference: tested, where both runs scored the same customers and the number is their headline.
    """

    name: str
    old: float | None
    new: float | None
    difference: Difference | None = None

    @property
    def change(self) -> float | None:
        """By how much; None where one of them is missing."""
        return None if self.old is None or self.new is None else self.new - self.old

    @property
    def is_tested(self) -> bool:
        """Whether it is known how sure the change is."""
        return self.difference is not None


@dataclass(frozen=True, slots=True)
class Drift:
    """What two runs have to say of each other.

    Attributes:
        moved: every number that moved; those that were tested first, then other headlines, then by how far.
        n: how many numbers there are in either run.
        why_untested: why headlines that moved could not be tested; empty where all were.
    """

    moved: tuple[Moved, ...]
    n: int
    why_untested: str


def drift(old: Run, new: Run, question: Question) -> Drift:
    """The numbers of an earlier and a later run, set against each other.

    Args:
        old: the earlier run.
        new: the later.
        question: how to test.
    """
    before, after = numbers(old), numbers(new)
    names = dict.fromkeys([*before, *after])
    tested, why = _tested(old, new, question)
    moved = [
        Moved(name, before.get(name), after.get(name), tested.get(name))
        for name in names
        if not _is_same(before.get(name), after.get(name))
    ]
    leads = {headline([old]), headline([new])}
    return Drift(tuple(sorted(moved, key=lambda one: _how_far(one, leads))), len(names), why)


def numbers(run: Run) -> dict[str, float]:
    """All results of run.json that do not depend on how fast the machine is, by dotted name."""
    found: dict[str, float] = {}
    for window in run.data["scores"]:
        for name, cells in tables_of(run, window).items():
            for segment, metrics in cells.items():
                values = {metric: cell.get("value") for metric, cell in metrics.items()}
                found |= {f"{window}.{segment}.{name}.{m}": value for m, value in values.items() if value is not None}
                if name == "ceiling":
                    found[f"{window}.{segment}.n"] = metrics.get(headline([run]), {}).get("n", 0)
    for key in LESSONS:
        found |= dict(_flat(run.data.get(key) or {}, key))
    index = run.data.get("index") or {}
    found |= {f"index.{ours}": index[name] for name, ours in OF_INDEX.items() if name in index}
    for window, of_window in (run.data.get("beyond") or {}).items():
        for name, cells in of_window.items():
            values = {measure: cell["value"] for measure, cell in cells.items() if not measure.startswith(TIMES)}
            found |= {f"beyond.{window}.{name}.{m}": value for m, value in values.items() if value is not None}
    return {name: float(value) for name, value in found.items() if value is not None}


def _tested(old: Run, new: Run, question: Question) -> tuple[dict[str, Difference], str]:
    """The headline's differences by the number's name, and why there are none of some window."""
    found: dict[str, Difference] = {}
    for window in (name for name in old.data["scores"] if name in new.data["scores"]):
        both = groups([old, new], window)
        if len(both) > 1:
            return found, "the two did not score the same: data, cuts, what may be shown, or the metric differ"
        if not (has_values(old) and has_values(new)):
            return found, "a run's folder no longer holds what each customer scored"
        check_futures([old, new], window)
        metric = both[0].metric
        for segment in segments([old, new], window):
            tested = _paired(old, new, (window, segment, metric), question)
            found |= {f"{window}.{segment}.{one.rival}.{metric}": one for one in tested}
    return found, ""


def _paired(old: Run, new: Run, where: tuple[str, str, str], question: Question) -> tuple[Difference, ...]:
    """Later less earlier, of each recommender of both; Holm's p over those that differ for anybody."""
    values = values_of([old, new], *where)
    names = [name for name in old.data["scores"][where[0]] if name in new.data["scores"][where[0]]]
    columns = {(run, name): column(values, (run, name)) for name in names for run in (0, 1)}
    differ = [name for name in names if name != "chance" and not np.array_equal(columns[0, name], columns[1, name])]
    if values[0].is_empty() or not differ:
        return ()
    matches = [Match(Rival(1, name, name), Rival(0, name, name)) for name in differ]
    return differences(values[0].select("cut", "customer"), matches, columns, question)


def _is_same(old: float | None, new: float | None) -> bool:
    return old is not None and settled(old) == settled(new)


def _how_far(moved: Moved, leads: Iterable[str]) -> tuple[bool, bool, float]:
    return not moved.is_tested, not moved.name.endswith(tuple(leads)), -abs(moved.change or 0.0)


def _flat(node: Mapping[str, Any], path: str) -> Iterator[tuple[str, float]]:
    for name, value in node.items():
        if isinstance(value, dict):
            yield from _flat(value, f"{path}.{name}")
        elif isinstance(value, int | float) and not isinstance(value, bool):
            yield f"{path}.{name}", value
