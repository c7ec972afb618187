"""How much of a score the order of equal scores decides (docs/evaluation.md 3)."""

from collections.abc import Iterator
from dataclasses import dataclass

from fashrec.results.scores import BOUNDS, Scored, cell_of, columns_of, segments, value_of

LARGE = 0.25  # of a recommender's lists end among equal scores: from here on it is said
WITH_EXPECTATION = ("hit_rate", "precision", "recall")


@dataclass(frozen=True, slots=True)
class Tied:
    """A score, and what it would be if equal scores were ordered at random.

    Attributes:
        mass: the share of lists whose end cuts through equal scores.
        value: the score, equal scores in the order of item ids.
        expected: its mean over all orders of equal scores.
        half: of the score's interval; None where it has none.
    """

    mass: float
    value: float
    expected: float
    half: float | None

    @property
    def moves(self) -> bool:
        """Whether the order of ids moved the score by more than half of its interval."""
        return self.half is not None and abs(self.expected - self.value) > self.half


def tie_metric(metric: str) -> str:
    """The metric itself where ties have an expectation, else the hit rate at its list length."""
    name, _, k = metric.partition("@")
    return metric if name in WITH_EXPECTATION else f"hit_rate@{k}"


def tied(run: Scored, window: str, column: str, segment: str, metric: str) -> Tied | None:
    """What ties do to a score; None for closed forms, where nobody is scored, and in runs that did not look at ties.

    Args:
        run: whose.
        window: of its scores.
        column: a recommender, a floor or a top.
        segment: whose customers.
        metric: one that `tie_metric` gives.
    """
    name, _, k = metric.partition("@")
    cell = cell_of(run, window, column, segment, metric)
    mass = value_of(run, window, column, segment, f"tie_mass@{k}")
    expected = value_of(run, window, column, segment, f"{name}_expected@{k}")
    if mass is None or expected is None or cell.get("value") is None:
        return None
    low, high = cell.get("low"), cell.get("high")
    half = None if low is None or high is None else (high - low) / 2
    return Tied(mass, cell["value"], expected, half)


def large(run: Scored, window: str, metric: str) -> dict[str, float]:
    """The tie mass over all customers of each recommender that has LARGE of it or more, the greatest first."""
    found = {name: tied(run, window, name, "all", tie_metric(metric)) for name in _rated(run, window)}
    masses = {name: one.mass for name, one in found.items() if one is not None and one.mass >= LARGE}
    return dict(sorted(masses.items(), key=lambda item: -item[1]))


def moved(run: Scored, window: str, metric: str) -> Iterator[tuple[str, str, Tied]]:
    """Recommender and segment of every score that the order of ids moved by more than half of its interval."""
    for name in _rated(run, window):
        for segment in segments([run], window):
            found = tied(run, window, name, segment, tie_metric(metric))
            if found is not None and found.moves:
                yield name, segment, found


def _rated(run: Scored, window: str) -> list[str]:
    return [name for name in columns_of([run], window) if name not in BOUNDS]
