"""docs/evaluation.md 2 and 3 a second time, over the two frames of a run folder: joins and groups, no arrays.

Nothing here comes from fashrec/evaluate: a mistake there is not repeated here, only ever made anew.
"""

import math
from collections.abc import Mapping, Sequence
from typing import Literal

import polars as pl

CUSTOMER = ("cut", "customer")
LIST = ("cut", "recommender", "customer")
RANKING = ("hit_rate", "precision", "recall", "map", "ndcg", "mrr")
# what a segment keeps of the relevant pairs, and which lists it looks at
SEGMENTS: Mapping[str, tuple[pl.Expr, Literal["main", "cold_only"]]] = {
    "all": (pl.lit(value=True), "main"),
    "warm": (~pl.col("cold"), "main"),
    "cold": (pl.col("cold"), "main"),
    "repeat": (pl.col("repeat"), "main"),
    "novel": (~pl.col("repeat"), "main"),
    "no_history": (pl.col("n_history") == 0, "main"),
    "light": (pl.col("n_history").is_between(1, 4), "main"),
    "heavy": (pl.col("n_history") > 4, "main"),  # noqa: PLR2004 - five or more, as the table there says
    "cold_only": (pl.col("cold"), "cold_only"),
}


def ranking(shown: pl.DataFrame, future: pl.DataFrame, recommenders: Sequence[str], ks: Sequence[int]) -> pl.DataFrame:
    """Each customer's ranking metrics: cut, recommender, segment, customer and a Float64 column a metric; R beside.

    Args:
        shown: SHOWN, whose lists keep their contract.
        future: FUTURE.
        recommenders: who is scored; a customer whom one of them shows nothing has 0.
        ks: list lengths.
    """
    hits = shown.join(future, on=[*CUSTOMER, "item"], how="inner")
    names = pl.DataFrame({"recommender": recommenders}, schema={"recommender": pl.String})
    parts = []
    for segment, (kept, kind) in SEGMENTS.items():
        sizes = future.filter(kept).group_by(CUSTOMER).agg(R=pl.len())
        of_segment = hits.filter(kept, pl.col("list") == kind)
        part = sizes.join(names, how="cross").with_columns(segment=pl.lit(segment))
        for k in ks:
            part = _at(part, of_segment, k)
        parts.append(part)
    return pl.concat(parts)


def _at(part: pl.DataFrame, hits: pl.DataFrame, k: int) -> pl.DataFrame:
    """`part` with the metrics at k."""
    rank, nth = pl.col("rank"), pl.int_range(1, pl.len() + 1)
    sums = (
        hits.filter(rank <= k)
        .sort("rank")
        .group_by(LIST)
        .agg(
            hits=pl.len(),
            precisions=(nth / rank).sum(),
            gains=(1 / (rank + 1).log(2)).sum(),
            first=rank.min(),
        )
    )
    best = pl.min_horizontal(pl.lit(k), "R")
    ideal = best.replace_strict({n: ideal_gain(n) for n in range(1, k + 1)}, return_dtype=pl.Float64)
    values = {
        "hit_rate": pl.col("hits").is_not_null().cast(pl.Float64),
        "precision": pl.col("hits") / k,
        "recall": pl.col("hits") / pl.col("R"),
        "map": pl.col("precisions") / best,
        "ndcg": pl.col("gains") / ideal,
        "mrr": 1 / pl.col("first"),
    }
    joined = part.join(sums, on=LIST, how="left")
    return joined.with_columns(value.fill_null(0.0).alias(f"{name}@{k}") for name, value in values.items()).drop(
        "hits", "precisions", "gains", "first"
    )


def ideal_gain(n: int) -> float:
    """What n leading hits gain: the sum of 1/log2(rank + 1)."""
    return math.fsum(1 / math.log2(rank + 1) for rank in range(1, n + 1))
