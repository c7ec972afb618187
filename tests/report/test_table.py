"""The tables of made-up runs, cell by cell."""

import csv
import io
from pathlib import Path
from typing import Any

from fashrec.report.table import markdown, wide_frame
from fashrec.results.runs import Run, read_runs
from tests.report.made import table, write

SEGMENTS = ["all<br>n = 1,200", "cold<br>n = 40"]
HEADING = "## validation window: 2 cuts, 2020-08-12 to 2020-08-19"


def runs_in(folder: Path) -> list[Run]:
    """The runs of a folder of run folders."""
    return read_runs(folder.iterdir())[0]


def two_runs(folder: Path) -> list[Run]:
    """Two runs that differ in two settings: the first better on all, the second on cold."""
    write(folder / "x" / "1", {"content": {"all": 0.2, "cold": 0.1}})
    write(folder / "x" / "2", {"content": {"all": 0.15, "cold": 0.3}}, {"embed.dim": 16, "profile.by": "price"})
    return runs_in(folder / "x")


def test_two_runs_stand_between_floors_and_tops(tmp_path: Path) -> None:
    """Exactly the settings that differ, n beside each segment, the best run bold, and the rival that beats it."""
    assert table(markdown("x", two_runs(tmp_path), [], "me"), HEADING) == [
        ["run", "embed.dim", "profile.by", *SEGMENTS],
        ["chance", "", "", "0.0100", "0.0200"],
        ["popular", "", "", "**0.2500**", "0.0000"],
        ["repurchase", "", "", "0.1250", "0.0000"],
        ["1", "8", "units", "**0.2000**", "0.1000"],
        ["2", "16", "price", "0.1500", "**0.3000**"],
        ["oracle", "", "", "0.7500", "0.5000"],
        ["ceiling", "", "", "0.9000", "1.0000"],
    ]


def test_a_single_run_is_bold_where_no_rival_beats_it(tmp_path: Path) -> None:
    """On `all` popular is better, on `cold` the run."""
    write(tmp_path / "x" / "1", {"content": {"all": 0.2, "cold": 0.1}})
    rows = {row[0]: row[1:] for row in table(markdown("x", runs_in(tmp_path / "x"), [], "me"), HEADING)}
    assert rows["run"] == SEGMENTS
    assert rows["1"] == ["0.2000", "**0.1000**"]
    assert rows["popular"] == ["**0.2500**", "0.0000"]


def test_several_recommenders_have_a_row_each(tmp_path: Path) -> None:
    """A run with two recommenders of its own says which row is whose."""
    write(tmp_path / "x" / "1", {"content": {"all": 0.2, "cold": 0.1}, "labels": {"all": 0.3, "cold": 0.05}})
    head, *rows = table(markdown("x", runs_in(tmp_path / "x"), [], "me"), HEADING)
    assert head == ["run", "recommender", *SEGMENTS]
    assert rows[3:5] == [["1", "content", "0.2000", "**0.1000**"], ["1", "labels", "**0.3000**", "0.0500"]]


def test_a_run_of_floors_alone_has_its_row(tmp_path: Path) -> None:
    """The baseline shows no score of its own, and the best of the rivals is bold."""
    write(tmp_path / "x" / "1", {})
    rows = {row[0]: row[1:] for row in table(markdown("x", runs_in(tmp_path / "x"), [], "me"), HEADING)}
    assert rows["1"] == ["-", "-"]
    assert rows["popular"][0] == "**0.2500**"


def test_rivals_that_differ_are_shown_run_by_run(tmp_path: Path) -> None:
    """A ceiling of 0.9 and one of 0.8 are a spread in the overview, and stand in each run's row below."""
    write(tmp_path / "x" / "1", {"content": {"all": 0.2, "cold": 0.1}})
    other = {"all": {"hit_rate@5": {"value": 0.8, "n": 1000}}, "cold": {"hit_rate@5": {"value": 1.0, "n": 40}}}
    write(tmp_path / "x" / "2", {"content": {"all": 0.1, "cold": 0.1}}, ceilings={"validation": other})
    text = markdown("x", runs_in(tmp_path / "x"), [], "me")
    head, *rows = table(text, HEADING)
    assert head[1:] == ["all<br>n = 1,000 – 1,200", "cold<br>n = 40"]
    assert rows[-1] == ["ceiling", "0.8000 – 0.9000", "1.0000"]
    assert table(text, "### Segment `all`, validation window") == [
        ["run", "n", "chance", "popular", "repurchase", "content", "oracle", "ceiling"],
        ["1", "1,200", "0.0100", "0.2500", "0.1250", "**0.2000**", "0.7500", "0.9000"],
        ["2", "1,000", "0.0100", "0.2500", "0.1250", "0.1000", "0.7500", "0.8000"],
    ]


def test_a_window_shows_only_the_runs_that_opened_it(tmp_path: Path) -> None:
    """One run looked at test, the other did not; its row is missing there, not empty."""
    first = two_runs(tmp_path)[0].data
    opened: dict[str, Any] = {
        key: {**first[key], "test": first[key]["validation"]} for key in ("scores", "floors", "ceilings")
    }
    write(tmp_path / "x" / "3", {}, **opened)
    text = markdown("x", runs_in(tmp_path / "x"), [], "me")
    assert [row[0] for row in table(text, HEADING)[4:7]] == ["1", "2", "3"]
    under_test = table(text, "## test window: 1 cut, 2020-08-26")
    assert [row[0] for row in under_test] == ["run", "chance", "popular", "repurchase", "3", "oracle", "ceiling"]


def test_classifier_metrics_have_their_table_with_the_least_loss_in_bold(tmp_path: Path) -> None:
    """Of a loss the least is the best, of everything else the greatest; a run that trained nothing has no row."""
    write(
        tmp_path / "x" / "1",
        {},
        classifier={"network": {"accuracy": 0.9, "loss_valid": 0.5}, "none": {"accuracy": 0.875}},
    )
    write(
        tmp_path / "x" / "2",
        {},
        classifier={"network": {"accuracy": 0.8, "loss_valid": 0.25}, "none": {"accuracy": 0.875}},
    )
    write(tmp_path / "x" / "3", {})
    assert table(markdown("x", runs_in(tmp_path / "x"), [], "me"), "## Classifier") == [
        ["run", "predictor", "accuracy", "loss_valid"],
        ["1", "network", "**0.9000**", "0.5000"],
        ["1", "none", "0.8750", "-"],
        ["2", "network", "0.8000", "**0.2500**"],
        ["2", "none", "0.8750", "-"],
    ]


def test_what_was_left_out_is_named_in_the_report(tmp_path: Path) -> None:
    """A reader learns that there were more runs than rows."""
    two_runs(tmp_path)
    write(tmp_path / "x" / "3", {}, status="interrupted")
    runs, left_out = read_runs((tmp_path / "x").iterdir())
    text = markdown("x", runs, left_out, "python -m fashrec.report")
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
