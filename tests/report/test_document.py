"""The tables of made-up runs, cell by cell."""

import csv
import io
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest

from fashrec.errors import ConfigError
from fashrec.report.as_markdown import markdown
from fashrec.report.document import document, gather, parts
from fashrec.report.wide import wide_frame
from fashrec.report.written import Wish, write_reports
from fashrec.results.question import Question
from fashrec.results.runs import LeftOut, Run, read_runs
from tests.compare.folders import make
from tests.report.made import CUTS, table, write

SEGMENTS = ["all<br>n = 1,200", "cold<br>n = 40"]
HEADING = "## validation window: 2 cuts, 2020-08-12 to 2020-08-19"
# of 40 customers at two cuts each
NOBODY, SOME, MANY = [0.0] * 80, [1.0] * 20 + [0.0] * 60, [1.0] * 60 + [0.0] * 20


def runs_in(folder: Path) -> list[Run]:
    """The runs of a folder of run folders."""
    return read_runs(folder.iterdir())[0]


def two_runs(folder: Path) -> list[Run]:
    """Two runs that differ in two settings."""
    write(folder / "x" / "1", {"content": {"all": 0.2, "cold": 0.1}})
    write(folder / "x" / "2", {"content": {"all": 0.15, "cold": 0.3}}, {"embed.dim": 16, "profile.by": "price"})
    return runs_in(folder / "x")


def written(runs: Sequence[Run], left_out: Sequence[LeftOut] = (), base: str = "", command: str = "me") -> str:
    """Their report as Markdown."""
    question = Question(base=base, replicates=400)
    gathered = gather("x", runs, left_out, question)
    return markdown(document(gathered, parts(gathered, Path("reports"))), command)


def test_runs_stand_between_floors_and_tops(tmp_path: Path) -> None:
    """Exactly the settings that differ, n beside each segment; nothing is bold without what customers scored."""
    text = written(two_runs(tmp_path))
    assert table(text, HEADING) == [
        ["run", "embed.dim", "profile.by", *SEGMENTS],
        ["chance", "", "", "0.0100", "0.0200"],
        ["popular", "", "", "0.2500", "0.0000"],
        ["repurchase", "", "", "0.1250", "0.0000"],
        ["1", "8", "units", "0.2000", "0.1000"],
        ["2", "16", "price", "0.1500", "0.3000"],
        ["oracle", "", "", "0.7500", "0.5000"],
        ["ceiling", "", "", "0.9000", "1.0000"],
    ]
    assert "Nothing is bold: the runs' folders no longer hold what each customer scored" in text


def test_the_best_is_bold_where_it_is_better_than_all_others(tmp_path: Path) -> None:
    """Three quarters hit with the second run, a quarter with popular and the first: of 80 pairs that is no luck."""
    make(tmp_path / "x" / "1", {"popular": SOME, "content": SOME[::-1]}, 40)
    make(tmp_path / "x" / "2", {"popular": SOME, "content": MANY}, 40, {"embed.dim": 16})
    text = written(runs_in(tmp_path / "x"))
    rows = {row[0]: row[2:] for row in table(text, HEADING)}
    assert (rows["popular"], rows["1"]) == (["0.2500"] * 2, ["0.2500"] * 2)
    assert rows["2"] == ["**0.7500**"] * 2
    assert "Bold: the best of a column" in text
    assert "Nothing is bold" not in text


def test_nothing_is_bold_where_the_best_has_a_twin(tmp_path: Path) -> None:
    """The second run's lists hit exactly what the first's do: both are far above popular, and none is the best."""
    make(tmp_path / "x" / "1", {"popular": NOBODY, "content": MANY}, 40)
    make(tmp_path / "x" / "2", {"popular": NOBODY, "content": MANY}, 40, {"embed.dim": 16})
    text = written(runs_in(tmp_path / "x"))
    assert "**" not in text
    assert "Nothing is bold here" in text


def test_oracle_and_chance_are_never_the_best(tmp_path: Path) -> None:
    """What nobody could be blamed for not reaching takes no part: the second is the best of two."""
    make(tmp_path / "x" / "1", {"popular": NOBODY, "content": SOME, "oracle": MANY}, 40)
    rows = {row[0]: row[1:] for row in table(written(runs_in(tmp_path / "x")), HEADING)}
    assert rows["oracle"] == ["0.7500"] * 2
    assert rows["content"] == ["**0.2500**"] * 2


def test_the_same_again_is_shown_once_and_counted(tmp_path: Path) -> None:
    """Three runs, two of which have the same settings and scores; the legend says what × means."""
    two_runs(tmp_path)
    write(tmp_path / "x" / "3", {"content": {"all": 0.2, "cold": 0.1}}, {"threads": 1})
    text = written(runs_in(tmp_path / "x"))
    assert [row[0] for row in table(text, HEADING)[4:6]] == ["1 × 2", "2"]
    assert "1 more of the same settings came to the same scores" in text


def test_the_same_settings_with_other_scores_are_two_runs(tmp_path: Path) -> None:
    """Something moved between them, and a reader has to see it."""
    for name, value in (("1", 0.2), ("2", 0.25)):
        write(tmp_path / "x" / name, {"content": {"all": value, "cold": 0.1}})
    assert [row[0] for row in table(written(runs_in(tmp_path / "x")), HEADING)[4:6]] == ["1", "2"]


def test_several_recommenders_have_a_row_each(tmp_path: Path) -> None:
    """Of one run they are the rows; of several, a column says which row is whose."""
    both = {"content": {"all": 0.2, "cold": 0.1}, "labels": {"all": 0.3, "cold": 0.05}}
    write(tmp_path / "x" / "1", both)
    text = written(runs_in(tmp_path / "x"))
    head, *rows = table(text, HEADING)
    assert "\n\nRun `1`.\n\n" in text
    assert head == ["recommender", *SEGMENTS]
    assert rows[3:5] == [["content", "0.2000", "0.1000"], ["labels", "0.3000", "0.0500"]]
    write(tmp_path / "x" / "2", both, {"embed.dim": 16})
    head, *rows = table(written(runs_in(tmp_path / "x")), HEADING)
    assert head == ["run", "embed.dim", "recommender", *SEGMENTS]
    assert rows[4] == ["1", "8", "labels", "0.3000", "0.0500"]


def test_a_run_of_floors_alone_has_its_row(tmp_path: Path) -> None:
    """The baseline shows no score of its own."""
    write(tmp_path / "x" / "1", {})
    write(tmp_path / "x" / "2", {"content": {"all": 0.2, "cold": 0.1}}, {"embed.dim": 16})
    rows = {row[0]: row[1:] for row in table(written(runs_in(tmp_path / "x")), HEADING)}
    assert rows["1"] == ["8", "-", "-"]


def test_a_rival_that_is_not_the_same_in_all_runs_has_a_row_in_each(tmp_path: Path) -> None:
    """popular of the last week and popular of a month are two rows, and say whose they are."""
    write(tmp_path / "x" / "1", {"content": {"all": 0.2, "cold": 0.1}})
    scores = {"popular": {"all": 0.3, "cold": 0.0}, "content": {"all": 0.2, "cold": 0.1}}
    other = {name: {s: {"hit_rate@5": {"value": v}} for s, v in by.items()} for name, by in scores.items()}
    write(tmp_path / "x" / "2", {}, {"profile.by": "price"}, scores={"validation": other})
    rows = table(written(runs_in(tmp_path / "x")), HEADING)
    assert [row for row in rows if "popular" in row] == [
        ["1", "units", "popular", "0.2500", "0.0000"],
        ["2", "price", "popular", "0.3000", "0.0000"],
    ]


DATA = {"data": {"hash": "5ea50470"}}
CEILINGS = {"all": {"hit_rate@5": {"value": 0.8, "n": 1200}}, "cold": {"hit_rate@5": {"value": 1.0, "n": 40}}}
ELSEWHERE: dict[str, tuple[dict[str, Any], dict[str, Any], str]] = {
    "other tables": ({}, DATA, "; tables 5ea50470"),
    "another catalogue": (
        {"split.catalogue": "alive"},
        {"ceilings": {"validation": CEILINGS}},
        "; split.catalogue=alive",
    ),
    "another metric": ({}, {"headline": "hit_rate@12"}, ""),
    "other cuts": ({}, {"cuts": CUTS[1:]}, ""),
}


@pytest.mark.parametrize("case", ELSEWHERE)
def test_what_cannot_be_set_against_each_other_stands_in_tables_of_its_own(case: str, tmp_path: Path) -> None:
    """Each with a heading that says what was scored, and what tells it from the others."""
    settings, facts, apart = ELSEWHERE[case]
    write(tmp_path / "x" / "1", {"content": {"all": 0.2, "cold": 0.1}}, {"split.catalogue": "all"})
    write(
        tmp_path / "x" / "2",
        {"content": {"all": 0.3, "cold": 0.1}},
        {"split.catalogue": "all", "embed.dim": 16, **settings},
        **facts,
    )
    text = written(runs_in(tmp_path / "x"))
    assert "did not all score the same" in text
    headings = [line for line in text.splitlines() if line.startswith("## ") and "validation window" in line]
    assert len(headings) == len(set(headings)) == 2
    assert headings[1].endswith(apart)
    for heading, stamp in zip(headings, ("1", "2"), strict=True):
        below = text.split(heading, 1)[1]
        assert below.startswith(f"\n\nRun `{stamp}`.\n\n")
        assert [row[0] for row in table(below, "Run")] == [
            *("recommender", "chance", "popular", "repurchase", "content", "oracle", "ceiling")
        ]


def test_differences_to_a_base_stand_in_a_table(tmp_path: Path) -> None:
    """content less popular, in both segments, with Holm's p; bold, since it is small."""
    make(tmp_path / "x" / "1", {"popular": NOBODY, "content": MANY}, 40)
    head, row = table(written(runs_in(tmp_path / "x"), base="popular"), "## Differences to popular, validation window")
    assert head == ["recommender", "all<br>n = 80", "cold<br>n = 80"]
    assert row[0] == "content"
    assert row[1].startswith("**+0.7500** [+0.")
    assert row[1].endswith(f"p {1 / 401:.4f}")


def test_recommenders_with_bases_of_their_own_stand_in_pairs(tmp_path: Path) -> None:
    """A run for base: each meets its namesake there, and what is the same for everybody is a dash or no row."""
    make(tmp_path / "x" / "1", {"popular": SOME, "content": NOBODY, "labels": SOME}, 40)
    make(tmp_path / "x" / "2", {"popular": SOME, "content": MANY, "labels": MANY}, 40, {"embed.dim": 16})
    rows = table(written(runs_in(tmp_path / "x"), base="1"), "## Differences to 1, validation window")
    assert rows[0][:2] == ["recommender", "less"]
    assert [row[:2] for row in rows[1:]] == [
        ["content [embed.dim=16]", "content [embed.dim=8]"],
        ["labels [embed.dim=16]", "labels [embed.dim=8]"],
    ]


def test_a_base_that_is_nobody_is_refused(tmp_path: Path) -> None:
    """With everybody's names."""
    make(tmp_path / "x" / "1", {"popular": NOBODY, "content": MANY}, 40)
    with pytest.raises(ConfigError, match="nobody is called someone") as caught:
        written(runs_in(tmp_path / "x"), base="someone")
    assert "content, popular" in caught.value.why or "popular, content" in caught.value.why


def test_a_window_shows_only_the_runs_that_opened_it(tmp_path: Path) -> None:
    """One run looked at test, the other did not; its row is missing there, not empty."""
    first = two_runs(tmp_path)[0].data
    opened: dict[str, Any] = {
        key: {**first[key], "test": first[key]["validation"]} for key in ("scores", "floors", "ceilings")
    }
    write(tmp_path / "x" / "3", {}, looks_at_test=2, **opened)
    text = written(runs_in(tmp_path / "x"))
    assert [row[0] for row in table(text, HEADING)[4:7]] == ["1", "2", "3"]
    under_test = table(text, "## test window: 1 cut, 2020-08-26 to 2020-08-26; look 2 at the test window\n")
    assert "Run `3`." in text
    assert [row[0] for row in under_test][1:4] == ["chance", "popular", "repurchase"]


def test_every_form_of_a_report_says_how_often_test_was_looked_at(tmp_path: Path) -> None:
    """Of a table of two runs both looks, in Markdown, LaTeX and HTML."""
    for name, rate, number in (("1", 0.2, 3), ("2", 0.3, 8)):
        known = {"looks_at_test": number, "known_as_test": [CUTS[0]["start"]]}
        write(tmp_path / "x" / name, {"content": {"all": rate, "cold": 0.1}}, {"embed.dim": number}, **known)
    out = tmp_path / "reports" / "x"
    list(write_reports(out, runs_in(tmp_path / "x"), [], Wish("python -m fashrec.report", Question(replicates=100))))
    heading = "validation window: 2 cuts, 2020-08-12 to 2020-08-19; looks 3, 8 at the test window"
    texts = {form: (out / form).read_text(encoding="utf-8") for form in ("table.md", "table.tex", "report.html")}
    assert f"\n## {heading}\n" in texts["table.md"]
    assert f"{heading}.}}" in texts["table.tex"]
    assert f"<h3>{heading}</h3>" in texts["report.html"]


def test_classifiers_stand_beside_the_hits_of_their_vectors(tmp_path: Path) -> None:
    """What needs no network has one row where it is the same in all runs; a run that trained nothing has none."""
    for name, accuracy, rate in (("1", 0.9, 0.2), ("2", 0.8, 0.1)):
        write(
            tmp_path / "x" / name,
            {"content": {"all": rate, "cold": 0.1}},
            classifier={"network": {"accuracy": accuracy, "loss_valid": 0.5}, "none": {"accuracy": 0.875}},
        )
    write(tmp_path / "x" / "3", {})
    assert table(written(runs_in(tmp_path / "x")), "## Classifier, last epoch") == [
        ["run", "predictor", "ACC", "valid", "all<br>content", "cold<br>content"],
        ["1", "network", "0.9000", "0.5000", "0.2000", "0.1000"],
        ["2", "network", "0.8000", "0.5000", "0.1000", "0.1000"],
        ["", "none", "0.8750", "-", "-", "-"],
    ]


def test_stages_have_their_seconds_and_memory(tmp_path: Path) -> None:
    """The sum of the seconds, the greatest memory; what a run does not have, or no system told, is a dash."""
    write(tmp_path / "x" / "1", {}, stages={"data": {"seconds": 1.5, "memory_mb": 400}}, machine={"cores": 2})
    more = {"data": {"seconds": 0.5, "memory_mb": 410.4}, "embed": {"seconds": 2, "memory_mb": 1200}}
    write(tmp_path / "x" / "2", {}, {"embed.dim": 16}, stages=more, machine={"processor": "abacus", "cores": 2})
    older = {"data": {"seconds": 3, "peak_mb": 1383}, "embed": {"seconds": 1, "memory_mb": None}}
    write(tmp_path / "x" / "3", {}, {"embed.dim": 32}, stages=older)
    assert table(written(runs_in(tmp_path / "x")), "## What the stages cost") == [
        ["run", "machine", "all", "data", "embed"],
        ["1", "-, 2 cores", "1.50 s, 400 MB", "1.50 s, 400 MB", "-"],
        ["2", "abacus, 2 cores", "2.50 s, 1,200 MB", "0.50 s, 410 MB", "2.00 s, 1,200 MB"],
        ["3", "-, - cores", "4.00 s, -", "3.00 s, -", "1.00 s, -"],
    ]


def test_a_frontier_of_the_runs_name_is_linked(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """With what it says that is to be taken."""
    monkeypatch.chdir(tmp_path)
    write(tmp_path / "x" / "1", {}, index={"search_k": 1200, "recall": 0.995, "annoy_ms": 0.5, "exact_ms": 0.25})
    assert "frontier" not in written(runs_in(tmp_path / "x"))
    (tmp_path / "reports" / "frontier" / "x").mkdir(parents=True)
    page = "<!-- made by `bench dim=8`: do not edit -->\n\n**Take exact.** It is fast.\n\n![it: 1,500 items × 8](a)"
    (tmp_path / "reports" / "frontier" / "x" / "table.md").write_text(page)
    text = written(runs_in(tmp_path / "x"))
    link = "The [frontier of x](../frontier/x/table.md)"
    assert f"\n\n{link} (1,500 items × 8, by `bench dim=8`): **Take exact.** It is fast.\n" in text
    assert table(text, "## What searching costs")[1] == ["1", "-", "search_k 1,200", "0.9950", "0.5000", "0.2500"]


@pytest.mark.parametrize(("dims", "shown"), [((16, 32), False), ((16, 8), True)])
def test_a_frontier_of_other_vectors_stays_out(
    dims: Sequence[int], shown: bool, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It was measured on vectors of 8 numbers: it tells nothing unless a run has such."""
    monkeypatch.chdir(tmp_path)
    for dim in dims:
        write(tmp_path / "x" / str(dim), {}, {"embed.dim": dim})
    folder = tmp_path / "reports" / "frontier" / "x"
    folder.mkdir(parents=True)
    (folder / "table.md").write_text("# x\n\nTake exact.\n\n![it: 1,500 items × 8](frontier.svg)\n")
    (folder / "frontier.svg").touch()
    text = written(runs_in(tmp_path / "x"))
    assert ("frontier of x" in text, "frontier.svg" in text) == (shown, shown)


@pytest.mark.parametrize("base", ["x", "2026", "x/content"])
def test_a_base_that_is_several_runs_is_refused_with_a_folder_to_type(tmp_path: Path, base: str) -> None:
    """As fashrec.compare does; the folder's name that is to be typed is understood."""
    for number, dim in enumerate((8, 16)):
        make(tmp_path / "x" / f"2026{number}", {"popular": NOBODY, "content": MANY}, 40, {"embed.dim": dim})
    with pytest.raises(ConfigError, match=f"2 runs are called {base.partition('/')[0]}, and no recommender") as caught:
        written(runs_in(tmp_path / "x"), base=base)
    typed = caught.value.do.rpartition("base=")[2]
    assert typed == ("20261/content" if "/" in base else "20261")
    written(runs_in(tmp_path / "x"), base=typed)


def test_what_was_left_out_is_named_in_the_report(tmp_path: Path) -> None:
    """A reader learns that there were more runs than rows."""
    two_runs(tmp_path)
    write(tmp_path / "x" / "3", {}, status="interrupted")
    runs, left_out = read_runs((tmp_path / "x").iterdir())
    text = written(runs, left_out, command="python -m fashrec.report")
    assert text.endswith("Left out, 1 without a finished run: `3` (interrupted).\n")
    assert text.startswith("<!-- made by `python -m fashrec.report`: do not edit -->\n\n# x: hit_rate@5\n")


def test_the_csv_has_a_row_a_run_with_unrounded_numbers(tmp_path: Path) -> None:
    """Settings, n, and both list lengths of every recommender, floor and top; nothing where a run has nothing."""
    two_runs(tmp_path)
    write(tmp_path / "x" / "3", {}, {"embed.dim": 1 / 3}, classifier={"network": {"accuracy": 2 / 3}})
    one, two, three = csv.DictReader(io.StringIO(wide_frame(runs_in(tmp_path / "x")).write_csv()))
    assert [row["run"] for row in (one, two, three)] == ["1", "2", "3"]
    assert (two["embed.dim"], two["profile.by"]) == ("16", "price")
    assert (two["validation.cold.n"], two["validation.cold.content.hit_rate@5"]) == ("40", "0.3")
    assert two["validation.cold.content.hit_rate@12"] == "0.6"
    assert two["validation.all.ceiling.hit_rate@5"] == "0.9"
    assert three["validation.all.content.hit_rate@5"] == ""
    assert (one["classifier.network.accuracy"], float(three["classifier.network.accuracy"])) == ("", 2 / 3)
