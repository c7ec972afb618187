"""What the site is made with: docstrings and conf/ as they are, nothing from elsewhere."""

from pathlib import Path

import pytest

from docs.extensions.alone import loaded
from docs.extensions.commands import commands
from docs.extensions.docstrings import mend
from docs.extensions.rooms import modules
from docs.extensions.settings import Setting, group, settings
from tests.pages.blocks import ROOT, steps
from tests.pages.play import alike
from tests.pages.short import short

LOADS = [
    '<script src="https://cdn.example/x.js"></script>',
    '<link rel="stylesheet" href="//fonts.example/css">',
    '<img srcset="a.png 1x, https://example/b.png 2x">',
    '<iframe src="http://example">',
    "<style>@import 'https://example/x.css'; </style>",
    "body { background: url(https://example/x.png) }",
]
FREE = [
    '<a href="https://example">a link</a>',
    '<link rel="canonical" href="https://example/page">',
    '<img src="../_images/x.webp"><script src="../_static/x.js"></script>',
    '<img src="data:image/png;base64,AAAA">',
]


@pytest.mark.parametrize("text", LOADS)
def test_what_comes_from_elsewhere_is_found(text: str) -> None:
    """However it would be loaded; a build with it fails."""
    assert len(loaded(text)) == 1


@pytest.mark.parametrize("text", FREE)
def test_links_and_what_lies_beside_are_free(text: str) -> None:
    """A reader goes where a link leads, the page does not."""
    assert loaded(text) == []


def test_a_setting_has_its_path_its_default_and_the_comment_beside_and_below() -> None:
    """Nested ones and lists, too."""
    text = "a: 1 # first\nb:\n  # what b is\n  c: [x, y] # second,\n    # and third\n"
    assert list(settings(text, "group")) == [
        Setting("group.a", "1", "first"),
        Setting("group.b", "", "what b is"),
        Setting("group.b.c", "[x, y]", "second, and third"),
    ]


def test_the_help_of_a_run_names_every_command() -> None:
    """A newcomer's list is whole."""
    said = (ROOT / "conf/hydra/help/fashrec.yaml").read_text("utf-8")
    assert [name for name in sorted(commands(ROOT)) if f"python -m fashrec.{name} " not in f"{said} "] == []


def test_every_option_of_every_group_is_in_the_reference() -> None:
    """conf/ and the page that shows it name the same folders; Hydra's own are help."""
    page = (ROOT / "docs/reference/configuration.md").read_text("utf-8")
    folders = {file.parent.relative_to(ROOT / "conf").as_posix() for file in ROOT.glob("conf/**/*.yaml")}
    groups = {folder for folder in folders if not folder.startswith("hydra")}
    assert groups == {name for name in groups if name == "." or f"settings {name} -->" in page}
    for name in groups - {"."}:
        text, files = group(name, ROOT)
        assert all(f"### {name}={file.stem}\n" in text for file in files)


def test_every_command_is_in_the_reference() -> None:
    """With what it says of itself."""
    page = (ROOT / "docs/reference/commands.md").read_text("utf-8")
    assert {name for name in commands(ROOT) if f"fashrec.docs: help {name} -->" not in page} == set()


def test_every_class_that_conf_names_is_in_the_reference() -> None:
    """A page of the reference lists its module."""
    pages = [file.read_text("utf-8") for file in ROOT.glob("docs/reference/*.md")]
    rooms = [
        line.split()[3] for page in pages for line in page.splitlines() if line.startswith("<!-- fashrec.docs: room")
    ]
    listed = "\n".join(modules(room, ROOT)[0] for room in rooms)
    text = "\n".join(group(name, ROOT)[0] for name in ("data", "embed/source", "profile", "index", "recommend"))
    named = {line.split("`")[1].removeprefix("~") for line in text.splitlines() if line.startswith("Class: ")}
    assert len(named) > 20
    assert {name for name in named if f"automodule:: {name.rpartition('.')[0]}\n" not in listed} == set()


def test_a_docstring_keeps_its_drawing_and_its_code() -> None:
    """Bars and stars are no markup, `code` is code, what is indented before the sections is set as it stands."""
    lines = ["P(a | b) of `x|y`.", "", "    ──┤ T", "", "Args:", "    x: one."]
    assert mend(lines) == ["P(a \\| b) of ``x|y``.", "", "", "::", "", "    ──┤ T", "", "", "Args:", "    x: one."]


def test_the_steps_of_a_page() -> None:
    """Commands with what they print, Python with the text below it, files, and what is excused."""
    page = (
        "```console\n$ make run\n$ python -m a \\\n    b\nsaid\n```\n<!-- file: x.py -->\n\n```python\n1\n```\n"
        "<!-- not run: too dear -->\n\n```python\n2\n```\n\n```text\n3\n```\n"
    )
    found = [
        (s.kind, s.text, s.line, s.name, s.excuse, page[slice(*s.given)] if s.given else None) for s in steps(page)
    ]
    assert found == [
        ("command", "make run", 2, "", "", None),
        ("command", "python -m a      b", 3, "", "", "said\n"),
        ("file", "1\n", 10, "x.py", "", None),
        ("python", "2\n", 15, "", "too dear", "3\n"),
    ]


@pytest.mark.parametrize(
    ("said", "shown", "same"),
    [
        (
            "hits 0.25±.01 in runs/a/20261121T151403.301-0-57e0b55b",
            "hits 0.3 in runs/a/20250101T000000.000-1-00000000",
            True,
        ),
        ("a  1\n──────\nb", "a 22\n───\n b", True),
        ("popular wins", "content wins", False),
        ("3 runs", "no runs", False),
    ],
)
def test_outputs_are_alike_but_for_their_numbers(said: str, shown: str, same: bool) -> None:
    """Words count, numbers, runs' names and widths do not."""
    assert alike(said, shown) == same


def test_a_command_is_made_short_and_keeps_what_the_page_sets(tmp_path: Path) -> None:
    """Paths to what is not here go, what is set stays."""
    words = ["fashrec.run", "experiment=hm", "split.cuts=9", "data.root=PATH", "weights=PATH/x.pth"]
    made = short(words, tmp_path, tmp_path)
    assert {"split.cuts=9", f"data.root={tmp_path}", "weights=none"} < set(made)
    assert not [word for word in made if "PATH" in word]
