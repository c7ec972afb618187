"""Hits won and lost against exact search on the same lists, with paired intervals.

All settings of a space are judged by one bound, so that one measure serves them all: the shares of lists won and lost
have Wilson's intervals, with one design effect for the whole family, and the ends of their difference come of the
distances to these (MOVER). Were each given its own, a setting of which no list differs, and of which nothing tells how
alike a customer's weeks are, would have a wider interval than one of which a few do.
"""

from collections.abc import Mapping
from typing import Any

import numpy as np
import polars as pl

from fashrec.infer.customers import Customers, by_customer
from fashrec.infer.weights import Keys, customer_keys
from fashrec.infer.wilson import wilson_ends
from fashrec.types import Doubles

# what the columns of a segment begin with
PREFIX = {"all": "", "cold": "cold_", "cold_only": "cold_only_"}


def losses(hits: pl.DataFrame, exact: Mapping[int, int], level: float) -> pl.DataFrame:
    """A row a setting, for each segment, with its PREFIX: lists, hit_rate, difference, low, high, unseen, won, lost.

    `difference` is the hit rate less exact's, [low, high] its interval, `won` lists that hit where exact's do not.
    `unseen` is the loss that these lists could not rule out of any setting, not even of one that wins and loses none.

    Args:
        hits: raw.
        exact: the number of exact search's setting for each setting.
        level: of the intervals, such as 0.95.
    """
    found = pl.DataFrame({"setting": list(exact)}, schema={"setting": pl.Int32})
    for segment, prefix in PREFIX.items():
        rows = []
        of_segment = hits.filter(pl.col("segment") == segment)
        for reference in dict.fromkeys(exact.values()):
            mine = [setting for setting, one in exact.items() if one == reference]
            rows += _of_space(of_segment.filter(pl.col("setting").is_in(mine)), reference, level)
        if rows:
            frame = pl.DataFrame(rows, schema_overrides={"setting": pl.Int32})
            named = frame.rename({name: f"{prefix}{name}" for name in frame.columns if name != "setting"})
            found = found.join(named, on="setting", how="left")
    return found


def _of_space(hits: pl.DataFrame, exact: int, level: float) -> list[dict[str, Any]]:
    if hits.is_empty():
        return []
    parts = hits.sort("cut", "customer").partition_by("setting", as_dict=True)
    pairs = parts[exact,].select("cut", "customer")
    assert all(part.select("cut", "customer").equals(pairs) for part in parts.values()), "all serve the same pairs"
    own = np.column_stack([part["hit"].cast(pl.Float64).to_numpy() for part in parts.values()])
    gains = own - parts[exact,]["hit"].cast(pl.Float64).to_numpy()[:, None]
    low, high = paired(customer_keys(pairs["customer"]), gains, level)
    # exact search's own column wins and loses none: its interval is what the lists can tell, and of itself it differs
    # in no world
    place = list(parts).index((exact,))
    unseen = -low[place]
    low[place] = high[place] = 0.0
    return [
        {
            "setting": setting,
            "lists": len(pairs),
            "hit_rate": own[:, place].mean(),
            "difference": gains[:, place].mean(),
            "low": low[place],
            "high": high[place],
            "unseen": unseen,
            "won": int((gains[:, place] > 0).sum()),
            "lost": int((gains[:, place] < 0).sum()),
        }
        for place, (setting,) in enumerate(parts)
    ]


def paired(keys: Keys, gains: Doubles, level: float) -> tuple[Doubles, Doubles]:
    """Ends of the interval of each mean gain.

    MOVER with the correlation of the two shares, for a list is not won and lost at once (Zou & Donner 2008,
    "Construction of confidence limits about effect measures", their formula for dependent estimates).

    Args:
        keys: uint64 [p]; whose list each is.
        gains: float64 [p, m]; of each setting 1 won, 0 alike, -1 lost.
        level: such as 0.95.

    Returns:
        float64 [m] each. The interval of a column without a gain or a loss is the shortest, and none becomes shorter
        when more lists are won or lost.
    """
    shares = by_customer(keys, np.hstack([gains > 0, gains < 0]).astype(np.float64))
    n = shares.n_pairs / family_effect(shares)
    won, lost = np.split(shares.values, 2)
    (won_low, won_high), (lost_low, lost_high) = (wilson_ends(share, n, level) for share in (won, lost))
    both = won * lost
    alike = -np.sqrt(np.divide(both, (1 - won) * (1 - lost), out=np.zeros_like(both), where=both > 0))
    middle = won - lost
    low = middle - _both(won - won_low, lost_high - lost, alike)
    high = middle + _both(won_high - won, lost - lost_low, alike)
    return np.maximum(low, -1.0), np.minimum(high, 1.0)


def _both(one: Doubles, other: Doubles, alike: Doubles) -> Doubles:
    """The distance to an end of a difference, of the distances of its parts and their correlation."""
    distance: Doubles = np.sqrt(one**2 + other**2 - 2 * alike * one * other)
    return distance


def family_effect(shares: Customers) -> float:
    """By how much the variance of these shares exceeds that of independent pairs, all shares taken together.

    Their variances over customers are added up, and so are those of as many independent pairs: one quotient for all
    (`design_effects` has one each). The worst case, in which all weeks of a customer are one and the same, counts as
    one customer more than those of whom any list differs anywhere. At least 1.
    """
    n, c = shares.n, len(shares)
    p, worst = shares.values, float((n**2).sum()) / shares.n_pairs
    squares = ((n[:, None] * (shares.means - p)) ** 2).sum() / shares.n_pairs * c / max(c - 1, 1)
    expected = float((p * (1 - p)).sum())
    differ = int((shares.sums > 0).any(axis=1).sum())
    estimate = squares / expected if expected else worst
    return min(max((differ * estimate + worst) / (differ + 1), 1.0), worst)
