"""What a verification found: what was compared, what differs, what nobody could compare."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path

FIRST = 10  # differences said one by one; the rest are counted


@dataclass(frozen=True, slots=True)
class Verdict:
    """Grows while a run folder is gone through.

    Attributes:
        folder: the run folder.
        same: what was compared and found equal, one sentence each.
        differences: what is not as it should be, in the order of finding.
        unchecked: what could not be compared, and why.
        compared: keys of run.json that were, as `fashrec.verify.rest` takes them.
    """

    folder: Path
    same: list[str] = field(default_factory=list)
    differences: list[str] = field(default_factory=list)
    unchecked: list[str] = field(default_factory=list)
    compared: list[str] = field(default_factory=list)

    @property
    def holds(self) -> bool:
        """Whether nothing differs."""
        return not self.differences

    def check(self, claim: str, differences: Iterable[str], compared: Iterable[str] = ()) -> bool:
        """Note a claim, or what contradicts it, and the keys of run.json that it is about; whether it holds."""
        found = list(differences)
        self.compared.extend(compared)
        self.differences.extend(found)
        if not found:
            self.same.append(claim)
        return not found

    def lines(self) -> list[str]:
        """As the command prints it."""
        n = len(self.differences)
        head = f"{self.folder}: " + ("verified" if self.holds else f"{n} difference{'s' * (n != 1)}")
        told = [f"  differs:     {one}" for one in self.differences[:FIRST]]
        told += [f"  differs:     and {n - FIRST} more"] if n > FIRST else []
        same = [f"  same:        {one}" for one in self.same]
        return [head, *told, *same, *(f"  not checked: {one}" for one in self.unchecked)]
