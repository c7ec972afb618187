"""Ceilings and the chance floor (docs/evaluation.md 4) a second time, with exact fractions."""

from collections.abc import Callable, Sequence
from fractions import Fraction
from math import comb

import polars as pl

from fashrec.verify.scores import CUSTOMER, RANKING, SEGMENTS, ideal_gain


def ceilings(future: pl.DataFrame, ks: Sequence[int]) -> pl.DataFrame:
    """Each customer's best: cut, segment, customer, the ranking metrics at each k, `impossible`; R and r beside."""
    return _with(_counts(future), ["r", "R"], lambda r, R: _best(r, R, ks))


def chance(future: pl.DataFrame, candidates: pl.DataFrame, ks: Sequence[int]) -> pl.DataFrame:
    """Each customer's expectation under a random list: cut, segment, customer and the ranking metrics at each k.

    Args:
        future: FUTURE.
        candidates: cut, customer, `N` and `N_cold`: the items that the customer may be shown. Customers who are not
            there, or have more reachable relevant items than candidates, get no row: their number then gives it away.
        ks: list lengths.
    """
    only = pl.col("segment") == "cold_only"
    counts = _counts(future).join(candidates, on=CUSTOMER, how="inner")
    counts = counts.with_columns(N=pl.when(only).then("N_cold").otherwise("N")).drop("N_cold")
    counts = counts.filter(pl.col("r") <= pl.col("N"))
    return _with(counts, ["N", "r", "R"], lambda N, r, R: _expected(N, r, R, ks)).drop("r", "R", "N")


def _counts(future: pl.DataFrame) -> pl.DataFrame:
    """R, the relevant items that a segment keeps of each customer, and r, those inside the catalogue."""
    return pl.concat(
        future.filter(kept)
        .group_by(CUSTOMER)
        .agg(R=pl.len(), r=pl.col("reachable").sum())
        .with_columns(segment=pl.lit(segment))
        for segment, (kept, _) in SEGMENTS.items()
    ).with_columns(pl.col("R", "r").cast(pl.Int64))


def _with(counts: pl.DataFrame, by: Sequence[str], value: Callable[..., dict[str, float | Fraction]]) -> pl.DataFrame:
    """`counts` with what `value` gives for each of the few distinct combinations of the columns `by`."""
    distinct = counts.select(by).unique()
    rows = [value(*row) for row in distinct.iter_rows()]
    names = value(*(1 for _ in by))  # also where nobody is scored
    columns = {name: [float(row[name]) for row in rows] for name in names}
    values = pl.DataFrame(columns, schema=dict.fromkeys(names, pl.Float64))
    return counts.join(pl.concat([distinct, values], how="horizontal"), on=by, how="left")


def _best(r: int, R: int, ks: Sequence[int]) -> dict[str, float | Fraction]:
    values: dict[str, float | Fraction] = {"impossible": float(r == 0)}
    for k in ks:
        leading, best = min(k, r), min(k, R)
        at: tuple[float | Fraction, ...] = (
            float(r > 0),
            Fraction(leading, k),
            Fraction(leading, R),
            Fraction(leading, best),
            ideal_gain(leading) / ideal_gain(best),
            float(r > 0),
        )
        values |= {f"{name}@{k}": value for name, value in zip(RANKING, at, strict=True)}
    return values


def _expected(N: int, r: int, R: int, ks: Sequence[int]) -> dict[str, float | Fraction]:
    """The closed forms; with fewer than k candidates the list is as long as there are."""
    values: dict[str, float | Fraction] = {}
    for k in ks:
        length = min(k, N)
        share = Fraction(r, max(N, 1))
        pair = Fraction(r - 1, max(N - 1, 1))
        ranks = range(1, length + 1)
        at: tuple[float | Fraction, ...] = (
            1 - Fraction(comb(N - r, length), comb(N, length)),
            share * length / k,
            share * length / R,
            share * sum((Fraction(1, i) * (1 + (i - 1) * pair) for i in ranks), Fraction()) / min(k, R),
            float(share) * ideal_gain(length) / ideal_gain(min(k, R)),
            sum((_first_at(i, N, r) / i for i in ranks), Fraction()),
        )
        values |= {f"{name}@{k}": value for name, value in zip(RANKING, at, strict=True)}
    return values


def _first_at(i: int, N: int, r: int) -> Fraction:
    """The chance that the first hit of a random order stands on place i."""
    return Fraction(r, N - i + 1) * Fraction(comb(N - r, i - 1), comb(N, i - 1))
