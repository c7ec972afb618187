"""Sweeps as commands: killed, gone on with by two processes at once, and read."""

import os
import re
import signal
import subprocess
import sys
import time
from collections import Counter
from pathlib import Path

import pytest

from fashrec.errors import ConfigError
from fashrec.sweep.__main__ import main
from fashrec.sweep.search import _checked
from fashrec.sweep.study import open_study
from tests.running import CONF, TINY, command, composed, read_run

QUICK = ("experiment=pixels128", *TINY, "recommend=[content,popular]", "evaluate.latency=0", "evaluate.replicates=0")
SWEEP = ("-m", "hydra/sweeper=fashrec", *QUICK, "index=exact")
GRID = ("embed.dim=choice(8,16)", "profile=choice(mean,recency)", "sweep.trials=9", "sweep.prune=true")


def begun(cwd: Path) -> subprocess.Popen[bytes]:
    """The sweep, in a process of its own."""
    return subprocess.Popen(
        [sys.executable, "-m", "fashrec.run", *SWEEP, *GRID],
        cwd=cwd,
        env={**os.environ, "PYTHONPATH": str(CONF.parent)},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )


def statuses(cwd: Path) -> list[str]:
    """Of all runs, in the order in which they began."""
    return [read_run(file.parent)["status"] for file in sorted(cwd.glob("runs/pixels128/*/run.json"))]


@pytest.mark.slow
def test_a_killed_sweep_goes_on_without_repeating_what_is_finished(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Killed at its second run, then two commands at once: each of four configurations is finished or pruned once."""
    process = begun(tmp_path)
    while statuses(tmp_path) != ["done", "running"]:
        assert process.poll() is None
        time.sleep(0.01)
    process.send_signal(signal.SIGKILL)
    process.wait()
    both = [begun(tmp_path), begun(tmp_path)]
    assert [one.wait() for one in both] == [0, 0]
    done = [read_run(file.parent) for file in tmp_path.glob("runs/pixels128/*/run.json")]
    states = Counter(one["status"] for one in done)
    assert (states["done"] + states["pruned"], states["running"]) == (4, 1)
    assert len({one["config_hash"] for one in done if one["status"] != "running"}) == 4
    (broken_off,) = (one for one in done if one["status"] == "running")
    assert broken_off["config_hash"] in {one["config_hash"] for one in done if one["status"] != "running"}
    assert main(["pixels128", f"runs={tmp_path}/runs", f"out={tmp_path}/reports"]) == 0
    page = (tmp_path / "reports" / "sweeps" / "pixels128" / "table.md").read_text()
    pruned = f"{states['pruned']} pruned, " if states["pruned"] else ""
    assert f"{states['done']} of 4 configurations finished, {pruned}1 killed" in page
    assert re.search(r"It was killed after .*Z and resumed\.", page)
    assert len(re.findall(r"^\| 2.*Z \| (?:killed|ended) \| 2", page, re.MULTILINE)) >= 2
    best = max(one["scores"]["validation"]["content"]["all"]["hit_rate@5"]["value"] for one in done if "scores" in one)
    assert f"on the validation window {best:.4f}" in page
    assert "Confirm it once: `python -m fashrec.sweep pixels128 runs=" in page
    assert "split.window=test" not in page
    assert page in capsys.readouterr().out


@pytest.mark.slow
def test_a_configuration_that_fails_does_not_end_the_sweep(tmp_path: Path) -> None:
    """The exit status is its, the page names it; the other is run, and confirmed as the page says."""
    done = command(tmp_path, *SWEEP, "embed.dim=choice(8,9999)")
    assert done.returncode != 0
    assert sorted(statuses(tmp_path)) == ["done", "failed"]
    assert "Traceback" not in done.stderr
    assert main([str(tmp_path / "runs" / "pixels128"), f"out={tmp_path}"]) == 0
    page = (tmp_path / "sweeps" / "pixels128" / "table.md").read_text()
    assert f"failed: exit status {done.returncode} | 9999" in page
    assert re.search("Confirm it once: `python -m fashrec.sweep .*pixels128 out=.* confirm`", page)
    for n_runs, said in ((3, "split.window=test 'hydra.run.dir="), (3, "It was confirmed before: nothing is run.")):
        confirmed = command(tmp_path, "pixels128", "confirm", module="fashrec.sweep")
        assert confirmed.returncode == 0
        assert said in confirmed.stdout
        assert "On the test window it has 0." in confirmed.stdout
        assert len(statuses(tmp_path)) == n_runs


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("split.window=test", "test_in_sweep=true"), "split.window=test is not for a sweep that chooses"),
        (("split.test_cuts=0",), "split.test_cuts=0 would leave a sweep no test window"),
        (("sweep.recommender=contents",), "did you mean content?"),
        (("sweep.trials=0",), "sweep.trials=0 is not allowed"),
        (("plan=true",), "plan=True is not allowed"),
        (("sweep.sure=1",), "sweep.sure=1 is not allowed"),
        (("sweep.prune=1",), "sweep.prune=1 is not allowed"),
        (("sweep.objectives=[latency]",), "sweep.objectives=['latency'] is not allowed"),
        (("sweep.objectives=[headline,latency]",), "evaluate.latency=0 is not allowed"),
        (("sweep.objectives=[headline,latency]", "sweep.prune=true"), "does not go with two objectives"),
    ],
)
def test_what_cannot_choose_is_refused(words: tuple[str, ...], said: str) -> None:
    """In four parts."""
    with pytest.raises(ConfigError) as caught:
        _checked(composed(*QUICK, *words))
    assert said in str(caught.value)


@pytest.mark.slow
def test_a_refused_sweep_leaves_nothing_behind(tmp_path: Path) -> None:
    """It ends before anything runs, with exit status 2 and no traceback."""
    done = command(tmp_path, *SWEEP, "embed.dim=choice(8,16)", "split.window=all", "test_in_sweep=true")
    assert done.returncode == 2
    assert done.stderr.startswith("ConfigError: split.window=all is not for a sweep that chooses")
    assert not (tmp_path / "runs").exists()


def test_a_folder_without_a_sweep_is_refused(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """The message names the file that is missing."""
    assert main([str(tmp_path)]) == 2
    assert f"there is no {tmp_path}/study.db" in capsys.readouterr().err.replace("\n", "")


@pytest.fixture(scope="module")
def empty(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with a sweep, `one`, that has nothing in it."""
    folder = tmp_path_factory.mktemp("runs")
    open_study(folder / "one", "study")
    return folder


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ((), "nothing is no sweep's name"),
        (("one", "two"), "one two is no sweep's name"),
        (("one", "confirms=1"), "there is no setting confirms"),
        (("one", "study=other"), "there is no study other"),
        (("one", "confirm"), "no finished configuration"),
    ],
)
def test_a_wrong_request_is_refused(
    words: tuple[str, ...], said: str, empty: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """With exit status 2, in four parts; a sweep that has finished nothing has no winner."""
    assert main([*words, f"runs={empty}", f"out={empty}"]) == 2
    assert said in capsys.readouterr().err
