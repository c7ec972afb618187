"""How many lists of a run are shorter than they were to be, from shown.parquet."""

from collections.abc import Mapping
from dataclasses import dataclass

import polars as pl

from fashrec.frames import SHOWN
from fashrec.results.runs import Run
from fashrec.results.scores import cuts_of, days_of, headline, n_of
from fashrec.results.tables import read_table

KINDS = {"main": "all", "cold_only": "cold_only"}  # a kind of list, and the segment whose customers are asked for one


@dataclass(frozen=True, slots=True)
class Lists:
    """Where a recommender's lists of one kind went: each is full, short or empty.

    Attributes:
        n: lists asked for, one a scored (cut, customer) pair.
        full: hold k items.
        some: hold at least one.
    """

    n: int
    full: int
    some: int

    @property
    def short(self) -> int:
        """Hold fewer than k items, but one."""
        return self.some - self.full

    @property
    def empty(self) -> int:
        """Hold nothing."""
        return self.n - self.some


def has_lists(run: Run) -> bool:
    """Whether its folder still has what was shown."""
    file = run.folder / "shown.parquet"
    return file.is_file() and set(SHOWN) <= set(pl.read_parquet_schema(file))


def lists_of(run: Run, window: str) -> Mapping[tuple[str, str, int], Lists]:
    """By recommender, kind of list and list length k; of everybody who is scored, and has lists.

    A list's ranks are 1, 2, 3 ..., so that whoever has rank k has a full one: nobody's list is put together.
    """
    ks = sorted(run.data["ks"])
    opened = pl.col("cut").is_in(days_of(run, window))
    held = [(pl.col("rank") == rank).sum().alias(str(rank)) for rank in sorted({1, *ks})]
    rows = read_table(run.folder, "shown", lambda shown: shown.filter(opened).group_by("recommender", "list").agg(held))
    found = {(row["recommender"], row["list"]): row for row in rows.iter_rows(named=True)}
    asked = {kind: n_of(run, window, segment, headline([run])) for kind, segment in KINDS.items()}
    nothing = {str(rank): 0 for rank in (1, *ks)}
    return {
        (name, kind, k): Lists(n, row[str(k)], row["1"])
        for name in run.data["scores"][window]
        for kind, n in asked.items()
        for row in [found.get((name, kind), nothing)]
        for k in ks
    }


def fallbacks_of(run: Run, window: str, recommender: str) -> int | None:
    """How many of its `main` lists came from its fallback; None where it has none."""
    cuts = [cut.get("fallback", {}) for cut in cuts_of(run, window)]
    return sum(cut.get(recommender, 0) for cut in cuts) if any(recommender in cut for cut in cuts) else None
