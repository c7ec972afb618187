"""Lets docstrings be what they are in the code: text with `code`, drawings that are indented, Google's sections."""

import re
from collections.abc import Callable

from sphinx.application import Sphinx

SECTION = re.compile(r"^(Args|Returns|Raises|Attributes|Yields|Example|Examples|Note):$")
CODE = re.compile(r"(`[^`]+`)")
# napoleon takes what stands before a colon in their first line for a type: they get an empty comment for a first line
ONE_LINERS = ("attribute", "data", "property")


def setup(app: Sphinx) -> dict[str, bool]:
    """Tell Sphinx; earlier than napoleon, which reads what this writes."""
    app.connect("autodoc-process-docstring", _mend, priority=400)
    app.connect("autodoc-process-signature", _unsaid)
    return {"parallel_read_safe": True, "parallel_write_safe": True}


def _mend(app: Sphinx, what: str, name: str, item: object, options: object, lines: list[str]) -> None:
    del app, name, item, options
    lines[:] = (["..", ""] if what in ONE_LINERS else []) + mend(lines)


def _unsaid(app: Sphinx, what: str, name: str, item: object, *_: object) -> tuple[str, None] | None:
    """A Protocol is never made: what its constructor takes says nothing."""
    del app, name
    return ("", None) if what == "class" and getattr(item, "_is_protocol", False) else None


def mend(lines: list[str]) -> list[str]:
    """The lines in reStructuredText that looks like them."""
    first = next((row for row, line in enumerate(lines) if SECTION.match(line)), len(lines))
    written: list[str] = []
    drawn = False
    for row, line in enumerate(lines):
        if line.strip():
            begins = row < first and line.startswith(" ")
            if begins and not drawn:
                written += ["", "::", ""]
            if drawn and not begins:
                written.append("")
            drawn = begins
        written.append(line if drawn else _outside_code(line, lambda text: re.sub(r"([|*_\\])", r"\\\1", text)))
    return written


def _outside_code(line: str, change: Callable[[str], str]) -> str:
    """A line with its code set as such, and everything else changed."""
    return "".join(f"`{part}`" if CODE.fullmatch(part) else change(part) for part in CODE.split(line))
