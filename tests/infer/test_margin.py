"""Intervals in few letters."""

import io
from typing import Any

import pytest
from rich.console import Console

from fashrec.closing import close
from fashrec.infer.margin import legend, margin
from fashrec.record import Record
from tests.report.made import CUTS


@pytest.mark.parametrize(
    ("value", "low", "high", "method", "said"),
    [
        (0.0795, 0.0717, 0.0878, "bootstrap", "±.008"),
        (0.5, 0.25, 0.75, "bootstrap", "±.250"),
        (0.0002, 0.0001, 0.0003, "bootstrap", "±.0001"),
        (11.0, 9.0, 12.0, "bootstrap", "±1.500"),
        (0.0, 0.0, 0.0, "bootstrap", "±.000"),
        (0.0, 0.0, 0.0104, "wilson", "≤.010"),
        (0.99, 0.951, 1.0, "wilson", "≥.951"),
        (0.0, None, None, None, ""),
    ],
)
def test_a_margin_is_short(value: float, low: float | None, high: float | None, method: str | None, said: str) -> None:
    """Three decimals without the leading 0, a fourth where three would be nothing; Wilson's shows its far end."""
    assert margin({"value": value, "low": low, "high": high, "method": method}) == said


def test_a_score_of_before_has_no_margin() -> None:
    """Older run folders stay readable."""
    assert margin({"value": 0.5, "n": 3}) == ""
    assert "95 %" in legend(0.95)


@pytest.mark.parametrize("width", [80, 60])
def test_the_closing_table_shows_intervals_where_there_is_place(tmp_path: Any, width: int) -> None:
    """In the cells of 80 columns; under a table that is wider without them, where there are but 60."""
    cell = {"value": 0.25, "n": 1200, "low": 0.24, "high": 0.26, "method": "bootstrap", "by_cut": {}}
    bound = {"value": 0.5, "n": 1200}
    names = ("chance", "popular", "repurchase", "content", "oracle")
    scores = {name: {part: {"hit_rate@5": cell} for part in ("all", "cold")} for name in names}
    bounds = {"validation": {part: {"hit_rate@5": bound} for part in ("all", "cold")}}
    data = {"name": "x", "cuts": CUTS, "level": 0.95, "scores": {"validation": scores}}
    written = io.StringIO()
    record = Record(tmp_path, {**data, "floors": bounds, "ceilings": bounds})
    close(record, "hit_rate@5", Console(file=written, width=width))
    text = written.getvalue()
    assert ("0.2500±.010" in text) == (width == 80)
    assert ("segment all: popular ±.010, repurchase ±.010, content ±.010." in text) == (width == 60)
    assert legend(0.95) in text
