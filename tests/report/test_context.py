"""Scores in context: every cell is told by run.json and shown.parquet, and nothing is told where these do not."""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import polars as pl
import pytest

from fashrec.evaluate.ties import TIE_METRICS
from fashrec.report.__main__ import main
from fashrec.report.as_markdown import markdown
from fashrec.report.document import document, gather, parts
from fashrec.results.question import Question
from fashrec.results.runs import read_runs
from tests.report.made import table, write
from tests.results.test_lists import FIRST, LENGTHS, rows
from tests.running import TINY, read_run, run_in

WINDOW = "validation window: 2 cuts, 2020-08-12 to 2020-08-19"
N = {"all": 1200, "cold_only": 40}
Scores = Mapping[str, tuple[float, float, float]]  # of a recommender: score, its mean over orders, tie mass
RIVALS: Scores = {"content": (0.2, 0.2, 0.0), "popular": (0.25, 0.375, 0.5), "repurchase": (0.125, 0.0625, 0.25)}


def cells(value: float, expected: float, mass: float, half: float | None) -> dict[str, Any]:
    """What run.json has of one recommender, the same in both segments."""
    ends = {"low": None if half is None else value - half, "high": None if half is None else value + half}
    return {
        segment: {
            "hit_rate@5": {"value": value, "n": N[segment], **ends},
            "hit_rate_expected@5": {"value": expected, "n": N[segment]},
            "tie_mass@5": {"value": mass, "n": N[segment]},
        }
        for segment in N
    }


def bounds(everything: float, cold_only: float) -> dict[str, Any]:
    """Ceilings with what could be hit: three quarters of the items, for nine of ten customers."""
    return {
        segment: {
            "hit_rate@5": {"value": value, "n": N[segment]},
            "reachable": {"value": 0.75, "n": 4 * N[segment], "by_cut": {"a": 0.5, "b": 1.0}},
            "impossible": {"value": 0.1, "n": N[segment], "by_cut": {"a": 0.1, "b": None}},
        }
        for segment, value in zip(N, (everything, cold_only), strict=True)
    }


def made(folder: Path, scores: Scores, half: float | None = 0.1, **facts: Any) -> Path:
    """A run folder that looked at ties."""
    told = {"validation": {name: cells(*one, half) for name, one in scores.items()}}
    known = {"level": None if half is None else 0.95, "ceilings": {"validation": bounds(0.9, 0.25)}}
    known["floors"] = {"validation": bounds(0.01, 0.02)}
    return write(folder, {}, scores=told, **{**known, **facts})


@pytest.fixture
def report(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The report on one run with ties and shown.parquet."""
    monkeypatch.chdir(tmp_path)
    folder = made(Path("runs/x/1"), RIVALS)
    pl.concat([rows(FIRST, "main", LENGTHS), rows(FIRST, "cold_only", {"ann": 5})]).write_parquet(
        folder / "shown.parquet"
    )
    assert main([]) == 0
    return tmp_path / "reports" / "x"


def text_of(report: Path, name: str = "context.md") -> str:
    """A file of a report."""
    return (report / name).read_text(encoding="utf-8")


def test_lift_and_skill_stand_for_every_row_of_the_table(report: Path) -> None:
    """By chance 0.01 and 0.02, popular 0.25, ceiling 0.9; where popular has the ceiling's score skill is undefined."""
    head, *rows = table(text_of(report), f"## Lift and skill of hit_rate@5, {WINDOW}")
    assert head == ["recommender", "all<br>lift (skill)", "cold_only<br>lift (skill)"]
    assert rows == [
        ["chance", "1.00 (-0.369)", "1.00 (-)"],
        ["popular", "25.00 (+0.000)", "12.50 (-)"],
        ["repurchase", "12.50 (-0.192)", "6.25 (-)"],
        ["content", "20.00 (-0.077)", "10.00 (-)"],
        ["ceiling", "90.00 (+1.000)", "12.50 (-)"],
    ]


def test_ties_stand_for_whoever_has_any(report: Path) -> None:
    """Bold where the two differ by more than 0.1, half of the interval; content's lists end between two scores."""
    text = text_of(report)
    head, *rows = table(text, f"## What ties decide of hit_rate@5, {WINDOW}")
    assert head[1:] == [f"{segment}<br>score → expected (tie mass)" for segment in N]
    assert rows == [
        ["popular", *["**0.2500 → 0.3750** (0.50)"] * 2],
        ["repurchase", *["0.1250 → 0.0625 (0.25)"] * 2],
    ]
    assert "\n\nNo list ends in the midst of equal scores: content.\n" in text


def test_what_could_be_hit_is_told_once_with_the_cuts_between_which_it_lay(report: Path) -> None:
    """Reachable of 4,800 relevant items, impossible of customers; a cut without any is none."""
    assert table(text_of(report), f"## What could be hit, {WINDOW}") == [
        ["share", "all<br>of 4,800 items", "cold_only<br>of 160 items"],
        ["reachable", *["0.7500 (0.500 … 1.000)"] * 2],
        ["impossible", *["0.1000"] * 2],
    ]


def test_short_and_empty_lists_are_counted(report: Path) -> None:
    """Five customers of 1,200 were shown anything, two of them fewer than 5 and four fewer than 12."""
    head, *rows = table(text_of(report), f"## Short and empty lists, {WINDOW}")
    assert head[1:5] == [f"{title}<br>of 1,200" for title in ("short of 5", "short of 12", "empty", "fallback's")]
    assert head[5:] == [f"cold_only: {title}<br>of 40" for title in ("short of 5", "short of 12", "empty")]
    by_name = {row[0]: row[1:] for row in rows}
    assert by_name["content"] == ["2 (0.2%)", "4 (0.3%)", "1,195 (99.6%)", "-", "0", "1 (2.5%)", "39 (97.5%)"]
    assert by_name["popular"] == ["0", "0", "1,200 (100.0%)", "-", "0", "0", "40 (100.0%)"]


def test_lists_that_nobody_was_asked_for_have_no_columns(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Where nobody bought a cold item there is no list of such to be short; who has full lists alone is named."""
    monkeypatch.chdir(tmp_path)
    best = bounds(0.9, 0.25)
    for cell in best["cold_only"].values():
        cell["n"] = 0
    best["all"]["hit_rate@5"]["n"] = 1
    folder = made(Path("runs/x/1"), RIVALS, ceilings={"validation": best})
    rows(FIRST, "main", {"ann": 12}).write_parquet(folder / "shown.parquet")
    assert main([]) == 0
    text = text_of(Path("reports/x"))
    head, *below = table(text, f"## Short and empty lists, {WINDOW}")
    assert head == [
        "recommender",
        *(f"{title}<br>of 1" for title in ("short of 5", "short of 12", "empty", "fallback's")),
    ]
    assert [row[0] for row in below] == ["popular", "repurchase"]
    assert "\n\nAll lists are full, and none is a fallback's: content.\n" in text


def test_the_csv_has_all_of_it_unrounded(report: Path) -> None:
    """A row a recommender, floor or top and segment; what is undefined is empty."""
    frame = pl.read_csv(report / "context.csv")
    assert frame.height == 10
    row = frame.filter(recommender="popular", segment="all").row(0, named=True)
    numbers = ("n", "score", "chance", "ceiling", "lift", "skill", "tie_mass", "expected", "reachable", "impossible")
    assert [row[name] for name in numbers] == [1200, 0.25, 0.01, 0.9, 25.0, 0.0, 0.5, 0.375, 0.75, 0.1]
    assert frame.filter(recommender="content", segment="cold_only")["skill"].to_list() == [None]
    lists = pl.read_csv(report / "lists.csv").filter(recommender="content", list="main", k=12).row(0, named=True)
    assert [lists[name] for name in ("n", "full", "short", "empty")] == [1200, 1, 4, 1195]


def test_latex_and_the_page_have_the_same_tables(report: Path) -> None:
    """Four floats; in the page a section that the note under the scores leads to."""
    tex, page = text_of(report, "context.tex"), text_of(report, "report.html")
    assert tex.count(r"\begin{table}") == 4
    assert r"0.2500 $\rightarrow$ 0.3750} {\footnotesize (0.50)}" in tex
    assert 'id="context"' in page
    assert '<a href="#context">Context</a>' in page
    assert "<b>0.2500 → 0.3750</b> <small>(0.50)</small>" in page


def noted(folder: Path, scores: Sequence[Scores], half: float | None = 0.1) -> list[str]:
    """The notes in table.md of runs with these scores."""
    for at, one in enumerate(scores):
        made(folder / "x" / str(at), one, half, seed=at)
    runs, left_out = read_runs((folder / "x").iterdir())
    gathered = gather("x", runs, left_out, Question())
    text = markdown(document(gathered, parts(gathered, folder)), "me")
    return [part.rstrip() for part in text.split("\n\n") if part.startswith("**Ties.**")]


def test_a_note_under_the_scores_names_large_tie_masses_and_scores_that_ties_moved(tmp_path: Path) -> None:
    """From a quarter of the lists on, and beyond half of an interval."""
    (note,) = noted(tmp_path, [RIVALS])
    assert note == (
        "**Ties.** Equal scores stand in the order of item ids. Shares of lists that end in the midst of such, from "
        "0.25 on: popular 0.50, repurchase 0.25. Farther than half of their interval from their mean over all orders "
        "of equal scores lie, of hit_rate@5, popular in all (0.2500, mean 0.3750), popular in cold_only (0.2500, mean "
        "0.3750). [Context](context.md) has it for each recommender and segment."
    )


def test_a_note_says_so_where_ties_moved_nothing_far(tmp_path: Path) -> None:
    """And nothing of intervals where the run has none."""
    moved, unknown = "No hit_rate@5 lies farther than half of its interval", "interval"
    assert moved in noted(tmp_path / "with", [RIVALS], half=0.2)[0]
    assert unknown not in noted(tmp_path / "without", [RIVALS], half=None)[0]


def test_there_is_no_note_where_few_lists_end_in_ties(tmp_path: Path) -> None:
    """And none of them moved a score far."""
    assert noted(tmp_path, [{"content": (0.2, 0.2, 0.0), "popular": (0.25, 0.26, 0.24)}]) == []


def test_a_note_spans_runs_with_other_tie_masses(tmp_path: Path) -> None:
    """The least and the greatest of those that are large."""
    runs = [{"content": (0.2 + mass / 9, 0.2, mass)} for mass in (0.1, 0.3, 0.5)]
    assert "from 0.25 on: content 0.30 – 0.50." in noted(tmp_path, runs, half=0.3)[0]


def test_runs_of_an_older_fashrec_have_their_lift_and_skill(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Which scores, floors and ceilings tell; they knew no ties, no reach, and their lists are gone."""
    monkeypatch.chdir(tmp_path)
    write(Path("runs/x/1"), {"content": {"all": 0.2, "cold": 0.1}})
    Path("reports/x").mkdir(parents=True)
    Path("reports/x/lists.csv").touch()
    assert main([]) == 0
    text = text_of(Path("reports/x"))
    headings = [line.partition(",")[0] for line in text.splitlines() if line.startswith("## ")]
    assert headings == ["## Lift and skill of hit_rate@5", "## How to read it"]
    assert "**Ties.**" not in text_of(Path("reports/x"), "table.md")
    assert not Path("reports/x/lists.csv").exists()


def test_a_headline_without_an_expectation_has_ties_of_the_hit_rate(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """map@5 leads; both metrics stand in the table of numbers."""
    monkeypatch.chdir(tmp_path)
    folder = made(Path("runs/x/1"), RIVALS, headline="map@5")
    text = (folder / "run.json").read_text()
    (folder / "run.json").write_text(text.replace('{"hit_rate@5"', '{"map@5": {"value": 0.1}, "hit_rate@5"'))
    assert main([]) == 0
    text = text_of(Path("reports/x"))
    assert f"## Lift and skill of map@5, {WINDOW}" in text
    assert f"## What ties decide of hit_rate@5, {WINDOW}" in text
    found = pl.read_csv("reports/x/context.csv").filter(recommender="popular", segment="all")
    assert found["metric"].to_list() == ["map@5", "hit_rate@5"]
    assert found["expected"].to_list() == [None, 0.375]


@pytest.mark.slow
def test_a_real_runs_context_is_told_by_its_files(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Every number of context.csv is run.json's or follows from it; lists are counted again, customer by customer."""
    folder = tmp_path / "runs" / "test" / "1"
    data = run_in(folder, "experiment=pixels128", *TINY, "embed.dim=8", "evaluate.latency=0", store=tmp_path / "store")
    monkeypatch.chdir(tmp_path)
    assert main([]) == 0
    found = pl.read_csv("reports/test/context.csv")
    scores, floors, best = (data[name]["validation"] for name in ("scores", "floors", "ceilings"))
    for row in found.filter(~pl.col("recommender").is_in(["chance", "ceiling"])).iter_rows(named=True):
        of_one, at = scores[row["recommender"]][row["segment"]], row["segment"]
        told = [of_one[f"{name}@5"]["value"] for name in ("hit_rate", *TIE_METRICS[:2])]
        assert [row[name] for name in ("score", "tie_mass", "expected")] == told
        assert [row[name] for name in ("reachable", "impossible")] == [
            best[at][name]["value"] for name in ("reachable", "impossible")
        ]
        assert row["lift"] == pytest.approx(row["score"] / floors[at]["hit_rate@5"]["value"])
        popular, ceiling = (of[at]["hit_rate@5"]["value"] for of in (scores["popular"], best))
        assert row["skill"] == pytest.approx((row["score"] - popular) / (ceiling - popular))
    assert found.filter(pl.col("tie_mass") > 0).height > 0
    shown, future = (pl.read_parquet(folder / f"{name}.parquet") for name in ("shown", "future"))
    asked = {"main": future, "cold_only": future.filter("cold")}
    for row in pl.read_csv("reports/test/lists.csv").iter_rows(named=True):
        everybody = asked[row["list"]].select("cut", "customer").unique()
        own = shown.filter(recommender=row["recommender"], list=row["list"]).group_by("cut", "customer").len()
        lengths = everybody.join(own, on=["cut", "customer"], how="left")["len"].fill_null(0)
        counted = [(lengths >= row["k"]).sum(), ((lengths > 0) & (lengths < row["k"])).sum(), (lengths == 0).sum()]
        assert [row["n"], row["full"], row["short"], row["empty"]] == [len(everybody), *counted]
    assert read_run(folder)["cuts"][0]["fallback"]["content"] > 0
