"""Refuses a site that loads anything from elsewhere: fonts, styles, scripts, pictures. Links are free."""

import re
from collections.abc import Iterator
from html.parser import HTMLParser
from pathlib import Path

from sphinx.application import Sphinx
from sphinx.util import logging

ELSEWHERE = re.compile(r"^(https?:)?//")
IN_STYLE = re.compile(r"(?:@import\s+|url\()\s*[\"']?((?:https?:)?//[^\"')\s]+)")
# what else a link may be is for search engines and for the keyboard
FETCHED = {"stylesheet", "icon", "preload", "prefetch", "modulepreload", "preconnect", "dns-prefetch", "manifest"}
log = logging.getLogger(__name__)


def setup(app: Sphinx) -> dict[str, bool]:
    """Tell Sphinx."""
    app.connect("build-finished", _check)
    return {"parallel_read_safe": True, "parallel_write_safe": True}


def loaded(text: str) -> list[str]:
    """The addresses outside of the site that a page or a style sheet would load something from."""
    reader = _Reader()
    reader.feed(text)
    return [*reader.found, *IN_STYLE.findall(text)]


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found += [address for address in _fetched(tag, dict(attrs)) if ELSEWHERE.match(address)]


def _fetched(tag: str, attributes: dict[str, str | None]) -> Iterator[str]:
    yield from (attributes[name] or "" for name in ("src", "poster", "data") if name in attributes)
    yield from (one.strip().split(" ")[0] for one in (attributes.get("srcset") or "").split(","))
    if tag == "link" and FETCHED & set((attributes.get("rel") or "").split()):
        yield attributes.get("href") or ""


def _check(app: Sphinx, failed: Exception | None) -> None:
    if failed is not None or app.builder.format != "html":
        return
    folder = Path(app.outdir)
    for file in sorted([*folder.rglob("*.html"), *folder.rglob("*.css")]):
        for address in dict.fromkeys(loaded(file.read_text(encoding="utf-8", errors="replace"))):
            log.warning("%s loads %s: nothing may come from elsewhere", file.relative_to(folder), address)
