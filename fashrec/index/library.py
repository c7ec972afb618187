"""Libraries that not everybody has: loaded when first used, missed with a cure."""

from importlib import import_module
from importlib.util import find_spec
from typing import Any

from fashrec.errors import ConfigError


def is_there(name: str) -> bool:
    """Whether a module is installed, which is not imported; true of an empty name."""
    return not name or find_spec(name) is not None


def require_library(name: str) -> None:
    """Refuse to go on without a module.

    Raises:
        ConfigError: where it is not installed.
    """
    if not is_there(name):
        raise _not_there(name, f"{name} is not installed")


def library(name: str) -> Any:  # noqa: ANN401 - a module that ships no types
    """The module.

    Raises:
        ConfigError: where it is not installed or cannot be loaded.
    """
    try:
        return import_module(name)
    except (ImportError, OSError) as error:
        raise _not_there(name, f"{name} cannot be loaded: {error}") from error


def _not_there(name: str, what: str) -> ConfigError:
    return ConfigError(
        what,
        where=f"index, package {name}",
        why="the indexes beside Annoy and exact search are libraries of their own, in the extra `ann`",
        do="pip install 'fashrec[ann]', or take index=annoy or index=exact",
    )
