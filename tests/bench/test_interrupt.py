"""Ctrl-C in the middle of a frontier."""

import json
import os
import subprocess
import time
from pathlib import Path

import pytest

from tests.running import CONF, TINY, interrupted, listening


@pytest.mark.slow
def test_an_interrupt_is_clean_and_written_down(tmp_path: Path) -> None:
    """Exit status 130, one line that says where to look, run.json interrupted, no report."""
    words = ["frontier", "experiment=pixels128", *TINY, "embed.dim=8", "repeats=1000"]
    env = {**os.environ, "PYTHONPATH": str(CONF.parent)}
    with subprocess.Popen(
        [*listening("fashrec.bench"), *words], cwd=tmp_path, stderr=subprocess.PIPE, text=True, env=env
    ) as process:
        while not list(tmp_path.glob("runs/frontier/pixels128/*/run.json")):
            assert process.poll() is None, process.stderr.read() if process.stderr else ""
            time.sleep(0.02)
        said = interrupted(process)
    assert process.returncode == 130
    (run,) = tmp_path.glob("runs/frontier/pixels128/*/run.json")
    assert json.loads(run.read_text())["status"] == "interrupted"
    assert f"interrupted; {run.relative_to(tmp_path)} says so" in said
    assert "Traceback" not in said
    assert not list(tmp_path.glob("reports/frontier/pixels128/*"))
