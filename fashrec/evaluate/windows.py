"""Which cuts are pooled: those of a window, and all of them where more than one window is open."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Protocol, TypeVar


class OfCut(Protocol):
    """Something counted at one cut."""

    @property
    def day(self) -> date:
        """The cut's T."""
        ...

    @property
    def window(self) -> str:
        """The window that the cut belongs to."""
        ...


Part = TypeVar("Part", bound=OfCut)
Made = TypeVar("Made")


def by_window(parts: Sequence[Part]) -> dict[str, list[Part]]:
    """The parts of each window in order of time: validation first, `all` last where there are two."""
    parts = sorted(parts, key=lambda part: part.day)
    names = sorted({part.window for part in parts}, key=lambda name: (name != "validation", name))
    found = {name: [part for part in parts if part.window == name] for name in names}
    return found if len(names) < 2 else found | {"all": parts}  # noqa: PLR2004 (more than one)


def by_name(tables: Mapping[str, Mapping[str, Made]]) -> dict[str, dict[str, Made]]:
    """Window, then name, of what is by name, then window."""
    windows = dict.fromkeys(window for table in tables.values() for window in table)
    return {window: {name: table[window] for name, table in tables.items() if window in table} for window in windows}
