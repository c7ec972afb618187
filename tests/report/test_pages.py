"""Tables inside pages."""

import json
from pathlib import Path

import pytest

from fashrec.errors import ConfigError
from fashrec.report.pages import write_page
from tests.report.made import write

CONTENT = {"content": {"all": 0.2, "cold": 0.1}}
COMMIT = "0123456789abcdef"
END = "<!-- fashrec.report: end -->\n"


def page_in(folder: Path, marker: str) -> Path:
    """A page with a marker between two lines of text."""
    page = folder / "page.md"
    page.write_text(f"before\n<!-- fashrec.report: {marker} -->\nstale\n{END}after\n")
    return page


def test_a_marked_table_is_written_from_the_newest_run_and_the_text_around_it_stays(tmp_path: Path) -> None:
    """A row a segment with n; writing it again changes nothing."""
    write(tmp_path / "runs" / "x" / "1", {"content": {"all": 0.6, "cold": 0.6}}, git_commit=COMMIT)
    write(tmp_path / "runs" / "x" / "2", CONTENT, git_commit=COMMIT)
    write(tmp_path / "runs" / "x" / "3", CONTENT, status="interrupted")
    page = page_in(tmp_path, "scores runs=runs/x/*")
    assert write_page(page, tmp_path) == 1
    text = page.read_text(encoding="utf-8")
    assert text.startswith("before\n<!-- fashrec.report: scores runs=runs/x/* -->\n")
    assert text.endswith(f"\n{END}after\n")
    assert "| segment | n | chance | popular | repurchase | content | oracle | ceiling |" in text
    assert "| cold | 40 | 0.0200 | 0.0000 | 0.0000 | 0.1000 | 0.5000 | 1.0000 |" in text
    assert "run x/2, commit 0123456789ab." in text
    assert "stale" not in text
    assert write_page(page, tmp_path) == 1
    assert page.read_text(encoding="utf-8") == text


def test_a_caption_says_the_how_manieth_look_at_test_it_was(tmp_path: Path) -> None:
    """Of a window with test cuts, or with cuts that were test before; of validation nothing."""
    folder = write(tmp_path / "runs" / "x" / "1", CONTENT, git_commit=COMMIT, looks_at_test=7)
    data = json.loads((folder / "run.json").read_text())
    scores = {key: {**data[key], "all": data[key]["validation"]} for key in ("scores", "floors", "ceilings")}

    def caption(window: str, **more: object) -> str:
        (folder / "run.json").write_text(json.dumps({**data, **scores, **more}))
        page = page_in(tmp_path, f"scores runs=runs/x/* window={window}")
        write_page(page, tmp_path)
        return next(line for line in page.read_text(encoding="utf-8").splitlines() if line.startswith("hit_rate@5"))

    assert "… 2020-08-26; look 7 at the test window; run x/1" in caption("all")
    assert "… 2020-08-19; run x/1" in caption("validation")
    assert "… 2020-08-19; look 7 at the test window; run" in caption("validation", known_as_test=["2020-08-19"])


def test_many_recommenders_stand_below_each_other(tmp_path: Path) -> None:
    """A row each from floor to ceiling, a column for each segment that is named; one that there is not is refused."""
    write(tmp_path / "runs" / "x" / "1", CONTENT, git_commit=COMMIT)
    page = page_in(tmp_path, "recommenders runs=runs/x/* segment=cold,all")
    assert write_page(page, tmp_path) == 1
    rows = [line for line in page.read_text(encoding="utf-8").splitlines() if line.startswith("|")]
    assert rows[0].startswith("| recommender | cold, n = 40 | all, n = ")
    assert rows[2].startswith("| chance | 0.0200 |")
    assert "| content | 0.1000 | 0.2000 |" in rows
    assert rows[-1].startswith("| ceiling | 1.0000 |")
    with pytest.raises(ConfigError, match="segment='cld' is not allowed"):
        write_page(page_in(tmp_path, "recommenders runs=runs/x/* segment=cld"), tmp_path)


@pytest.mark.parametrize("marker", ["cores runs=runs/x/*", "scores", "scores runs=runs/x/* segmnt=all"])
def test_a_marker_that_asks_for_nothing_known_is_refused(marker: str, tmp_path: Path) -> None:
    """A wrong kind, no runs, a wrong word; the page stays as it was."""
    write(tmp_path / "runs" / "x" / "1", CONTENT, git_commit=COMMIT)
    page = page_in(tmp_path, marker)
    before = page.read_text(encoding="utf-8")
    with pytest.raises(ConfigError, match="asks for nothing that there is"):
        write_page(page, tmp_path)
    assert page.read_text(encoding="utf-8") == before


def test_a_window_that_the_run_did_not_open_is_refused(tmp_path: Path) -> None:
    """The run's windows are named, and how to open another."""
    write(tmp_path / "runs" / "x" / "1", CONTENT, git_commit=COMMIT)
    with pytest.raises(ConfigError, match="has no test window") as caught:
        write_page(page_in(tmp_path, "scores runs=runs/x/* window=test"), tmp_path)
    assert "split.window=test" in caught.value.do


def test_a_classifier_stands_beside_what_needs_no_network(tmp_path: Path) -> None:
    """A row a predictor; a run without a network is refused."""
    rows = {name: {"accuracy": 0.9, "map_macro": value} for name, value in (("network", 0.5), ("none", 0.125))}
    learnt = {**rows, "cut": "2020-08-12", "n_training": 90, "n_validation": 1010}
    write(tmp_path / "runs" / "x" / "1", CONTENT, git_commit=COMMIT, classifier=learnt)
    page = page_in(tmp_path, "classifier runs=runs/x/*")
    write_page(page, tmp_path)
    text = page.read_text(encoding="utf-8")
    assert "| predictor | accuracy | map_macro |" in text
    assert "| network | 0.9000 | 0.5000 |\n| none | 0.9000 | 0.1250 |" in text
    assert "1,010 pictures held out of those before 2020-08-12; run x/1" in text
    write(tmp_path / "runs" / "x" / "2", CONTENT, git_commit=COMMIT)
    with pytest.raises(ConfigError, match="trained no network"):
        write_page(page, tmp_path)
