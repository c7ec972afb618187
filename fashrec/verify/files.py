"""A run folder's files, and whether they are the ones that run.json names."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import polars as pl

from fashrec.errors import DataError
from fashrec.frames import FUTURE, SHOWN
from fashrec.results.tables import NAMES, read_table
from fashrec.store.fingerprint import sha256_of

KEYS = ("cut", "recommender", "segment", "customer")


@dataclass(frozen=True, slots=True)
class Files:
    """What a run left behind.

    Attributes:
        folder: the run folder.
        run: run.json.
        shown: frames.SHOWN.
        future: frames.FUTURE.
        per_customer: KEYS and a column a metric.
    """

    folder: Path
    run: dict[str, Any]
    shown: pl.DataFrame
    future: pl.DataFrame
    per_customer: pl.DataFrame


def read_files(folder: Path) -> Files:
    """Read a finished run.

    Raises:
        DataError: where the run is not done, or a file of it is missing, unreadable or has other columns.
    """
    run = _read_json(folder / "run.json")
    if reason := unfinished(folder):
        raise _refusal(folder, reason)
    frames = {name: read_table(folder, name) for name in NAMES}
    for name, schema in (("shown", SHOWN), ("future", FUTURE)):
        if dict(frames[name].schema) != schema:
            raise _refusal(folder, f"{name}.parquet has columns {dict(frames[name].schema)}")
    lacking = [key for key in KEYS if key not in frames["per_customer"].columns]
    if lacking:
        raise _refusal(folder, f"per_customer.parquet has no column {', '.join(lacking)}")
    return Files(folder, run, **frames)


def unfinished(folder: Path) -> str:
    """Why a folder holds no finished run; empty where it holds one."""
    if not (folder / "run.json").is_file():
        return "no run.json"
    status = _read_json(folder / "run.json").get("status")
    return "" if status == "done" else f"the run is {status}, not done"


def changed(files: Files) -> Iterator[str]:
    """The tables that are not the ones which run.json names."""
    for name, said in files.run.get("files", {}).items():
        file = files.folder / name
        if not file.is_file():
            yield f"{name} is missing"
        elif (found := sha256_of(file)) != said["sha256"]:
            yield f"{name} has the sha256 {found[:12]}…, run.json names {said['sha256'][:12]}…"
        elif (rows := _n_rows(file)) != said.get("rows"):
            yield f"{name} has {rows:,} rows, run.json names {said.get('rows')}"


def _n_rows(file: Path) -> int:
    """Of a table, or of a submission."""
    rows = pl.scan_csv(file, infer_schema=False) if file.suffix == ".csv" else pl.scan_parquet(file)
    return int(rows.select(pl.len()).collect().item())


def _read_json(file: Path) -> dict[str, Any]:
    try:
        run: dict[str, Any] = json.loads(file.read_text(encoding="utf-8"))
    except FileNotFoundError as error:
        raise _refusal(file.parent, "there is no run.json") from error
    except ValueError as error:
        raise _refusal(file.parent, f"run.json is no JSON: {error}") from error
    return run


def _refusal(folder: Path, what: str) -> DataError:
    return DataError(
        what,
        where=str(folder),
        why="a run is verified from run.json and the three tables that it was scored from",
        do="give the folder of a finished run, as fashrec.run prints it",
    )
