"""A page from its sections: one file, nothing loaded from elsewhere."""

import re
from base64 import b64encode
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from hashlib import sha256
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from fashrec.errors import require

HERE = Path(__file__).parent


@dataclass(frozen=True, slots=True)
class Section:
    """A part of a page, with all that it needs.

    Attributes:
        title: its heading, and its name in the page's navigation.
        body: HTML; a plain text is escaped.
        styles: CSS that it needs beside the theme. What several sections name stands in the page once.
        scripts: JavaScript that is run once the whole body is there, likewise.
        beside: whether it shows pictures from files beside the page.
        anchor: its id in the page; made from the title where empty.
    """

    title: str
    body: Markup | str
    styles: tuple[str, ...] = ()
    scripts: tuple[str, ...] = ()
    beside: bool = False
    anchor: str = ""

    def __post_init__(self) -> None:
        require(bool(self.title.strip()), "title", self.title, "a heading")
        if not self.anchor:
            object.__setattr__(self, "anchor", re.sub(r"[^a-z0-9]+", "-", self.title.lower()).strip("-") or "section")


def render(title: str, sections: Sequence[Section], *, lead: Markup | str = "", foot: Markup | str = "") -> str:
    """A whole page, to be written to a file or served; plain texts are escaped.

    Args:
        title: of the page.
        sections: in order; no two of the same anchor.
        lead: a sentence or two under the title.
        foot: what made it, at the end.

    Raises:
        ConfigError: where two sections have the same anchor.
    """
    anchors = [section.anchor for section in sections]
    require(len(set(anchors)) == len(anchors), "sections", anchors, "sections of different titles")
    styles = [theme(), *dict.fromkeys(style for section in sections for style in section.styles)]
    scripts = list(dict.fromkeys(script for section in sections for script in section.scripts))
    return (
        environment()
        .get_template("base.html.j2")
        .render(
            title=title,
            lead=lead,
            foot=foot,
            sections=sections,
            styles=[Markup(style) for style in styles],  # noqa: S704 - this package's own files
            scripts=[Markup(script) for script in scripts],  # noqa: S704 - likewise
            theme_script=Markup(theme_script()),  # noqa: S704 - likewise
            policy=policy([theme_script(), *scripts], beside=any(section.beside for section in sections)),
        )
    )


def environment(*folders: Path) -> Environment:
    """Jinja2 as every page here uses it: everything escaped, a name that nobody gave is an error.

    Args:
        folders: with templates of others, that may extend `base.html.j2` and import `table.html.j2`.
    """
    return Environment(
        loader=FileSystemLoader([*folders, HERE]),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )


def policy(scripts: Sequence[str], *, beside: bool = False) -> str:
    """A Content-Security-Policy under which only these inline scripts run and nothing is loaded.

    Args:
        scripts: the whole text of each.
        beside: whether pictures may come from files beside the page, too.
    """
    hashes = " ".join(f"'sha256-{b64encode(sha256(script.encode()).digest()).decode()}'" for script in scripts)
    pictures = "data: blob: 'self' file:" if beside else "data: blob:"
    rules = {
        "default-src": "'none'",
        "img-src": pictures,
        "style-src": "'unsafe-inline'",
        "script-src": hashes or "'none'",
        "base-uri": "'none'",
        "form-action": "'none'",
    }
    return "; ".join(f"{name} {value}" for name, value in rules.items())


@cache
def theme() -> str:
    """The CSS of every page."""
    return (HERE / "theme.css").read_text(encoding="utf-8")


@cache
def theme_script() -> str:
    """The JavaScript of the switch between light and dark, for a page's head."""
    return (HERE / "theme.js").read_text(encoding="utf-8")
