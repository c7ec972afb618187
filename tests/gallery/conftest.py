"""One made run for the folder."""

from pathlib import Path

import pytest

from fashrec.gallery.finished import Finished
from tests.gallery.made import finished


@pytest.fixture(scope="session")
def run(tmp_path_factory: pytest.TempPathFactory) -> Finished:
    """The hand-worked run, with its store."""
    return finished(tmp_path_factory.mktemp("gallery"))


@pytest.fixture(scope="session")
def folder(run: Finished) -> Path:
    """Its folder."""
    return run.folder
