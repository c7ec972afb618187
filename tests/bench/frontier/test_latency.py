"""Times from raw ones: quantiles, noise, and what one disturbance does to either."""

from collections.abc import Mapping, Sequence

import numpy as np
import polars as pl
import pytest

from fashrec.bench.frontier.latency import (
    AROUND,
    LEAST,
    MS,
    alike,
    controls,
    in_batch,
    limits,
    noise,
    of_two,
    one_by_one,
)

N = 20  # settings, the first of which is exact search


def raw(
    singles: Mapping[tuple[int, int], float], repeats: int = 2, *, control: bool = False
) -> tuple[pl.DataFrame, pl.DataFrame, pl.DataFrame]:
    """times, batches and space_of of N settings, visited in order: all take 2 ms, as their controls do.

    Args:
        singles: by (repeat, setting) what took longer, by which factor: one by one and in a batch.
        repeats: how often each is visited.
        control: whether that is the control before the visit.
    """
    times, batches = [], []
    for repeat in range(repeats):
        for setting in range(N):
            at = {"repeat": repeat, "visit": setting, "setting": setting, "kind": "profiles"}
            for is_control in (True, False):
                slow = singles.get((repeat, setting), 1.0) if is_control == control else 1.0
                ns = round(2_000_000 * slow)
                times += [{**at, "control": is_control, "call": "search", "query": query, "ns": ns} for query in (0, 1)]
                batches.append({**at, "control": is_control, "threads": 2, "n": 1, "ns": ns})
    space_of = pl.DataFrame({"setting": range(N), "space": [0] * N})
    return pl.DataFrame(times), pl.DataFrame(batches), space_of


def ratios(times: pl.DataFrame, batches: pl.DataFrame, space_of: pl.DataFrame) -> tuple[list[float], list[float]]:
    """Of each setting its p50 and its time in a batch over exact's."""
    again = controls(times, batches, space_of)
    single, batch = one_by_one(times, again).sort("setting"), in_batch(batches, again).sort("setting")
    return single["p50_to_exact"].to_list(), (1 / batch["qps_to_exact"]).to_list()


@pytest.mark.parametrize("repeats", [1, 2, 3])
def test_one_disturbed_control_moves_no_setting(repeats: int) -> None:
    """Ten times as slow before one visit: neither that setting nor another looks faster, nor is the noise wide."""
    tables = raw({(0, 7): 10.0}, repeats, control=True)
    assert ratios(*tables) == ([1.0] * N, [1.0] * N)
    (row,) = noise(controls(*tables)).rows(named=True)
    assert row["p50_low"] == row["batch_low"] == 1 / (1 + LEAST)


@pytest.mark.parametrize("repeats", [2, 3])
def test_one_disturbed_visit_of_several_moves_no_setting(repeats: int) -> None:
    """Ten times as slow in one of two visits: the other tells."""
    assert ratios(*raw({(0, 7): 10.0}, repeats)) == ([1.0] * N, [1.0] * N)


def test_a_setting_that_is_slow_at_every_visit_is_slow() -> None:
    """Twice as slow twice is no disturbance, and moves no other."""
    single, batch = ratios(*raw({(0, 7): 2.0, (1, 7): 2.0}))
    assert single == batch == [2.0 if setting == 7 else 1.0 for setting in range(N)]


def test_a_machine_that_becomes_slower_makes_no_setting_slower() -> None:
    """In the second half everything takes three times as long: settings at the controls' pace keep their ratio."""
    times, batches, space_of = raw({(1, setting): 3.0 for setting in range(N)}, repeats=2)
    slower = pl.when(pl.col("repeat") == 1).then(6_000_000).otherwise(2_000_000)
    pace = times.with_columns(ns=slower), batches.with_columns(ns=slower)
    assert ratios(*pace, space_of) == ([1.0] * N, [1.0] * N)
    (row,) = noise(controls(*pace, space_of)).rows(named=True)
    # one control after the change seems slow, none fast
    assert (row["p50_low"], row["p50_drift"]) == (1 / (1 + LEAST), 2)


def test_milliseconds_order_settings_as_ratios_do() -> None:
    """A time is the ratio times exact search's own median, whenever a setting was visited."""
    times, batches, space_of = raw({(0, 3): 1.5, (1, 3): 1.4, (0, 5): 1.2, (1, 5): 1.3})
    again = controls(times, batches, space_of)
    told = one_by_one(times, again)
    assert (told["p50_ms"] / told["p50_to_exact"]).to_list() == pytest.approx([2.0] * N)


@pytest.mark.parametrize(("name", "enough"), [("p95_ms", 100), ("p99_ms", 500), ("p999_ms", 5000)])
def test_a_quantile_needs_five_times_beyond_it(name: str, enough: int) -> None:
    """Of as many it is told, of one fewer not."""
    assert tails(enough)[name] is not None
    assert tails(enough - 1)[name] is None


def test_quantiles_are_of_all_times() -> None:
    """Of 1 to 1,000 ms the 95th percentile is 950.05 ms and the 99th 990.01, by linear interpolation."""
    told = tails(1000)
    assert (told["p95_ms"], told["p99_ms"]) == pytest.approx((950.05, 990.01))


def tails(n: int) -> dict[str, float | None]:
    """What is told of so many searches of 1, 2, ... ms at one visit."""
    at = {"repeat": 0, "visit": 0, "setting": 0, "kind": "profiles", "call": "search"}
    control = {**at, "control": True, "query": 0, "ns": 2_000_000}
    rows = [{**at, "control": False, "query": query, "ns": (query + 1) * 1_000_000} for query in range(n)]
    times = pl.DataFrame([control, *rows])
    batches = pl.DataFrame([{**at, "control": True, "n": 1, "ns": 1}])
    again = controls(times, batches, pl.DataFrame({"setting": [0], "space": [0]}))
    return one_by_one(times, again).row(0, named=True)


def test_milliseconds_are_a_millionth_of_nanoseconds() -> None:
    """The unit of every time column."""
    assert 1_000_000 * MS == 1


def made(space: Sequence[int], ms: Sequence[float]) -> pl.DataFrame:
    """Controls of so many milliseconds, one visit of each of some settings."""
    rows = {"space": space, "repeat": 0, "visit": range(len(ms)), "setting": range(len(ms))}
    at = pl.DataFrame(rows).with_columns(
        kind=pl.lit("profiles"), control=pl.lit(value=True), n=1, call=pl.lit("search")
    )
    frame = at.with_columns(pl.Series("ns", [round(one / MS) for one in ms]))
    return controls(frame, frame, frame.select("setting", "space"))


def test_noise_is_what_exact_search_shows_against_itself() -> None:
    """Of 1, 2, 3, 4 ms each beside the median of the others: 1/3, 2/3, 3/2 and 2; the last two over the first two."""
    (row,) = noise(made([0] * 4, [1.0, 2.0, 3.0, 4.0])).rows(named=True)
    assert (row["p50_low"], row["p50_high"]) == pytest.approx((1 / 3 + 0.015 / 3, 2 - 0.015 * 0.5))
    assert row["p50_drift"] == pytest.approx(3.5 / 1.5 - 1)
    assert (row["n_controls"], row["n_visits"]) == (4, 1)


def test_each_space_has_its_own_noise() -> None:
    """Two sets of vectors are not one unsteady machine."""
    told = noise(made([0, 0, 1, 1], [1.0, 1.0, 9.0, 9.0]))
    assert told["p50_low"].to_list() == [1 / (1 + LEAST)] * 2
    assert told["p50_median"].to_list() == [1, 9]


@pytest.mark.parametrize("n_visits", [1, 2, 3, 5])
def test_a_setting_as_fast_as_exact_search_is_seldom_told_from_it(n_visits: int) -> None:
    """Its low median over visits, drawn from what exact search shows against itself, lies without in 1 of 100 cases."""
    random = np.random.default_rng(0)
    again = np.exp(random.exponential(0.3, 100_000))
    low, high = limits(again, n_visits)
    drawn = np.sort(random.choice(again, (50_000, n_visits)), axis=1)[:, (n_visits - 1) // 2]
    without = ((drawn < low) | (drawn > high)).mean()
    assert 0.004 < without < 0.012


def test_two_settings_waver_by_more_than_one() -> None:
    """Each by as much, both by √2 of it, in logarithms."""
    assert of_two((0.5, 2.0)) == pytest.approx((2**-1.41421, 2**1.41421), rel=1e-5)


def test_controls_around_a_visit_are_as_many_before_as_after() -> None:
    """Its own in the middle; at the ends there are fewer."""
    told = made([0] * 20, [float(at) for at in range(1, 21)])["p50_around"].to_list()
    assert told[9] == 10
    assert told[0] == np.median(range(1, 2 + AROUND))


@pytest.mark.parametrize(("ratio", "near"), [(0.5, True), (2.0, True), (0.49, False), (2.1, False)])
def test_a_ratio_within_the_limits_is_alike(ratio: float, near: bool) -> None:
    """The ends belong to it."""
    assert alike(ratio, (0.5, 2.0)) == near
