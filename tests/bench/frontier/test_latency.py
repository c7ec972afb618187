"""Quantiles and noise from raw times."""

import polars as pl
import pytest

from fashrec.bench.frontier.latency import MS, alike, noise, one_by_one


def times(n: int) -> pl.DataFrame:
    """So many searches of 1, 2, ... ms at one visit, after a control of 2 ms."""
    at = {"repeat": 0, "visit": 0, "setting": 0, "kind": "profiles", "call": "search"}
    control = {**at, "control": True, "query": 0, "ns": 2_000_000}
    rows = [{**at, "control": False, "query": query, "ns": (query + 1) * 1_000_000} for query in range(n)]
    return pl.DataFrame([control, *rows])


def test_a_rare_quantile_needs_a_thousand_times() -> None:
    """Of 1 to 1,000 ms the 99.9th percentile is 999.001 ms; one time fewer has none."""
    assert one_by_one(times(1000))["p999_ms"][0] == pytest.approx(999.001)
    assert one_by_one(times(999))["p999_ms"][0] is None


def test_milliseconds_are_a_millionth_of_nanoseconds() -> None:
    """The unit of every time column."""
    assert 1_000_000 * MS == 1


def test_noise_is_a_spread_and_a_drift_of_exact_search() -> None:
    """Of 1, 2, 3, 4 ms: quartiles 1.75 and 3.25 over a median of 2.5; the last two over the first two, 3.5 / 1.5."""
    controls = pl.DataFrame({"space": [0] * 4, "at": range(4), "ms": [1.0, 2.0, 3.0, 4.0], "qps": [5.0] * 4})
    (row,) = noise(controls).rows(named=True)
    assert row["ms_spread"] == pytest.approx(1.5 / 2.5)
    assert row["ms_drift"] == pytest.approx(3.5 / 1.5 - 1)
    assert (row["qps_spread"], row["qps_drift"], row["n_controls"]) == (0, 0, 4)


def test_each_space_has_its_own_noise() -> None:
    """Two sets of vectors are not one unsteady machine."""
    controls = pl.DataFrame({"space": [0, 0, 1, 1], "at": [0, 1] * 2, "ms": [1.0, 1.0, 9.0, 9.0], "qps": [1.0] * 4})
    assert noise(controls)["ms_spread"].to_list() == [0, 0]


@pytest.mark.parametrize(("ratio", "near"), [(0.5, True), (2.0, True), (0.49, False), (2.1, False)])
def test_a_ratio_within_the_noise_is_alike_up_and_down(ratio: float, near: bool) -> None:
    """A spread as large as the median forbids to tell halves and doubles from one."""
    assert alike(ratio, 1.0) == near
