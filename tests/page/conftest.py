"""One desk over the tiny shop for the folder."""

from pathlib import Path

import pytest

from fashrec.page.desk import Desk
from tests.page import made


@pytest.fixture(scope="session")
def desk(tiny_store: Path) -> Desk:
    """Pixels, which know no labels."""
    return made.desk(tiny_store)[0]
