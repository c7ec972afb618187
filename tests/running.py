"""Running experiments from tests: in this process where that is enough, as a real command where it is not."""

import json
import os
import signal
import subprocess
import sys
from pathlib import Path
from typing import Any

import polars as pl
from hydra import compose, initialize_config_dir
from hydra.core.global_hydra import GlobalHydra
from omegaconf import DictConfig, OmegaConf

from fashrec import naming
from fashrec.experiment import run
from fashrec.record import Record
from fashrec.verify.verify import verify

CONF = Path(__file__).parents[1] / "conf"
# small enough for a test, large enough for every segment to have customers
TINY = ("data=boutique_tiny", "split.cuts=4", "split.test_cuts=1")


def listening(module: str) -> list[str]:
    """`python -m MODULE`, heeding Ctrl-C even where what started the tests ignores it, as a job in the background."""
    heed = "import runpy, signal; signal.signal(signal.SIGINT, signal.default_int_handler)"
    return [sys.executable, "-c", f"{heed}; runpy.run_module({module!r}, run_name='__main__', alter_sys=True)"]


def interrupted(process: subprocess.Popen[str], tries: int = 4) -> str:
    """What a process says on stderr once Ctrl-C ended it; a person presses it again where nothing happens.

    Python drops the exception of a signal that arrives inside a destructor or a callback from C, whosever that is.
    """
    for _ in range(tries):
        process.send_signal(signal.SIGINT)
        try:
            return process.communicate(timeout=20)[1]
        except subprocess.TimeoutExpired:
            continue
    process.kill()
    raise AssertionError(f"Ctrl-C, {tries} times, did not end it: {process.communicate()[1]}")


def composed(*overrides: str) -> DictConfig:
    """The configuration of a command line."""
    naming.register()
    GlobalHydra.instance().clear()
    with initialize_config_dir(str(CONF), version_base="1.3"):
        return compose("config", overrides=["name=test", *overrides])


def run_in(folder: Path, *overrides: str, store: Path | None = None) -> dict[str, Any]:
    """Run an experiment in `folder` with the store beside it, and verify it; its run.json."""
    config = composed(*overrides, f"store.root={store or folder.parent / 'store'}")
    folder.mkdir(parents=True)
    record = Record(folder)
    record.begin(naming.config_hash(config), command="test", name="test", seed=config.seed)
    (folder / ".hydra").mkdir()
    OmegaConf.save(config, folder / ".hydra" / "config.yaml")
    run(config, record)
    record.finish("done")
    verified(folder)
    return read_run(folder)


def read_run(folder: Path) -> dict[str, Any]:
    """The run.json of a run folder."""
    data: dict[str, Any] = json.loads((folder / "run.json").read_text())
    return data


def table(folder: Path, name: str) -> pl.DataFrame:
    """A Parquet table of a run folder."""
    return pl.read_parquet(folder / f"{name}.parquet")


def command(cwd: Path, *words: str, module: str = "fashrec.run", **env: str) -> subprocess.CompletedProcess[str]:
    """`python -m MODULE WORDS` in `cwd`, as a person would type it; runs that it finishes are verified."""
    before = set(cwd.glob("runs/*/*/run.json"))
    done = subprocess.run(
        [sys.executable, "-m", module, *words],
        cwd=cwd,
        capture_output=True,
        text=True,
        check=False,
        env={**os.environ, "PYTHONPATH": str(CONF.parent), "COLUMNS": "160", **env},
    )
    for made in sorted(set(cwd.glob("runs/*/*/run.json")) - before):
        if read_run(made.parent)["status"] == "done":
            verified(made.parent, Path(env["FASHREC_STORE"]) if "FASHREC_STORE" in env else None)
    return done


def verified(folder: Path, store: Path | None = None) -> None:
    """Every run that the tests make holds."""
    verdict = verify(folder, store=store)
    assert verdict.holds, "\n".join(verdict.lines())
