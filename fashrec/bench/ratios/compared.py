"""One run of the benchmarks against an earlier one: what became slower, by more than the rounds differ."""

from collections.abc import Sequence
from dataclasses import dataclass
from math import exp, log, sqrt
from typing import Literal

from fashrec.bench.ratios.measured import Measured, Ratio

Verdict = Literal["slower", "faster", "same", "new", "gone"]
# in the order in which a reader wants them
VERDICTS: tuple[Verdict, ...] = ("slower", "faster", "new", "gone", "same")

# two standard deviations of a difference; rounds of one run lie closer together than runs do, hence a least share
_DEVIATIONS, _LEAST = 2.0, 0.1
# beyond this a benchmark tells nothing
_MOST = 0.5


@dataclass(frozen=True, slots=True)
class Change:
    """One benchmark, before and now.

    Attributes:
        name: `FILE::TEST`.
        before: in the baseline; None where it is new.
        now: None where it is gone.
    """

    name: str
    before: Ratio | None
    now: Ratio | None

    @property
    def change(self) -> float | None:
        """The ratio's relative change: 0.5 is half as much again, -0.5 is half."""
        if self.before is None or self.now is None:
            return None
        return self.now.median / self.before.median - 1

    @property
    def tolerance(self) -> float:
        """How much greater a ratio may be that counts as the same: exp(2 sqrt(s^2 + s'^2)) - 1, at least a tenth.

        s and s' are both runs' spreads. A ratio may be smaller by the same factor.
        """
        spreads = [ratio.spread for ratio in (self.before, self.now) if ratio is not None]
        return max(_LEAST, exp(_DEVIATIONS * sqrt(sum(spread**2 for spread in spreads))) - 1)

    @property
    def verdict(self) -> Verdict:
        """What it is: measured against something else than before, it is new."""
        if self.now is None:
            return "gone"
        if self.before is None or self.before.to != self.now.to or self.change is None:
            return "new"
        moved, allowed = log(1 + self.change), log(1 + self.tolerance)
        return "slower" if moved > allowed else "faster" if moved < -allowed else "same"


def compared(before: Measured | None, now: Measured) -> list[Change]:
    """Every benchmark of either, the worst first; all are new where there was no baseline."""
    earlier = before.ratios if before else {}
    changes = [Change(name, earlier.get(name), now.ratios.get(name)) for name in sorted({*earlier, *now.ratios})]
    return sorted(changes, key=lambda change: (VERDICTS.index(change.verdict), -abs(change.change or 0)))


def wavering(changes: Sequence[Change]) -> int:
    """How many were measured now and tolerate more than half as much again: nothing can be told by them."""
    return sum(change.now is not None and change.tolerance > _MOST for change in changes)


def summary(changes: Sequence[Change]) -> str:
    """One line: how many of each."""
    counts = {verdict: sum(change.verdict == verdict for change in changes) for verdict in VERDICTS}
    return ", ".join(f"{count} {verdict}" for verdict, count in counts.items() if count)
