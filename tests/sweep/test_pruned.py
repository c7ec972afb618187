"""A sweep that prunes, as commands: jobs side by side, and what becomes of a pruned run's folder."""

from pathlib import Path

import pytest

from fashrec.compare.__main__ import main as compare
from fashrec.sweep.__main__ import main
from fashrec.verify.__main__ import main as verify
from tests.running import TINY, command, read_run

# one dimension leaves nothing but a sign to tell items apart
QUICK = (*TINY, "recommend=[content,popular]", "evaluate.latency=0", "evaluate.replicates=0", "index=exact")
SWEEP = ("-m", "hydra/sweeper=fashrec", "experiment=pixels128", *QUICK, "embed.dim=choice(1,16)", "sweep.prune=true")
SIDE_BY_SIDE = ("hydra/launcher=joblib", "hydra.launcher.n_jobs=2", "sweep.batch=2")


def runs(cwd: Path) -> dict[Path, str]:
    """The status of each run folder."""
    return {file.parent: read_run(file.parent)["status"] for file in sorted(cwd.glob("runs/pixels128/*/run.json"))}


@pytest.mark.slow
def test_what_is_surely_behind_stops_and_is_not_tried_again(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """A job of another process sees the leader's scores; its folder holds no finished run, as every command says."""
    assert command(tmp_path, *SWEEP, "sweep.trials=1").returncode == 0
    done = command(tmp_path, *SWEEP, "sweep.sure=0.9", *SIDE_BY_SIDE)
    assert done.returncode == 0, done.stderr
    leader, behind = found = runs(tmp_path)
    assert list(found.values()) == ["done", "pruned"]
    facts = read_run(behind)["pruned"]
    assert (facts["leader"], facts["cuts"], facts["of"]) == (leader.name, 2, 3)
    assert facts["value"] < facts["leader_value"]
    assert "scores" not in read_run(behind)
    assert main(["pixels128", f"runs={tmp_path}/runs", f"out={tmp_path}"]) == 0
    page = capsys.readouterr().out
    assert "1 of 2 configurations finished, 1 pruned." in page
    assert f"pruned: after 2 of 3 cuts, where {leader.name} had 0." in page
    assert verify([str(folder) for folder in found]) == 0
    assert "the run is pruned, not done" in capsys.readouterr().out
    assert compare([str(folder) for folder in found]) == 0
    assert capsys.readouterr().out.count(": pruned\n") == 1
