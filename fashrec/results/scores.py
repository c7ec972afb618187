"""The numbers of runs by window, recommender and segment, the closed forms among them."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import Any, Protocol

from fashrec.errors import ConfigError
from fashrec.evaluate.summary import lift, skill
from fashrec.infer.margin import margin
from fashrec.results.runs import Run

# what every run is measured beside; `chance` and `ceiling` are closed forms, the others are run
FLOORS = ("chance", "popular", "repurchase")
TOPS = ("oracle", "ceiling")
# those whose scores no recommender could be blamed for not reaching, or praised for beating
BOUNDS = ("chance", *TOPS)


class Scored(Protocol):
    """A run that scored recommenders in one window or in several."""

    @property
    def folder(self) -> Path:
        """Where it lies."""

    @property
    def data(self) -> Mapping[str, Any]:
        """Its run.json, whose `scores` stand by window."""


def cuts_of(run: Scored, window: str) -> list[Mapping[str, Any]]:
    """What run.json says of each cut of a window, the earliest first; `all` is every window."""
    return [cut for cut in run.data["cuts"] if window in ("all", cut["window"])]


def days_of(run: Scored, window: str) -> list[date]:
    """The cuts of a window, the earliest first."""
    return [date.fromisoformat(cut["start"]) for cut in cuts_of(run, window)]


def headline(runs: Sequence[Scored]) -> str:
    """The metric of the tables: the runs' own where they agree, else hit rate at the first list length of all runs."""
    own = {run.data.get("headline") for run in runs}
    if len(own) == 1 and (only := own.pop()):
        return str(only)
    common = [k for k in runs[0].data["ks"] if all(k in run.data["ks"] for run in runs)]
    return f"hit_rate@{(common or runs[0].data['ks'])[0]}"


def window_of(runs: Sequence[Scored], wanted: str) -> str:
    """The window as wanted, else the first that all runs opened.

    Raises:
        ConfigError: where one of them did not open it.
    """
    opened = [name for name in runs[0].data["scores"] if all(name in run.data["scores"] for run in runs)]
    window = wanted or next(iter(opened), "")
    if window in opened:
        return window
    raise ConfigError(
        f"not all runs opened the window {window}" if window else "the runs have no window in common",
        where="window",
        why="; ".join(f"{run.folder}: {', '.join(run.data['scores'])}" for run in runs),
        do=f"choose {' or '.join(opened)}" if opened else "run them with the same split.window",
    )


def windows(runs: Sequence[Run]) -> list[str]:
    """The windows that any of the runs opened."""
    return list(dict.fromkeys(window for run in runs for window in run.data["scores"]))


def segments(runs: Sequence[Scored], window: str) -> list[str]:
    """The segments of a window, in the order of run.json."""
    return list(dict.fromkeys(segment for run in runs for segment in run.data["ceilings"].get(window, {})))


def columns_of(runs: Sequence[Scored], window: str) -> list[str]:
    """Everything with scores in a window, from the floors over the recommenders to the tops."""
    names = dict.fromkeys(name for run in runs for name in tables_of(run, window))
    inner = [name for name in names if name not in (*FLOORS, *TOPS)]
    return [name for name in (*FLOORS, *inner, *TOPS) if name in names]


def tables_of(run: Scored, window: str) -> dict[str, Any]:
    """By column, segment and metric: recommenders, chance's closed form in the place of its simulation, the ceiling.

    Empty where the run did not open the window.
    """
    if window not in run.data["scores"]:
        return {}
    bounds = {"chance": run.data["floors"][window], "ceiling": run.data["ceilings"][window]}
    return {**run.data["scores"][window], **bounds}


def value_of(run: Scored, window: str, column: str, segment: str, metric: str) -> float | None:
    """A score; None where the run has none."""
    value: float | None = cell_of(run, window, column, segment, metric).get("value")
    return value


def lift_of(run: Scored, window: str, column: str, segment: str, metric: str) -> float | None:
    """A score over chance's; None where either is undefined or chance is 0."""
    return lift(*(value_of(run, window, name, segment, metric) for name in (column, "chance")))


def skill_of(run: Scored, window: str, column: str, segment: str, metric: str) -> float | None:
    """How far a score is from popular's to the ceiling; None where any is missing or these are equal."""
    return skill(*(value_of(run, window, name, segment, metric) for name in (column, "popular", "ceiling")))


def settled(value: float | None) -> float | None:
    """A score without its last bits, which are the machine's; for telling whether two are the same."""
    return None if value is None else round(value, 9)


def margin_of(run: Scored, window: str, column: str, segment: str, metric: str) -> str:
    """A score's interval in few letters; empty where it has none."""
    return margin(cell_of(run, window, column, segment, metric))


def n_of(run: Scored, window: str, segment: str, metric: str) -> int:
    """How many (cut, customer) pairs a segment's scores are means over."""
    n: int = cell_of(run, window, "ceiling", segment, metric).get("n", 0)
    return n


def classifier_of(run: Run) -> dict[str, float]:
    """The metrics of the classifier that a run trained, by dotted name; empty where it trained none."""
    return dict(_numbers(run.data.get("classifier") or {}, ""))


def wide_row(run: Run) -> dict[str, float | int | None]:
    """Every hit rate of a run and its headline by `WINDOW.SEGMENT.COLUMN.METRIC`, n by `WINDOW.SEGMENT.n`.

    Behind a score with an interval stand its ends, `.low` and `.high`; metrics of a classifier are `classifier.NAME`.
    """
    row: dict[str, float | int | None] = {}
    metrics = list(dict.fromkeys([headline([run]), *(f"hit_rate@{k}" for k in run.data["ks"])]))
    for window in run.data["scores"]:
        for segment in segments([run], window):
            row[f"{window}.{segment}.n"] = n_of(run, window, segment, metrics[0])
            for column in columns_of([run], window):
                for metric in metrics:
                    name, cell = f"{window}.{segment}.{column}.{metric}", cell_of(run, window, column, segment, metric)
                    row[name] = cell.get("value")
                    row |= {f"{name}.{end}": cell[end] for end in ("low", "high") if cell.get(end) is not None}
    return row | {f"classifier.{name}": value for name, value in classifier_of(run).items()}


def cell_of(run: Scored, window: str, column: str, segment: str, metric: str) -> Mapping[str, Any]:
    """All that run.json has of a score; empty where the run has none."""
    cell: Mapping[str, Any] = tables_of(run, window).get(column, {}).get(segment, {}).get(metric, {})
    return cell


def _numbers(node: Mapping[str, Any], path: str) -> Iterator[tuple[str, float]]:
    for name, value in node.items():
        if isinstance(value, dict):
            yield from _numbers(value, f"{path}{name}.")
        elif isinstance(value, int | float) and not isinstance(value, bool):
            yield f"{path}{name}", value
