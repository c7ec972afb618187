"""Tie metrics (docs/evaluation.md 3) as far as the lists themselves tell them.

A list shows whether its k-th and (k+1)-th scores are equal where it goes on beyond k, or ends before. It shows the
whole of a tied block where something with another score follows, or where it ends before the greatest length. Scores
of -0.5, -1.5 and so on are those of a list woven of two (frames.SHOWN): they tell the order alone.
"""

from collections.abc import Sequence
from math import comb

import polars as pl

from fashrec.verify.scores import LIST, SEGMENTS

NAMES = ("tie_mass", "hit_rate_expected", "precision_expected", "recall_expected")


def ties(ranking: pl.DataFrame, shown: pl.DataFrame, future: pl.DataFrame, ks: Sequence[int]) -> pl.DataFrame:
    """Cut, recommender, segment, customer and the tie metrics at each k, null where the lists do not tell.

    Args:
        ranking: what `fashrec.verify.scores.ranking` gives, with the column R.
        shown: SHOWN.
        future: FUTURE.
        ks: list lengths, ascending; no list is longer than the last.
    """
    hits = shown.join(future, on=["cut", "customer", "item"], how="inner")
    parts = []
    for segment, (kept, kind) in SEGMENTS.items():
        part = ranking.filter(pl.col("segment") == segment)
        of_kind = shown.filter(pl.col("list") == kind)
        for k in ks:
            part = _at(part, of_kind, hits.filter(pl.col("list") == kind, kept), k, longest=ks[-1])
        parts.append(part)
    return pl.concat(parts).select(
        "cut", "recommender", "segment", "customer", *(f"{n}@{k}" for k in ks for n in NAMES)
    )


def _at(part: pl.DataFrame, shown: pl.DataFrame, hits: pl.DataFrame, k: int, *, longest: int) -> pl.DataFrame:
    """`part` with the tie metrics at k."""
    ends = _ends(shown, k, longest)
    last, score = pl.col("last"), pl.col("score")
    counts = hits.join(ends, on=LIST).group_by(LIST).agg(h=(score > last).sum(), m=(score == last).sum())
    table = part.join(ends, on=LIST, how="left").join(counts, on=LIST, how="left")
    table = table.with_columns(pl.col("h", "m").fill_null(0).cast(pl.Int64))
    tied, brought = pl.col("tied"), pl.col("h") + pl.col("j") * pl.col("m") / pl.col("t")
    in_a_block = {
        "hit_rate": pl.when(pl.col("h") > 0).then(1.0).otherwise(_chance(table)),
        "precision": brought / k,
        "recall": brought / pl.col("R"),
    }
    mass = pl.when(pl.col("length").is_null()).then(0.0).otherwise(tied.cast(pl.Float64))
    expected = {
        f"{name}_expected@{k}": pl.when(mass == 0).then(f"{name}@{k}").when("tied", "whole").then(value)
        for name, value in in_a_block.items()
    }
    made = table.with_columns(mass.alias(f"tie_mass@{k}"), **expected)
    return made.drop("length", "last", "tied", "told", "whole", "t", "j", "h", "m")


def _ends(shown: pl.DataFrame, k: int, longest: int) -> pl.DataFrame:
    """Each list's end at k: its score, whether it cuts a block (null: not to be seen), and what is seen of that."""
    rank, score = pl.col("rank"), pl.col("score")
    last = score.filter(rank == k).first()
    ends = shown.group_by(LIST).agg(
        length=pl.len(),
        last=last,
        tied=(last == score.filter(rank == k + 1).first()).fill_null(value=False),
        told=(score != 0.5 - rank).any() | (pl.len() < k),
        whole=(score.min() < last) | (pl.len() < longest),
        t=(score == last).sum().cast(pl.Int64),
        j=((score == last) & (rank <= k)).sum().cast(pl.Int64),
    )
    unseen = (pl.col("length") == k) & (k == longest)
    return ends.with_columns(tied=pl.when("told", ~unseen).then("tied"))


def _chance(table: pl.DataFrame) -> pl.Series:
    """1 - C(t-m, j) / C(t, j): the chance that a random order of a block brings a hit; null where there is none."""
    blocks = table.select("t", "m", "j").iter_rows()
    return pl.Series([1 - comb(t - m, j) / comb(t, j) if t and j else None for t, m, j in blocks], dtype=pl.Float64)
