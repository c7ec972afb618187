"""One store for the folder."""

from pathlib import Path

import pytest


@pytest.fixture(scope="session")
def store(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """What one test makes, the next finds."""
    return tmp_path_factory.mktemp("answer") / "store"
