"""Beyond accuracy and the audit as tables: every cell is run.json's."""

import copy
from pathlib import Path
from typing import Any

import polars as pl
import pytest

from fashrec.report.__main__ import main
from tests.report.made import table, write

HITS: dict[str, Any] = {
    "n": 200,
    "hits": 20,
    "hit_rate": 0.08,
    "kinds": {
        "same_item": {"hits": 5, "share": 0.25, "relevant": 40, "hit_rate": 0.02},
        "same_product": {"hits": 2, "share": 0.1, "relevant": 60, "hit_rate": 0.01},
        "new_product": {"hits": 13, "share": 0.65, "relevant": 100, "hit_rate": 0.05},
    },
    "n_distances": 10,
    "distances": [0.0, 0.125, 0.25, 0.5, 1.5],
    "quarters": [
        {"above": 0.0, "to": 0.2, "relevant": 30, "hits": 6},
        {"above": 0.2, "to": 0.4, "relevant": 30, "hits": 3},
        {"above": 0.4, "to": 0.6, "relevant": 30, "hits": 1},
        {"above": 0.6, "to": 1.9, "relevant": 30, "hits": 0},
    ],
}
NO_HITS = HITS | {
    "hits": 0,
    "hit_rate": 0.0,
    "kinds": {name: {**kind, "hits": 0, "share": None, "hit_rate": 0.0} for name, kind in HITS["kinds"].items()},
    "n_distances": 0,
    "distances": None,
    "quarters": [{**quarter, "hits": 0} for quarter in HITS["quarters"]],
}
SCORES = {"content": {"all": 0.2, "cold": 0.1}}


def measures(coverage: float, diversity: float | None, ms: float | None) -> dict[str, Any]:
    """What run.json has of one recommender."""
    seconds = None if ms is None else ms / 1000
    values = {"coverage@5": coverage, "coverage@12": 2 * coverage, "diversity@5": diversity, "diversity@12": None}
    values |= {f"latency_p{q}_s": seconds for q in (50, 95, 99)}
    return {name: {"value": value, "n": 1, "by_cut": {}} for name, value in values.items()}


def facts(coverage: float, hits: dict[str, Any]) -> dict[str, Any]:
    """`beyond` and `audit` of a run with content and popular."""
    audit = {name: {"5": copy.deepcopy(one), "12": HITS} for name, one in (("content", hits), ("popular", NO_HITS))}
    return {
        "beyond": {
            "validation": {"content": measures(coverage, 0.5, 2.0), "popular": measures(0.0625, None, coverage)}
        },
        "audit": {"validation": audit},
    }


@pytest.fixture
def report(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The report on two runs that measured, and one of an older fashrec."""
    monkeypatch.chdir(tmp_path)
    write(Path("runs/x/1"), SCORES, **facts(0.25, HITS))
    write(Path("runs/x/2"), SCORES, {"embed.dim": 16}, **facts(0.5, NO_HITS))
    write(Path("runs/x/3"), SCORES, {"embed.dim": 32})
    assert main([]) == 0
    return tmp_path / "reports" / "x"


def test_a_line_a_run_and_one_for_all_of_a_rival(report: Path) -> None:
    """Popular's coverage is one, its waiting times are two; what was not measured is a dash; lists of 5 alone."""
    text = (report / "beyond.md").read_text(encoding="utf-8")
    head, *rows = table(text, "## What lists are like, validation window")
    assert head == ["recommender", "run", "embed.dim", "coverage", "diversity", "p50 ms", "p95 ms", "p99 ms"]
    assert rows == [
        ["popular", "", "", "0.0625", "-", *["0.25 – 0.50"] * 3],
        ["content", "1", "8", "0.2500", "0.5000", *["2.00"] * 3],
        ["content", "2", "16", "0.5000", "0.5000", *["2.00"] * 3],
    ]


def test_hits_are_split_by_kind_and_distance(report: Path) -> None:
    """The three rates add up to the hit rate, the three shares to 1; six of ten hits lie in the nearest quarter."""
    text = (report / "beyond.md").read_text(encoding="utf-8")
    _, *rows = table(text, "## What is hit, validation window")
    by_label = {tuple(row[:2]): row[3:] for row in rows}
    assert by_label["relevant, in the catalogue", ""] == [
        *("", "", "", "", "200", "0.2000", "0.3000", "0.5000"),
        *("0.2000", "0.4000", "0.6000", "0.2500"),
    ]
    assert by_label["content", "1"] == [
        *("0.0800", "0.0200", "0.0100", "0.0500", "20", "0.2500", "0.1000", "0.6500"),
        *("0.1250", "0.2500", "0.5000", "0.6000"),
    ]
    assert by_label["content", "2"] == [*["0.0000"] * 4, "0", *["-"] * 7]


def test_the_tables_as_csv_have_every_length_unrounded(report: Path) -> None:
    """beyond.csv a row a recommender, audit.csv one a recommender and length."""
    beyond, audit = pl.read_csv(report / "beyond.csv"), pl.read_csv(report / "audit.csv")
    assert (beyond.height, audit.height) == (4, 8)
    row = audit.filter(recommender="content", run=1, k=5).row(0, named=True)
    assert (row["kinds.new_product.share"], row["distances.5"], row["quarters.1.hits"]) == (0.65, 1.5, 6)
    assert beyond.filter(recommender="content", run=2)["coverage@12"].item() == 1.0


def test_runs_of_an_older_fashrec_have_no_such_page(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """And the other tables as ever."""
    monkeypatch.chdir(tmp_path)
    write(Path("runs/x/3"), SCORES)
    assert main([]) == 0
    assert sorted(file.name for file in Path("reports/x").iterdir()) == [
        "context.csv",
        "context.md",
        "context.tex",
        "report.html",
        "table.csv",
        "table.md",
        "table.tex",
    ]


def test_a_run_with_other_list_lengths_is_left_out_of_the_tables(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As two protocols have them."""
    monkeypatch.chdir(tmp_path)
    write(tmp_path / "runs" / "x" / "1", SCORES, **facts(0.5, HITS))
    other = facts(0.25, HITS)
    for audited in other["audit"]["validation"].values():
        del audited["5"]
    write(tmp_path / "runs" / "x" / "2", SCORES, **other, ks=[12])
    assert main([]) == 0
    head, *rows = table((tmp_path / "reports" / "x" / "beyond.md").read_text(), "## What is hit, validation window")
    assert "hit rate" in head
    assert rows
