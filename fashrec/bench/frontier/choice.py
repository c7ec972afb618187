"""What to take: the cheapest setting that is good enough, and when exact search is."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import polars as pl

from fashrec.bench.frontier.figures import Figures
from fashrec.bench.frontier.latency import alike
from fashrec.bench.frontier.settings import EXACT

# what settings cost, by which they are told from each other, and how that stands to exact's
COSTS = {"p50": pl.col("p50_ms"), "batch": 1 / pl.col("qps")}
RATIOS = {"p50": pl.col("p50_to_exact"), "batch": 1 / pl.col("qps_to_exact")}
# FAISS's flat index, scikit-learn's: it takes no customers to show that they lose nothing
COMPARES_ALL = (pl.col("query") == "") & (pl.col("recall") == 1)
NOISE = {"p50": "ms_spread", "batch": "qps_spread"}


@dataclass(frozen=True, slots=True)
class Choice:
    """What is cheapest of what is good enough, in one respect.

    Attributes:
        taken: the setting's row; exact search's where nothing else is cheaper by more than the noise.
        cheaper: the cheapest other setting that is good enough; None where none is.
        ratio: its cost over exact's; NaN with none.
        noise: the spread of exact search's own cost: ratios nearer to 1 are not told apart.
        n_alike: how many others that are good enough cost no more than the cheapest and the noise.
    """

    taken: Mapping[str, Any]
    cheaper: Mapping[str, Any] | None
    ratio: float
    noise: float
    n_alike: int = 0

    @property
    def alike(self) -> bool:
        """Whether the cheapest costs as much as exact search, as far as can be told."""
        return self.cheaper is not None and alike(self.ratio, self.noise)


def choose(figures: Figures, space: int, by: str) -> Choice:
    """The choice by `p50`, one query at a time, or by `batch`.

    Good enough is a hit rate that is at most `loss` below exact's and whose interval ends at most `bound` below it;
    of vectors without lists, an index_recall of at least `recall`. What compares with every item is good enough.
    """
    exact, noise = figures.exact(space), figures.noise_of(space)
    fine = good_enough(figures, space).with_columns(cost=COSTS[by], ratio=RATIOS[by]).sort("cost", "setting")
    if fine.is_empty():
        return Choice(exact, None, float("nan"), noise[NOISE[by]])
    best = fine.row(0, named=True)
    spread = noise[NOISE[by]]
    n_alike = fine.filter(pl.col("cost") <= best["cost"] * (1 + spread)).height - 1
    return Choice(best if best["ratio"] < 1 / (1 + spread) else exact, best, best["ratio"], spread, n_alike)


def good_enough(figures: Figures, space: int) -> pl.DataFrame:
    """The other settings of a space that lose little enough, and those that compare with every item, as exact does."""
    others, facts = figures.of(space).filter(pl.col("index") != EXACT), figures.facts
    if not has_hits(figures, space):
        return others.filter(pl.col("recall") >= facts["recall"])
    shown = (pl.col("difference") >= -facts["loss"]) & (pl.col("low") >= -facts["bound"])
    return others.filter(shown | COMPARES_ALL)


def unproven(figures: Figures, space: int, by: str) -> Mapping[str, Any] | None:
    """The fastest setting that missed no neighbour and lost no hit, yet is not shown to lose little enough.

    None where there is none that is faster than what is taken by more than the noise. `ratio` is its cost over exact's.
    """
    if not has_hits(figures, space):
        return None
    taken, spread = choose(figures, space, by).taken, figures.noise_of(space)[NOISE[by]]
    costs = figures.of(space).with_columns(cost=COSTS[by], ratio=RATIOS[by])
    bar = costs.filter(pl.col("setting") == taken["setting"])["cost"].item() / (1 + spread)
    harmless = (pl.col("recall") == 1) & (pl.col("lost") == 0) & (pl.col("cost") < bar)
    fine = good_enough(figures, space)["setting"].to_list()
    rest = costs.filter(harmless & ~pl.col("setting").is_in(fine)).sort("cost", "setting")
    return None if rest.is_empty() else rest.row(0, named=True)


def has_hits(figures: Figures, space: int) -> bool:
    """Whether lists of this space were scored."""
    return "difference" in figures.settings.columns and figures.of(space)["difference"].is_not_null().any()


def crossing(figures: Figures, space: int) -> float | None:
    """The recall above which exact search in batch is faster than every approximate setting, by more than the noise.

    It is the greatest recall of an approximate setting that is as fast as exact search, as far as can be told, or
    faster; None where none is.
    """
    spread = figures.noise_of(space)["qps_spread"]
    rivals = figures.approximate(space).filter(pl.col("qps_to_exact") >= 1 / (1 + spread))
    return None if rivals.is_empty() else float(rivals["recall"].to_numpy().max())
