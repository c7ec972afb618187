"""Tables of run folders that are missing or broken."""

from collections.abc import Callable
from pathlib import Path

import polars as pl
import pytest

from fashrec.compare.__main__ import main as compare
from fashrec.errors import DataError
from fashrec.report.__main__ import main as report
from fashrec.results.runs import read_runs
from fashrec.results.tables import NAMES, read_table
from tests.compare.folders import make

HITS = {"popular": [0, 0, 0, 0, 0, 0, 0, 1], "content": [1, 1, 0, 0, 1, 0, 0, 0]}


def truncate(file: Path) -> None:
    """Leave half of it, as a disk that filled up or a copy that broke off does."""
    file.write_bytes(file.read_bytes()[: file.stat().st_size // 2])


@pytest.fixture
def runs(tmp_path: Path) -> list[Path]:
    """Two whole runs."""
    return [make(tmp_path / "runs" / "x" / name, HITS, settings={"embed.dim": int(name)}) for name in ("1", "2")]


@pytest.mark.parametrize(
    ("damage", "said"),
    [
        (Path.unlink, "is missing"),
        (truncate, "cannot be read"),
        (lambda file: file.write_bytes(b""), "cannot be read"),
        (lambda file: pl.DataFrame({"other": [1]}).write_parquet(file), "cannot be read: .*customer"),
    ],
)
def test_a_table_that_cannot_be_read_is_named(damage: Callable[[Path], object], said: str, runs: list[Path]) -> None:
    """With its path and what is wrong with it."""
    file = runs[0] / "future.parquet"
    damage(file)
    with pytest.raises(DataError, match=f"future.parquet {said}") as told:
        read_table(runs[0], "future", lambda future: future.select("customer"))
    assert told.value.where == str(file)


@pytest.mark.parametrize("name", NAMES)
def test_a_run_with_a_broken_table_is_left_out(name: str, runs: list[Path]) -> None:
    """And named, as one with a broken run.json is."""
    file = runs[1] / f"{name}.parquet"
    file.write_bytes(b"PAR1")
    whole, left_out = read_runs(runs)
    assert [run.folder for run in whole] == [runs[0]]
    assert [(one.folder, one.why) for one in left_out] == [(runs[1], f"{name}.parquet cannot be read")]


def test_comparisons_and_reports_say_which_run_they_left_out(
    runs: list[Path], capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """The others are told of; where none is left, that is said."""
    monkeypatch.chdir(runs[0].parents[2])
    truncate(runs[1] / "per_customer.parquet")
    assert compare([*map(str, runs), "replicates=100"]) == 0
    assert report(["html=false"]) == 0
    said = capsys.readouterr().out
    assert f"left out: {runs[1]}: per_customer.parquet cannot be read" in said
    assert "left out, 1 without a finished run:\n  runs/x/2: per_customer.parquet cannot be read" in said
    truncate(runs[0] / "future.parquet")
    assert compare([*map(str, runs), "replicates=100"]) == 2
    refused = capsys.readouterr().err
    assert "no finished run among 2 folders" in refused
    assert f"{runs[0]}: future.parquet cannot be read" in refused
