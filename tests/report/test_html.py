"""The report as one page: whole in itself, escaped, sorted by mouse and keyboard."""

import re
from pathlib import Path

import pytest

from fashrec.report.document import gather
from fashrec.report.groups import Group
from fashrec.report.html.dots import Panel, Scale, panel_of, row_labels
from fashrec.report.html.page import inline
from fashrec.report.overview import Overview, overview
from fashrec.report.written import Wish, write_reports
from fashrec.results.question import Question
from fashrec.results.runs import Run, read_runs
from tests.browser import Browse
from tests.compare.folders import make
from tests.report.made import write

SOME, MANY = [1.0] * 20 + [0.0] * 60, [1.0] * 60 + [0.0] * 20
QUESTION = Question(base="popular", replicates=400)


def runs_in(folder: Path) -> list[Run]:
    """Three runs: popular and content at a quarter, content at three quarters, and one of other data."""
    make(folder / "x" / "1", {"popular": SOME, "content": SOME[::-1]}, 40)
    make(folder / "x" / "2", {"popular": SOME, "content": MANY}, 40, {"embed.dim": "<b>16"})
    write(folder / "x" / "3", {"content": {"all": 0.2, "cold": 0.1}}, data={"hash": "5ea50470"})
    return read_runs((folder / "x").iterdir())[0]


@pytest.fixture(scope="module")
def file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """report.html of these runs, with a frontier's picture."""
    folder = tmp_path_factory.mktemp("html")
    (folder / "reports" / "frontier" / "x").mkdir(parents=True)
    (folder / "reports" / "frontier" / "x" / "table.md").write_text("Take exact.\n\n![it: 9 items × 8](frontier.svg)")
    picture = '<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"><circle r="4"/></svg>'
    (folder / "reports" / "frontier" / "x" / "frontier.svg").write_text(picture)
    out = folder / "reports" / "x"
    said = list(write_reports(out, runs_in(folder), [], Wish("python -m fashrec.report", QUESTION)))
    size = (out / "report.html").stat().st_size
    assert said[-1] == f"{out}/report.html: all of it as one page, {size / 1000:,.0f} kB"
    return out / "report.html"


def test_the_page_needs_no_other_file_and_says_its_size(file: Path) -> None:
    """The frontier's picture is inside; links lead to the Markdown beside it, and nothing is loaded."""
    text = file.read_text(encoding="utf-8")
    assert not re.search(r"https?:|<link|@import|url\(", text)
    assert re.findall(r'src="([^"]{10})', text) == ["data:image"]
    assert "Made by <code>python -m fashrec.report</code>." in text
    assert f"This page is {file.stat().st_size / 1000:,.0f} kB and loads nothing." in text


def test_what_stands_in_run_folders_is_escaped(file: Path) -> None:
    """A setting's value is a text, in tables as in labels."""
    text = file.read_text(encoding="utf-8")
    assert "<b>16" not in text
    assert "&lt;b&gt;16" in text


def test_every_column_and_row_is_named_for_those_who_do_not_see_it(file: Path) -> None:
    """th with a scope, tables by their headings, and a drawing's content in words."""
    text = file.read_text(encoding="utf-8")
    assert re.findall(r"<th(?! scope)(?=[ >])", text) == []
    regions = re.findall(r'class="scroll"[^>]* aria-label="([^"]*)"', text)
    assert [name.partition(",")[0].partition(":")[0] for name in regions] == [
        *("validation window", "validation window", "Differences to popular"),
        *["Lift and skill of hit_rate@5"] * 2,
    ]
    drawings = re.findall(r'<svg class="dots"[^>]* role="img" aria-label="([^"]*)"', text)
    assert len(drawings) == 4
    assert drawings[0].startswith("hit_rate@5, all; popular 0.2500; ")


def test_a_text_has_its_code_and_links_and_is_escaped() -> None:
    """Everything else is as it was typed."""
    made = inline("`a<b` & [x](../y.md) **<y>** *z*")
    assert made == '<code>a&lt;b</code> &amp; <a href="../y.md">x</a> <strong>&lt;y&gt;</strong> *z*'


def drawn(group: Group, seen: Overview) -> Panel:
    """The panel of the segment `all`."""
    rows = [row for row in seen.rows if row.recommender in ("popular", "content")]
    return panel_of(group, seen, "all", list(zip(rows, row_labels(group, rows), strict=True)))


def test_a_dot_stands_where_its_score_is(tmp_path: Path) -> None:
    """A quarter and three quarters of 0 … 0.75 or a tick beyond; the best is marked, chance is drawn, ceiling named."""
    gathered = gather("x", runs_in(tmp_path)[:2], [], QUESTION)
    (group,) = gathered.groups
    made = drawn(group, gathered.overviews[0])
    popular, first, second = made.rows
    assert popular.x is not None
    assert second.x is not None
    assert popular.x == first.x
    assert second.x - made.left == pytest.approx(3 * (popular.x - made.left), abs=0.5)
    assert [row.best for row in made.rows] == [False, False, True]
    assert [line.name for line in made.lines] == ["chance", "ceiling"]
    assert second.label == "embed.dim=<b>16"


def test_a_ceiling_far_away_is_named_not_drawn(tmp_path: Path) -> None:
    """Beside scores of 0.03 a ceiling of 0.9 would squeeze them into a corner."""
    write(
        tmp_path / "x" / "1",
        {"content": {"all": 0.03, "cold": 0.1}},
        scores={"validation": {"content": {"all": {"hit_rate@5": {"value": 0.03}}}}},
    )
    (run,) = read_runs((tmp_path / "x").iterdir())[0]
    group = Group("validation", (run,), "hit_rate@5")
    made = drawn(group, overview(group, QUESTION))
    assert made.far == ("ceiling 0.900",)
    assert [line.name for line in made.lines] == ["chance"]


@pytest.mark.parametrize(
    ("greatest", "ticks"),
    [(0.75, [0, 0.2, 0.4, 0.6, 0.8]), (1.0, [0, 0.25, 0.5, 0.75, 1]), (0.012, [0, 0.005, 0.01, 0.015])],
)
def test_ticks_are_round_and_reach_the_greatest(greatest: float, ticks: list[float]) -> None:
    """From 0 on, in steps of 1, 2, 2.5 or 5."""
    assert Scale.up_to(greatest).ticks == pytest.approx(ticks)


@pytest.mark.slow
def test_tables_are_sorted_by_mouse_and_keyboard_and_back(file: Path, browse: Browse) -> None:
    """Figures the greatest first, then the least, then as they were; aria-sort says which; no complaints."""
    window = browse(file)
    table = window.page.locator("table").first
    first = "[...document.querySelector('table').tBodies[0].rows].map(row => row.cells[0].textContent)"
    before = window.page.evaluate(first)
    head = table.locator("thead th", has_text="all")
    head.get_by_role("button").click()
    assert head.get_attribute("aria-sort") == "descending"
    assert window.page.evaluate(first) == ["ceiling", "2", "popular", "1", "chance"]
    head.get_by_role("button").press("Enter")
    assert head.get_attribute("aria-sort") == "ascending"
    assert window.page.evaluate(first)[0] == "chance"
    head.get_by_role("button").press("Space")
    assert head.get_attribute("aria-sort") is None
    assert window.page.evaluate(first) == before
    name = table.locator("thead th", has_text="run")
    name.get_by_role("button").click()
    assert name.get_attribute("aria-sort") == "ascending"
    assert window.page.evaluate(first) == ["1", "2", "ceiling", "chance", "popular"]
    assert window.complaints == []


@pytest.mark.slow
@pytest.mark.parametrize("dark", [False, True])
def test_a_phone_shows_it_without_scrolling_sideways(file: Path, browse: Browse, *, dark: bool) -> None:
    """Tables scroll inside; the page is no wider than the screen."""
    window = browse(file, width=375, height=800, dark=dark)
    assert window.page.evaluate("document.documentElement.scrollWidth") <= 375
    assert (
        window.page.evaluate("Math.max(...[...document.querySelectorAll('.scroll')].map(one => one.scrollWidth))") > 375
    )
    assert window.complaints == []
