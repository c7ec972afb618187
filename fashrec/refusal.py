"""What Hydra says of a request that does not compose, in fashrec's four parts."""

import re
import sys
from difflib import get_close_matches
from pathlib import Path

from hydra import compose, initialize_config_dir
from hydra.core.global_hydra import GlobalHydra
from hydra.errors import HydraException, MissingConfigException
from omegaconf import DictConfig, OmegaConf
from omegaconf.errors import OmegaConfBaseException

from fashrec.errors import ConfigError, FashrecError
from fashrec.job import JobFailedError

CONF = Path(__file__).resolve().parents[1] / "conf"
DASHES = "a word with dashes"
HINTS = {
    DASHES: "settings are written without dashes: experiment=pca128",
    "Error parsing override": "settings are written NAME=VALUE, as in experiment=pca128",
    "requires --multirun": "add -m, as in python -m fashrec.run -m hydra/sweeper=fashrec 'embed.dim=choice(8,16)'",
    "Ambiguous value": "write a list in brackets, as in recommend=[content,popular]; or add -m for a sweep",
    "Config group override must be": "name one of the group's options; its settings are written GROUP.NAME=VALUE",
}
SETTINGS = "see the settings with `python -m fashrec.run --cfg job`"


def explain(error: Exception, *, composing: bool = False) -> int:
    """Say what was wrong on standard error; the exit status.

    Args:
        error: what ended the command.
        composing: whether nothing but composing was done, so that every error is the request's.

    Raises:
        Exception: the error itself, where it is none of a request's, or with debug=true.
    """
    if isinstance(error, JobFailedError):
        return int(error.args[0])
    error = _within(error) or error
    if not isinstance(error, FashrecError):
        if not (composing or isinstance(error, HydraException | OmegaConfBaseException)):
            raise error
        error = _as_ours(error)
    if "debug=true" in sys.argv:
        raise error
    sys.stderr.write(f"{error}\n")
    return error.exit_status


def _within(error: BaseException | None) -> FashrecError | None:
    """Ours that OmegaConf wrapped, as a resolver of `naming` raised it; None where there is none."""
    while error is not None and not isinstance(error, FashrecError):
        error = error.__cause__ or error.__context__
    return error


# of conf/: whose option decides which settings there are
_GROUPS = ("experiment", "data", "embed", "embed/source", "profile", "index", "split", "protocol")


def _as_ours(error: Exception) -> FashrecError:
    # a group or option that is missing is an OSError, too, but Hydra's
    unmade = None if isinstance(error, HydraException) else error
    if isinstance(unmade, OSError) and not str(unmade.filename).startswith(str(CONF)):
        return _no_folder(unmade)
    said = f"{error} {error.__cause__ or ''}"
    first = (str(error) or type(error).__name__).splitlines()[0]
    if any(word.startswith("--") for word in sys.argv[1:]) and not isinstance(error, HydraException):
        said = f"{DASHES} {said}"
    setting = re.search(r"Could not (?:override|append to config|delete from config)[^']*'([\w./@]+)'", said)
    if setting and "multiple values" not in said:
        chooser = re.search(r"In '(\w+)/(\w+)'", said)
        if chooser and (CONF / setting[1]).is_dir():
            return _lost_group(setting[1], *chooser.groups())
        return _unknown_setting(setting[1])
    if isinstance(error, MissingConfigException) and error.missing_cfg_file:
        return _unknown_option(str(error.missing_cfg_file))
    return ConfigError(
        first,
        where="the command line, or a file of conf/ that it names",
        why="the request does not compose to a configuration, so nothing was begun",
        do=next((hint for mark, hint in HINTS.items() if mark in said), f"correct it; {SETTINGS}"),
    )


def _no_folder(error: OSError) -> ConfigError:
    """Composed, but Hydra or the sweeper could not make the folder for what comes out."""
    return ConfigError(
        f"the run folder cannot be made: {error.filename or 'a file in it'}: {error.strerror}",
        where=f"runs/ in {Path.cwd()}, or hydra.run.dir where it is given",
        why="a run leaves its scores in a folder of its own, so nothing was begun",
        do="start where a folder can be written, or name such a place, as in hydra.run.dir=/tmp/mine (with -m, "
        "hydra.sweep.dir)",
    )


def _unknown_setting(name: str) -> ConfigError:
    swept = [word.partition("=")[0] for word in sys.argv[1:] if "," in word and word.partition("=")[0] in _GROUPS]
    if swept:
        return ConfigError(
            f"{name} is no setting of every job",
            where="the command line",
            why=f"{swept[0]} is swept, and what some of its options add is not there when the words are first read",
            do=f"write ++{name}=VALUE, which sets it in every job",
        )
    return ConfigError(
        f"there is no setting {name}",
        where="the command line",
        why="a setting that nobody reads would be ignored in silence",
        do=_nearest(name),
    )


def _lost_group(group: str, chooser: str, option: str) -> ConfigError:
    """A file of conf/ chooses among what another choice has left out."""
    parent, _, own = group.rpartition("/")
    taken = next((word for word in sys.argv[1:] if word.startswith(f"{parent}=")), f"{parent} as it is chosen")
    line = re.compile(rf"^ *- {own}:", re.MULTILINE)
    having = sorted(file.stem for file in (CONF / parent).glob("*.yaml") if line.search(file.read_text("utf-8")))
    return ConfigError(
        f"{chooser}={option} chooses {group}, which there is none of with {taken}",
        where=f"conf/{chooser}/{option}.yaml and the command line",
        why="the two contradict each other",
        do=f"leave {taken} out, or take another {chooser}; {group} is there with {parent}={' or '.join(having)}",
    )


def _nearest(name: str) -> str:
    known = _known_settings()
    group, _, last = name.rpartition(".")
    siblings = [path for path in known if path.rpartition(".")[0] == group]
    if near := get_close_matches(name, siblings, n=1, cutoff=0.8):
        return f"did you mean {near[0]}?"
    elsewhere = {
        key: file.stem for file in sorted((CONF / group).glob("*.yaml"), reverse=True) for key in OmegaConf.load(file)
    }
    if others := get_close_matches(last, map(str, elsewhere), n=1, cutoff=0.8):
        return f"did you mean {group}.{others[0]}, a setting of {group}={elsewhere[others[0]]}?"
    if near := get_close_matches(name, known, n=1, cutoff=0.6):
        return f"did you mean {near[0]}?"
    return SETTINGS


def _unknown_option(path: str) -> ConfigError:
    group, _, option = path.rpartition("/")
    options = sorted(file.stem for file in (CONF / group).glob("*.yaml"))
    near = get_close_matches(option, options, n=1)
    return ConfigError(
        f"{group} has no option {option}",
        where=f"{group}={option}",
        why=f"there is no conf/{path.removesuffix('.yaml')}.yaml",
        do=(f"did you mean {near[0]}? " if near else "") + f"the options are {', '.join(options) or 'none'}",
    )


def _known_settings() -> list[str]:
    """Every setting of the request as it would be with its groups chosen and nothing set, as dotted paths."""
    GlobalHydra.instance().clear()
    groups = [word for word in sys.argv[1:] if "=" in word and (CONF / word.partition("=")[0]).is_dir()]
    single = [word for word in groups if "," not in word]
    with initialize_config_dir(str(CONF), version_base="1.3"):
        try:
            config = compose("config", overrides=single)
        except HydraException:
            config = compose("config")
    return list(_paths(config))


def _paths(config: DictConfig, prefix: str = "") -> list[str]:
    plain = OmegaConf.to_container(config)
    assert isinstance(plain, dict)
    found: list[str] = []
    for key, value in plain.items():
        path = f"{prefix}{key!s}"
        found.append(path)
        if isinstance(value, dict):
            found += _paths(OmegaConf.create(value), f"{path}.")
    return found
