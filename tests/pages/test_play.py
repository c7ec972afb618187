"""What pages say is done as they say it, and prints what they show."""

import json
import os
import subprocess
import sys
from typing import Any

import pytest

from tests.pages.blocks import PAGES, ROOT, steps
from tests.pages.play import alike, is_exact
from tests.running import CONF

NAMES = [str(page.relative_to(ROOT)) for page in PAGES]
TODO = {name: steps((ROOT / name).read_text("utf-8")) for name in NAMES}
WITH_STEPS = [name for name, todo in TODO.items() if todo]


@pytest.fixture(scope="module")
def played(tmp_path_factory: pytest.TempPathFactory) -> dict[str, list[dict[str, Any]]]:
    """What became of every step, by page; all in one process, which loads torch once."""
    work = tmp_path_factory.mktemp("pages")
    subprocess.run(
        [sys.executable, "-m", "tests.pages.play", str(work), *(str(ROOT / name) for name in WITH_STEPS)],
        cwd=ROOT,
        env={**os.environ, "PYTHONPATH": str(CONF.parent)},
        check=False,
    )
    results = json.loads((work / "played.json").read_text())
    return {name: [one for one in results if one["page"] == name] for name in WITH_STEPS}


@pytest.mark.slow
@pytest.mark.parametrize("name", WITH_STEPS)
def test_every_step_of_a_page_ends_as_it_says(name: str, played: dict[str, list[dict[str, Any]]]) -> None:
    """Commands with the exit status that the page gives, 0 unless it says another; Python without an exception."""
    wanted = [(step.line, 0 if step.excuse else step.status) for step in TODO[name]]
    assert [(one["line"], one["status"]) for one in played[name]] == wanted, played[name][-1]["said"]


@pytest.mark.slow
@pytest.mark.parametrize("name", WITH_STEPS)
def test_a_page_shows_what_is_printed(name: str, played: dict[str, list[dict[str, Any]]]) -> None:
    """To the letter where it is arithmetic, else but for numbers; `make pages` writes it anew."""
    for one in played[name]:
        if one["shown"] is not None and not one["excuse"]:
            same = (
                one["said"].strip() == one["shown"].strip()
                if is_exact(TODO[name])
                else alike(one["said"], one["shown"])
            )
            assert same, f"{name}, line {one['line']}:\n{one['said']}"


def test_what_is_not_run_is_what_cannot_be_run_here() -> None:
    """What is not there, or what another test runs; each block has its reason in its page."""
    excused = {f"{name}: {step.excuse}" for name, todo in TODO.items() for step in todo if step.excuse}
    assert excused == {
        "docs/how-to/cluster.md: tests/test_run.py runs two jobs at a time",
        "docs/how-to/cluster.md: needs a Slurm cluster and hydra-submitit-launcher",
        "docs/how-to/data-from-the-owners.md: needs DeepFashion; tests/test_run.py makes up a folder of its layout",
        "docs/how-to/photo-page.md: it serves until Ctrl-C; tests/page does it",
        "docs/how-to/photo-page.md: needs H&M's data and weights",
        "docs/how-to/photo-page.md: needs a second machine",
        "docs/how-to/own-vectors.md: needs the package transformers and a download of 600 MB",
    }
