"""One store and one run of the tiny shop for the folder."""

from pathlib import Path

import pytest

from tests.running import run_in
from tests.show.shops import ASKED, Asking


@pytest.fixture(scope="session")
def run(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A finished run's folder; its store lies beside it."""
    folder = tmp_path_factory.mktemp("show") / "run"
    run_in(folder, *ASKED)
    return folder


@pytest.fixture
def ask(run: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Asking:
    """Asks, with the run's store."""
    return Asking(tmp_path, run.parent / "store", monkeypatch, capsys)
