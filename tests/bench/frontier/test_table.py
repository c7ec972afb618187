"""The frontier's report as a person reads it."""

import csv
import io
import json
from pathlib import Path

import pytest

from fashrec.bench.frontier.figures import Figures
from fashrec.bench.frontier.plot import plot
from fashrec.bench.frontier.table import flat, markdown
from tests.bench.frontier.made import FACTS, write


@pytest.fixture(scope="module")
def figures(tmp_path_factory: pytest.TempPathFactory) -> Figures:
    """The figures of the made-up frontier."""
    return Figures.read(write(tmp_path_factory.mktemp("raw")))


def rows_of(text: str, heading: str) -> list[list[str]]:
    """The cells of the table under a heading."""
    lines = text.split(f"## {heading}\n\n")[1].split("\n\n", maxsplit=1)[0].splitlines()
    return [[cell.strip() for cell in line.strip("|").split("|")] for line in lines]


def test_times_stand_under_their_names(figures: Figures) -> None:
    """Exact first, then each setting; bold is the time on the frontier."""
    head, _, exact, *others = rows_of(markdown(figures), "Times: 10 items × 3")
    assert head[:7] == ["index", "build", "query", "recall", "items' recall", "n", "p50 ms"]
    assert exact[:7] == ["exact", "", "", "1", "1", "4", "**2.000**"]
    assert others[0][:10] == ["annoy", "trees=2", "search_k=5", "0.7500", "0.5000", "4", "2.000", "", "", ""]
    assert others[0][10:] == ["≈1.00", "10.0", "1.000", "500", "0.50", "1,000"]
    assert others[2][-3:] == ["**2,000**", "2.00", "1,000"]
    assert all(len(row) == len(head) for row in others)


def test_hits_stand_with_their_intervals(figures: Figures) -> None:
    """Differences have a sign and an interval, exact has no row, cold lists have columns of their own."""
    head, _, *rows = rows_of(markdown(figures), "Recall and hits: 10 items × 3")
    assert head[4:] == ["hit_rate@2 − exact's", "interval", "won", "lost", "cold", "interval", "cold_only", "interval"]
    assert [row[4] for row in rows] == ["+0.2500", "0", "−0.2500"]
    assert rows[0][6:8] == ["2", "1"]
    assert rows[2][8] == rows[2][10] == "−1.0000"
    assert all(row[5].startswith("[−") for row in rows)


def test_builds_have_seconds_bytes_and_memory(figures: Figures) -> None:
    """One row a build, however many settings share it."""
    exact, two, four = rows_of(markdown(figures), "Builds: 10 items × 3")[2:]
    assert exact == ["exact", "", "1.000", "1.0", "1.0", "10.0", "100.0"]
    assert two == ["annoy", "trees=2", "2.000", "2.0", "2.0", "20.0", "200.0"]
    assert four[:2] == ["annoy", "trees=4"]


def test_the_reader_learns_what_was_measured_where_and_by_which_command(figures: Figures) -> None:
    """Machine, items, n, k, cut, what was left out; the command in the first line."""
    text = markdown(figures)
    assert text.startswith(f"<!-- made by `{FACTS['command']}`: do not edit -->\n")
    assert (
        "1 items as queries (their recall is the same as that of profiles; the median of the approximate settings)"
        in text
    )
    for said in (
        "abacus, 4 cores",
        "Batches ran on 2 threads, of 3 cores that could be seen",
        "Measuring took 5.0 min: builds 30 s, visits 4.0 min.",
        "10 items × 3",
        "2 profiles, of 1 scored",
        "k = 2",
        "2020-08-19",
        "4 lists",
        "voyager",
    ):
        assert said in text


def test_runs_from_before_their_time_was_kept_are_told_too(tmp_path: Path) -> None:
    """From run.json's own clock and the stages that there were; cores that could be seen were not kept."""
    old = {name: value for name, value in FACTS.items() if name not in {"wall_s", "cores_visible"}}
    folder = write(tmp_path)
    old["stages"] = {"sweep": {"seconds": 60.0, "peak_mb": 1.0}}
    (folder / "run.json").write_text(json.dumps(old))
    text = markdown(Figures.read(folder))
    assert "Measuring took 90 s: builds and visits 60 s." in text
    assert "of 4 cores that could be seen" in text


def test_a_report_judged_anew_names_both_commands(tmp_path: Path) -> None:
    """What measured, and what judged otherwise."""
    again = Figures.read(write(tmp_path), {"loss": 0.5, "again": "python -m fashrec.bench frontier raw=x loss=0.5"})
    first = markdown(again).splitlines()[0]
    assert f"made by `{FACTS['command']}`, judged anew by `python -m fashrec.bench frontier raw=x loss=0.5`" in first


def test_what_to_take_stands_above_every_table(figures: Figures) -> None:
    """The verdict comes first, then the plot, then numbers."""
    text = markdown(figures)
    places = [
        text.index(part) for part in ("**One query at a time", "**In a batch", "![recall", "| index |", "## Times")
    ]
    assert places == sorted(places)


def test_the_csv_has_every_setting_with_its_build(figures: Figures) -> None:
    """Bytes, build seconds and hits stand in the setting's own row."""
    exact, first, *others = csv.DictReader(io.StringIO(flat(figures).write_csv()))
    assert (exact["index"], exact["build"], exact["recall"], exact["on_frontier"]) == ("exact", "", "1.0", "true")
    assert (first["n_items"], first["bytes"], first["build_s"], first["lost"]) == ("10", "2000000", "2.0", "1")
    assert len(others) == 2


@pytest.mark.slow
def test_the_same_figures_make_the_same_picture(figures: Figures, tmp_path: Path) -> None:
    """A report made again differs in nothing from the first, so that a diff shows what moved."""
    folders = tmp_path / "one", tmp_path / "two"
    for folder in folders:
        folder.mkdir()
        plot(figures, folder)
    one, two = ((folder / "frontier.svg").read_bytes() for folder in folders)
    assert one == two
    assert (folders[0] / "frontier.png").read_bytes()[:4] == b"\x89PNG"
