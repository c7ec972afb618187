"""`python -m fashrec.compare`, as a person types it."""

import csv
import json
import re
from pathlib import Path

import pytest

from fashrec.compare.__main__ import main
from tests.compare.folders import make

POPULAR = [0, 0, 0, 0, 0, 0, 0, 1]
CONTENT = [1, 1, 0, 0, 1, 0, 0, 0]


@pytest.fixture
def run(tmp_path: Path) -> Path:
    """A run of two recommenders."""
    return make(tmp_path / "x" / "1", {"popular": POPULAR, "content": CONTENT})


@pytest.mark.parametrize("columns", [80, 120])
def test_a_table_fits_the_terminal(
    run: Path, columns: int, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Nothing is cut off at 80 columns; d_z is shown where there is place."""
    monkeypatch.setenv("COLUMNS", str(columns))
    assert main([str(run), "replicates=100"]) == 0
    printed = capsys.readouterr().out
    assert max(map(len, printed.splitlines())) <= columns
    assert re.search(r"content +0\.3750 +\+0\.2500 +\[[+-]\d\.\d{4}, [+-]\d\.\d{4}\]\*", printed)
    assert ("d_z" in printed) == (columns == 120)
    said = " ".join(printed.split())
    for text in (
        "hit_rate@5, segment all, validation window: less popular (0.1250)",
        "4 customers, 8 (cut, customer) pairs, 2 cuts",
        "can't be seen with these 4 customers",
        "1 comparison in the family",
        "all comparisons within one segment and metric",
        "fewer than 20 customers differ",
    ):
        assert text in said


def test_labels_keep_their_brackets(tmp_path: Path, run: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Rich would take them for markup."""
    other = make(tmp_path / "y" / "1", {"popular": POPULAR, "content": POPULAR})
    assert main([str(other), str(run), "replicates=100"]) == 0
    assert "content [x]" in capsys.readouterr().out


def test_the_same_command_writes_the_same_files(run: Path, tmp_path: Path) -> None:
    """Markdown, CSV and JSON agree, and a second time they are the same to the byte."""
    texts: dict[str, list[str]] = {"md": [], "csv": [], "json": []}
    for ending, written in texts.items():
        for _ in range(2):
            out = tmp_path / "out" / f"differences.{ending}"
            assert main([str(run), "replicates=100", "segment=all,cold", f"out={out}"]) == 0
            written.append(out.read_text())
        assert written[0] == written[1]
    (row, _) = csv.DictReader(texts["csv"][0].splitlines())
    (one,) = json.loads(texts["json"][0])["families"][0]["differences"]
    assert float(row["low"]) == one["low"]
    assert row["n_better"] == "1"
    assert f"| content | 0.3750 | +0.2500 | [{one['low']:+.4f}, {one['high']:+.4f}]* |" in texts["md"][0]
    assert texts["md"][0].startswith("<!-- made by `python -m fashrec.compare ")


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ([], "no run folder is named"),
        (["nowhere"], "there is no folder nowhere"),
        (["runs=nowhere/*"], "there is no folder nowhere/*"),
        (["x", "seeds=1"], "there is no setting seeds"),
        (["x", "seed=-1"], "seed='-1' is not allowed"),
        (["x", "replicates=10"], "replicates=10 is not allowed"),
        (["x", "out=differences.doc"], "out='differences.doc' is not allowed"),
    ],
)
def test_a_wrong_request_is_refused(words: list[str], said: str, capsys: pytest.CaptureFixture[str]) -> None:
    """With exit status 2 and the four-part error."""
    assert main(words) == 2
    assert said in capsys.readouterr().err


def test_help_shows_an_example(capsys: pytest.CaptureFixture[str]) -> None:
    """And every option."""
    assert main(["--help"]) == 0
    printed = capsys.readouterr().out
    for option in ("base=", "segment=", "metric=", "window=", "among=", "seed=", "replicates=", "out="):
        assert option in printed


def test_repeats_count_once(tmp_path: Path, run: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """The same settings and scores twice are one run, called by the folder of either or by their common name."""
    for number in (2, 3):
        make(tmp_path / "y" / str(number), {"popular": POPULAR, "content": POPULAR})
    printed = []
    for base in ("y", "2", "3"):
        assert main([str(run), f"{tmp_path}/y/*", f"base={base}", "replicates=100"]) == 0
        printed.append(capsys.readouterr().out)
    assert printed[0] == printed[1] == printed[2]
    assert f"settings and scores are the same: {tmp_path}/y/2, {tmp_path}/y/3" in printed[0]
    assert "1 comparison in the family" in " ".join(printed[0].split())


def test_a_comparison_says_how_often_test_was_looked_at(
    tmp_path: Path, run: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Of every run that opened test days, in the table's title and in the file; of the others nothing."""
    file, out = run / "run.json", tmp_path / "differences.json"
    facts = json.loads(file.read_text())
    titles = []
    for known in ([], [facts["cuts"][1]["start"]]):
        file.write_text(json.dumps({**facts, "looks_at_test": 4, "known_as_test": known}))
        assert main([str(run), "replicates=100", f"out={out}"]) == 0
        titles.append(next(line for line in capsys.readouterr().out.splitlines() if line.startswith("hit_rate@5")))
    title = "hit_rate@5, segment all, validation window: less popular (0.1250)"
    assert titles == [title, f"{title}; look 4 at the test window"]
    assert json.loads(out.read_text())["families"][0]["looks"] == [4]


def test_of_runs_that_differ_the_refusal_names_a_folder(
    tmp_path: Path, run: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """What it says is to be typed names one run, although another folder's name begins alike."""
    make(tmp_path / "y" / "2", {"popular": POPULAR, "content": POPULAR})
    make(tmp_path / "y" / "20", {"popular": POPULAR, "content": CONTENT}, settings={"embed.dim": 16})
    words = [str(run), f"{tmp_path}/y/*", "replicates=100"]
    assert main([*words, "base=y"]) == 2
    said = capsys.readouterr().err
    assert "2 runs are called y, and no recommender" in said
    assert "as in base=20\n" in said
    assert main([*words, "base=20"]) == 0
    assert main([*words, "base=2"]) == 0
