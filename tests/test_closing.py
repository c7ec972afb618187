"""The lines under the closing table of a run."""

import io
from pathlib import Path
from typing import Any

import pytest
from rich.console import Console

from fashrec.closing import close
from fashrec.record import Record
from tests.report.made import CUTS


def cells(mass: float, expected: float) -> dict[str, Any]:
    """A hit rate of a half, give or take a tenth; and what ties do to it."""
    cell = {"value": 0.5, "n": 1200, "low": 0.4, "high": 0.6, "method": "bootstrap"}
    of_one = {"hit_rate@5": cell, "tie_mass@5": {"value": mass}, "hit_rate_expected@5": {"value": expected}}
    return {"all": of_one, "cold": of_one}


def lines(folder: Path, scores: dict[str, Any]) -> list[str]:
    """What a run with these scores says of ties when it is done."""
    bounds = {"all": {"hit_rate@5": {"value": 0.9, "n": 1200}}, "cold": {"hit_rate@5": {"value": 0.9, "n": 40}}}
    data = {"name": "x", "cuts": CUTS, "level": 0.95, "scores": {"validation": scores}}
    written = io.StringIO()
    record = Record(folder, {**data, "floors": {"validation": bounds}, "ceilings": {"validation": bounds}})
    close(record, "hit_rate@5", Console(file=written, width=80))
    return [line for line in written.getvalue().splitlines() if line.startswith("ties")]


OFTEN = "lists that end in the midst of equal scores, in the order of ids: "
FAR = "scores that another order could move by more than half of their interval: 2"
MANY = {"als": 0.3, "bpr": 0.4, "content": 0.5, "popular": 0.6, "repurchase": 0.7}


@pytest.mark.parametrize(
    ("masses", "expected", "said"),
    [
        ({"popular": 0.24}, 0.5, []),
        ({"popular": 0.25, "content": 0.0}, 0.5, [f"{OFTEN}popular 25%"]),
        (MANY, 0.5, [f"{OFTEN}repurchase 70%, popular 60%, content 50% and 2 more"]),
        ({"popular": 0.1}, 0.7, [FAR]),
        ({"popular": 0.25}, 0.7, [f"{OFTEN}popular 25%; {FAR}"]),
    ],
)
def test_ties_have_one_line_where_they_decide_much_and_else_none(
    masses: dict[str, float], expected: float, said: list[str], tmp_path: Path
) -> None:
    """However many recommenders have them; the table above has no column more."""
    found = lines(tmp_path, {name: cells(mass, expected) for name, mass in masses.items()})
    assert found == [f"ties: {one} (see context.md of the report)" for one in said]
