"""What of a page can be run: its fenced blocks, and the comments above them that say how.

    <!-- file: newest.py -->        the block below is written into that file
    <!-- not run: REASON -->        it is not run here
    <!-- exits with 2 -->           its last command does, and the page shows what it says on stderr

Of a `console` block the lines that begin with `$ ` are commands, the others what the command above them prints. A
`text` block that follows a `python` block is what that one prints.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).parents[2]
# what these say is done; experiments' commands take hours and real purchases, and compose in a test
PAGES = [ROOT / "README.md", *sorted(ROOT.glob("docs/**/*.md"))]
FENCE = re.compile(r"^```(?P<language>\w+)\n(?P<text>.*?)^```$", re.MULTILINE | re.DOTALL)
ABOVE = re.compile(r"<!-- (?P<word>file:|not run:|exits with) (?P<said>.*?) -->\s*$")
LANGUAGES = ("python", "console", "yaml", "text")


@dataclass(frozen=True)
class Step:
    """One thing that a page does.

    Attributes:
        kind: `python`, `command`, or `file`, which is written.
        text: the code, the command without its `$ `, or the file's content.
        line: where it stands, from 1.
        given: the span of the page's text, and what stands there as its output; None: the page shows none.
        name: of the file.
        excuse: why it is not run here.
        status: what the command ends with.
    """

    kind: str
    text: str
    line: int
    given: tuple[int, int] | None = None
    name: str = ""
    excuse: str = ""
    status: int = 0


def steps(text: str) -> list[Step]:
    """What a page does, in its order."""
    found = [block for block in FENCE.finditer(text) if block["language"] in LANGUAGES]
    return [step for place, block in enumerate(found) for step in _steps(text, block, found[place + 1 : place + 2])]


def _steps(text: str, block: re.Match[str], after: list[re.Match[str]]) -> Iterator[Step]:
    line = text.count("\n", 0, block.start()) + 2
    said = _above(text[: block.start()])
    excuse = said.get("not run:", "")
    if "file:" in said:
        yield Step("file", block["text"], line, name=said["file:"])
    elif block["language"] == "console":
        yield from _commands(block, line, excuse, int(said.get("exits with", 0)))
    elif block["language"] == "python":
        given = [
            one.span("text")
            for one in after
            if one["language"] == "text" and not text[block.end() : one.start()].strip()
        ]
        yield Step("python", block["text"], line, given[0] if given else None, excuse=excuse)


def _above(before: str) -> dict[str, str]:
    """What the comments directly above a block say."""
    said: dict[str, str] = {}
    while found := ABOVE.search(before):
        said[found["word"]] = found["said"]
        before = before[: found.start()]
    return said


def _commands(block: re.Match[str], line: int, excuse: str, status: int) -> Iterator[Step]:
    starts = [found.start() for found in re.finditer(r"^\$ ", block["text"], re.MULTILINE)]
    for start, end in zip(starts, [*starts[1:], len(block["text"])], strict=True):
        typed = re.match(r"\$ ((?:.*\\\n)*.*\n)", block["text"][start:end])
        assert typed, "a command ends in a newline"
        first, last = (block.start("text") + place for place in (start + typed.end(), end))
        yield Step(
            "command",
            typed[1].replace("\\\n", " ").strip(),
            line + block["text"].count("\n", 0, start),
            (first, last) if first < last else None,
            excuse=excuse,
            status=status if end == len(block["text"]) else 0,
        )
