"""Pages in a real headless Chromium, without a network; all that it complains of is kept."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

import pytest

from fashrec.html.chromium import arguments
from fashrec.html.chromium import chromium as installed

if TYPE_CHECKING:  # it takes a third of a second to load, which tests without a browser are spared
    from playwright.sync_api import Browser, BrowserContext, Page, Route

LOCAL = ("127.0.0.1", "localhost")


@dataclass
class Window:
    """A page that is open.

    Attributes:
        page: to click and look at.
        complaints: errors and warnings of its console, uncaught exceptions, requests that failed or left this machine.
    """

    page: "Page"
    complaints: list[str] = field(default_factory=list)

    def watch(self) -> None:
        """Keep what the page complains of from now on."""
        self.page.on("console", lambda said: self._console(said.type, said.text))
        self.page.on("pageerror", lambda error: self.complaints.append(f"uncaught: {error}"))
        self.page.on("requestfailed", lambda asked: self.complaints.append(f"failed: {asked.url[:200]}"))

    def _console(self, kind: str, text: str) -> None:
        if kind in ("error", "warning"):
            self.complaints.append(f"{kind}: {text}")


Browse = Callable[..., Window]


@pytest.fixture(scope="module")
def chromium() -> Iterator["Browser"]:
    """Chromium, as long as a module's tests run: its event loop is in the way of others'."""
    from playwright.sync_api import sync_playwright  # noqa: PLC0415 - as above

    found = installed()
    if found is None:
        pytest.skip("no Chromium to look at pages with: `apt install chromium`")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=found, args=arguments())
        yield browser
        browser.close()


@pytest.fixture
def browse(chromium: "Browser") -> Iterator[Browse]:
    """Opens a page: `browse(path or address, width=1280, height=900, dark=False, touch=False)`."""
    opened: list[BrowserContext] = []

    def open_page(
        at: Path | str, *, width: int = 1280, height: int = 900, dark: bool = False, touch: bool = False
    ) -> Window:
        context = chromium.new_context(
            viewport={"width": width, "height": height}, color_scheme="dark" if dark else "light", has_touch=touch
        )
        opened.append(context)
        context.set_default_timeout(20_000)
        window = Window(context.new_page())
        window.watch()
        context.route("**/*", lambda route: _local_only(route, window))
        window.page.goto(at.resolve().as_uri() if isinstance(at, Path) else at)
        return window

    yield open_page
    for context in opened:
        context.close()


def _local_only(route: "Route", window: Window) -> None:
    address = urlsplit(route.request.url)
    if address.scheme in ("file", "data", "blob") or address.hostname in LOCAL:
        route.continue_()
    else:
        window.complaints.append(f"left this machine: {route.request.url[:200]}")
        route.abort()
