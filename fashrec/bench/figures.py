"""Every figure of a frontier, derived from the raw tables of its run folder."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import polars as pl

from fashrec.bench.dominance import undominated
from fashrec.index.recall import index_recall

POINT = ["trees", "search_k"]
MS = 1e-6  # of a nanosecond
QUANTILES = {"p50": 0.5, "p95": 0.95, "p99": 0.99}
# what is marked, and the time that it weighs against recall
FRONTIERS = {"on_frontier": "p50_ms", "batch_on_frontier": "batch_ms"}


@dataclass(frozen=True)
class Figures:
    """What is read off a run folder.

    Attributes:
        facts: its run.json.
        points: a row a (trees, search_k): recall; p50_ms, p95_ms, p99_ms of a search of one query; p50_to_exact, the
            median over visits of p50 to that of the control just before; bare_ms, the p50 of the bare call, and
            bare_to_exact; batch_ms a query, batch_to_exact likewise; hit_rate, hit_rate_minus_exact, won and
            lost lists; on_frontier and batch_on_frontier, true where no other point, and not exact either, finds as
            much in as little time (p50_ms, batch_ms).
        forests: a row a number of trees: build_s, load_ms (medians over repeats), bytes.
        exact: the same over all controls: p50_ms, p95_ms, p99_ms, bare_ms, batch_ms, on_frontier, batch_on_frontier
            (0 or 1); hit_rate; n_lists.
    """

    facts: Mapping[str, Any]
    points: pl.DataFrame
    forests: pl.DataFrame
    exact: Mapping[str, float]

    @classmethod
    def read(cls, folder: Path) -> "Figures":
        """Derive everything from the Parquet tables in `folder`."""
        raw = {name: pl.read_parquet(folder / f"{name}.parquet") for name in ("times", "batches", "hits")}
        forests, neighbours = (pl.read_parquet(folder / f"{name}.parquet") for name in ("forests", "neighbours"))
        facts = json.loads((folder / "run.json").read_text())
        points = _recalls(neighbours, facts["k"])
        for more in (_latencies(raw["times"]), _throughput(raw["batches"]), _costs(raw["hits"])):
            points = points.join(more, on=POINT, how="left", validate="1:1")
        exact = _exact(**raw)
        for column, time in FRONTIERS.items():
            points, exact[column] = _with_frontier(points, exact[time], column, time)
        return cls(facts, points.sort(POINT), _forests(forests), exact)

    @property
    def sufficient(self) -> pl.DataFrame:
        """The points that reach the recall target, the fastest first."""
        return self.points.filter(pl.col("recall") >= self.facts["recall_target"]).sort("p50_ms")


def _with_frontier(points: pl.DataFrame, exact_ms: float, column: str, time: str) -> tuple[pl.DataFrame, bool]:
    recall, cost = (points[name].cast(pl.Float64).to_numpy() for name in ("recall", time))
    first, *others = undominated(np.append(1.0, recall), np.append(exact_ms, cost)).tolist()
    return points.with_columns(pl.Series(column, others, pl.Boolean)), first


def _recalls(neighbours: pl.DataFrame, k: int) -> pl.DataFrame:
    exact = _scores(neighbours.filter(pl.col("index") == "exact"), k)
    found = neighbours.filter(pl.col("index") == "annoy").partition_by(POINT, as_dict=True)
    recalls = [
        {"trees": trees, "search_k": search_k, "recall": index_recall(_items(frame, k), _scores(frame, k), exact, k)}
        for (trees, search_k), frame in found.items()
    ]
    return pl.DataFrame(recalls, schema={"trees": pl.Int32, "search_k": pl.Int32, "recall": pl.Float64})


def _items(frame: pl.DataFrame, k: int) -> "np.ndarray[tuple[int, int], np.dtype[np.int32]]":
    return frame.sort("query", "rank")["item"].to_numpy().reshape(-1, k)


def _scores(frame: pl.DataFrame, k: int) -> "np.ndarray[tuple[int, int], np.dtype[np.float32]]":
    return frame.sort("query", "rank")["score"].to_numpy().reshape(-1, k)


def _quantiles() -> list[pl.Expr]:
    search = [pl.col("search_ns").quantile(share, "linear").alias(f"{name}_ms") for name, share in QUANTILES.items()]
    return [one * MS for one in (*search, pl.col("bare_ns").median().alias("bare_ms"))]


def _latencies(times: pl.DataFrame) -> pl.DataFrame:
    """Quantiles over all queries of all visits, and each visit's median beside its own control's."""
    annoy, exact = (times.filter(pl.col("index") == index) for index in ("annoy", "exact"))
    at = ["repeat", *POINT]
    medians = annoy.group_by(at).agg(pl.col("search_ns", "bare_ns").median())
    control = exact.group_by(at).agg(pl.col("search_ns", "bare_ns").median())
    ratios = (
        medians.join(control, on=at, suffix="_control")
        .group_by(POINT)
        .agg(
            (pl.col("search_ns") / pl.col("search_ns_control")).median().alias("p50_to_exact"),
            (pl.col("bare_ns") / pl.col("bare_ns_control")).median().alias("bare_to_exact"),
        )
    )
    return annoy.group_by(POINT).agg(*_quantiles()).join(ratios, on=POINT)


def _throughput(batches: pl.DataFrame) -> pl.DataFrame:
    a_query = batches.with_columns(ms=pl.col("ns") * MS / pl.col("n"))
    both = a_query.pivot("index", index=["repeat", *POINT], values="ms")
    return both.group_by(POINT).agg(
        pl.col("annoy").median().alias("batch_ms"),
        (pl.col("annoy") / pl.col("exact")).median().alias("batch_to_exact"),
    )


def _costs(hits: pl.DataFrame) -> pl.DataFrame:
    """Hits of each point beside exact's on the same (cut, customer) pairs."""
    exact = hits.filter(pl.col("index") == "exact").select("cut", "customer", exact=pl.col("hit").cast(pl.Int8))
    both = hits.filter(pl.col("index") == "annoy").join(exact, on=["cut", "customer"], validate="m:1")
    gain = pl.col("hit").cast(pl.Int8) - pl.col("exact")
    return both.group_by(POINT).agg(
        pl.col("hit").mean().alias("hit_rate"),
        gain.mean().alias("hit_rate_minus_exact"),
        (gain > 0).sum().alias("won"),
        (gain < 0).sum().alias("lost"),
    )


def _forests(forests: pl.DataFrame) -> pl.DataFrame:
    return (
        forests.group_by("trees")
        .agg(
            (pl.col("build_ns").median() / 1e9).alias("build_s"),
            (pl.col("load_ns").median() * MS).alias("load_ms"),
            pl.col("bytes").first(),
        )
        .sort("trees")
    )


def _exact(times: pl.DataFrame, batches: pl.DataFrame, hits: pl.DataFrame) -> dict[str, float]:
    of_exact = pl.col("index") == "exact"
    own = hits.filter(of_exact)
    latency = times.filter(of_exact).select(_quantiles()).row(0, named=True)
    batch = batches.filter(of_exact).select((pl.col("ns") * MS / pl.col("n")).median()).item()
    return {**latency, "batch_ms": batch, "hit_rate": own["hit"].mean(), "n_lists": len(own)}
