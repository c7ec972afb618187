"""The configuration that a sweep chose, on the test window: once."""

from pathlib import Path

from omegaconf import DictConfig, OmegaConf
from optuna.trial import FrozenTrial

from fashrec.naming import config_hash
from fashrec.sweep.finished import Finished, Outcome
from fashrec.sweep.study import WORDS


def on_test(folder: Path, trial: FrozenTrial, recommender: str) -> Outcome | None:
    """What a finished configuration scored on the test window; None where it was not tried there."""
    settings = folder / trial.user_attrs["run"] / ".hydra" / "config.yaml"
    if not settings.is_file():
        return None
    config = OmegaConf.load(settings)
    OmegaConf.update(config, "split.window", "test")
    assert isinstance(config, DictConfig), "a configuration has names"
    return Finished(folder, recommender, "test").look(config_hash(config))


def to_confirm(trial: FrozenTrial) -> list[str]:
    """The command that runs it there."""
    return ["python", "-m", "fashrec.run", *trial.user_attrs[WORDS], "split.window=test"]
