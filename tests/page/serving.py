"""The page as a person starts it: a process of its own, on a free port."""

import os
import re
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tests.running import CONF, interrupted, listening


@contextmanager
def served(cwd: Path, store: Path, *words: str, **env: str) -> Iterator[tuple[str, subprocess.Popen[str]]]:
    """The address, once it is printed, and the process, which Ctrl-C ends."""
    cwd.mkdir(parents=True, exist_ok=True)
    process = subprocess.Popen(
        [*listening("fashrec.page"), *words, "port=0"],
        cwd=cwd,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        env={**os.environ, "PYTHONPATH": str(CONF.parent), "FASHREC_STORE": str(store), "COLUMNS": "160", **env},
    )
    assert process.stdout is not None
    said = ""
    for line in process.stdout:
        said += line
        if found := re.search(r"Open (http://127\.0\.0\.1:\d+)", line):
            break
    else:
        raise AssertionError(f"it ended before it was open: {said} {process.communicate()[1]}")
    try:
        yield found[1], process
    finally:
        if process.poll() is None:
            interrupted(process)
