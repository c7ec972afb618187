"""What searching costs the runs, and where the frontier of their vectors stands."""

import re
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from fashrec.report.blocks import Block, Cell, Column, Heading, Picture, Text, table
from fashrec.report.cells import score
from fashrec.results.runs import Run

FRONTIER = "frontier"  # folder beside the reports


def search(runs: Sequence[Run], out: Path) -> list[Block]:
    """What calibration found for the index of each run, and what the frontiers of the runs' names below `out` say,
    where they were measured on vectors as long as theirs.

    Args:
        runs: any.
        out: the folder of all reports.
    """
    searched = [run for run in runs if run.data.get("index")]
    names = dict.fromkeys(run.name for run in runs)
    known = [block for name in names for block in _frontier(out / FRONTIER / name, name, runs)]
    if not searched and not known:
        return []
    made: list[Block] = [Heading(2, "What searching costs")]
    if searched:
        titles = ("run", "index", "asked with", "index_recall", "its ms", "exact ms in batch")
        rows = [[run.label, run.setting("index"), *_cells(run.data["index"])] for run in searched]
        made += [Text(_LEGEND), table(list(map(Column, titles)), rows, n_left=2)]
    return made + known


_LEGEND = (
    "Asked with the query argument that calibration took, the first that reached its target on profiles; ms a query, "
    "the index's on one thread, exact search's in one batch."
)


def _cells(found: Mapping[str, Any]) -> list[Cell]:
    # runs from before there were other indexes than Annoy name its search_k and annoy_ms
    argument, value = found.get("argument", "search_k"), found.get("value", found.get("search_k"))
    return [
        Cell("-" if value is None else f"{argument} {value:,}", order=value),
        score(found.get("recall")),
        score(found.get("approximate_ms", found.get("annoy_ms"))),
        score(found.get("exact_ms")),
    ]


def _frontier(folder: Path, name: str, runs: Sequence[Run]) -> list[Block]:
    """What a name's frontier says, and what was measured for it; nothing unless its vectors are as long as those of a
    run of that name.
    """
    page = folder / "table.md"
    text = page.read_text(encoding="utf-8") if page.is_file() else ""
    measured = _MEASURED.search(text)
    if not measured or measured["dim"] not in {run.setting("embed.dim") for run in runs if run.name == name}:
        return []
    command = _COMMAND.search(text)
    of = f"{measured['items']} × {measured['dim']}"
    how = f"{of}, by `{command[1]}`" if command else of
    made: list[Block] = [Text(f"The [frontier of {name}](../{FRONTIER}/{name}/table.md) ({how}): {_verdict(text)}")]
    if (folder / "frontier.svg").is_file():
        made.append(Picture(f"../{FRONTIER}/{name}/frontier.svg", f"recall against latency, and hits, of {name}, {of}"))
    return made


# the first vectors of a page are those that its verdict and its plot are about
_MEASURED = re.compile(r"(?P<items>[\d,]+ (?:made vectors|items)) × (?P<dim>\d+)")
_COMMAND = re.compile(r"^<!-- made by `([^`]+)`")


def _verdict(text: str) -> str:
    """The first paragraph of a frontier's page: what to take."""
    paragraphs = (part.strip() for part in text.split("\n\n"))
    return next((part for part in paragraphs if part and part[0] not in "<#|!-"), "no word of what to take.")
