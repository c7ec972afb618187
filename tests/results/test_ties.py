"""Which ties are worth a word: those of many lists, and those that move a score farther than luck does."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

from fashrec.results.runs import Run, read_runs
from fashrec.results.ties import LARGE, Tied, large, moved, tie_metric, tied
from tests.report.made import write

METRIC = "hit_rate@5"


def cells(mass: float | None, value: float | None = 0.5, expected: float | None = 0.5, half: float = 0.1) -> Any:
    """What run.json has of one recommender, the same in both segments."""
    ends = {"low": None, "high": None} if value is None else {"low": value - half, "high": value + half}
    cell = {
        METRIC: {"value": value, "n": 40, **ends},
        "tie_mass@5": {"value": mass},
        "hit_rate_expected@5": {"value": expected},
    }
    return {"all": cell, "cold": cell}


def run_of(folder: Path, scores: Mapping[str, Any]) -> Run:
    """A run with these scores."""
    write(folder / "x" / "1", {}, scores={"validation": scores})
    return read_runs((folder / "x").iterdir())[0][0]


def test_a_score_stands_beside_its_mean_over_orders(tmp_path: Path) -> None:
    """Mass, score, mean and half of the interval, as run.json has them."""
    run = run_of(tmp_path, {"popular": cells(0.25, 0.5, 0.75, half=0.125)})
    assert tied(run, "validation", "popular", "all", METRIC) == Tied(0.25, 0.5, 0.75, 0.125)


@pytest.mark.parametrize("column", ["chance", "ceiling", "nobody"])
def test_what_has_no_lists_has_no_ties(column: str, tmp_path: Path) -> None:
    """Chance stands as its closed form, whose ties are nobody's."""
    run = run_of(tmp_path, {"popular": cells(0.5), "chance": cells(0.5)})
    assert tied(run, "validation", column, "all", METRIC) is None


@pytest.mark.parametrize("missing", [cells(None), cells(0.5, None), cells(0.5, 0.5, None)])
def test_runs_that_do_not_tell_have_no_ties(missing: Any, tmp_path: Path) -> None:
    """Those of an older fashrec, and segments without a customer."""
    assert tied(run_of(tmp_path, {"popular": missing}), "validation", "popular", "all", METRIC) is None


def test_a_large_tie_mass_is_a_quarter_of_the_lists_or_more(tmp_path: Path) -> None:
    """The greatest first; the oracle and the simulated chance are nobody's rivals."""
    masses = {"als": LARGE, "bpr": LARGE - 0.001, "popular": 0.6, "oracle": 0.9, "chance": 0.9}
    run = run_of(tmp_path, {name: cells(mass) for name, mass in masses.items()})
    assert large(run, "validation", METRIC) == {"popular": 0.6, "als": 0.25}


def test_a_score_is_moved_where_its_mean_lies_beyond_half_of_its_interval(tmp_path: Path) -> None:
    """Up or down; not at the very end, and not where there is no interval."""
    scores = {
        "als": cells(0.1, 0.5, 0.625, half=0.125),
        "bpr": cells(0.1, 0.5, 0.625, half=0.0625),
        "popular": cells(0.1, 0.5, 0.375, half=0.0625),
    }
    found = list(moved(run_of(tmp_path, scores), "validation", METRIC))
    assert [(name, segment) for name, segment, _ in found] == [
        *(("popular", "all"), ("popular", "cold"), ("bpr", "all"), ("bpr", "cold"))
    ]
    assert not Tied(0.1, 0.5, 0.9, None).moves


@pytest.mark.parametrize(
    ("metric", "asked"), [("hit_rate@5", "hit_rate@5"), ("recall@12", "recall@12"), ("map@12", "hit_rate@12")]
)
def test_a_metric_whose_mean_over_orders_is_not_known_gives_way_to_the_hit_rate(metric: str, asked: str) -> None:
    """At its own list length."""
    assert tie_metric(metric) == asked
