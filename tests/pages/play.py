"""`python -m tests.pages.play WORK [PAGE …]`: do what pages say, in one process, and write down what happened.

Each page has a folder of its own below WORK, and a namespace of its own for its Python; the store is shared. What came
out goes to WORK/played.json. `--write` among the words has the outputs that pages show written anew: `make pages`.
"""

import json
import os
import re
import runpy
import shlex
import sys
import time
import traceback
from collections.abc import Callable, Iterator
from contextlib import chdir, redirect_stderr, redirect_stdout
from dataclasses import asdict, dataclass, replace
from io import StringIO
from pathlib import Path
from typing import Any

from tests.pages.blocks import PAGES, ROOT, Step, steps
from tests.pages.short import MADE, NAMES, short

# what differs from one run to the next, or from one machine to the next
VOLATILE = re.compile(r"\d{8}T\d{6}\.\d{3}-\d+-[0-9a-f]{8}|[-+−<]?\d[\d.,]*(e-?\d+)?|commit [0-9a-f]+\+?")
MARGIN = re.compile(r" ?[±≤≥]\.\d+")


@dataclass(frozen=True)
class Played:
    """What became of a step.

    Attributes:
        page: its path from the repository's folder.
        line: in the page.
        text: what was run.
        wanted: the exit status that the page tells.
        status: the one it had; of Python, 1 where it raised.
        said: what it printed, with what it wrote to stderr where the page shows a failure.
        shown: what the page says that it prints; None: nothing is shown.
        excuse: why it was not run.
        seconds: that it took.
    """

    page: str
    line: int
    text: str
    wanted: int = 0
    status: int = 0
    said: str = ""
    shown: str | None = None
    excuse: str = ""
    seconds: float = 0.0

    @property
    def failed(self) -> bool:
        """Whether it ended otherwise than the page says."""
        return not self.excuse and self.status != self.wanted


def alike(said: str, shown: str) -> bool:
    """Whether two outputs have the same words: numbers, names of runs and the space between may differ."""
    return _worded(said) == _worded(shown)


def _worded(text: str) -> str:
    return " ".join(re.sub(r"─+", "─", VOLATILE.sub("#", MARGIN.sub("", text))).split())


@dataclass
class Player:
    """Plays one page.

    Attributes:
        page: the page.
        folder: where.
        shop: a folder laid out as Kaggle's download.
        first: the folder of a run for pages that make none.
    """

    page: Path
    folder: Path
    shop: Path
    first: Path

    def played(self) -> list[Played]:
        """Every step, up to the first that fails."""
        self.folder.mkdir(parents=True)
        text = self.page.read_text(encoding="utf-8")
        todo = steps(text)
        as_typed = any(step.given and step.kind == "command" for step in todo)
        names: dict[str, Any] = {"__name__": "__main__"}
        results: list[Played] = []
        with chdir(self.folder):
            for step in todo:
                results.append(self._play(step, names, text, as_typed=as_typed))
                if results[-1].failed:
                    break
        _forget(self.folder)
        return results

    def _play(self, step: Step, names: dict[str, Any], text: str, *, as_typed: bool) -> Played:
        shown = text[slice(*step.given)] if step.given else None
        todo = Played(str(self.page.relative_to(ROOT)), step.line, step.name or step.text, step.status, shown=shown)
        excuse = step.excuse or (_excuse(step.text) if step.kind == "command" else "")
        if excuse:
            return replace(todo, excuse=excuse)
        if step.kind == "file":
            Path(step.name).parent.mkdir(parents=True, exist_ok=True)
            Path(step.name).write_text(step.text, encoding="utf-8")
            return todo
        if step.kind == "python":
            return _done(todo, _code(step.text, f"{self.page}, line {step.line}", names), self.folder)
        words = self._words(step, as_typed=as_typed)
        return _done(replace(todo, text=shlex.join(words)), _module(words), self.folder)

    def _words(self, step: Step, *, as_typed: bool) -> list[str]:
        """The words after `python -m`; made short in a page that does not show what commands print."""
        runs = [*Path().glob("runs/*/2*")] or [*self.first.glob("runs/first/2*")]
        newest = max(runs, key=lambda folder: folder.name)
        words = [NAMES.get(word, word) for word in shlex.split(MADE.get(step.text, step.text))[2:]]
        words = [str(newest) if word == "RUN" else word for word in words]
        return words if as_typed else short(words, self.shop, self.folder / "deepfashion")


def _done(todo: Played, work: Callable[[], object], folder: Path) -> Played:
    start_s = time.monotonic()
    status, out, err = _captured(work)
    said = out + (err if status else "")
    return replace(todo, status=status, said=_at_home(said, folder), seconds=time.monotonic() - start_s)


def _at_home(said: str, folder: Path) -> str:
    """What was printed, as it would be in a folder of the reader's."""
    here = {sys.executable: "python", os.environ["FASHREC_STORE"]: ".store", f"{folder}/": ""}
    for ours, theirs in here.items():
        said = said.replace(ours, theirs)
    return said


def _excuse(command: str) -> str:
    if command.startswith("python -m fashrec.page "):
        return "it serves until Ctrl-C: tests/page does it"
    return "a target of the Makefile: CI runs it" if command.startswith("make ") and command not in MADE else ""


def _module(words: list[str]) -> Callable[[], object]:
    def work() -> object:
        sys.argv = ["", *words[1:]]
        return runpy.run_module(words[0], run_name="__main__", alter_sys=True)

    return work


def _code(text: str, name: str, names: dict[str, Any]) -> Callable[[], object]:
    return lambda: exec(compile(text, name, "exec"), names)  # noqa: S102 - our own page


def _captured(work: Callable[[], object]) -> tuple[int, str, str]:
    """The exit status, and what went to stdout and stderr."""
    out, err = StringIO(), StringIO()
    status = 0
    with redirect_stdout(out), redirect_stderr(err):
        try:
            work()
        except SystemExit as end:
            status = int(end.code or 0)
        except Exception:  # noqa: BLE001 - what a page's code raises is its test's to report
            status = 1
            traceback.print_exc()
    return status, out.getvalue(), err.getvalue()


def _forget(folder: Path) -> None:
    """Unload modules that a page wrote: another page may have one of that name."""
    written = [name for name, one in sys.modules.items() if str(getattr(one, "__file__", "")).startswith(str(folder))]
    for name in written:
        del sys.modules[name]


def tiny_shop(work: Path) -> Path:
    """The tiny shop's files in Kaggle's layout, from the store that all pages share."""
    with chdir(work):
        words = ["experiment=baseline", "data=boutique_tiny", "name=first", "evaluate.replicates=0"]
        status, _, err = _captured(_module(["fashrec.run", *words]))
    assert not status, err
    (shop,) = (work / "store" / "tables").glob("*/shop")
    return shop


def is_exact(todo: list[Step]) -> bool:
    """Whether what a page prints is the same everywhere: arithmetic, without a command that measures or fits."""
    return all(step.kind != "command" for step in todo)


def rewrite(page: Path, results: list[Played]) -> None:
    """Put what was printed where the page shows it, unless that says the same already."""
    text = page.read_text(encoding="utf-8")
    todo = steps(text)
    same = str.__eq__ if is_exact(todo) else alike
    for step, one in reversed(list(zip(todo, results, strict=True))):
        if step.given and not one.excuse and not same(_tidy(one.said), one.shown or ""):
            text = text[: step.given[0]] + _tidy(one.said) + text[step.given[1] :]
    page.write_text(text, encoding="utf-8")


def _tidy(said: str) -> str:
    lines = [line.rstrip() for line in said.strip("\n").splitlines()]
    return "".join(f"{line}\n" for line in lines)


def main(words: list[str]) -> int:
    """Play the pages; the exit status is 1 where one failed."""
    write = "--write" in words
    folder, *named = [word for word in words if word != "--write"]
    work = Path(folder).resolve()
    work.mkdir(parents=True, exist_ok=True)
    os.environ |= {"FASHREC_STORE": str(work / "store"), "COLUMNS": "88", "FASHREC_THREADS": "1"}
    sys.path.insert(0, "")
    shop = tiny_shop(work)
    results = [
        one for page in map(Path, named or map(str, PAGES)) for one in _page(page.resolve(), work, shop, write=write)
    ]
    (work / "played.json").write_text(json.dumps([asdict(one) for one in results], indent=1))
    return int(any(one.failed for one in results))


def _page(page: Path, work: Path, shop: Path, *, write: bool) -> Iterator[Played]:
    results = Player(page, work / page.relative_to(ROOT).with_suffix(""), shop, work).played()
    if write and not any(one.failed for one in results):
        rewrite(page, results)
    for one in results:
        sys.stderr.write(f"{one.page}:{one.line} {one.seconds:5.1f} s {one.text.splitlines()[0][:100]}\n")
        sys.stderr.write(f"{one.said}\n" if one.failed else "")
        yield one


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
