"""Progress on a terminal (bars with an estimate), in a log (plain lines now and then), or not at all."""

import logging
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, TextColumn, TimeElapsedColumn, TimeRemainingColumn
from rich.progress import Progress as Bars

from fashrec.interrupted import work_begins
from fashrec.stages import Progress

log = logging.getLogger("fashrec")

Step = Callable[[int], None]


@dataclass(frozen=True, slots=True)
class Quiet:
    """Nothing on the screen; lines still reach the log."""

    @contextmanager
    def task(self, what: str, total: int | None, unit: str = "") -> Iterator[Step]:
        """A step function that does nothing."""
        del what, total, unit
        yield lambda _: None

    def say(self, line: str) -> None:
        """One line to the log."""
        log.info("%s", line)


@dataclass(frozen=True, slots=True)
class Plain:
    """Lines for a log: when a task begins, every `every_s` seconds, and when it ends."""

    console: Console
    every_s: float = 10.0

    @contextmanager
    def task(self, what: str, total: int | None, unit: str = "") -> Iterator[Step]:
        """A step function that writes a line at most every `every_s` seconds."""
        meter = _Meter(total, unit, next_s=self.every_s)

        def step(n: int) -> None:
            if meter.step(n) and meter.elapsed_s() >= meter.next_s:
                meter.next_s = meter.elapsed_s() + self.every_s
                self.say(f"{what}: {meter}")

        yield step
        if meter.elapsed_s() >= 1:
            self.say(f"{what}: {meter.done:,} {unit} in {meter.elapsed_s():.0f} s".replace("  ", " "))

    def say(self, line: str) -> None:
        """One line to the log and to the console."""
        log.info("%s", line)
        self.console.print(line, markup=False, highlight=False, soft_wrap=True)


@dataclass(frozen=True, slots=True)
class Rich:
    """Bars with an estimate of the time left; lines are written above them."""

    console: Console
    _bars: list[Bars] = field(default_factory=list)

    @contextmanager
    def task(self, what: str, total: int | None, unit: str = "") -> Iterator[Step]:
        """A bar; tasks may be nested, they share one display."""
        outermost = not self._bars
        if outermost:
            self._bars.append(self._new())
            self._bars[0].start()
        bars = self._bars[0]
        row = bars.add_task(what, total=total, unit=unit)
        try:
            yield lambda n: bars.advance(row, n)
        finally:
            bars.remove_task(row)
            if outermost:
                bars.stop()
                self._bars.clear()

    def say(self, line: str) -> None:
        """One line to the log and, above the bars, to the terminal."""
        log.info("%s", line)
        console = self._bars[0].console if self._bars else self.console
        console.print(line, markup=False, highlight=False, soft_wrap=True)

    def _new(self) -> Bars:
        columns = (
            TextColumn("{task.description}"),
            BarColumn(),
            MofNCompleteColumn(),
            TextColumn("{task.fields[unit]}"),
            TimeElapsedColumn(),
            TextColumn("left"),
            TimeRemainingColumn(),
        )
        return Bars(*columns, console=self.console, transient=True)


@dataclass(slots=True)
class _Meter:
    total: int | None
    unit: str
    next_s: float
    done: int = 0
    start_s: float = field(default_factory=time.monotonic)

    def step(self, n: int) -> bool:
        self.done += n
        return self.total is None or self.done < self.total

    def elapsed_s(self) -> float:
        return time.monotonic() - self.start_s

    def __str__(self) -> str:
        if not self.total or not self.done:
            return f"{self.done:,} {self.unit}, {self.elapsed_s():.0f} s"
        left_s = self.elapsed_s() * (self.total - self.done) / self.done
        return f"{self.done:,} of {self.total:,} {self.unit}, {self.elapsed_s():.0f} s, about {left_s:.0f} s left"


def for_console() -> Progress:
    """Bars where standard error is a terminal, plain lines elsewhere; Ctrl-C is an exception from here on."""
    work_begins()
    console = Console(stderr=True)
    return Rich(console) if sys.stderr.isatty() else Plain(console)
