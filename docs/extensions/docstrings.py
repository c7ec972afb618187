"""Lets docstrings be what they are in the code: text with `code`, drawings that are indented, Google's sections."""

import re
from collections.abc import Callable

from sphinx.application import Sphinx

SECTION = re.compile(r"^(Args|Returns|Raises|Attributes|Yields|Example|Examples|Note):$")
# fashrec/types.py has these for arrays of any shape
ARRAY = re.compile(r"~?numpy\.ndarray\[tuple\[~?typing\.Any, \.\.\.\], ~?numpy\.dtype\[~?numpy\.(\w+)\]\]")
NAMES = {"int32": "Ints", "int64": "Longs", "float32": "Floats", "float64": "Doubles", "bool": "Bools"}
CODE = re.compile(r"(`[^`]+`)")
# napoleon takes what stands before a colon in their first line for a type: they get an empty comment for a first line
ONE_LINERS = ("attribute", "data", "property")


def setup(app: Sphinx) -> dict[str, bool]:
    """Tell Sphinx; earlier than napoleon, which reads what this writes."""
    app.connect("autodoc-process-docstring", _mend, priority=400)
    app.connect("autodoc-process-signature", _signature)
    return {"parallel_read_safe": True, "parallel_write_safe": True}


def _mend(app: Sphinx, what: str, name: str, item: object, options: object, lines: list[str]) -> None:
    del app, name, item, options
    lines[:] = (["..", ""] if what in ONE_LINERS else []) + mend(lines)


def _signature(
    app: Sphinx, what: str, name: str, item: object, options: object, signature: str | None, given: str | None
) -> tuple[str | None, str | None]:
    """Arrays by the names that the code has for them; nothing for a Protocol, which is never made."""
    del app, name, options
    if what == "class" and getattr(item, "_is_protocol", False):
        return "", None
    return _named(signature), _named(given)


def _named(text: str | None) -> str | None:
    return text and ARRAY.sub(lambda found: NAMES.get(found[1], found[0]), text)


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
