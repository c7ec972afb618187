"""Ctrl-C at any moment of any command."""

import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from fashrec import command, plain
from fashrec.interrupted import STATUS, Told, leave_at_once, work_begins
from tests.running import CONF, TINY

PIXELS = ("experiment=pixels128", *TINY, "embed.dim=8")
# a command, and modules that it loads: Ctrl-C comes once that one is there
MOMENTS = [
    ("fashrec.run", PIXELS, ("fashrec", "hydra", "hydra._internal.hydra", "torch", "fashrec.experiment")),
    ("fashrec.report", ("name=zz",), ("fashrec", "rich.console", "polars")),
    ("fashrec.compare", ("runs/*/*",), ("fashrec",)),
    ("fashrec.verify", ("runs/*/*",), ("fashrec", "polars")),
    ("fashrec.sweep", ("pixels128",), ("fashrec",)),
    ("fashrec.bench", ("frontier", *PIXELS), ("fashrec", "hydra", "torch")),
    ("fashrec.show", (*PIXELS, "item=1"), ("fashrec", "hydra", "torch")),
    ("fashrec.page", (*PIXELS, "port=0"), ("fashrec", "hydra", "uvicorn", "fashrec.page.serve")),
    ("fashrec.gallery", ("runs/*/*",), ("fashrec", "polars")),
    ("fashrec.canaries", PIXELS, ("fashrec", "hydra", "torch")),
    ("fashrec.submit", PIXELS, ("fashrec", "torch")),
    ("fashrec.store", ("ls",), ("fashrec", "polars")),
]


@pytest.fixture
def heeded() -> Iterator[None]:
    """Ctrl-C is heeded by what is started inside, also where these tests are a job in the background."""
    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    yield
    signal.signal(signal.SIGINT, before)


@pytest.mark.slow
@pytest.mark.usefixtures("heeded")
@pytest.mark.parametrize(
    ("module", "words", "loaded"),
    [pytest.param(module, words, one, id=f"{module}-{one}") for module, words, some in MOMENTS for one in some],
)
def test_a_command_that_loads_ends_with_a_word_and_130(
    module: str, words: tuple[str, ...], loaded: str, tmp_path: Path
) -> None:
    """Whatever is imported at the moment: no traceback, no other status, and it is said once."""
    for name in ("runs/x/y", ".store"):
        (tmp_path / name).mkdir(parents=True)
    env = {**os.environ, "PYTHONPATH": str(CONF.parent), "PYTHONPROFILEIMPORTTIME": "1"}
    with subprocess.Popen(
        [sys.executable, "-m", module, *words], cwd=tmp_path, stderr=subprocess.PIPE, text=True, env=env
    ) as process:
        assert process.stderr is not None
        for line in process.stderr:
            if line.rpartition("|")[2].strip() == loaded:
                break
        process.send_signal(signal.SIGINT)
        said = [line for line in process.stderr if not line.startswith("import time:")]
    assert process.returncode == STATUS, said
    assert sum(line.startswith("interrupted") for line in said) == 1
    assert not any("Traceback" in line for line in said)


@pytest.mark.parametrize("answer", [command.answer, plain.answer])
@pytest.mark.parametrize(("interrupt", "said"), [(KeyboardInterrupt, "interrupted\n"), (Told, "")])
def test_an_interrupt_is_said_once(
    answer: object, interrupt: type[KeyboardInterrupt], said: str, capsys: pytest.CaptureFixture[str]
) -> None:
    """What was told with its run folder is not told again by the frame."""

    def work(words: list[str]) -> int:
        raise interrupt(words)

    assert callable(answer)
    assert answer(["a"], "", work) == STATUS
    assert capsys.readouterr().err == said


@pytest.mark.usefixtures("heeded")
def test_once_work_begins_an_interrupt_is_an_exception() -> None:
    """So that a run folder can say what happened; until then it ends the process."""
    leave_at_once()
    assert signal.getsignal(signal.SIGINT) is not signal.default_int_handler
    work_begins()
    with pytest.raises(KeyboardInterrupt):
        signal.raise_signal(signal.SIGINT)


@pytest.mark.usefixtures("heeded")
def test_what_is_ignored_stays_ignored() -> None:
    """As a shell asks for what runs in the background."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    leave_at_once()
    work_begins()
    assert signal.getsignal(signal.SIGINT) is signal.SIG_IGN


def test_importing_fashrec_leaves_ctrl_c_to_whoever_imports_it() -> None:
    """Only a command of ours may take it."""
    code = "import signal; h = signal.getsignal(2); import fashrec.report.__main__; assert signal.getsignal(2) is h"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
