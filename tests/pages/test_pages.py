"""What pages say can be typed, and where they point there is something."""

import re
import shlex
from pathlib import Path

import pytest

from tests.pages.blocks import PAGES, ROOT, steps
from tests.running import composed

EXPERIMENTS = sorted(ROOT.glob("experiments/*.md"))
OTHERS = [*EXPERIMENTS, ROOT / "CONTRIBUTING.md"]
COMMANDS = ("report", "bench", "show", "compare", "verify", "canaries", "submit", "sweep", "page", "gallery")


def typed(pages: list[Path]) -> list[str]:
    """Every command of these pages that is not excused, once."""
    found = [step for page in pages for step in steps(page.read_text("utf-8"))]
    return sorted({step.text for step in found if step.kind == "command" and not step.excuse})


@pytest.mark.parametrize("line", [line for line in typed(EXPERIMENTS) if "fashrec.run" in line])
@pytest.mark.slow
def test_a_command_of_an_experiment_composes(line: str) -> None:
    """Each combination of a sweep, too."""
    words = shlex.split(line)
    assert words[:3] == ["python", "-m", "fashrec.run"]
    overrides = [word for word in words[3:] if word != "-m"]
    swept = [word.partition("=")[::2] for word in overrides]
    for place in range(max(len(value.split(",")) for _, value in swept)):
        chosen = [
            f"{name}={value if value.startswith('[') else value.split(',')[place % len(value.split(','))]}"
            for name, value in swept
        ]
        assert composed(*chosen).evaluate.ks


@pytest.mark.parametrize("line", [line for line in typed([*PAGES, *OTHERS]) if "fashrec.run" not in line])
def test_the_other_commands_are_ones_that_tests_run(line: str) -> None:
    """`make` targets that there are, and commands that the tests in folders of their names run."""
    makefile = (ROOT / "Makefile").read_text("utf-8")
    first, *rest = shlex.split(line)
    if first == "make":
        assert all(re.search(rf"^{target}:", makefile, re.MULTILINE) for target in rest)
    else:
        assert rest[0] == "-m"
        assert rest[1].removeprefix("fashrec.") in COMMANDS


@pytest.mark.parametrize("page", [*PAGES, *OTHERS], ids=lambda page: str(page.relative_to(ROOT)))
def test_links_of_a_page_lead_somewhere(page: Path) -> None:
    """Every relative link and picture exists."""
    links = re.findall(r"\]\(([^)#:]+)(?:#[^)]*)?\)", page.read_text("utf-8"))
    assert not [link for link in links if not (page.parent / link).exists()]
