"""What moved from one run to a later one, and what moved with it."""

from pathlib import Path
from typing import Any

import polars as pl
import pytest

from fashrec.report.__main__ import main
from tests.compare.folders import make
from tests.report.made import table, write

SOME, MANY = [1.0] * 20 + [0.0] * 60, [1.0] * 60 + [0.0] * 20
CONTENT = {"content": {"all": 0.2, "cold": 0.1}}
FACTS: dict[str, Any] = {
    "git_commit": "0123456789abcdef",
    "versions": {"numpy": "2.4.6", "torch": "2.13.0"},
    "machine": {"processor": "abacus", "cores": 2},
    "artefacts": {"vectors": "aaaa"},
    "data": {"hash": "5ea50470"},
}


@pytest.fixture(autouse=True)
def _here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)


def drift(*words: str) -> str:
    """drift.md of the experiment x."""
    assert main([*words]) == 0
    return Path("reports/x/drift.md").read_text(encoding="utf-8")


def test_nothing_moved_is_one_line(capsys: pytest.CaptureFixture[str]) -> None:
    """How many numbers are the same, and what is not although they are."""
    write(Path("runs/x/1"), CONTENT, **FACTS)
    write(Path("runs/x/2"), CONTENT, **{**FACTS, "git_commit": "another"})
    text = drift("since=runs/x/1")
    said = "Nothing moved since 1: all 26 numbers of 2 are the same, with another commit."
    assert text.splitlines()[-1] == said
    assert capsys.readouterr().out.splitlines() == [said, "", "reports/x/drift.md and drift.csv"]


def test_a_score_that_moved_is_tested_on_the_same_customers() -> None:
    """content hits 60 of 80 times, and did 20, each customer once more: 0.25 → 0.75; popular is as it was."""
    make(Path("runs/x/1"), {"popular": SOME, "content": SOME}, 40)
    make(Path("runs/x/2"), {"popular": SOME, "content": MANY}, 40, {"embed.dim": 16, "seed": 1})
    text = drift("--since", "1")
    assert "2 of 14 numbers moved, 2 headline scores among them, 2 by more than luck." in text
    rows = table(text, "## Scores that moved")[1:]
    assert [row[:3] for row in rows] == [
        [f"validation.{segment}.content.hit_rate@5", "0.2500", "0.7500"] for segment in ("all", "cold")
    ]
    assert rows[0][3:] == ["**+0.5000** [+0.5000, +0.5000]", "0.0001", "40"]
    assert table(text, "## What moved with them")[1:] == [["setting embed.dim", "8", "16"], ["seed", "-", "1"]]
    csv = pl.read_csv("reports/x/drift.csv")
    assert csv["difference"].to_list() == [0.5, 0.5]
    assert csv["low"].null_count() == 0


def test_runs_that_scored_something_else_are_not_tested() -> None:
    """The numbers stand side by side, and why there is no p."""
    make(Path("runs/x/1"), {"content": SOME}, 40)
    make(Path("runs/x/2"), {"content": [*MANY, 1.0, 1.0]}, 41)
    for folder, data in (("1", "5ea50470"), ("2", "0ddba115")):
        file = Path(f"runs/x/{folder}/run.json")
        file.write_text(file.read_text().replace('"schema": 1', f'"schema": 1, "data": {{"hash": "{data}"}}'))
    text = drift("since=1")
    assert "## Scores that moved" not in text
    assert "Not tested: the two did not score the same" in text
    assert table(text, "## Numbers that moved")[1][0] == "validation.all.content.hit_rate@5"
    assert table(text, "## What moved with them")[1] == ["data tables", "5ea50470", "0ddba115"]


MOVED: dict[str, tuple[dict[str, Any], list[str]]] = {
    "a version": ({"versions": {"numpy": "2.5.0", "torch": "2.13.0"}}, ["version numpy", "2.4.6", "2.5.0"]),
    "an artefact": ({"artefacts": {"vectors": "bbbb"}}, ["artefact vectors", "aaaa", "bbbb"]),
    "the machine": ({"machine": {"processor": "abacus", "cores": 4}}, ["machine cores", "2", "4"]),
    "the commit": ({"git_commit": "another"}, ["commit", "0123456789ab", "another"]),
}


@pytest.mark.parametrize("case", MOVED)
def test_what_moved_with_the_numbers_is_named(case: str) -> None:
    """One cause alone, and all others are said to be the same."""
    facts, row = MOVED[case]
    write(Path("runs/x/1"), CONTENT, **FACTS)
    write(Path("runs/x/2"), {"content": {"all": 0.25, "cold": 0.1}}, **{**FACTS, **facts})
    text = drift("since=1")
    assert table(text, "## What moved with them")[1:] == [row]
    kind = row[0].partition(" ")[0]
    same = next(line for line in text.splitlines() if line.startswith("The same in both: "))
    assert kind not in same
    assert same.count(",") == 6


def test_a_number_that_only_one_run_has_is_shown() -> None:
    """A recommender that is gone, and one that is new."""
    write(Path("runs/x/1"), CONTENT)
    write(Path("runs/x/2"), {"labels": {"all": 0.25, "cold": 0.1}})
    rows = {row[0]: row[1:] for row in table(drift("since=1"), "## Numbers that moved")[1:]}
    assert rows["validation.all.content.hit_rate@5"] == ["0.2000", "-", "-"]
    assert rows["validation.all.labels.hit_rate@5"] == ["-", "0.2500", "-"]


def test_what_nothing_recorded_explains_is_said_so() -> None:
    """The same settings, data, versions and commit: a reader must not look for a cause in the table."""
    write(Path("runs/x/1"), CONTENT, **FACTS)
    write(Path("runs/x/2"), {"content": {"all": 0.25, "cold": 0.1}}, **FACTS)
    assert "Nothing that is recorded" in drift("since=1")


def test_an_uncommitted_change_shows_behind_a_short_commit(capsys: pytest.CaptureFixture[str]) -> None:
    """Only the trailing + differs: it is kept, and said what it means, in the file and on the screen."""
    commit = "0b181bf1d3b9" + "0" * 28
    write(Path("runs/x/1"), CONTENT, **{**FACTS, "git_commit": commit})
    write(Path("runs/x/2"), {"content": {"all": 0.25, "cold": 0.1}}, **{**FACTS, "git_commit": f"{commit}+"})
    text = drift("since=1")
    assert table(text, "## What moved with them")[1:] == [["commit", "0b181bf1d3b9", "0b181bf1d3b9+"]]
    assert text.count("with uncommitted changes") == 1
    assert "0b181bf1d3b9  0b181bf1d3b9+" in capsys.readouterr().out


def test_no_name_is_broken_on_a_narrow_screen(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """A table of long names is rather wider than the terminal."""
    monkeypatch.setenv("COLUMNS", "40")
    write(Path("runs/x/1"), CONTENT)
    write(Path("runs/x/2"), {"content": {"all": 0.25, "cold": 0.1}})
    drift("since=1")
    lines = capsys.readouterr().out.splitlines()
    assert any(line.split() == ["validation.all.content.hit_rate@12", "0.4000", "0.5000", "+0.1000"] for line in lines)


def test_a_name_says_where_to_write_and_not_what_to_compare() -> None:
    """The runs are OLD and the newest of its name; the files stand in the folder that was named."""
    write(Path("runs/x/1"), CONTENT)
    write(Path("runs/x/2"), CONTENT)
    assert main(["since=runs/x/1", "name=since1"]) == 0
    assert "all 26 numbers of 2 are the same" in Path("reports/since1/drift.md").read_text(encoding="utf-8")
    assert not Path("reports/x").exists()


def test_the_newest_is_of_the_folder_or_of_what_runs_names() -> None:
    """OLD's own folder without runs=; with it the newest that it names, of OLD's name first."""
    for place in ("elsewhere/x/1", "elsewhere/x/2", "runs/x/3", "other/y/4"):
        write(Path(place), CONTENT)
    assert "numbers of 2 are" in drift("since=elsewhere/x/1")
    assert "numbers of 3 are" in drift("since=elsewhere/x/1", "runs=*/*/*")
    assert main(["since=elsewhere/x/1", "runs=other/y/*"]) == 0
    assert "numbers of 4 are" in Path("reports/y/drift.md").read_text(encoding="utf-8")


def test_of_many_runs_the_refusal_names_few(capsys: pytest.CaptureFixture[str]) -> None:
    """Their names once, and one to type."""
    for number in range(10, 23):
        write(Path(f"runs/x/{number}"), CONTENT)
    assert main(["since=nothing"]) == 2
    said = capsys.readouterr().err
    assert "the 13 runs of runs/*/* are those of x\n" in said
    assert "since=runs/x/10" in said
    assert main(["since=1"]) == 2
    assert "10 runs are called 1" in (said := capsys.readouterr().err)
    assert "6 more and 16, 17, 18, 19" in said


@pytest.mark.parametrize(
    ("since", "said"), [("nobody", "no run is called nobody"), ("3", "no run of x is newer than 3")]
)
def test_a_run_that_is_not_there_or_the_newest_is_refused(
    since: str, said: str, capsys: pytest.CaptureFixture[str]
) -> None:
    """With what there is to do."""
    write(Path("runs/x/2"), CONTENT)
    write(Path("runs/x/3"), CONTENT)
    assert main([f"since={since}"]) == 2
    assert said in capsys.readouterr().err
