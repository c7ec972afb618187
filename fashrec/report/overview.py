"""One window of some runs: floors and rivals above, the runs in between, tops below; segments as columns."""

from collections.abc import Sequence
from dataclasses import dataclass

from fashrec.markdown import grid
from fashrec.report.cells import counts, is_best, spread
from fashrec.results.runs import Run
from fashrec.results.scores import BOUNDS, FLOORS, TOPS, columns_of, margin_of, n_of, segments, value_of


@dataclass(frozen=True, slots=True)
class Row:
    """A line of the table.

    Attributes:
        label: its first cells.
        column: the recommender, floor or top whose scores it shows.
        values: for each segment its score in each run that the line stands for.
        margins: for each segment the interval of the first of these scores, in few letters.
    """

    label: Sequence[str]
    column: str
    values: Sequence[Sequence[float | None]]
    margins: Sequence[str]


def overview(runs: Sequence[Run], settings: Sequence[str], window: str, metric: str) -> str:
    """The table of a window: a row a run (and recommender, where there are several besides floors and rivals)."""
    present = columns_of(runs, window)
    measured = [name for name in present if name not in (*FLOORS, *TOPS)]
    several = ["recommender"] if len(measured) > 1 else []
    head = ["run", *settings, *several]
    own = [
        _row(_label(run, settings, several, name), [run], runs, window, name, metric)
        for run in runs
        for name in _of(run, window, measured)
    ]
    above, below = (
        [_row([name, *[""] * (len(head) - 1)], runs, runs, window, name, metric) for name in names if name in present]
        for names in (FLOORS, TOPS)
    )
    titles = [
        f"{name}<br>n = {counts([n_of(r, window, name, metric) for r in runs])}" for name in segments(runs, window)
    ]
    rivals = [row for row in above if row.column not in BOUNDS]
    lines = [[*row.label, *_cells(row, own, rivals)] for row in (*above, *own, *below)]
    return grid([*head, *titles], lines, n_left=len(head))


def references_differ(runs: Sequence[Run], window: str, metric: str) -> bool:
    """Whether a floor, rival or top has not the same score in all runs, as with other cuts or other data."""
    among = segments(runs, window)
    names = [name for name in columns_of(runs, window) if name in (*FLOORS, *TOPS)]
    return any(len(set(values)) > 1 for name in names for values in _values(runs, window, name, metric, among))


def _row(label: Sequence[str], of: Sequence[Run], runs: Sequence[Run], window: str, name: str, metric: str) -> Row:
    """The line of a column's scores in the runs `of`, in every segment of all `runs`."""
    among = segments(runs, window)
    margins = [margin_of(of[0], window, name, segment, metric) for segment in among]
    return Row(label, name, _values(of, window, name, metric, among), margins)


def _values(
    runs: Sequence[Run], window: str, column: str, metric: str, among: Sequence[str]
) -> list[list[float | None]]:
    return [[value_of(run, window, column, segment, metric) for run in runs] for segment in among]


def _of(run: Run, window: str, measured: Sequence[str]) -> list[str]:
    """What the run has scores of beside floors and tops; a run without, such as `baseline`, has one empty row."""
    return [name for name in measured if name in run.data["scores"][window]] or ["-"]


def _label(run: Run, settings: Sequence[str], several: Sequence[str], name: str) -> list[str]:
    return [run.stamp, *map(run.setting, settings), *([name] if several else [])]


def _cells(row: Row, own: Sequence[Row], rivals: Sequence[Row]) -> list[str]:
    return [
        spread(
            values,
            row.margins[place],
            bold=_is_bold(row, values, [o.values[place][0] for o in own], [r.values[place] for r in rivals]),
        )
        for place, values in enumerate(row.values)
    ]


def _is_bold(
    row: Row, values: Sequence[float | None], own: Sequence[float | None], rivals: Sequence[Sequence[float | None]]
) -> bool:
    """The best of several runs; a single run that no rival beats; a rival that beats all runs and other rivals."""
    best_own = _greatest(own)
    best_rival = _greatest([value for one in rivals for value in one])
    if row.column in BOUNDS:
        return False
    if row.column in FLOORS:
        return _least(values) == best_rival > best_own
    return is_best(values[0], own) or (len(own) == 1 and best_own >= best_rival and best_own > 0)


def _greatest(values: Sequence[float | None]) -> float:
    return max((value for value in values if value is not None), default=0.0)


def _least(values: Sequence[float | None]) -> float:
    return min((value for value in values if value is not None), default=0.0)
