"""The committed reports: each names the command that makes it, and the command makes it again on the tiny shop."""

import json
import re
import shlex
import shutil
from fnmatch import fnmatch
from pathlib import Path

import pytest

from fashrec.bench.__main__ import main as bench
from fashrec.compare.__main__ import main as compare
from fashrec.frames import EPOCHS
from fashrec.report.__main__ import main as report
from fashrec.threads import THREADS
from tests.report.skeleton import committed, skeleton
from tests.running import TINY, run_in

ROOT = Path(__file__).parents[2]
PAGES = [page.relative_to(ROOT) for kind in ("md", "tex") for page in sorted((ROOT / "reports").rglob(f"*.{kind}"))]
COMMAND = re.compile(r"made by `python -m fashrec\.([^`]+)`")
# of a run that evaluated every epoch; tests/test_by_epoch.py makes it again
OF_EPOCHS = "epochs.md"
# what stands in the experiment's place for bench
ON_TINY = {
    "loss": ("experiment=pixels128", *TINY, "embed.dim=8"),
    "weights": ("experiment=hybrids", "embed/source=pixels", *TINY, "embed.dim=8", "points=2", "of=hybrid"),
}
# folders of reports/ whose pages other tests make again, with a whole command on the tiny shop
ELSEWHERE = ("frontier", "photos", "ratios", "sweeps")
# what a run that trained a network tells of it
LESSON = {"network": dict.fromkeys(list(EPOCHS)[3:], 0.5), "none": {"accuracy": 0.5}}


def first_line(page: Path) -> str:
    """Of a committed page."""
    with (ROOT / page).open(encoding="utf-8") as file:
        return file.readline().rstrip("\n")


def words_of(page: Path) -> list[str]:
    """`report`, `compare`, `bench` or `sweep`, and what is typed behind it; empty where the first line has none."""
    found = COMMAND.search(first_line(page))
    return shlex.split(found[1]) if found else []


def typed(module: str) -> list[str]:
    """Every command of a module that made a committed page."""
    return sorted({shlex.join(words) for words in map(words_of, PAGES) if words[:1] == [module]})


def test_every_page_names_its_command() -> None:
    """In its first line, so that anybody can make it again."""
    assert len(PAGES) > 40
    assert [str(page) for page in PAGES if not words_of(page)] == []


def test_a_page_lies_where_its_command_writes() -> None:
    """A report below the name that it is of, a comparison where out= says, a bench's below its kind."""
    astray = []
    for page in PAGES:
        module, *words = words_of(page)
        chosen = dict(word.partition("=")[::2] for word in words)
        if module == "compare":
            fits = chosen["out"] == str(page)
        elif module == "report":
            name = chosen.get("name") or chosen.get("runs", "").split("/")[1]
            fits = fnmatch(page.parent.name, name)
        else:
            fits = page.parts[1] == (words[0] if module == "bench" else "sweeps")
        astray += [] if fits else [str(page)]
    assert astray == []


def test_every_kind_of_command_is_run_by_a_test() -> None:
    """Here, or in a test elsewhere that sets what it makes against the committed pages."""
    others = {page.parts[1] for page in PAGES if words_of(page)[0] not in ("report", "compare")} - set(ON_TINY)
    assert others <= set(ELSEWHERE)
    tests = [file for file in (ROOT / "tests").rglob("test_*.py") if file != Path(__file__)]
    texts = "\n".join(file.read_text(encoding="utf-8") for file in tests)
    assert [name for name in others if f'committed("{name}")' not in texts] == []


@pytest.fixture(scope="module")
def two_runs(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    """Two runs of the tiny shop with every recommender that a committed comparison names."""
    cwd = tmp_path_factory.mktemp("committed")
    cuts = ("data=boutique_tiny", "split.cuts=2", "split.test_cuts=1", "split.window=all", "evaluate.latency=0")
    names = "hybrid,hybrid_no_pictures,hybrid_no_content,hybrid_by_lot,popular,repurchase,item_knn,attributes,content"
    recommend = f"recommend=[{names},content_max,interests,chance,oracle]"
    asked = ("experiment=hybrids", recommend, "embed/source=pixels", *cuts)
    for dim, place in ((8, 5), (16, 99)):
        words = (f"embed.dim={dim}", f"recommend.hybrid.places=[{place}]")
        run_in(cwd / str(dim), *asked, *words, store=cwd / ".store")
    return cwd / "8", cwd / "16"


@pytest.fixture
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty folder to work in; the limits of threads are put back afterwards."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr("sys.argv", ["python"])
    for name in THREADS:
        monkeypatch.setenv(name, "1")
    return tmp_path


def _names(words: list[str]) -> set[str]:
    """The experiments whose runs a command reads: of a pattern a name that fits, of a base the base."""
    globs = [word.removeprefix("runs=") for word in words if "/" in word and not word.startswith("out=")]
    patterns = [glob.split("/")[1] for glob in globs] or ["pca64", "pca128"]
    bases = [word.removeprefix("base=") for word in words if word.startswith("base=")]
    fitting = {re.sub(r"\[(.).*?\]", r"\1", pattern).replace("*", "") for pattern in patterns}
    return fitting | {base for base in bases if any(fnmatch(base, pattern) for pattern in patterns)}


@pytest.mark.slow
@pytest.mark.parametrize("line", [*typed("report"), *typed("compare")])
def test_a_command_makes_its_pages_again(line: str, two_runs: tuple[Path, Path], here: Path) -> None:
    """Every page that names it, with the same first line and tables, from two runs under the names that it reads."""
    module, *words = shlex.split(line)
    named = [page for page in PAGES if shlex.join(words_of(page)) == line and page.name != OF_EPOCHS]
    learnt = any("## Classifier" in (ROOT / page).read_text(encoding="utf-8") for page in named)
    for place, name in enumerate(sorted(_names(words))):
        folder = here / "runs" / name / f"{place}-{name}"
        shutil.copytree(two_runs[place % 2], folder)
        data = json.loads((folder / "run.json").read_text())
        facts = {"name": name} | ({"classifier": LESSON} if learnt else {})
        (folder / "run.json").write_text(json.dumps(data | facts))
    assert {"report": report, "compare": compare}[module](words) == 0
    assert named
    for page in named:
        assert (here / page).read_text(encoding="utf-8").splitlines()[0] == first_line(page)
        assert page.suffix != ".md" or skeleton(here / page) == skeleton(ROOT / page)


@pytest.mark.slow
@pytest.mark.parametrize("kind", ON_TINY)
def test_a_bench_makes_its_page_again(kind: str, here: Path) -> None:
    """Below its kind and the experiment's name, with the command that was typed; with the committed ones' tables."""
    words = [kind, *ON_TINY[kind], "threads=1"]
    assert bench(words) == 0
    (page,) = (here / "reports" / kind).rglob("table.md")
    found = COMMAND.search(page.read_text(encoding="utf-8").splitlines()[0])
    assert found
    assert shlex.split(found[1])[:2] == ["bench", kind]
    assert [str(one) for one in committed(kind) if skeleton(one) != skeleton(page)] == []
