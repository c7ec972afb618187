"""Every ready sweep in conf/ runs, and has a page."""

from pathlib import Path

import polars as pl
import pytest

from fashrec.sweep.__main__ import main
from tests.running import TINY, command
from tests.sweep.ready import READY

QUICK = (*TINY, "embed/source=pixels", "evaluate.replicates=0", "evaluate.latency=9")
# the tiny shop has too few items for more dimensions
SMALLER = {"pca": "embed.dim=int(interval(4,16))"}


@pytest.mark.slow
@pytest.mark.parametrize(("name", "experiment"), READY.items())
def test_every_ready_sweep_runs_on_the_tiny_shop(
    name: str, experiment: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Two configurations by its own command, on pixels; its table and pictures are written."""
    own = SMALLER.get(name, "embed.dim=8")
    done = command(tmp_path, "-m", f"sweep={name}", f"experiment={experiment}", *QUICK, own, "sweep.trials=2")
    assert done.returncode == 0, done.stderr
    assert main([experiment, f"runs={tmp_path}/runs", f"out={tmp_path}"]) == 0
    assert "2 of 2 configurations finished." in capsys.readouterr().out
    made = tmp_path / "sweeps" / experiment
    rows = pl.read_csv(made / "table.csv")
    assert rows["state"].to_list() == ["done", "done"]
    two = "Pareto front" in (made / "table.md").read_text()
    assert two == rows["on_front"].is_not_null().all() == (made / "front.svg").is_file()
    for picture in ("settings", "parallel"):
        assert (made / f"{picture}.svg").stat().st_size > 1000
