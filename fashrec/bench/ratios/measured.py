"""Ratios as benchmarks measured them: from pytest-benchmark's JSON, and from and to a baseline of ours."""

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from math import log
from pathlib import Path
from statistics import median
from typing import Any

from fashrec.errors import DataError

SCHEMA = 1


@dataclass(frozen=True, slots=True)
class Ratio:
    """Seconds of one thing over seconds of another, in rounds that each timed both.

    Attributes:
        to: what it is measured against.
        rounds: at least two, above 0.
    """

    to: str
    rounds: tuple[float, ...]

    @property
    def median(self) -> float:
        """Of the rounds."""
        return median(self.rounds)

    @property
    def spread(self) -> float:
        """1.4826 x the median absolute deviation of the rounds' natural logarithms from their median.

        About the relative standard deviation, but one round that something else stopped does not count, as it does
        not for the median.
        """
        logs = [log(value) for value in self.rounds]
        middle = median(logs)
        return 1.4826 * median(abs(value - middle) for value in logs)


@dataclass(frozen=True, slots=True)
class Measured:
    """The ratios of one run of the benchmarks.

    Attributes:
        ratios: by benchmark, `FILE::TEST`, without a folder.
        machine: processor, cores and python; no name of a host, a person or a folder.
        sizes: the FASHREC_BENCH_ settings that were not their defaults.
    """

    ratios: Mapping[str, Ratio]
    machine: Mapping[str, str]
    sizes: Mapping[str, str]


def read_benchmarks(file: Path, environment: Mapping[str, str]) -> Measured:
    """What pytest-benchmark wrote with `--benchmark-json`; benchmarks that record no ratio are left out.

    Args:
        file: the JSON.
        environment: variables of the process that measured.

    Raises:
        DataError: where it cannot be read, or was not timed.
    """
    said = _read(file)
    try:
        machine = said["machine_info"]
        ratios = {
            benchmark["fullname"].rpartition("/")[2]: Ratio(info["to"], tuple(info["ratios"]))
            for benchmark in said["benchmarks"]
            if "ratios" in (info := benchmark["extra_info"])
        }
        facts = {
            "processor": str(machine["cpu"].get("brand_raw", machine["machine"])),
            "cores": str(machine["cpu"].get("count", "")),
            "python": str(machine["python_version"]),
        }
    except (KeyError, TypeError, AttributeError) as error:
        raise _unreadable(file, f"is no JSON of pytest-benchmark: it lacks {error}") from error
    untimed = [name for name, ratio in ratios.items() if len(ratio.rounds) < 2 or min(ratio.rounds) <= 0]  # noqa: PLR2004 - a spread takes two
    if untimed or not ratios:
        raise _unreadable(file, f"holds {len(ratios)} ratios, {len(untimed)} of them of fewer than two rounds")
    sizes = {name: value for name, value in sorted(environment.items()) if name.startswith("FASHREC_BENCH_")}
    return Measured(ratios, facts, sizes)


def read_baseline(file: Path) -> Measured | None:
    """The baseline that `write_baseline` wrote; None where there is none.

    Raises:
        DataError: where it cannot be read.
    """
    if not file.exists():
        return None
    said = _read(file)
    try:
        ratios = {name: Ratio(ratio["to"], tuple(ratio["rounds"])) for name, ratio in said["ratios"].items()}
        return Measured(ratios, said["machine"], said["sizes"])
    except (KeyError, TypeError, AttributeError) as error:
        raise _unreadable(file, f"is no baseline: it lacks {error}") from error


def write_baseline(measured: Measured, file: Path) -> None:
    """Write the ratios, to three digits of each round, and what they were measured with."""
    ratios = {
        name: asdict(ratio) | {"rounds": [float(f"{value:.3g}") for value in ratio.rounds]}
        for name, ratio in sorted(measured.ratios.items())
    }
    said = {"schema": SCHEMA, "machine": dict(measured.machine), "sizes": dict(measured.sizes), "ratios": ratios}
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(json.dumps(said, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")


def _read(file: Path) -> Any:  # noqa: ANN401 - JSON
    try:
        return json.loads(file.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise _unreadable(file, f"cannot be read: {error}") from error


def _unreadable(file: Path, what: str) -> DataError:
    return DataError(
        f"{file.name} {what}",
        where=str(file),
        why="what became slower is told from ratios of at least two rounds each",
        do="make bench, which measures and compares; make bench BASELINE=1 for a new baseline",
    )
