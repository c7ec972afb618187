"""What is said of errors that end a command."""

import pytest

from fashrec.errors import ConfigError
from fashrec.refusal import explain


def test_an_error_of_ours_is_said_and_becomes_the_exit_status(capsys: pytest.CaptureFixture[str]) -> None:
    """Four parts on standard error."""
    assert explain(ConfigError("k=0 is not allowed", where="k", why="lists have items", do="set k")) == 2
    assert capsys.readouterr().err.startswith("ConfigError: k=0 is not allowed\n  where: k\n")


def test_a_fault_of_ours_is_not_taken_for_the_requests() -> None:
    """An error that nobody expected, in the midst of a benchmark, keeps its traceback."""
    with pytest.raises(ZeroDivisionError):
        explain(ZeroDivisionError("by zero"))


def test_while_composing_every_error_is_the_requests(capsys: pytest.CaptureFixture[str]) -> None:
    """Hydra raises plain ValueErrors for some requests."""
    assert explain(ValueError("Config group override must be a string or a list. Got int"), composing=True) == 2
    assert "GROUP.NAME=VALUE" in capsys.readouterr().err
