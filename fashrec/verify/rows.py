"""Where two tables of the same key differ."""

from collections.abc import Sequence

import polars as pl


def differing_rows(
    ours: pl.DataFrame, theirs: pl.DataFrame, on: Sequence[str], name: str, *, tolerance: float = 0.0
) -> list[str]:
    """Rows that stand twice or in one table alone, then values column by column; the first of each kind is shown.

    Args:
        ours: as recomputed; a null value is one that nobody knows.
        theirs: as the run folder has it.
        on: the columns that name a row.
        name: what their table is called.
        tolerance: numbers differ where they are farther apart.
    """
    on = list(on)
    twice = theirs.filter(theirs.select(on).is_duplicated())
    found = [_said(f"{name} has more than one row for", twice, on)] if len(twice) else []
    lacking = ours.join(theirs, on=on, how="anti")
    found += [_said(f"{name} has no row for", lacking, on)] if len(lacking) else []
    lone = theirs.join(ours, on=on, how="anti")
    found += [_said(f"{name} should have no row for", lone, on)] if len(lone) else []
    both = ours.join(theirs, on=on, how="inner", suffix=" there")
    for column in (column for column in ours.columns if column not in on):
        if column not in theirs.columns:
            found.append(f"{name} has no column {column}")
            continue
        wrong = both.filter(pl.col(column).is_not_null() & _differ(ours, column, tolerance))
        if len(wrong):
            values = f"{column} is {wrong[f'{column} there'][0]}, recomputed {wrong[column][0]}"
            found.append(_said(f"{name}, {values}:", wrong, on))
    return found


def _differ(ours: pl.DataFrame, column: str, tolerance: float) -> pl.Expr:
    here, there = pl.col(column), pl.col(f"{column} there")
    if ours.schema[column].is_float():
        return ((here - there).abs() > tolerance).fill_null(value=True) | there.is_nan()
    return here.ne_missing(there)


def _said(claim: str, rows: pl.DataFrame, on: Sequence[str]) -> str:
    first = rows.sort(on).row(0, named=True)
    more = f" ({len(rows):,} such rows)" if len(rows) > 1 else ""
    return f"{claim} {', '.join(str(first[key]) for key in on)}{more}"
