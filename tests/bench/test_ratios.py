"""Two runs of the benchmarks, made up: what is told of them, and what is kept."""

import json
import shutil
from pathlib import Path
from typing import Any

import pytest

from fashrec.bench.__main__ import main
from fashrec.bench.ratios.compared import compared
from fashrec.bench.ratios.measured import Measured, Ratio, read_baseline, write_baseline
from fashrec.bench.ratios.page import title
from tests.report.skeleton import committed, skeleton

ROOT = Path(__file__).parents[2]
BEFORE = {
    "test_a.py::test_steady": [1.0, 1.01, 0.99],
    "test_a.py::test_doubled": [0.5, 0.51, 0.5],
    "test_b.py::test_halved[x]": [4.0, 4.1, 4.0],
    "test_b.py::test_wavering": [1.0, 1.1, 0.92],
    "test_b.py::test_left": [1.0, 1.0, 1.1],
}
NOW = {
    "test_a.py::test_steady": [1.05, 1.06, 1.05],
    "test_a.py::test_doubled": [1.0, 1.01, 1.02],
    "test_b.py::test_halved[x]": [2.0, 2.1, 2.0],
    "test_b.py::test_wavering": [1.12, 1.22, 1.0],
    "test_c.py::test_come": [0.1, 0.2, 0.1],
}


def run(ratios: dict[str, list[float]], to: str = "a sort") -> dict[str, Any]:
    """As much of pytest-benchmark's JSON as matters, and a host's name and folders that must not be kept."""
    benchmarks = [
        {"fullname": f"tests/benchmarks/{name}", "extra_info": {"to": to, "ratios": rounds}, "stats": {"min": 1}}
        for name, rounds in ratios.items()
    ]
    memory = {"fullname": "tests/benchmarks/test_b.py::test_memory", "extra_info": {"peak_mb": 3}}
    cpu = {"brand_raw": "A Processor", "count": 4}
    machine = {"node": "somebodys-host", "cpu": cpu, "machine": "x86_64", "python_version": "3.11.2"}
    return {"machine_info": machine, "benchmarks": [*benchmarks, memory], "commit_info": {"project": "/home/somebody"}}


def written(folder: Path, ratios: dict[str, list[float]]) -> Path:
    """The JSON in a file."""
    file = folder / "last.json"
    file.write_text(json.dumps(run(ratios)), encoding="utf-8")
    return file


@pytest.fixture
def kept(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Path:
    """A folder whose baseline is BEFORE."""
    assert main(["ratios", f"measured={written(tmp_path, BEFORE)}", f"out={tmp_path}/out", "keep=true"]) == 0
    assert "5 new" in capsys.readouterr().out
    return tmp_path


def test_what_became_slower_is_said_first(kept: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Doubled, halved, come, left; what moved by less than its rounds differ is not named."""
    assert main(["ratios", f"measured={written(kept, NOW)}", f"out={kept}/out"]) == 0
    assert capsys.readouterr().out.splitlines() == [
        "slower  a: doubled: 0.5 -> 1.01 (+102%, 10% is tolerated)",
        "faster  b: halved [x]: 4 -> 2 (-50%, 10% is tolerated)",
        "   new  c: come: - -> 0.1",
        "  gone  b: left: 1 -> -",
        "1 slower, 1 faster, 1 new, 1 gone, 2 same",
    ]


def test_the_table_has_every_hot_path_and_the_command_that_makes_it(kept: Path) -> None:
    """Its first line is the command; the tolerance of a wavering one is wide."""
    main(["ratios", f"measured={written(kept, NOW)}", f"out={kept}/out"])
    lines = (kept / "out" / "table.md").read_text(encoding="utf-8").splitlines()
    assert lines[0] == "<!-- made by `python -m fashrec.bench ratios` of what `make bench` measured: do not edit -->"
    rows = [[cell.strip() for cell in line.split("|")[1:-1]] for line in lines if line.startswith("| ")]
    assert rows[2] == ["**slower**", "a: doubled", "a sort", "0.5", "1.01", "+102%", "10%"]
    assert [row[:2] for row in rows[3:]] == [
        ["faster", "b: halved [x]"],
        ["new", "c: come"],
        ["gone", "b: left"],
        ["same", "b: wavering"],
        ["same", "a: steady"],
    ]
    assert rows[6][5] == "+12%"
    assert int(rows[6][6].removesuffix("%")) > 30


def test_a_comparison_leaves_the_baseline_as_it_is(kept: Path) -> None:
    """Only keep=true writes one, and it is what the next run is compared with."""
    baseline = kept / "out" / "baseline.json"
    before = baseline.read_bytes()
    main(["ratios", f"measured={written(kept, NOW)}", f"out={kept}/out"])
    assert baseline.read_bytes() == before
    main(["ratios", f"measured={written(kept, NOW)}", f"out={kept}/out", "keep=true"])
    again = read_baseline(baseline)
    assert again is not None
    assert again.ratios["test_a.py::test_doubled"].rounds == (1.0, 1.01, 1.02)


def test_a_baseline_names_no_host_and_no_folder(kept: Path) -> None:
    """Processor, cores and Python's version are all that it says of where it was made."""
    text = (kept / "out" / "baseline.json").read_text(encoding="utf-8") + (kept / "out" / "table.md").read_text("utf-8")
    assert "A Processor" in text
    for private in ("somebody", str(kept), "/home", "tests/benchmarks/"):
        assert private not in text


def test_a_baseline_is_read_as_it_was_written(tmp_path: Path) -> None:
    """To three digits a round; there is none before the first."""
    file = tmp_path / "new" / "baseline.json"
    assert read_baseline(file) is None
    measured = Measured({"a.py::b": Ratio("x", (1.23, 0.00456))}, {"cores": "2"}, {"FASHREC_BENCH_ROWS": "5"})
    write_baseline(measured, file)
    assert read_baseline(file) == measured


def test_another_machine_and_other_sizes_are_said(kept: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Ratios travel less well than one would wish."""
    other = run(NOW)
    other["machine_info"]["cpu"]["brand_raw"] = "Another"
    (kept / "last.json").write_text(json.dumps(other), encoding="utf-8")
    monkeypatch.setenv("FASHREC_BENCH_ITEMS", "20000")
    main(["ratios", f"measured={kept}/last.json", f"out={kept}/out"])
    text = (kept / "out" / "table.md").read_text(encoding="utf-8")
    assert "The baseline had another machine: processor A Processor." in text
    assert "Sizes differ: the defaults then, {'FASHREC_BENCH_ITEMS': '20000'} now." in text


def test_a_path_that_is_measured_against_something_else_is_new() -> None:
    """Its ratios cannot be compared."""
    one, other = (Measured({"a::b": Ratio(to, (1.0, 1.1))}, {}, {}) for to in ("a sort", "a join"))
    assert [change.verdict for change in compared(one, other)] == ["new"]
    assert [change.verdict for change in compared(one, one)] == ["same"]


def test_the_tolerance_is_two_deviations_of_both_runs() -> None:
    """Rounds e^0.1, 1 and e^-0.1 deviate by 0.14826: exp(2 x 0.2097) - 1 is tolerated, in either direction."""
    wavering = Ratio("x", (1.1051709, 1.0, 0.9048374))
    (change,) = compared(Measured({"a::b": wavering}, {}, {}), Measured({"a::b": wavering}, {}, {}))
    assert change.tolerance == pytest.approx(0.521, abs=1e-3)
    scaled = [
        Ratio("x", tuple(factor * value for value in wavering.rounds)) for factor in (1.51, 1.53, 1 / 1.51, 1 / 1.53)
    ]
    verdicts = [compared(Measured({"a": wavering}, {}, {}), Measured({"a": now}, {}, {}))[0].verdict for now in scaled]
    assert verdicts == ["same", "slower", "same", "faster"]


@pytest.mark.parametrize(
    "text",
    ["{", "[]", '{"benchmarks": []}', json.dumps(run({})), json.dumps(run({"a.py::b": [1.0]}))],
    ids=["no JSON", "a list", "no machine", "no ratio", "one round"],
)
def test_what_was_not_timed_is_refused(text: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """With the command that times; nothing is written."""
    file = tmp_path / "last.json"
    file.write_text(text, encoding="utf-8")
    assert main(["ratios", f"measured={file}", f"out={tmp_path}/out"]) == 1
    assert "make bench" in capsys.readouterr().err
    assert not (tmp_path / "out").exists()


@pytest.mark.parametrize("words", [["keep=1"], ["kept=true"]])
def test_a_wrong_word_is_a_wrong_request(words: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    """Status 2, and what is allowed."""
    assert main(["ratios", *words]) == 2
    assert "keep" in capsys.readouterr().err


def test_one_round_that_was_stopped_moves_nothing() -> None:
    """Neither the median nor what is tolerated."""
    steady, stopped = Ratio("x", (1.0, 1.02, 0.98, 1.01, 0.99)), Ratio("x", (1.0, 1.02, 0.98, 1.01, 50.0))
    (change,) = compared(Measured({"a": steady}, {}, {}), Measured({"a": stopped}, {}, {}))
    assert change.verdict == "same"
    assert change.tolerance == 0.1


def test_a_machine_that_is_too_busy_to_tell_is_said(kept: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """On the terminal and in the table; a steady run says nothing of it."""
    wild = {name: [value, 3 * value, value / 3] for name, (value, *_) in BEFORE.items()}
    main(["ratios", f"measured={written(kept, wild)}", f"out={kept}/out"])
    said = "So unsteady that half as much again counts as the same: 5. Measure on a quieter machine."
    assert said in capsys.readouterr().out.splitlines()
    assert said in (kept / "out" / "table.md").read_text("utf-8").splitlines()


def test_a_benchmarks_name_reads_as_a_sentence() -> None:
    """File and claim, parameters in brackets."""
    assert title("test_embed.py::test_the_pca_is_fast[a-1]") == "embed: the pca is fast [a-1]"


def test_the_committed_baseline_is_what_the_words_left_out_compare_with(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """Of the project's own reports: a run without its hot paths says that they are gone."""
    (page,) = committed("ratios")
    kept_there = page.with_name("baseline.json")
    shutil.copytree(page.parent, tmp_path / "reports" / "ratios")
    (tmp_path / ".benchmarks").mkdir()
    written(tmp_path / ".benchmarks", NOW)
    monkeypatch.chdir(tmp_path)
    baseline = read_baseline(kept_there)
    assert baseline is not None
    assert main(["ratios"]) == 0
    assert f"{len(baseline.ratios)} gone" in capsys.readouterr().out
    assert skeleton(tmp_path / "reports" / "ratios" / "table.md") == skeleton(page)


def test_a_committed_ratio_is_called_after_what_is_timed_beside_what() -> None:
    """By a benchmark that there is: a claim for a name would stand beside a number that may belie it."""
    committed = read_baseline(ROOT / "reports" / "ratios" / "baseline.json")
    assert committed is not None
    for name in committed.ratios:
        file, _, test = name.partition("[")[0].partition("::")
        assert f"def {test}(" in (ROOT / "tests" / "benchmarks" / file).read_text("utf-8")
        assert "_beside_" in test
