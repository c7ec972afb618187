"""Where a setting's values lie on an axis from 0 to 1."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np
from matplotlib.ticker import LogLocator, MaxNLocator
from optuna.distributions import BaseDistribution, CategoricalDistribution, FloatDistribution, IntDistribution

ENDS = 0.04  # between an axis's end and the first of a range's values
TICKS = 5
DECADE, FAR = 10, 1000  # from where on powers of ten are of use, and enough
WIDEST = 18  # letters of a name between two axes


@dataclass(frozen=True, slots=True)
class Scale:
    """The axis of one setting.

    Attributes:
        name: the setting's.
        low: the least value, transformed; of choices -1/2.
        high: the greatest, likewise.
        log: whether values are tried evenly on a logarithmic scale.
        choices: in the axis's order; empty for a range of numbers.
    """

    name: str
    low: float
    high: float
    log: bool = False
    choices: tuple[str, ...] = ()

    @classmethod
    def of(cls, name: str, one: BaseDistribution) -> "Scale":
        """From what Optuna draws from; choices that are numbers ascend."""
        if isinstance(one, CategoricalDistribution):
            choices = _sorted([str(choice) for choice in one.choices])
            return cls(name, -0.5, len(choices) - 0.5, choices=tuple(choices))
        assert isinstance(one, FloatDistribution | IntDistribution), "no other is made here"
        return cls.over(name, (one.low, one.high), log=one.log)

    @classmethod
    def over(cls, name: str, values: Iterable[float], *, log: bool = False) -> "Scale":
        """As far as these values reach."""
        plain = np.fromiter(values, np.float64)
        low, high = (np.log(plain) if log else plain)[[plain.argmin(), plain.argmax()]]
        room = ENDS * max(high - low, 1e-9)
        return cls(name, float(low - room), float(high + room), log)

    def at(self, value: str) -> float:
        """The place of a value, in [0, 1]."""
        plain = self.choices.index(value) if self.choices else float(value)
        return self._placed(np.log(plain) if self.log else plain)

    @property
    def ticks(self) -> list[tuple[float, str]]:
        """Places and labels."""
        if self.choices:
            return [(self.at(choice), choice) for choice in self.choices]
        low, high = np.exp([self.low, self.high]) if self.log else (self.low, self.high)
        if self.log and high > DECADE * low:
            values = LogLocator(subs=(1,) if high > FAR * low else (1, 2, 5)).tick_values(low, high)
        else:
            values = MaxNLocator(TICKS).tick_values(low, high)
        return [(self.at(str(value)), f"{value:g}") for value in values if low <= value <= high]

    def _placed(self, plain: float) -> float:
        return float((plain - self.low) / (self.high - self.low))


def short(names: Sequence[str]) -> dict[str, str]:
    """Each setting's last two words, its last where two are too wide, or as much as tells it from the others."""
    made = {}
    for name in names:
        words = name.split(".")
        ends = [".".join(words[at:]) for at in reversed(range(len(words)))]
        alone = [end for end in ends if sum(f".{other}".endswith(f".{end}") for other in names) == 1]
        two = [end for end in alone if end.count(".") == 1 and len(end) <= WIDEST]
        made[name] = next(iter([*two, *alone]), name)
    return made


def _sorted(choices: list[str]) -> list[str]:
    try:
        return sorted(choices, key=float)
    except ValueError:
        return choices
