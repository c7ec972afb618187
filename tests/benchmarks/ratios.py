"""What a benchmark records: how long something takes beside something measured in the same rounds."""

from collections.abc import Callable, Sequence
from statistics import median
from time import perf_counter

from pytest_benchmark.fixture import BenchmarkFixture


def record(benchmark: BenchmarkFixture, to: str, ours_s: Sequence[float], bare_s: Sequence[float]) -> float:
    """Keep the ratio of each round where `make bench` looks for it (fashrec/bench/ratios); their median.

    Args:
        benchmark: whose `extra_info` is written.
        to: what `bare_s` are the seconds of, in a few words.
        ours_s: seconds of what is measured, round by round.
        bare_s: seconds of what it is measured against, in the same rounds.
    """
    ratios = [ours / bare for ours, bare in zip(ours_s, bare_s, strict=True)]
    benchmark.extra_info |= {"to": to, "ratios": ratios}
    return median(ratios)


def beside(
    benchmark: BenchmarkFixture, to: str, ours: Callable[[], object], bare: Callable[[], object], rounds: int = 7
) -> float:
    """Time both in turns, once before off the clock, and `record`; one round where nothing is timed.

    Whatever slows the machine for longer than a round slows both.
    """
    ours_s: list[float] = []
    bare_s: list[float] = []
    for _ in range(rounds + 1 if benchmark.enabled else 1):
        bare_s.append(seconds(bare))
        ours_s.append(seconds(ours))
    first = 1 if benchmark.enabled else 0
    return record(benchmark, to, ours_s[first:], bare_s[first:])


def seconds(work: Callable[[], object]) -> float:
    """Wall-clock seconds of one call."""
    start = perf_counter()
    work()
    return perf_counter() - start
