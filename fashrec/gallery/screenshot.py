"""A picture of the page, for a README, taken by a headless Chromium through Playwright."""

from importlib.util import find_spec
from io import BytesIO
from pathlib import Path

from PIL import Image

from fashrec.errors import ConfigError, StoreError, require
from fashrec.html.chromium import arguments, chromium

WIDTH, HEIGHT = 1240, 900
LARGEST = 150_000  # bytes
_QUALITIES = (85, 75, 60, 40)


def check(file: Path) -> None:
    """Refuse before the page is made what would fail after it.

    Raises:
        ConfigError: where the file is no WebP, or there is no Playwright or Chromium.
    """
    require(file.suffix == ".webp", "screenshot", str(file), "a file that ends in .webp")
    if find_spec("playwright") is None or chromium() is None:
        raise ConfigError(
            "there is nothing to take a screenshot with",
            where="screenshot",
            why="the page is opened in a headless Chromium, by Playwright's Python package",
            do="`pip install playwright` and `apt install chromium`, or leave screenshot= away",
        )


def screenshot(page: Path, file: Path) -> None:
    """Write the page's customers with a hit as WebP, of at most LARGEST bytes where that can be.

    Raises:
        StoreError: where it cannot be written.
    """
    from playwright.sync_api import sync_playwright  # noqa: PLC0415 - an extra that nothing else needs

    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium(), args=arguments())
        opened = browser.new_page(viewport={"width": WIDTH, "height": HEIGHT}, color_scheme="light")
        opened.goto(page.resolve().as_uri())
        opened.locator("[data-filter=hit]").click()
        opened.evaluate("document.getElementById('customers').scrollIntoView()")
        opened.evaluate("new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))")
        taken = opened.screenshot()
        browser.close()
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(_small(Image.open(BytesIO(taken)).convert("RGB")))
    except OSError as error:
        raise StoreError(
            f"the screenshot cannot be written: {error.strerror}",
            where=f"screenshot={file}",
            why="the page itself was",
            do="give a place that can be written to",
        ) from error


def _small(picture: Image.Image) -> bytes:
    for quality in _QUALITIES:
        out = BytesIO()
        picture.save(out, "webp", quality=quality, method=6)
        if out.tell() <= LARGEST:
            break
    return out.getvalue()
