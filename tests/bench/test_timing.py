"""What is on the clock, and on how many threads."""

import time

import numpy as np
import torch

from fashrec.bench.timing import FEWEST, WARM_UP, call_times, on_threads


def test_calls_are_warmed_up_off_the_clock() -> None:
    """The first few are made once more before; each has its own time."""
    made: list[int] = []
    times = call_times(made.append, range(WARM_UP + 3))
    assert made == [*range(WARM_UP), *range(WARM_UP + 3)]
    assert times.shape == (WARM_UP + 3,)
    assert times.dtype == np.int64
    assert (times > 0).all()


def test_a_slow_call_is_timed_as_slow() -> None:
    """Ten times the work takes longer, in nanoseconds of the same clock."""
    times = call_times(lambda n: sum(range(n)), [1_000, 1_000_000, 1_000, 1_000_000])
    assert min(times[1], times[3]) > max(times[0], times[2])


def test_no_call_begins_after_the_time_is_over() -> None:
    """Where one call takes the whole of it, the least number of calls is made, and each has a time."""
    times = call_times(lambda _: time.sleep(0.001), range(1000), at_most_s=0.001)
    assert len(times) == FEWEST
    assert (times >= 1_000_000).all()


def test_the_warm_up_of_a_first_visit_is_not_cut_short() -> None:
    """Where the time is over at once, all of it is made the first time, one call of it later; neither is timed."""
    made: list[int] = []

    def call(one: int) -> None:
        made.append(one)
        time.sleep(0.0001)

    for first in (True, False):
        call_times(call, range(1000), at_most_s=0.0, first=first)
    assert made == [*range(WARM_UP), *range(FEWEST), 0, *range(FEWEST)]


def test_threads_are_put_back() -> None:
    """One inside, as many as before outside."""
    before = torch.get_num_threads()
    torch.set_num_threads(2)
    try:
        with on_threads(1):
            assert torch.get_num_threads() == 1
        assert torch.get_num_threads() == 2
    finally:
        torch.set_num_threads(before)
