"""A frontier of two queries and four lists whose every figure is worked out by hand."""

import json
from pathlib import Path
from typing import Any

import polars as pl

MS = 1_000_000  # ns
NONE = float("-inf")
FACTS: dict[str, Any] = {
    "name": "made",
    "command": "python -m fashrec.bench frontier experiment=made",
    "started": "2026-01-31T12:00:00+00:00",
    "machine": {"processor": "abacus", "cores": 2},
    "cuts": ["2020-08-12", "2020-08-19"],
    "n_items": 10,
    "dim": 3,
    "k": 2,
    "n_queries": 2,
    "n_queries_scored": 1,
    "recall_target": 0.75,
    "repeats": 2,
    "load_average": [0.5, 1.0],
}
# by (trees, search_k): what is found for two queries, items and scores
EXACT = [([1, 2], [0.9, 0.8]), ([3, 4], [0.7, 0.6])]
FOUND = {
    (2, 5): [([1, 5], [0.9, 0.5]), ([3, 4], [0.7, 0.6])],
    # item 6 is as near as item 2
    (2, 50): [([1, 6], [0.9, 0.8]), ([3, 4], [0.7, 0.6])],
    (4, 5): [([1, -1], [0.9, NONE]), ([-1, -1], [NONE, NONE])],
}
# ms of two queries in each of two repeats, and of the one control before each
TIMES = {
    (2, 5): ([[1, 3], [5, 7]], [2, 3]),
    (2, 50): ([[8, 8], [8, 8]], [2, 2]),
    (4, 5): ([[6, 6], [6, 6]], [2, 2]),
}
# ms of the batch of two in each repeat: Annoy's, exact's
BATCHES = {(2, 5): ([4, 4], [2, 2]), (2, 50): ([8, 8], [2, 2]), (4, 5): ([1, 1], [2, 2])}
# whether each of four lists hits
EXACT_HITS = [1, 0, 0, 1]
HITS = {(2, 5): [0, 1, 1, 1], (2, 50): [1, 0, 0, 1], (4, 5): [0, 0, 0, 1]}


def write(folder: Path) -> Path:
    """Write the raw tables of the frontier into `folder`."""
    (folder / "run.json").write_text(json.dumps(FACTS))
    for name, rows in {
        "neighbours": _neighbours(),
        "times": _times(),
        "batches": _batches(),
        "hits": _hits(),
        "forests": _forests(),
    }.items():
        frame = pl.DataFrame(rows, infer_schema_length=None)
        frame.with_columns(pl.col("trees", "^search_k$").cast(pl.Int32)).write_parquet(folder / f"{name}.parquet")
    return folder


def _at(point: tuple[int, int] | None) -> dict[str, Any]:
    trees, search_k = point or (None, None)
    return {"index": "annoy" if point else "exact", "trees": trees, "search_k": search_k}


def _neighbours() -> list[dict[str, Any]]:
    return [
        {**_at(point), "query": query, "rank": rank + 1, "item": items[rank], "score": scores[rank]}
        for point, found in [(None, EXACT), *FOUND.items()]
        for query, (items, scores) in enumerate(found)
        for rank in range(2)
    ]


def _times() -> list[dict[str, Any]]:
    return [
        {**_at(point), "index": index, "repeat": repeat, "query": query, "search_ns": ms * MS, "bare_ns": ms * MS // 2}
        for point, (searches, controls) in TIMES.items()
        for repeat in range(2)
        for index, row in (("annoy", searches[repeat]), ("exact", [controls[repeat]]))
        for query, ms in enumerate(row)
    ]


def _batches() -> list[dict[str, Any]]:
    return [
        {**_at(point), "index": index, "repeat": repeat, "n": 2, "ns": ms[repeat] * MS}
        for point, both in BATCHES.items()
        for repeat in range(2)
        for index, ms in zip(("annoy", "exact"), both, strict=True)
    ]


def _hits() -> list[dict[str, Any]]:
    return [
        {**_at(point), "cut": FACTS["cuts"][place // 2], "customer": "ab"[place % 2], "hit": hit}
        for point, hits in [(None, EXACT_HITS), *HITS.items()]
        for place, hit in enumerate(hits)
    ]


def _forests() -> list[dict[str, Any]]:
    return [
        {
            "repeat": repeat,
            "trees": trees,
            "build_ns": (repeat + 1) * trees * 10**9,
            "load_ns": MS,
            "bytes": 10**6 * trees,
        }
        for trees in (2, 4)
        for repeat in range(3)
    ]
