"""Settings of all tests."""

from pathlib import Path

import pytest
from hypothesis import settings

from tests.browser import browse, chromium  # noqa: F401 - fixtures for all rooms that write pages

# a busy machine is no reason to fail: what is slow is seen in the benchmarks
settings.register_profile("fashrec", deadline=None)
settings.load_profile("fashrec")


@pytest.fixture(scope="session")
def tiny_store(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A store for questions to the tiny shop: what one test makes, the next finds."""
    return tmp_path_factory.mktemp("tiny") / "store"
