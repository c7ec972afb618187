"""The committed frontiers and sweeps, each made again by its own command, made short, on the tiny shop."""

import re
import shlex
from collections.abc import Callable
from contextlib import chdir, suppress
from pathlib import Path

import pytest

from fashrec.bench.__main__ import main as bench
from fashrec.sweep.__main__ import main as sweep
from fashrec.sweep.importance import LEAST
from fashrec.sweep.sessions import session
from fashrec.sweep.study import studies
from fashrec.threads import THREADS
from tests.pages.short import short
from tests.report.skeleton import committed, skeleton
from tests.running import command

pytestmark = pytest.mark.slow
# whose vectors they are, and which rivals, moves no heading and no column; what is not here or takes long is left out
PLAIN = {f"experiment={name}": "experiment=pixels128" for name in ("pca128", "hm_sample")}
FEWER = {"n=105000": "n=200", "sizes=10000,100000,1000000": "sizes=100,150,200"}
LONG = ("data.root=", "weights=", "minutes=", "name=", "rivals=", "sweep.trials=")
# the tiny shop has too few items for as many dimensions
DIMS = {"sweep=pca": "embed.dim=int(interval(4,16))"}
MADE = re.compile(r"made by `python -m fashrec\.bench ([^`]+)`")
ASKED = re.compile(r"Asked last: `python -m ([^`]+)`")


def typed(page: Path, which: re.Pattern[str]) -> list[str]:
    """The words of the command that a page tells, without what is not here."""
    found = which.search(page.read_text(encoding="utf-8"))
    assert found, f"{page} tells no command"
    words = [(PLAIN | FEWER).get(word, word) for word in shlex.split(found[1])]
    return [word for word in words if not word.startswith(LONG)]


@pytest.fixture(scope="module")
def frontier(tmp_path_factory: pytest.TempPathFactory) -> Callable[[list[str]], Path]:
    """Makes the page of a frontier; of commands that are alike once."""
    made: dict[str, Path] = {}

    def page(words: list[str]) -> Path:
        line = shlex.join(words)
        if line not in made:
            cwd = tmp_path_factory.mktemp("frontier")
            quick = ["repeats=1", "queries=20", "trees=5", "search_k=100"]
            if "experiment=pixels128" in words:
                quick = short(["fashrec.bench", *words], cwd, cwd)[len(words) + 1 :]
            quick.append("rivals=annoy")
            with chdir(cwd), pytest.MonkeyPatch.context() as patch:
                for name in THREADS:  # put back as they were, after the command has set them
                    patch.setenv(name, "1")
                assert bench([*words, *quick]) == 0
            (made[line],) = (cwd / "reports" / "frontier").rglob("table.md")
        return made[line]

    return page


@pytest.mark.parametrize("page", committed("frontier"), ids=lambda page: page.parent.name)
def test_a_frontier_has_the_tables_that_its_command_makes(page: Path, frontier: Callable[[list[str]], Path]) -> None:
    """Each set of vectors its own; there are as many sets as the command asks for."""
    assert skeleton(page) == skeleton(frontier(typed(page, MADE)))


@pytest.mark.parametrize("page", committed("sweeps"), ids=lambda page: page.parent.name)
def test_a_sweep_has_the_tables_that_its_command_makes(
    page: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Of a study with as many configurations as importances take; one that was broken off tells its sessions."""
    text, words, name = page.read_text(encoding="utf-8"), typed(page, ASKED), page.parent.name
    own = next((given for word, given in DIMS.items() if word in words), "embed.dim=8")
    quick = short([*words, "data=boutique_tiny", f"name={name}", own], tmp_path, tmp_path)[1:]
    done = command(tmp_path, *quick, f"sweep.trials={LEAST if '| importance |' in text else 1}")
    assert done.returncode == 0, done.stderr
    if "| session began |" in text:
        (study,) = studies(tmp_path / "runs" / name)
        with suppress(KeyboardInterrupt), session(tmp_path / "runs" / name, study):
            raise KeyboardInterrupt
    monkeypatch.chdir(tmp_path)
    assert sweep([name]) == 0
    assert skeleton(page) == skeleton(tmp_path / "reports" / "sweeps" / name / "table.md")
