"""One store and one run of the tiny shop for the folder."""

from pathlib import Path

import pytest

from tests.running import run_in
from tests.show.shops import ASKED, Asking


@pytest.fixture(scope="session")
def run(tiny_store: Path) -> Path:
    """A finished run's folder; its store lies beside it."""
    folder = tiny_store.parent / "run"
    run_in(folder, *ASKED, store=tiny_store)
    return folder


@pytest.fixture
def ask(run: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Asking:
    """Asks, with the run's store."""
    return Asking(tmp_path, run.parent / "store", monkeypatch, capsys)
