"""What is said of errors that end a command."""

from collections.abc import Callable
from typing import Any

import pytest
from hydra.types import RunMode
from omegaconf import OmegaConf
from omegaconf.errors import OmegaConfBaseException

from fashrec.canaries.__main__ import main as canaries
from fashrec.errors import ConfigError, require_folder
from fashrec.naming import refuse_lone_sweep, register
from fashrec.refusal import CONF, explain
from fashrec.submit.__main__ import main as submit


def test_an_error_of_ours_is_said_and_becomes_the_exit_status(capsys: pytest.CaptureFixture[str]) -> None:
    """Four parts on standard error."""
    assert explain(ConfigError("k=0 is not allowed", where="k", why="lists have items", do="set k")) == 2
    assert capsys.readouterr().err.startswith("ConfigError: k=0 is not allowed\n  where: k\n")


def test_a_fault_of_ours_is_not_taken_for_the_requests() -> None:
    """An error that nobody expected, in the midst of a benchmark, keeps its traceback."""
    with pytest.raises(ZeroDivisionError):
        explain(ZeroDivisionError("by zero"))


def test_while_composing_every_error_is_the_requests(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Hydra raises plain ValueErrors for some requests."""
    monkeypatch.setattr("sys.argv", ["python"])
    assert explain(ValueError("Config group override must be a string or a list. Got int"), composing=True) == 2
    assert "GROUP.NAME=VALUE" in capsys.readouterr().err


def _hydra(settings: dict[str, Any]) -> Any:
    return OmegaConf.create(settings)


def test_a_sweep_without_m_is_refused() -> None:
    """Unless every setting that it would choose is given, as in the command that run.json has of one of its jobs."""
    words = ["sweep=pca", "embed.dim=8"]
    asked: dict[str, Any] = {
        "mode": RunMode.RUN,
        "overrides": {"task": words},
        "runtime": {"choices": {"sweep": "pca"}},
        "sweeper": {"params": {"embed.dim": "choice(8,16)", "embed.whiten": "choice(true,false)"}},
    }
    with pytest.raises(ConfigError, match="sweep=pca is a sweep") as told:
        refuse_lone_sweep(_hydra(asked))
    assert told.value.why.startswith("embed.whiten would")
    assert told.value.do == "add -m, as in python -m fashrec.run -m sweep=pca embed.dim=8"
    refuse_lone_sweep(_hydra(asked | {"mode": RunMode.MULTIRUN}))
    words.append("embed.whiten=true")
    refuse_lone_sweep(_hydra(asked))


@pytest.mark.parametrize("name", ["", ".", "..", "../x", "a/b", "/x", "a\\b"])
def test_a_name_that_is_no_folders_is_refused(name: str) -> None:
    """What becomes a folder must not lead out of the one around it."""
    with pytest.raises(ConfigError, match="is not allowed"):
        require_folder("name", name)


@pytest.mark.parametrize("name", ["x", "x.y", "..x", "µ 1"])
def test_a_folders_plain_name_is_taken(name: str) -> None:
    """Dots within a name are no way up."""
    require_folder("name", name)


@pytest.mark.parametrize("place", ["run.dir", "sweep.subdir"])
def test_a_runs_folder_stays_below_runs(place: str, capsys: pytest.CaptureFixture[str]) -> None:
    """Hydra asks for the folder before a job begins, and wraps what it is told: the error is still ours."""
    register()
    written = OmegaConf.select(OmegaConf.load(CONF / "config.yaml"), f"hydra.{place}".rpartition(".")[0])
    assert written is not None
    raw = OmegaConf.to_container(written)
    assert isinstance(raw, dict)
    part = str(raw[place.rpartition(".")[2]]).partition("/${run_stamp")[0]
    with pytest.raises(OmegaConfBaseException) as caught:
        OmegaConf.create({"name": "../evil", "folder": part}).folder  # noqa: B018 - to read it is to resolve it
    assert explain(caught.value) == 2
    assert capsys.readouterr().err.startswith("ConfigError: name='../evil' is not allowed\n")
    assert OmegaConf.create({"name": "mine", "folder": part}).folder.endswith("mine")


@pytest.mark.parametrize("command", [canaries, submit])
def test_a_command_without_a_plan_or_a_sweep_is_not_asked_for_one(
    command: Callable[[list[str]], int], capsys: pytest.CaptureFixture[str]
) -> None:
    """It would do the work that `plan=true` promises not to do, and one configuration of the many."""
    assert command(["experiment=pixels128", "plan=true"]) == 2
    assert "has no plan to show" in capsys.readouterr().err
    assert command(["experiment=pixels128", "sweep=pca"]) == 2
    assert "is of one configuration" in capsys.readouterr().err
