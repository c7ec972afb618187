"""The frontier's report as a person reads it."""

import csv
import io
from dataclasses import replace
from pathlib import Path

import pytest

from fashrec.bench.figures import Figures
from fashrec.bench.plot import plot
from fashrec.bench.table import flat, markdown
from tests.bench.made import FACTS, write


@pytest.fixture
def figures(tmp_path: Path) -> Figures:
    """The figures of the made-up frontier."""
    return Figures.read(write(tmp_path))


def rows_of(text: str, heading: str) -> list[list[str]]:
    """The cells of the table under a heading."""
    lines = text.split(f"## {heading}\n\n")[1].split("\n\n", maxsplit=1)[0].splitlines()
    return [[cell.strip() for cell in line.strip("|").split("|")] for line in lines]


def test_the_points_stand_under_their_names(figures: Figures) -> None:
    """Exact first, then each point; bold is the time on the frontier."""
    head, _, exact, *points = rows_of(markdown(figures), "Points")
    assert head[:6] == ["trees", "search_k", "index_recall@2", "hit_rate@2 − exact's", "won", "lost"]
    assert exact[:7] == ["exact", "", "1", "0", "0", "0", "**2.000**"]
    times = ["4.000", "6.700", "6.940", "1.50", "2.000", "2.000", "2.00"]
    assert points[0] == ["2", "5", "0.7500", "+0.2500", "2", "1", *times]
    assert points[2][3] == "−0.2500"
    assert points[2][-2] == "**0.500**"
    assert all(len(row) == len(head) for row in points)


def test_forests_have_seconds_and_bytes(figures: Figures) -> None:
    """Build seconds and 10^6 bytes for each number of trees."""
    two, four = rows_of(markdown(figures), "Forests")[2:]
    assert two == ["2", "4.000", "2.00", "1.000"]
    assert four == ["4", "8.000", "4.00", "1.000"]


def test_the_reader_learns_what_was_measured_where_and_by_which_command(figures: Figures) -> None:
    """Machine, items, n, k, cut, command."""
    text = markdown(figures)
    for said in ("abacus, 2 cores", "10 items", "2 profiles, of 1 scored", "k = 2", "2020-08-19", "4 lists"):
        assert said in text
    assert f"`{FACTS['command']}`" in text


def test_it_says_in_words_which_of_the_two_is_faster(figures: Figures) -> None:
    """The fastest sufficient point with its ratio; an honest word where no point suffices."""
    assert "trees=2, search_k=5: 4.000 ms, 1.50 × exact's: exact is the faster one here" in markdown(figures)
    harder = replace(figures, facts={**figures.facts, "recall_target": 1.5})
    assert "No point of the grid reaches an index_recall of 1.5" in markdown(harder)


def test_a_ratio_near_one_is_no_difference(figures: Figures) -> None:
    """Within a tenth nobody is called the faster one."""
    near = figures.points.with_columns(p50_to_exact=figures.points["p50_to_exact"] * 0 + 0.95)
    assert "0.95 × exact's: no difference to speak of" in markdown(replace(figures, points=near))


def test_the_csv_has_exact_and_every_point_with_its_forest(figures: Figures) -> None:
    """Bytes, build seconds and hits stand in the point's own row; exact's trees are empty."""
    exact, first, *others = csv.DictReader(io.StringIO(flat(figures).write_csv()))
    assert (exact["index"], exact["trees"], exact["recall"], exact["on_frontier"]) == ("exact", "", "1.0", "true")
    assert (first["trees"], first["bytes"], first["build_s"], first["lost"]) == ("2", "2000000", "4.0", "1")
    assert len(others) == 2


def test_the_same_figures_make_the_same_picture(figures: Figures, tmp_path: Path) -> None:
    """A report made again differs in nothing from the first, so that a diff shows what moved."""
    folders = tmp_path / "one", tmp_path / "two"
    for folder in folders:
        folder.mkdir()
        plot(figures, folder)
    one, two = ((folder / "frontier.svg").read_bytes() for folder in folders)
    assert one == two
    assert (folders[0] / "frontier.png").read_bytes()[:4] == b"\x89PNG"
