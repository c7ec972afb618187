"""Run folders with made-up customers, whose scores are known one by one."""

from collections.abc import Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import Any

import numpy as np
import polars as pl

from tests.report.made import CUTS, write

DAYS = [date.fromisoformat(cut["start"]) for cut in CUTS if cut["window"] == "validation"]
SEGMENTS = ("all", "cold")
Hits = Mapping[str, Sequence[float]]  # by recommender, one a pair: the customers of the first cut, then of the second


def make(
    folder: Path,
    hits: Hits,
    n_customers: int = 4,
    settings: Mapping[str, Any] | None = None,
    *,
    item: str = "007",
) -> Path:
    """A run folder whose customers c00, c01 ... are scored at both validation cuts, all of them in both segments.

    Args:
        folder: where.
        hits: hit_rate@5 of every pair.
        n_customers: at each cut.
        settings: what differs from the others, by dotted path.
        item: what everybody bought.
    """
    cells = {name: {segment: float(np.mean(of_one)) for segment in SEGMENTS} for name, of_one in hits.items()}
    write(folder, cells, settings, scores={"validation": {name: _cells(one) for name, one in cells.items()}})
    pairs = pl.DataFrame(
        {
            "cut": [day for day in DAYS for _ in range(n_customers)],
            "customer": [f"c{row:02d}" for row in range(n_customers)] * len(DAYS),
        },
        schema={"cut": pl.Date, "customer": pl.String},
    )
    rows = [
        pairs.select("cut", recommender=pl.lit(name), segment=pl.lit(segment), customer="customer").with_columns(
            pl.Series("hit_rate@5", of_one, pl.Float64)
        )
        for name, of_one in hits.items()
        for segment in SEGMENTS
    ]
    pl.concat(rows).write_parquet(folder / "per_customer.parquet")
    pairs.with_columns(item=pl.lit(item)).write_parquet(folder / "future.parquet")
    return folder


def _cells(by_segment: Mapping[str, float]) -> dict[str, Any]:
    return {segment: {"hit_rate@5": {"value": value}} for segment, value in by_segment.items()}
