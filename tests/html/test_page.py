"""The frame of every HTML page: whole in itself, escaped, readable in light and dark."""

import re
from base64 import b64encode
from hashlib import sha256
from html import unescape

import pytest
from jinja2 import UndefinedError
from markupsafe import Markup

from fashrec.errors import ConfigError
from fashrec.html.page import Section, environment, policy, render, theme
from fashrec.html.parts import table
from tests.browser import Browse

SECTION = Section("Scores & more", table(["segment", "n"], [["all", "4,707"], ["cold", "<587>"]], caption="by segment"))
# WCAG 2.2's AA for text
READABLE = 4.5


def test_a_page_loads_nothing_from_elsewhere() -> None:
    """No address of another machine, no file of another name, and a policy that forbids both."""
    page = render("A page", [SECTION], lead="What it is")
    assert not re.search(r"https?:|//[a-z]|<link|@import|url\(", page)
    assert "default-src &#39;none&#39;" in page


def test_texts_are_escaped_and_markup_is_not() -> None:
    """What comes as a text stays a text wherever it stands."""
    page = render("<b>", [Section("<i>", "<u>"), SECTION], lead=Markup("<em>x</em>"), foot="a & b")
    assert not re.search("<b>|<i>|<u>", page)
    assert all(
        part in page for part in ("&lt;b&gt;", "&lt;i&gt;", "&lt;u&gt;", "<em>x</em>", "a &amp; b", "&lt;587&gt;")
    )


def test_every_script_of_a_page_is_allowed_by_its_hash() -> None:
    """Once each, however many sections ask for it; another script's hash is not there."""
    sections = [Section(name, "", scripts=("let a = '<1>';",)) for name in ("one", "two")]
    page = render("A page", sections)
    scripts = re.findall(r"<script>(.*?)</script>", page, re.DOTALL)
    assert scripts.count("let a = '<1>';") == 1
    for script in [*scripts, "alert(1)"]:
        hashed = b64encode(sha256(script.encode()).digest()).decode()
        assert (hashed in unescape(page)) == (script != "alert(1)")


def test_only_a_section_with_files_beside_may_show_them() -> None:
    """Otherwise pictures are inside the page or nowhere."""
    assert "file:" not in render("A page", [SECTION])
    assert "file:" in render("A page", [SECTION, Section("Pictures", "", beside=True)])
    assert "script-src 'none'" in policy([])


def test_two_sections_of_one_anchor_are_refused() -> None:
    """A link would lead to the first of them only."""
    with pytest.raises(ConfigError, match="different titles"):
        render("A page", [SECTION, SECTION])


def test_a_name_that_nobody_gave_is_an_error() -> None:
    """Not an empty place in a page."""
    with pytest.raises(UndefinedError):
        environment().from_string("{{ nobody }}").render()


@pytest.mark.parametrize("place", [0, 1], ids=["light", "dark"])
def test_every_text_colour_is_readable_on_every_ground(place: int) -> None:
    """At WCAG's AA, in both themes."""
    pairs = re.findall(r"--(\w+): light-dark\((#\w{6}), (#\w{6})\)", theme())
    colours = {name: _luminance(both[place]) for name, *both in pairs}
    grounds = [colours.pop(name) for name in ("ground", "raised", "sunken")]
    del colours["rule"]  # lines, no text
    assert len(colours) >= 7
    for name, text in colours.items():
        for ground in grounds:
            low, high = sorted((text, ground))
            assert (high + 0.05) / (low + 0.05) >= READABLE, name


def _luminance(colour: str) -> float:
    """WCAG's relative luminance of #rrggbb."""
    parts = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    linear = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


@pytest.mark.slow
def test_the_toggle_turns_a_page_dark_and_back(browse: Browse, tmp_path_factory: pytest.TempPathFactory) -> None:
    """Its ground changes, its name says what it would do, and the browser has nothing to complain of."""
    file = tmp_path_factory.mktemp("page") / "page.html"
    file.write_text(render("A page", [SECTION, Section("More", "text")]), encoding="utf-8")
    window = browse(file, dark=True)
    ground = "getComputedStyle(document.documentElement).backgroundColor"
    toggle = window.page.get_by_role("button")
    dark = window.page.evaluate(ground)
    assert toggle.inner_text() == "Light"
    toggle.press("Enter")
    assert toggle.inner_text() == "Dark"
    assert window.page.evaluate(ground) != dark
    assert window.complaints == []
