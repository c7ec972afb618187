"""What is built, and what is asked of it: every index of a frontier with the arguments that are swept."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import cast

from fashrec.index.auto import Adjustable
from fashrec.index.measured import MeasuredIndex

EXACT = "exact"

Arguments = Mapping[str, int | str]


@dataclass(frozen=True, slots=True)
class Rival:
    """An index with its arguments.

    Attributes:
        index: every other argument as the experiment, or conf/index, has it.
        builds: what is given when it is built; one empty mapping where there is no choice.
        queries: values of its query argument, tried on each build; none where it has no such argument.
    """

    index: MeasuredIndex
    builds: Sequence[Arguments] = ({},)
    queries: Sequence[int] = ()

    @property
    def name(self) -> str:
        """As in `index=NAME`."""
        return self.index.name

    def settings(self, k: int, n_items: int) -> "Iterator[Setting]":
        """Every query argument on every build, up to the first with which k neighbours are sought among all items."""
        argument = next(iter(self.index.query_grid), "")
        for build in self.builds:
            queries: list[Mapping[str, int]] = [{argument: value} for value in self._useful(build, k, n_items)] or [{}]
            for query in queries:
                yield Setting(self, build, query)

    def _useful(self, build: Arguments, k: int, n_items: int) -> Iterator[int]:
        """Ascending; a greater value than the last would be another name for the same search."""
        if not self.queries:
            return
        # who has a query argument can choose it
        whole = cast("Adjustable", replace(self.index, **build)).auto_grid(k, n_items)[-1]
        for value in sorted(self.queries):
            yield value
            if value >= whole:
                return


@dataclass(frozen=True, slots=True)
class Setting:
    """One point of the grid.

    Attributes:
        rival: the index.
        build: arguments that make another file.
        query: arguments that the same file takes.
    """

    rival: Rival
    build: Arguments = field(default_factory=dict)
    query: Mapping[str, int] = field(default_factory=dict)

    @property
    def index(self) -> MeasuredIndex:
        """The index with these arguments."""
        return replace(self.rival.index, **self.build, **self.query)

    @property
    def built(self) -> tuple[str, str]:
        """What has a file of its own: the index's name, and the build's arguments in words."""
        return self.rival.name, said(self.build)


def said(arguments: Arguments) -> str:
    """`trees=50 metric=angular`; empty where there are none."""
    return " ".join(f"{name}={value}" for name, value in arguments.items())
