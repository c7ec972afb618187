"""The names in conf/ that need a computation: when a run began, what it was asked. Light, for `--help` reads it."""

import hashlib
import json
import shlex
from datetime import UTC, datetime

from hydra.conf import HydraConf
from hydra.core.hydra_config import HydraConfig
from hydra.types import RunMode
from omegaconf import DictConfig, OmegaConf

from fashrec.errors import ConfigError, require_folder

# these decide whether, where, how fast or how talkatively something is computed, not what is scored
OUTSIDE_HASH = ("name", "plan", "debug", "test_in_sweep", "sweep", "submit", "store", "threads", "hydra")


def config_hash(config: DictConfig) -> str:
    """20 hexadecimal digits over every setting that decides the scores."""
    plain = OmegaConf.to_container(
        OmegaConf.masked_copy(config, [str(key) for key in config if key not in OUTSIDE_HASH])
    )
    return hashlib.sha256(json.dumps(plain, sort_keys=True).encode()).hexdigest()[:20]


def register() -> None:
    """Make `${run_stamp:}`, `${run_name:}`, `${run_folder:NAME}` and `${config_hash:}` known to OmegaConf; more than
    once is harmless.
    """
    OmegaConf.register_new_resolver("run_stamp", _stamp, replace=True)
    OmegaConf.register_new_resolver("run_name", _name, replace=True)
    OmegaConf.register_new_resolver("run_folder", _folder, replace=True)
    OmegaConf.register_new_resolver("config_hash", _short_hash, replace=True)


def refuse_lone_sweep(hydra: HydraConf) -> None:
    """Refuse a ready sweep that was asked for without -m, where the command line leaves something to be chosen.

    Args:
        hydra: of the composed configuration.

    Raises:
        ConfigError: naming what would not be swept.
    """
    given = {word.partition("=")[0].lstrip("+~") for word in hydra.overrides.task}
    left = [name for name in hydra.sweeper.get("params") or {} if name not in given]
    if hydra.mode == RunMode.RUN and left:
        raise ConfigError(
            f"sweep={hydra.runtime.choices.get('sweep')} is a sweep, and without -m one run would be made of it",
            where="the command line",
            why=f"{', '.join(left)} would stay as they are",
            do="add -m, as in python -m fashrec.run -m " + shlex.join(hydra.overrides.task),
        )


def _stamp() -> str:
    # to the millisecond: two shells may start the same experiment in one second
    return datetime.now(UTC).strftime("%Y%m%dT%H%M%S.%f")[:-3]


def _name() -> str:
    choice = HydraConfig.get().runtime.choices.get("experiment")
    return str(choice or "run")


def _folder(name: object) -> str:
    # Hydra makes the folder before anything of ours looks at the name
    require_folder("name", str(name))
    if HydraConfig.initialized():
        refuse_lone_sweep(HydraConfig.get())
    return str(name)


def _short_hash(*, _root_: DictConfig) -> str:
    return config_hash(_root_)[:8]
