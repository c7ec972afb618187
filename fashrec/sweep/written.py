"""The page of a sweep, its table and its plots, as files."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import optuna

from fashrec.sweep.plot import plots
from fashrec.sweep.rows import configurations
from fashrec.sweep.table import page

CAPTIONS = {
    "settings": "The score against each setting",
    "parallel": "Every configuration as a line through its settings",
    "front": "Score against search time",
}


@dataclass(frozen=True, slots=True)
class Made:
    """What was written: the page's text, and the names of all files."""

    text: str
    files: tuple[str, ...]


def write(target: Path, folder: Path, study: optuna.Study, others: Sequence[str], command: str) -> Made:
    """Write table.md, table.csv and the plots into `target`, a folder that is there.

    Args:
        target: where to.
        folder: of the study and its runs.
        study: whose page it is.
        others: names of further studies in the same folder.
        command: that makes the page.
    """
    rows = configurations(folder, study)
    drawn = plots(rows, study, folder.name, target)
    pictures = [f"![{CAPTIONS[name]}]({name}.svg)" for name in drawn]
    more = [*pictures, f"Other studies in this folder, for study=: {', '.join(others)}."] if others else pictures
    text = page(folder, study, rows, command, more)
    (target / "table.md").write_text(text, encoding="utf-8")
    rows.write_csv(target / "table.csv")
    return Made(text, ("table.md", "table.csv", *(f"{name}.{kind}" for name in drawn for kind in ("svg", "png"))))
