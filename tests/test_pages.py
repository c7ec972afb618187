"""What the README and the experiments' pages say can be typed, and where they point there is something."""

import re
import shlex
from pathlib import Path

import pytest

from tests.running import composed

ROOT = Path(__file__).parents[1]
PAGES = [ROOT / "README.md", ROOT / "CONTRIBUTING.md", *(ROOT / "experiments").glob("*.md"), *ROOT.glob("docs/**/*.md")]
CONSOLE = re.compile(r"```console\n(.*?)```", re.DOTALL)


def typed() -> list[str]:
    """Every command of every page."""
    blocks = [block.replace("\\\n", " ") for page in PAGES for block in CONSOLE.findall(page.read_text("utf-8"))]
    return sorted({line[2:] for block in blocks for line in block.splitlines() if line.startswith("$ ")})


@pytest.mark.parametrize("line", [line for line in typed() if "fashrec.run" in line])
def test_a_command_of_a_page_composes(line: str) -> None:
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


@pytest.mark.parametrize("line", [line for line in typed() if "fashrec.run" not in line])
def test_the_other_commands_are_ones_that_tests_run(line: str) -> None:
    """`make` targets that there are, and commands that the tests in folders of their names run."""
    makefile = (ROOT / "Makefile").read_text("utf-8")
    first, *rest = shlex.split(line)
    if first == "make":
        assert all(re.search(rf"^{target}:", makefile, re.MULTILINE) for target in rest)
    else:
        assert rest[0] == "-m"
        tested = ("report", "bench", "show", "compare", "verify", "canaries", "submit", "sweep")
        assert rest[1] in {f"fashrec.{name}" for name in tested}


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_links_of_a_page_lead_somewhere(page: Path) -> None:
    """Every relative link and picture exists."""
    links = re.findall(r"\]\(([^)#:]+)\)", page.read_text("utf-8"))
    assert not [link for link in links if not (page.parent / link).exists()]
