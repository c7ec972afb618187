"""The raw tables of a frontier of two queries and four lists whose every figure is worked out by hand."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import polars as pl

MS = 1_000_000  # ns
NONE = float("-inf")
FACTS: dict[str, Any] = {
    "name": "made",
    "command": "python -m fashrec.bench frontier experiment=made",
    "started": "2026-01-31T12:00:00+00:00",
    "ended": "2026-01-31T12:01:30+00:00",
    "wall_s": 300.0,
    "stages": {"build": {"seconds": 30.0, "peak_mb": 1.0}, "visit": {"seconds": 240.0, "peak_mb": 1.0}},
    "machine": {"processor": "abacus", "cores": 4},
    "cores_visible": 3,
    "cuts": ["2020-08-12", "2020-08-19"],
    "k": 2,
    "seed": 0,
    "level": 0.95,
    "repeats": 2,
    "threads": 2,
    "left_out": ["voyager"],
    "loss": 0.005,
    "bound": 0.005,
    "recall": 0.75,
    "load_average": [0.5, 1.0],
}
SPACE = {
    "space": 0,
    "source": "own",
    "n_items": 10,
    "dim": 3,
    "vectors": "v",
    "n_profiles": 2,
    "n_items_asked": 1,
    "n_scored": 1,
}
# by number: index, build, query
SETTINGS = [
    ("exact", "", ""),
    ("annoy", "trees=2", "search_k=5"),
    ("annoy", "trees=2", "search_k=50"),
    ("annoy", "trees=4", "search_k=5"),
]
# by setting, what is found for two profiles: items and scores; item 6 is as near as item 2
FOUND = [
    [([1, 2], [0.9, 0.8]), ([3, 4], [0.7, 0.6])],
    [([1, 5], [0.9, 0.5]), ([3, 4], [0.7, 0.6])],
    [([1, 6], [0.9, 0.8]), ([3, 4], [0.7, 0.6])],
    [([1, -1], [0.9, NONE]), ([-1, -1], [NONE, NONE])],
]
# likewise for one item
BESIDE = [[([7, 8], [0.9, 0.8])], [([7, 9], [0.9, 0.1])], [([7, 8], [0.9, 0.8])], [([7, 8], [0.9, 0.8])]]
# ms of two profiles in each of two repeats, and of the one control before each
TIMES = [
    ([[2, 2], [3, 3]], [2, 3]),
    ([[1, 3], [5, 7]], [2, 3]),
    ([[8, 8], [8, 8]], [2, 2]),
    ([[6, 6], [6, 6]], [2, 2]),
]
# ms of the batch of two in each repeat: the setting's, the control's
BATCHES = [([2, 2], [2, 2]), ([4, 4], [2, 2]), ([8, 8], [2, 2]), ([1, 1], [2, 2])]
# whether each of four lists hits
HITS = [[1, 0, 0, 1], [0, 1, 1, 1], [1, 0, 0, 1], [0, 0, 0, 1]]


def write(folder: Path) -> Path:
    """Write the raw tables of the frontier into `folder`."""
    (folder / "run.json").write_text(json.dumps(FACTS))
    tables = {
        "spaces": [SPACE],
        "settings": [
            {"setting": at, "space": 0, "index": index, "build": build, "query": query}
            for at, (index, build, query) in enumerate(SETTINGS)
        ],
        "neighbours": list(_neighbours()),
        "times": list(_times()),
        "batches": list(_batches()),
        "hits": list(_hits()),
        "builds": list(_builds()),
    }
    for name, rows in tables.items():
        frame = pl.DataFrame(rows, infer_schema_length=None)
        frame.with_columns(pl.col("^setting$").cast(pl.Int32)).write_parquet(folder / f"{name}.parquet")
    return folder


def _neighbours() -> Iterator[dict[str, Any]]:
    for kind, found in (("profiles", FOUND), ("items", BESIDE)):
        for setting, lists in enumerate(found):
            for query, (items, scores) in enumerate(lists):
                for rank in range(2):
                    at = {"setting": setting, "kind": kind, "query": query, "rank": rank + 1}
                    yield {**at, "item": items[rank], "score": scores[rank]}


def _times() -> Iterator[dict[str, Any]]:
    for setting, (searches, controls) in enumerate(TIMES):
        for repeat in range(2):
            at = {"repeat": repeat, "visit": setting, "setting": setting}
            search = {**at, "kind": "profiles", "call": "search", "query": 0}
            yield {**search, "control": True, "ns": controls[repeat] * MS}
            for query, ms in enumerate(searches[repeat]):
                here = {**search, "control": False, "query": query}
                yield {**here, "ns": ms * MS}
                yield {**here, "call": "bare", "ns": ms * MS // 2}
            yield {**search, "control": False, "kind": "items", "ns": 10 * MS}


def _batches() -> Iterator[dict[str, Any]]:
    for setting, both in enumerate(BATCHES):
        for repeat in range(2):
            at = {"repeat": repeat, "visit": setting, "setting": setting, "threads": 2}
            for control, took in zip((False, True), both, strict=True):
                yield {**at, "control": control, "kind": "profiles", "n": 2, "ns": took[repeat] * MS}
            yield {**at, "control": False, "kind": "items", "n": 1, "ns": MS}


def _hits() -> Iterator[dict[str, Any]]:
    for setting, hits in enumerate(HITS):
        for place, hit in enumerate(hits):
            at = {"setting": setting, "cut": FACTS["cuts"][place // 2], "customer": "ab"[place % 2]}
            yield {**at, "segment": "all", "hit": hit}
        for segment in ("cold", "cold_only"):
            at = {"setting": setting, "cut": FACTS["cuts"][0], "customer": "a"}
            yield {**at, "segment": segment, "hit": int(setting < 3)}


def _builds() -> Iterator[dict[str, Any]]:
    for index, build, factor in (("exact", "", 1), ("annoy", "trees=2", 2), ("annoy", "trees=4", 4)):
        sizes = {"bytes": factor * 10**6, "build_peak_bytes": factor * 10**7, "serve_peak_bytes": factor * 10**8}
        yield {"space": 0, "index": index, "build": build, "build_ns": factor * 10**9, "load_ns": factor * MS, **sizes}
