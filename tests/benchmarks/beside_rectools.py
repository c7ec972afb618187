"""Our six metrics beside RecTools' five, over the same lists, in turns: the ratio of their times, as a report.

`python -m tests.benchmarks.beside_rectools [RECTOOLS] [REPORT]`. RecTools lives in an environment of its own, whose
Python is RECTOOLS; `make conformance` makes `.conformance/rectools`.
"""

import json
import shlex
import subprocess
import sys
import tempfile
from functools import partial
from pathlib import Path
from time import process_time
from typing import IO

import numpy as np

from fashrec.evaluate.metrics import METRICS
from fashrec.record import machine
from fashrec.types import Future, Shown
from tests.benchmarks.test_evaluate import SIZES, made, six_metrics

PYTHON, REPORT = ".conformance/rectools/bin/python", "docs/beside-rectools.md"
CHILD = Path(__file__).with_name("time_rectools.py")
ROUNDS = 7
SAME = {"HitRate": "hit_rate", "Precision": "precision", "Recall": "recall"}
"""RecTools' metrics whose definition is ours; docs/conformance.md says where the others part."""
SAID = (
    "Processor seconds of fashrec's six ({}; for each customer, with checks of the lists) over those of RecTools' five "
    "({}; `calc_metrics`), both over the same made lists and purchases, {} rounds in turns after one off the clock, "
    "one thread each. {} had the same means."
)


def main(python: str = PYTHON, report: str = REPORT) -> None:
    """Measure both sizes and write the report."""
    sizes = [_measured(python, n, k) for n, k in SIZES]
    typed = shlex.join(["python", "-m", "tests.benchmarks.beside_rectools"])
    rows = [
        f"| {n:,} × {k} | {np.median(ratios):.3f} | {min(ratios):.3f} … {max(ratios):.3f} | {1e3 * rectools:.0f} |"
        for (n, k), (ratios, rectools, _) in zip(SIZES, sizes, strict=True)
    ]
    lines = [
        f"<!-- made by `{typed}`: do not edit -->",
        f"# Six metrics beside RecTools {sizes[0][2]}",
        SAID.format(", ".join(METRICS), ", ".join((*SAME, "MAP", "NDCG")), ROUNDS, ", ".join(SAME)),
        "\n".join(
            [
                "| customers × places | ratio, median | least … greatest | RecTools, median ms |",
                "| --- | ---: | ---: | ---: |",
                *rows,
            ]
        ),
        f"{machine()['processor']}, {machine()['system']}.",
    ]
    Path(report).write_text("\n\n".join(lines) + "\n", encoding="utf-8")


def _measured(python: str, n: int, k: int) -> tuple[list[float], float, str]:
    """The ratios, round by round; RecTools' median in seconds; its version."""
    shown, future = made(n, k)
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "lists.npz"
        owners = future.relevant.owners()
        np.savez(file, items=shown.items, owners=owners, bought=future.relevant.items)
        command = [python, "-W", "ignore", str(CHILD), str(file)]
        with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as child:
            assert child.stdin is not None
            assert child.stdout is not None
            told = json.loads(child.stdout.readline())
            _check(told["means"], shown, future)
            pairs = [(_seconds(shown, future), _asked(child.stdin, child.stdout)) for _ in range(ROUNDS)]
            child.stdin.close()
    return [ours / theirs for ours, theirs in pairs], float(np.median([theirs for _, theirs in pairs])), told["version"]


def _check(theirs: dict[str, float], shown: Shown, future: Future) -> None:
    """Also warms up."""
    ours = six_metrics(shown, future)
    for name, own in SAME.items():
        assert abs(theirs[name] - ours[own].mean()) < 1e-9, f"{name}: {theirs[name]}, ours {ours[own].mean()}"


def _seconds(shown: Shown, future: Future) -> float:
    work = partial(six_metrics, shown, future)
    start = process_time()
    work()
    return process_time() - start


def _asked(to: IO[str], back: IO[str]) -> float:
    to.write("\n")
    to.flush()
    return float(back.readline())


if __name__ == "__main__":
    main(*sys.argv[1:])
