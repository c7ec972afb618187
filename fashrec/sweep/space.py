"""What a sweep varies, read from Hydra's overrides: `choice(...)`, `range(...)`, `interval(...)`."""

import hashlib
import json
import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import product

from hydra.core.config_loader import ConfigLoader
from hydra.core.override_parser.overrides_parser import OverridesParser
from hydra.core.override_parser.types import IntervalSweep, Override, RangeSweep
from optuna.distributions import (
    BaseDistribution,
    CategoricalDistribution,
    FloatDistribution,
    IntDistribution,
    distribution_to_json,
)

from fashrec.errors import ConfigError
from fashrec.naming import OUTSIDE_HASH

Value = str | int | float
# scores of different data, cuts, metrics or seeds are no reason to choose a configuration
COMPARED_BY = ("data", "split", "protocol", "evaluate", "seed", "sweep")


@dataclass(frozen=True, slots=True)
class Space:
    """The words of a sweep's command, those that vary apart.

    Attributes:
        fixed: overrides that every configuration has, as typed.
        swept: the distribution of each setting or group that varies, by its name; choices are texts.
    """

    fixed: tuple[str, ...]
    swept: Mapping[str, BaseDistribution]

    def __post_init__(self) -> None:
        """Raise a ConfigError where nothing varies, or something that scores are compared by."""
        if not self.swept:
            raise ConfigError(
                "nothing is swept",
                where="the command line",
                why="a sweep compares configurations, and there is only one",
                do="give a setting several values, as in embed.dim=choice(16,32,64) (in quotes), or choose sweep=NAME",
            )
        wrong = [name for name in self.swept if _group(name) in (*COMPARED_BY, *OUTSIDE_HASH)]
        if wrong:
            raise ConfigError(
                f"{', '.join(wrong)} cannot be swept by hydra/sweeper=fashrec",
                where=", ".join(wrong),
                why="configurations are chosen by their scores, which are comparable only on the same data, cuts, "
                "metric and seed; and names, threads and the store change no score",
                do="leave hydra/sweeper=fashrec out, which runs every combination and chooses none",
            )

    @classmethod
    def read(cls, words: Sequence[str], loader: ConfigLoader) -> "Space":
        """From overrides; of several for one setting the last counts.

        Raises:
            ConfigError: see the class.
        """
        overrides = OverridesParser.create(config_loader=loader).parse_overrides(list(words))
        last = {one.get_key_element(): one for one in overrides}
        fixed = tuple(str(one.input_line) for one in last.values() if not one.is_sweep_override())
        return cls(fixed, {name: _distribution(one) for name, one in last.items() if one.is_sweep_override()})

    def words(self, values: Mapping[str, Value]) -> tuple[str, ...]:
        """The overrides of one configuration; numbers of an interval have six digits."""
        return (*self.fixed, *(f"{name}={written(values[name])}" for name in self.swept))

    def points(self) -> Iterator[dict[str, Value]]:
        """Every configuration, the last setting varying first; none where one lies in an interval."""
        values = [_values(one) for one in self.swept.values()]
        for point in product(*values):
            yield dict(zip(self.swept, point, strict=True))

    def digest(self) -> str:
        """Eight hexadecimal digits over what varies and how."""
        plain = {name: distribution_to_json(one) for name, one in self.swept.items()}
        return hashlib.sha256(json.dumps(plain, sort_keys=True).encode()).hexdigest()[:8]


def written(value: Value) -> str:
    """A value as an override has it."""
    return f"{value:.6g}" if isinstance(value, float) else str(value)


def _group(name: str) -> str:
    return name.lstrip("+~").partition("@")[0].partition(".")[0].partition("/")[0]


def _distribution(override: Override) -> BaseDistribution:
    asked = override.value()
    if isinstance(asked, IntervalSweep):
        return _of_interval(asked)
    if isinstance(asked, RangeSweep):
        values = list(asked.range())
        step = abs(asked.step)
        if all(isinstance(value, int) for value in values):
            return IntDistribution(min(values), max(values), step=int(step))
        return FloatDistribution(min(values), max(values), step=float(step))
    return CategoricalDistribution(list(override.sweep_string_iterator()))


def _of_interval(asked: IntervalSweep) -> BaseDistribution:
    log, low, high = "log" in asked.tags, asked.start, asked.end
    assert low is not None, "the grammar asks for both ends"
    assert high is not None, "likewise"
    if isinstance(low, int) and isinstance(high, int):
        return IntDistribution(low, high, log=log)
    return FloatDistribution(low, high, log=log)


def _values(one: BaseDistribution) -> Sequence[Value]:
    if isinstance(one, CategoricalDistribution):
        return [str(choice) for choice in one.choices]
    if isinstance(one, IntDistribution):
        return range(one.low, one.high + 1, one.step)
    assert isinstance(one, FloatDistribution), "no other is made here"
    if one.step is None:
        return ()
    return [one.low + place * one.step for place in range(math.floor((one.high - one.low) / one.step + 1.5))]
