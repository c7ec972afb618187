"""Writes what a line such as `<!-- fashrec.docs: settings recommend -->` asks for in its place, when a page is read.

What is written is Markdown: headings, links and the search find it as if it stood in the page.
"""

import re
from collections.abc import Callable
from pathlib import Path

from sphinx.application import Sphinx

from docs.extensions.commands import said
from docs.extensions.rooms import modules
from docs.extensions.settings import group

MARKER = re.compile(r"^<!-- fashrec\.docs: (\w+) (\S+) -->$", re.MULTILINE)
ROOT = Path(__file__).parents[2]
# what is asked for: the Markdown, and the files that it was made from
MAKERS: dict[str, Callable[[str, Path], tuple[str, list[Path]]]] = {"room": modules, "settings": group, "help": said}


def setup(app: Sphinx) -> dict[str, bool]:
    """Tell Sphinx."""
    app.connect("source-read", _write)
    return {"parallel_read_safe": True, "parallel_write_safe": True}


def _write(app: Sphinx, page: str, source: list[str]) -> None:
    def made(asked: re.Match[str]) -> str:
        text, files = MAKERS[asked[1]](asked[2], ROOT)
        for file in files:
            app.env.note_dependency(str(file), docname=page)
        return text

    source[0] = MARKER.sub(made, source[0])
