"""Agrees, or differs because: every cell of the table, and what nobody has explained."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TypedDict

from fashrec.conformance.explanations import Cell, Explanation

TOLERANCE = 1e-6  # TorchMetrics computes in float32
Means = Mapping[str, Mapping[str, float | str]]
"""By case, then metric: the mean, or in words that there is none."""


class Answer(TypedDict):
    """What an adapter said (adapters.exchange.serve)."""

    version: str
    python: str
    values: dict[str, dict[str, float | str]]


@dataclass(frozen=True, slots=True)
class Judged:
    """One cell.

    Attributes:
        ours: our mean, or that we refuse.
        theirs: the library's.
        because: the number of the explanation, from 1; None: they agree.
    """

    ours: float | str
    theirs: float | str
    because: int | None


def judge(
    ours: Means, answers: Mapping[str, Answer], explanations: Sequence[Explanation]
) -> tuple[dict[Cell, Judged], list[str]]:
    """Every cell, and what is wrong with the explanations; a library that was not asked is left out of both."""
    reasons: dict[Cell, list[int]] = {}
    for number, one in enumerate(explanations, start=1):
        for cell in one.cells():
            reasons.setdefault(cell, []).append(number)
    cells = {}
    for library, metric, case, theirs in _answered(answers):
        said = ours[case][metric]
        because = None if agree(said, theirs) else reasons.get((library, metric, case), [0])[0]
        cells[library, metric, case] = Judged(said, theirs, because)
    return cells, list(_wrong(cells, reasons, answers))


def agree(ours: float | str, theirs: float | str) -> bool:
    """Whether both give the same number, or both give none."""
    if isinstance(ours, str) or isinstance(theirs, str):
        return isinstance(ours, str) and isinstance(theirs, str)
    return abs(ours - theirs) <= TOLERANCE


def _answered(answers: Mapping[str, Answer]) -> Iterator[tuple[str, str, str, float | str]]:
    for library, answer in answers.items():
        for case, values in answer["values"].items():
            for metric, value in values.items():
                yield library, metric, case, value


def _wrong(cells: Mapping[Cell, Judged], reasons: Mapping[Cell, list[int]], asked: Iterable[str]) -> Iterator[str]:
    for cell, judged in cells.items():
        if judged.because == 0:
            yield f"{_said(cell)} is {judged.theirs}, ours {judged.ours}: nobody has explained why"
    for cell, numbers in reasons.items():
        if len(numbers) > 1:
            yield f"{_said(cell)} is explained more than once: {', '.join(map(str, numbers))}"
        if cell[0] in asked and (cell not in cells or cells[cell].because is None):
            yield f"{_said(cell)} agrees, but explanation {numbers[0]} says why it does not"


def _said(cell: Cell) -> str:
    library, metric, case = cell
    return f"{library}, {metric}, case {case}"
