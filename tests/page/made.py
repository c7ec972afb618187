"""A desk over the tiny shop, and photos to put on it."""

from io import BytesIO
from pathlib import Path
from typing import Any

import numpy as np
from PIL import Image
from starlette.testclient import TestClient

from fashrec.page.app import Pages
from fashrec.page.desk import Desk
from fashrec.page.lane import Lane
from fashrec.page.opened import opened
from fashrec.page.request import Request
from fashrec.progress import Quiet
from tests.running import TINY, composed

PORT = 8000
HERE = f"http://127.0.0.1:{PORT}"
TINY_PIXELS = ("experiment=pixels128", *TINY, "embed.dim=16")


def desk(store: Path, *overrides: str, k: int = 5) -> tuple[Desk, tuple[str, ...]]:
    """What `fashrec.page` opens."""
    config = composed(*(overrides or TINY_PIXELS), f"store.root={store}")
    return opened(Request(config, PORT, None, k), Quiet())


def client(of: Desk, lane: Lane | None = None) -> TestClient:
    """A browser without a browser, at the page's own address."""
    pages = Pages(of, lane or Lane(), "Ask", "a moment", ("a note",))
    return TestClient(pages.app(PORT), base_url=HERE, raise_server_exceptions=False)


def ask(browser: TestClient, content: bytes, name: str = "a.png") -> Any:
    """Send a photo as the form does."""
    return browser.post("/photo", files={"photo": (name, content)})


def photo_of(of: Desk, row: int) -> bytes:
    """An item's own picture."""
    file = of.facts.picture(row)
    assert file is not None
    return file.read_bytes()


def some_item(of: Desk) -> int:
    """One of the catalogue with a vector."""
    return int(np.flatnonzero(of.answerer.past.catalogue & of.answerer.tools.vectors.has)[7])


def png(picture: Image.Image) -> bytes:
    """As a file in memory."""
    out = BytesIO()
    picture.save(out, "PNG")
    return out.getvalue()
