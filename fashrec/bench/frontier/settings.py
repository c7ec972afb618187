"""What is built, and what is asked of it: every index of a frontier with the arguments that are swept."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, fields, replace
from itertools import product
from typing import Any, cast

from fashrec.stages import Index, Searcher

EXACT = "exact"

Arguments = Mapping[str, int | float | str]


@dataclass(frozen=True, slots=True)
class Rival:
    """An index with its arguments.

    Attributes:
        name: as in `index=NAME`.
        index: every other argument as the experiment has it.
        builds: what is given when it is built; one empty mapping where there is no choice.
        queries: what is given when it is asked, tried on each build; likewise.
    """

    name: str
    index: Index
    builds: Sequence[Arguments] = ({},)
    queries: Sequence[Arguments] = ({},)

    def settings(self) -> "Iterator[Setting]":
        """Every query argument on every build."""
        for build, query in product(self.builds, self.queries):
            yield Setting(self, build, query)


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
    query: Arguments = field(default_factory=dict)

    def at(self, threads: int) -> Index:
        """The index with these arguments, a batch on so many threads."""
        index = self.rival.index
        given = {"threads": threads} if "threads" in names_of(index) else {}
        return with_arguments(index, {**self.build, **self.query, **given})

    @property
    def built(self) -> tuple[str, str]:
        """What has a file of its own: the index's name, and the build's arguments in words."""
        return self.rival.name, said(self.build)


def with_arguments(index: Index, arguments: Arguments) -> Index:
    """The same index with other arguments."""
    return cast("Index", replace(cast("Any", index), **arguments))


def names_of(index: Index) -> set[str]:
    """The arguments that an index has."""
    return {one.name for one in fields(cast("Any", index))}


def said(arguments: Arguments) -> str:
    """`trees=50 metric=angular`; empty where there are none."""
    return " ".join(f"{name}={value}" for name, value in arguments.items())


def on_one(searcher: Searcher) -> Searcher:
    """The same index, opened once, that answers a batch on one thread."""
    has = "threads" in {one.name for one in fields(cast("Any", searcher))}
    return cast("Searcher", replace(cast("Any", searcher), threads=1)) if has else searcher
