"""What stays of a Markdown report whatever its runs: its headings and the heads of its tables."""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import get_args

from fashrec.sweep.study import State
from tests.running import CONF

REPORTS = CONF.parent / "reports"
# cells of heads that are there for some runs and not for others: settings, recommenders, what became of configurations
GROUPS = {"run", "base", "recommender", "experiment", "embed", "index", "profile", "seed"}
NAMED = GROUPS | {file.stem for file in (CONF / "recommend").glob("*.yaml")} | set(get_args(State))
SETTING = re.compile(r"[a-z_]+(\.[a-z_]+)+")
# of a heading: names, windows that were opened, what tells groups of runs apart, a base and its score, a study's hash
VARYING = (
    (r"^# .*?:", "#:"),
    (r"recommend\.\S+", "recommend"),
    (r"(validation|test|all) window.*", "window"),
    (r"; split\..*", ""),
    (r"-[0-9a-f]{8}$", ""),
    (r"\d[\d.,]*", "#"),
)


def committed(kind: str) -> list[Path]:
    """The Markdown pages below a folder of reports/ that a command makes."""
    pages = sorted((REPORTS / kind).rglob("*.md"))
    assert pages, f"reports/{kind} has no page"
    return pages


def skeleton(page: Path) -> list[str]:
    """The headings and table heads of a page in their order, each once, without what hangs on its runs."""
    return list(dict.fromkeys(_lines(page.read_text(encoding="utf-8").splitlines())))


def _lines(lines: list[str]) -> Iterator[str]:
    for line, below in zip(lines, [*lines[1:], ""], strict=True):
        if line.startswith("#"):
            yield _plain(line)
        elif re.match(r"\| *:?-{3}", below):
            yield " | ".join(_head([cell.strip() for cell in line.strip("|").split(" | ")]))


def _head(cells: list[str]) -> list[str]:
    """Without varying cells; of stages, which hang on the recommenders, what stands before the first."""
    if cells[:3] == ["run", "machine", "all"]:
        return cells[:3]
    kept = [cell for cell in cells if cell not in NAMED and not SETTING.fullmatch(cell)]
    return [_plain(re.sub("<br>.*", "<br>", cell)) for cell in kept]


def _plain(text: str) -> str:
    for pattern, said in VARYING:
        text = re.sub(pattern, said, text)
    return text
