"""Runs that scored the same: floors and rivals above, the runs in between, tops below; a column a segment."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from fashrec.report.blocks import Cell, Column, Table, table
from fashrec.report.cells import score
from fashrec.report.groups import Group
from fashrec.results.best import Best, best_of
from fashrec.results.question import Question
from fashrec.results.rivals import Place
from fashrec.results.runs import Run, differing
from fashrec.results.scores import (
    BOUNDS,
    FLOORS,
    TOPS,
    columns_of,
    margin_of,
    n_of,
    segments,
    settled,
    value_of,
)
from fashrec.results.values import check_futures, has_values, values_of

ABSENT = "-"


@dataclass(frozen=True, slots=True)
class Row:
    """A line of the table.

    Attributes:
        place: whose scores it shows: the first run's that has them, where all have the same.
        of_all: whether all runs have these scores.
    """

    place: Place
    of_all: bool

    @property
    def recommender(self) -> str:
        """The recommender, floor or top."""
        return self.place[1]


@dataclass(frozen=True, slots=True)
class Overview:
    """The table of a group, and what is known of its best.

    Attributes:
        table: rows and segments.
        rows: what stands in each line.
        tested: whether the best were tested; runs without their customers' scores cannot be.
        best: of each segment; None where there is nothing to choose from.
    """

    table: Table
    rows: tuple[Row, ...]
    tested: bool
    best: Mapping[str, Best | None]

    @property
    def n_bold(self) -> int:
        """How many segments have a best that is the best by more than luck."""
        return sum(one is not None and one.holds for one in self.best.values())


def rows_of(group: Group) -> list[Row]:
    """Floors, rivals and tops once where all runs agree on them, everything else once a run."""
    present = columns_of(group.runs, group.window)
    shared = [name for name in present if name in (*FLOORS, *TOPS) and _agreed(group, name)]
    own = [
        Row((at, name), of_all=False) for at, run in enumerate(group.runs) for name in _own(run, group.window, shared)
    ]
    above, below = (
        [Row((_first(group, name), name), of_all=True) for name in of if name in shared] for of in (FLOORS, TOPS)
    )
    return [*above, *own, *below]


def overview(group: Group, question: Question) -> Overview:
    """The table of a group, with the best of each segment in bold where it is the best by more than luck.

    Args:
        group: the runs.
        question: how to test.

    Raises:
        DataError: where the runs' customers or purchases are not the same after all.
    """
    rows, among = rows_of(group), segments(group.runs, group.window)
    best = bests(group, rows, among, question)
    head, labels = labelled(group, rows)
    lines = [
        [*label, *(_cell(group, row, segment, best) for segment in among)]
        for row, label in zip(rows, labels, strict=True)
    ]
    counted = [Column(name, f"n = {n_of(group.runs[0], group.window, name, group.metric):,}") for name in among]
    made = table([*head, *counted], lines, n_left=len(head))
    return Overview(made, tuple(rows), _can_test(group), best)


def bests(group: Group, rows: Sequence[Row], among: Sequence[str], question: Question) -> Mapping[str, Best | None]:
    """The best of each segment's rows, chance, oracle and ceiling apart; empty where it cannot be tested."""
    if not _can_test(group):
        return {}
    check_futures(group.runs, group.window)
    places = [row.place for row in rows if row.recommender not in (*BOUNDS, ABSENT)]
    return {
        segment: best_of(values_of(group.runs, group.window, segment, group.metric), places, question)
        for segment in among
    }


def _can_test(group: Group) -> bool:
    return all(map(has_values, group.runs))


def _agreed(group: Group, name: str) -> bool:
    """Whether all runs have this column, with the same scores."""
    return all(
        len({settled(value_of(run, group.window, name, segment, group.metric)) for run in group.runs}) == 1
        for segment in segments(group.runs, group.window)
    )


def _first(group: Group, name: str) -> int:
    return next(at for at, run in enumerate(group.runs) if name in columns_of([run], group.window))


def _own(run: Run, window: str, shared: Sequence[str]) -> list[str]:
    """What the run has scores of beside what all share; a run of several without, as `baseline`, has one empty row."""
    return [name for name in columns_of([run], window) if name not in shared] or [ABSENT]


def labelled(group: Group, rows: Sequence[Row]) -> tuple[list[str], list[list[str]]]:
    """The left columns and their cells: of a single run its recommenders, of several the run and how it differs."""
    if len(group.runs) == 1:
        return ["recommender"], [[row.recommender] for row in rows]
    settings = differing(group.runs)
    several = len({row.recommender for row in rows if not row.of_all} - {ABSENT}) > 1
    head = ["run", *settings, *(["recommender"] * several)]
    return head, [_label(group, row, settings, len(head)) for row in rows]


def by_segment(group: Group, rows: Sequence[Row], cells: Sequence[Sequence[Cell]], under: str) -> Table:
    """A table with these rows of the table of scores, and a column a segment.

    Args:
        group: of the rows.
        rows: some.
        cells: for each row a cell a segment.
        under: what stands under each segment's name.
    """
    head, labels = labelled(group, rows)
    lines = [[*label, *of_one] for label, of_one in zip(labels, cells, strict=True)]
    columns = (Column(name, under) for name in segments(group.runs, group.window))
    return table([*head, *columns], lines, n_left=len(head))


def _label(group: Group, row: Row, settings: Sequence[str], n: int) -> list[str]:
    """The first n cells of a row."""
    at, name = row.place
    if row.of_all:
        return [name, *[""] * (n - 1)]
    run = group.runs[at]
    return [run.label, *map(run.setting, settings), name][:n]


def _cell(group: Group, row: Row, segment: str, best: Mapping[str, Best | None]) -> Cell:
    at, name = row.place
    run, found = group.runs[at], best.get(segment)
    bold = found is not None and found.holds and found.place == row.place
    value = value_of(run, group.window, name, segment, group.metric)
    return score(value, margin_of(run, group.window, name, segment, group.metric), bold=bold)
