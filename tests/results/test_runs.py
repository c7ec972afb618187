"""Reading run folders."""

from pathlib import Path

import pytest

from fashrec.errors import ConfigError
from fashrec.results.runs import SILENT_EVERYWHERE, differing, read_runs
from tests.report.made import write
from tests.running import CONF

CONTENT = {"content": {"all": 0.2, "cold": 0.1}}


def test_only_settings_that_differ_are_named(tmp_path: Path) -> None:
    """Two of them, in the order of the configuration; where they lie and how many threads worked does not count."""
    write(tmp_path / "x" / "1", CONTENT, {"store.root": "/here", "threads": 1})
    write(tmp_path / "x" / "2", CONTENT, {"profile.by": "price", "embed.dim": 16})
    runs, _ = read_runs((tmp_path / "x").iterdir())
    assert differing(runs) == ["embed.dim", "profile.by"]
    assert [[run.setting(name) for name in differing(runs)] for run in runs] == [["8", "units"], ["16", "price"]]


def test_a_class_stands_at_its_stage_and_brings_no_columns_of_its_own(tmp_path: Path) -> None:
    """Recency's half-life is no difference to the mean, which has none; to another half-life it is."""
    recency = {"profile._target_": "fashrec.profile.Recency"}
    write(tmp_path / "x" / "1", CONTENT)
    write(tmp_path / "x" / "2", CONTENT, {**recency, "profile.half_life_days": 30})
    runs, _ = read_runs((tmp_path / "x").iterdir())
    assert differing(runs) == ["profile"]
    assert [run.setting("profile") for run in runs] == ["Mean", "Recency"]
    write(tmp_path / "x" / "3", CONTENT, {**recency, "profile.half_life_days": 90})
    runs, _ = read_runs((tmp_path / "x").iterdir())
    assert differing(runs) == ["profile", "profile.half_life_days"]
    assert [run.setting("profile.half_life_days") for run in runs] == ["-", "30", "90"]


def test_settings_of_other_classes_are_not_set_against_each_other(tmp_path: Path) -> None:
    """Both embedders have a height, but only that of two Pixels is a difference; shards and threads never are."""
    embedder = {"embed.source": {"_target_": "fashrec.embed.pixels.Pixels", "height": 24, "shard": 64, "threads": 1}}
    write(tmp_path / "x" / "1", CONTENT, embedder)
    other = {"embed.source": {"_target_": "fashrec.embed.learner.Learner", "height": 64, "shard": 512, "threads": 2}}
    write(tmp_path / "x" / "2", CONTENT, other)
    assert differing(read_runs((tmp_path / "x").iterdir())[0]) == ["embed.source"]
    write(tmp_path / "x" / "3", CONTENT, {**embedder, "embed.source.height": 12})
    assert differing(read_runs((tmp_path / "x").iterdir())[0]) == ["embed.source", "embed.source.height"]


def test_what_conf_says_changes_nothing_is_no_difference() -> None:
    """Every such comment in conf/ stands beside a setting that is silent everywhere."""
    lines = [line for file in CONF.rglob("*.yaml") for line in file.read_text().splitlines()]
    named = {line.partition(":")[0].strip() for line in lines if "changes nothing" in line}
    assert named
    assert named <= set(SILENT_EVERYWHERE)


def test_a_path_is_named_by_its_last_part(tmp_path: Path) -> None:
    """Where a person keeps her files does not enter a report."""
    write(tmp_path / "x" / "1", CONTENT)
    write(tmp_path / "x" / "2", CONTENT, {"weights": "/home/somebody/mobilenet.pth"})
    runs, _ = read_runs((tmp_path / "x").iterdir())
    assert [run.setting("weights") for run in runs] == ["none", "mobilenet.pth"]


def test_folders_without_a_finished_run_are_left_out_by_name_and_reason(tmp_path: Path) -> None:
    """Failed, interrupted, running, of another kind, newer, incomplete, broken, empty: each says which it is."""
    good = write(tmp_path / "x" / "good", CONTENT)
    write(tmp_path / "x" / "failed", CONTENT, status="failed", error={"type": "DataError"})
    write(tmp_path / "x" / "interrupted", CONTENT, status="interrupted")
    write(tmp_path / "x" / "running", CONTENT, status="running")
    write(tmp_path / "x" / "frontier", CONTENT, kind="frontier")
    write(tmp_path / "x" / "newer", CONTENT, schema=2)
    write(tmp_path / "x" / "no_config", CONTENT)
    (tmp_path / "x" / "no_config" / ".hydra" / "config.yaml").unlink()
    (tmp_path / "x" / "empty").mkdir()
    for name, text in {
        "truncated": '{"status": "do',
        "partial": '{"status": "done", "name": "y"}',
        "list": "[]",
    }.items():
        (tmp_path / "x" / name).mkdir()
        (tmp_path / "x" / name / "run.json").write_text(text)
    runs, left_out = read_runs((tmp_path / "x").iterdir())
    assert [run.folder for run in runs] == [good]
    assert {one.folder.name: one.why for one in left_out} == {
        "failed": "failed: DataError",
        "interrupted": "interrupted",
        "running": "running, or killed",
        "frontier": "a frontier, not an experiment's run",
        "newer": "schema 2, written by a newer fashrec",
        "no_config": ".hydra/config.yaml cannot be read",
        "empty": "no run.json",
        "truncated": "run.json cannot be read",
        "partial": "run.json lacks ks, cuts, scores, floors, ceilings",
        "list": "run.json cannot be read",
    }
    assert {one.folder.name: one.name for one in left_out if one.name != "x"} == {"partial": "y"}


def test_a_folder_of_run_folders_is_no_run(tmp_path: Path) -> None:
    """runs/*/* also names runs/frontier/NAME, which holds runs and is none that went wrong."""
    write(tmp_path / "x" / "1", CONTENT)
    write(tmp_path / "frontier" / "pca128" / "1", CONTENT, kind="frontier")
    runs, left_out = read_runs(tmp_path.glob("*/*"))
    assert [run.name for run in runs] == ["x"]
    assert left_out == []


def test_no_finished_run_is_an_error_that_names_what_was_found(tmp_path: Path) -> None:
    """The folders and why each is none; what to type."""
    write(tmp_path / "x" / "1", CONTENT, status="interrupted")
    with pytest.raises(ConfigError, match="no finished run among 1 folders") as caught:
        read_runs((tmp_path / "x").iterdir())
    assert f"{tmp_path}/x/1: interrupted" in caught.value.why
    assert "make run" in caught.value.do
