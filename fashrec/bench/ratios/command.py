"""`python -m fashrec.bench ratios`: what became slower since the last baseline."""

import os
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from fashrec.bench.plain_request import only
from fashrec.bench.ratios.compared import compared
from fashrec.bench.ratios.measured import read_baseline, read_benchmarks, write_baseline
from fashrec.bench.ratios.page import markdown, spoken
from fashrec.errors import require

WORDS = {"measured": ".benchmarks/last.json", "keep": "false", "out": "reports/ratios"}


@dataclass(frozen=True, slots=True)
class RatiosRequest:
    """A comparison.

    Attributes:
        measured: pytest-benchmark's JSON.
        keep: whether it becomes the baseline, after it was compared with the last one.
        out: folder of `table.md` and `baseline.json`.
    """

    measured: Path
    keep: bool
    out: Path


def composed(words: Sequence[str]) -> RatiosRequest:
    """The request that these words make.

    Raises:
        ConfigError: where a word is unknown or has a wrong value.
    """
    given = only("ratios", words, WORDS, "make bench")
    require(given["keep"] in {"true", "false"}, "keep", given["keep"], "true or false")
    return RatiosRequest(Path(given["measured"]), given["keep"] == "true", Path(given["out"]))


def compare(request: RatiosRequest) -> None:
    """Write `table.md`, and `baseline.json` where it is to be kept; say on standard output what moved.

    Raises:
        DataError: where the JSON or the baseline cannot be read.
    """
    now = read_benchmarks(request.measured, os.environ)
    before = read_baseline(request.out / "baseline.json")
    changes = compared(before, now)
    request.out.mkdir(parents=True, exist_ok=True)
    (request.out / "table.md").write_text(markdown(changes, before, now), encoding="utf-8")
    sys.stdout.write(spoken(changes))
    if request.keep:
        write_baseline(now, request.out / "baseline.json")
        sys.stdout.write(f"the baseline is now this run's: {request.out / 'baseline.json'}\n")
