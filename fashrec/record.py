"""The run folder: what a run was asked, what it did and what came out, kept also when it fails."""

import json
import os
import platform
import subprocess
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Literal

import polars as pl

from fashrec.errors import FashrecError
from fashrec.memory import count_anew, peak_bytes
from fashrec.store.fingerprint import sha256_of
from fashrec.store.manifest import versions

SCHEMA = 1
RUN = "run.json"
Status = Literal["running", "done", "failed", "interrupted", "pruned"]


@dataclass(frozen=True, slots=True)
class Record:
    """Writes a run folder. `run.json` is whole at every moment: written beside, then renamed.

    Attributes:
        folder: the run folder.
        data: what will stand in run.json.
    """

    folder: Path
    data: dict[str, Any] = field(default_factory=dict)

    def begin(self, config_hash: str, command: str, **facts: object) -> None:
        """State what was asked, of which code, on which machine; status `running`."""
        self.data.update(
            schema=SCHEMA,
            status="running",
            command=command,
            config_hash=config_hash,
            **facts,
            started=_now(),
            git_commit=_git_commit(),
            versions=versions(),
            machine=machine(),
            stages={},
        )
        self.write()

    @contextmanager
    def stage(self, name: str) -> Iterator[None]:
        """Add the seconds that pass inside to stage `name`, and note the most memory the process held inside.

        Stages do not lie in one another: an inner one would count the outer one's memory anew.
        """
        start_s, counted = time.monotonic(), count_anew() is not None
        try:
            yield
        finally:
            entry = self.data["stages"].setdefault(name, {"seconds": 0.0, "memory_mb": None})
            entry["seconds"] = round(entry["seconds"] + time.monotonic() - start_s, 3)
            if counted:
                entry["memory_mb"] = max(entry["memory_mb"] or 0.0, round(peak_bytes() / 1e6, 1))

    def put(self, **facts: object) -> None:
        """Facts for run.json, written at once."""
        self.data.update(facts)
        self.write()

    def frame(self, name: str, frame: pl.DataFrame) -> None:
        """A table of the run folder, as `NAME.parquet`; run.json will name its content."""
        beside = self.folder / f".{name}.unfinished"
        frame.write_parquet(beside, compression="zstd", statistics=False)
        self.file(beside.rename(self.folder / f"{name}.parquet"), len(frame))

    def file(self, file: Path, rows: int) -> None:
        """A file of the run folder that is whole; run.json will name its content."""
        self.data.setdefault("files", {})[file.name] = {"rows": rows, "sha256": sha256_of(file)}

    def finish(self, status: Status, error: BaseException | None = None) -> None:
        """The last word: how the run ended, and why if it failed."""
        if error is not None:
            self.data["error"] = explained(error)
        self.put(status=status, ended=_now())

    def write(self) -> None:
        """Write run.json."""
        beside = self.folder / f".{RUN}.unfinished"
        beside.write_text(json.dumps(self.data, indent=1, ensure_ascii=False, allow_nan=False, default=str))
        beside.rename(self.folder / RUN)


def explained(error: BaseException) -> dict[str, str]:
    """An error as run.json states it."""
    if isinstance(error, FashrecError):
        return {
            "type": type(error).__name__,
            "what": error.what,
            "where": error.where,
            "why": error.why,
            "do": error.do,
        }
    return {"type": type(error).__name__, "what": str(error)}


def machine() -> Mapping[str, object]:
    """What speed depends on, without the machine's name."""
    return {"system": platform.system(), "processor": _processor(), "cores": os.cpu_count(), "memory_gb": _memory_gb()}


def _memory_gb() -> float:
    return round(os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 1e9, 1)


def _processor() -> str:
    try:
        lines = Path("/proc/cpuinfo").read_text().splitlines()
    except OSError:
        return platform.processor()
    return next((line.partition(":")[2].strip() for line in lines if line.startswith("model name")), platform.machine())


def _git_commit() -> str | None:
    """The commit of the source folder, `+` after it where files differ; None outside a git checkout."""
    try:
        commit = _git("rev-parse", "HEAD")
        return commit + ("+" if _git("status", "--porcelain") else "")
    except (OSError, subprocess.CalledProcessError):
        return None


def _git(*words: str) -> str:
    command = ["git", *words]
    done = subprocess.run(command, cwd=Path(__file__).parent, capture_output=True, text=True, check=True)  # noqa: S603 - our own words
    return done.stdout.strip()


def _now() -> str:
    return datetime.now(UTC).isoformat(timespec="seconds")
