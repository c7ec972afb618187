"""One desk over the tiny shop for the folder."""

from pathlib import Path

import pytest

from fashrec.page.desk import Desk
from tests.page import made


@pytest.fixture(scope="session")
def store(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """What the first desk makes, others find."""
    return tmp_path_factory.mktemp("page") / "store"


@pytest.fixture(scope="session")
def desk(store: Path) -> Desk:
    """Pixels, which know no labels."""
    return made.desk(store)[0]
