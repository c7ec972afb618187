"""Who worked on a study: known also of those who could not say goodbye."""

import subprocess
import sys
from pathlib import Path

import optuna
import pytest

from fashrec.job import JobFailedError
from fashrec.sweep.sessions import session, sessions
from fashrec.sweep.study import SESSION, open_study
from tests.running import CONF

KILLED = """
import os, signal, sys
from pathlib import Path
from fashrec.sweep.sessions import session
from fashrec.sweep.study import open_study
folder = Path(sys.argv[1])
with session(folder, open_study(folder, "study")):
    os.kill(os.getpid(), signal.SIGKILL)
"""


def how(folder: Path, study: optuna.Study) -> list[str]:
    """How each session is said to have ended."""
    return [one.how for one in sessions(folder, study)]


def test_sessions_end_as_they_end(tmp_path: Path) -> None:
    """By themselves, with a failed job, by Ctrl-C; while one lives it is running, and has no end."""
    study = open_study(tmp_path, "study")
    with session(tmp_path, study):
        assert [(one.how, one.ended) for one in sessions(tmp_path, study)] == [("running", None)]
    for error, said in ((JobFailedError(1), "failed"), (KeyboardInterrupt(), "interrupted")):
        with pytest.raises(type(error)), session(tmp_path, study):
            raise error
        assert how(tmp_path, study)[-1] == said
    assert how(tmp_path, study) == ["ended", "failed", "interrupted"]


def test_a_session_counts_what_it_was_handed(tmp_path: Path) -> None:
    """A configuration belongs to the session that claimed it."""
    study = open_study(tmp_path, "study")
    for n_done in (2, 1):
        with session(tmp_path, study) as own:
            for _ in range(n_done):
                trial = study.ask()
                trial.set_user_attr(SESSION, own)
                study.tell(trial, 0.5)
    assert [one.did for one in sessions(tmp_path, study)] == [{"done": 2}, {"done": 1}]


@pytest.mark.slow
def test_a_killed_session_is_known_by_its_lock(tmp_path: Path) -> None:
    """A process that kills itself within has no word of its end; nobody holds its lock."""
    subprocess.run([sys.executable, "-c", KILLED, str(tmp_path)], cwd=CONF.parent, check=False)
    (found,) = sessions(tmp_path, open_study(tmp_path, "study"))
    assert (found.how, found.ended) == ("killed", found.started)
