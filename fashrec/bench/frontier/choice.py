"""What to take: the cheapest setting that is good enough, and when exact search is."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import polars as pl

from fashrec.bench.frontier.figures import Figures
from fashrec.bench.frontier.latency import Limits, alike, of_two
from fashrec.bench.frontier.settings import EXACT

# what settings cost in milliseconds a query, and how that stands to exact's: one estimate, in one order
COSTS = {"p50": pl.col("p50_ms"), "batch": 1000 / pl.col("qps")}
RATIOS = {"p50": pl.col("p50_to_exact"), "batch": 1 / pl.col("qps_to_exact")}
# FAISS's flat index, scikit-learn's: it takes no customers to show that they lose nothing
COMPARES_ALL = (pl.col("query") == "") & (pl.col("recall") == 1)


@dataclass(frozen=True, slots=True)
class Choice:
    """What is cheapest of what is good enough, in one respect.

    Attributes:
        taken: the setting's row; exact search's where nothing else is faster by more than the noise.
        cheaper: the taken setting, or else the cheapest other that is good enough; None where none is.
        ratio: its cost over exact's; NaN with none.
        within: between which ratios nothing is told from exact search.
        n_alike: of how many others that are good enough it is not told, which find no more than it.
        hollow: a cheaper setting that was passed over: it misses something, and the library's own call is no faster
            than exact's.
    """

    taken: Mapping[str, Any]
    cheaper: Mapping[str, Any] | None
    ratio: float
    within: Limits
    n_alike: int = 0
    hollow: Mapping[str, Any] | None = None

    @property
    def alike(self) -> bool:
        """Whether the cheapest costs as much as exact search, as far as can be told."""
        return self.cheaper is not None and alike(self.ratio, self.within)


def choose(figures: Figures, space: int, by: str) -> Choice:
    """The choice by `p50`, one query at a time, or by `batch`.

    Good enough is a hit rate that is at most `loss` below exact's and whose interval ends at most `bound` below it;
    of vectors without lists, an index_recall of at least `recall`. What compares with every item is good enough. Of
    those that cannot be told from the cheapest the one that finds the most is taken.
    """
    exact, within = figures.exact(space), figures.within(space, by)
    fine = good_enough(figures, space).with_columns(cost=COSTS[by], ratio=RATIOS[by]).sort("cost", "setting")
    if fine.is_empty():
        return Choice(exact, None, float("nan"), within)
    faster = fine.filter(pl.col("ratio") < within[0])
    sound = faster.filter(_sound(exact, within)) if by == "p50" else faster
    hollow = None if faster.head(1).equals(sound.head(1)) else faster.row(0, named=True)
    if sound.is_empty():
        best = fine.row(0, named=True)
        return Choice(exact, best, best["ratio"], within, hollow=hollow)
    near = sound.filter(pl.col("cost") <= sound["cost"][0] / of_two(within)[0])
    taken = near.sort(-pl.col("recall"), "cost", "setting").row(0, named=True)
    return Choice(taken, taken, taken["ratio"], within, len(near) - 1, hollow)


def _sound(exact: Mapping[str, Any], within: Limits) -> pl.Expr:
    """Whether nothing is missed, or the library's own call is faster than exact's, too."""
    no_slower = pl.col("bare_ms") < pl.lit(exact["bare_ms"] * of_two(within)[0])
    return (pl.col("recall") == 1) | no_slower


def good_enough(figures: Figures, space: int) -> pl.DataFrame:
    """The other settings of a space that lose little enough, and those that compare with every item, as exact does."""
    others, facts = figures.of(space).filter(pl.col("index") != EXACT), figures.facts
    if not has_hits(figures, space):
        return others.filter(pl.col("recall") >= facts["recall"])
    shown = (pl.col("difference") >= -facts["loss"]) & (sure_loss() <= facts["bound"])
    return others.filter(shown | COMPARES_ALL)


def sure_loss() -> pl.Expr:
    """The loss that is ruled out of a setting: the lower end of its interval, and no less than what the lists could
    show of one that wins and loses none, lest a lucky list prove more than missing nothing does.
    """
    return pl.max_horizontal(-pl.col("low"), "unseen")


def unproven(figures: Figures, space: int, by: str) -> Mapping[str, Any] | None:
    """The fastest setting that missed no neighbour and lost no hit, yet is not shown to lose little enough.

    None where there is none that is faster than what is taken by more than the noise. `ratio` is its cost over exact's.
    """
    if not has_hits(figures, space):
        return None
    taken, within = choose(figures, space, by).taken, figures.within(space, by)
    costs = figures.of(space).with_columns(cost=COSTS[by], ratio=RATIOS[by])
    low = within[0] if taken["index"] == EXACT else of_two(within)[0]
    bar = costs.filter(pl.col("setting") == taken["setting"])["cost"].item() * low
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
    rivals = figures.approximate(space).filter(RATIOS["batch"] <= figures.within(space, "batch")[1])
    return None if rivals.is_empty() else float(rivals["recall"].to_numpy().max())
