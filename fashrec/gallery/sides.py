"""Whose lists stand side by side, and in which window."""

from collections.abc import Sequence
from dataclasses import dataclass

from fashrec.errors import ConfigError
from fashrec.gallery.finished import Finished

# what others are measured beside: shown only where asked for, or where nothing else is there
_LAST = ("popular", "repurchase", "oracle", "chance")


@dataclass(frozen=True)
class Side:
    """One of the two.

    Attributes:
        run: whose lists.
        recommender: its name there.
        label: what it is called on the page.
    """

    run: Finished
    recommender: str
    label: str


def sides_of(runs: Sequence[Finished], window: str, wanted: Sequence[str]) -> tuple[Side, Side]:
    """The two; of two runs one each, of one run the first that is no floor beside the next.

    Raises:
        ConfigError: where there is no such recommender, or no two different ones.
    """
    names = [list(run.data["scores"][window]) for run in (runs[0], runs[-1])]
    first = _named(wanted[0], names[0]) if wanted else _liked(names[0])[0]
    if len(wanted) > 1:
        second = _named(wanted[1], names[1])
    elif len(runs) > 1:
        second = first if first in names[1] else _liked(names[1])[0]
    else:
        second = next((name for name in _liked(names[1]) if name != first), first)
    if len(runs) == 1 and first == second:
        raise ConfigError(
            f"{first} would stand beside itself",
            where="recommenders",
            why=f"the run has {', '.join(names[0])}",
            do="name two of them, or two run folders",
        )
    return Side(runs[0], first, _label(runs, 0, first, second)), Side(runs[-1], second, _label(runs, -1, second, first))


def _liked(names: Sequence[str]) -> list[str]:
    return sorted(names, key=lambda name: _LAST.index(name) if name in _LAST else -1)


def _named(name: str, known: Sequence[str]) -> str:
    if name in known:
        return name
    raise ConfigError(
        f"there is no recommender {name}",
        where="recommenders",
        why=f"the run has {', '.join(known)}",
        do=f"name some of them, as in recommenders={','.join(_liked(known)[:2])}",
    )


def _label(runs: Sequence[Finished], at: int, name: str, other: str) -> str:
    """Its name; with its run's where both are called the same, else its folder's, else its number."""
    if name != other:
        return name
    apart = ([run.name for run in runs], [run.folder.name for run in runs], ["1", "2"])
    return f"{name} · {next(called for called in apart if len(set(called)) > 1)[at]}"
