"""Hits won and lost against exact search on the same lists, with paired intervals: customers are resampled."""

from collections.abc import Mapping
from typing import Any

import numpy as np
import polars as pl

from fashrec.infer.customers import Customers, by_customer
from fashrec.infer.intervals import Bootstrap, percentiles
from fashrec.infer.weights import Keys, customer_keys
from fashrec.infer.wilson import FEWEST, wilson
from fashrec.types import Bools, Doubles, Longs

# what the columns of a segment begin with
PREFIX = {"all": "", "cold": "cold_", "cold_only": "cold_only_"}


def losses(hits: pl.DataFrame, exact: Mapping[int, int], bootstrap: Bootstrap) -> pl.DataFrame:
    """A row a setting, for each segment, with its PREFIX: lists, hit_rate, difference, low, high, method, won, lost.

    `difference` is the hit rate less exact's, [low, high] its interval, `won` lists that hit where exact's do not.

    Args:
        hits: raw.
        exact: the number of exact search's setting for each setting.
        bootstrap: how intervals are made.
    """
    found = pl.DataFrame({"setting": list(exact)}, schema={"setting": pl.Int32})
    for segment, prefix in PREFIX.items():
        rows = []
        of_segment = hits.filter(pl.col("segment") == segment)
        for reference in dict.fromkeys(exact.values()):
            mine = [setting for setting, one in exact.items() if one == reference]
            rows += _of_space(of_segment.filter(pl.col("setting").is_in(mine)), reference, bootstrap)
        if rows:
            frame = pl.DataFrame(rows, schema_overrides={"setting": pl.Int32})
            named = frame.rename({name: f"{prefix}{name}" for name in frame.columns if name != "setting"})
            found = found.join(named, on="setting", how="left")
    return found


def _of_space(hits: pl.DataFrame, exact: int, bootstrap: Bootstrap) -> list[dict[str, Any]]:
    if hits.is_empty():
        return []
    parts = hits.sort("cut", "customer").partition_by("setting", as_dict=True)
    pairs = parts[exact,].select("cut", "customer")
    assert all(part.select("cut", "customer").equals(pairs) for part in parts.values()), "all serve the same pairs"
    own = np.column_stack([part["hit"].cast(pl.Float64).to_numpy() for part in parts.values()])
    gains = own - parts[exact,]["hit"].cast(pl.Float64).to_numpy()[:, None]
    low, high, sure = paired(customer_keys(pairs["customer"]), gains, bootstrap)
    # exact search differs from itself in no world
    low[list(parts).index((exact,))] = high[list(parts).index((exact,))] = 0.0
    return [
        {
            "setting": setting,
            "lists": len(pairs),
            "hit_rate": own[:, place].mean(),
            "difference": gains[:, place].mean(),
            "low": low[place],
            "high": high[place],
            "method": "bootstrap" if sure[place] else "wilson",
            "won": int((gains[:, place] > 0).sum()),
            "lost": int((gains[:, place] < 0).sum()),
        }
        for place, (setting,) in enumerate(parts)
    ]


def paired(keys: Keys, gains: Doubles, bootstrap: Bootstrap) -> tuple[Doubles, Doubles, Bools]:
    """Ends of the interval of each mean gain, and whether enough customers differ to resample them.

    Where fewer than FEWEST customers have a list that differs, the bootstrap is too sure of itself: with none it gives
    a point. There the shares of lists won and lost have Wilson's intervals, and the ends of their difference come of
    the distances to these, squared and added (MOVER: Zou & Donner 2008, "Construction of confidence limits about effect
    measures", the two taken as independent; who wins is not who loses, which makes it a little too wide).

    Args:
        keys: uint64 [p]; whose list each is.
        gains: float64 [p, m]; 1 won, 0 alike, -1 lost.
        bootstrap: replicates and level.
    """
    low, high = percentiles(by_customer(keys, gains), bootstrap)
    differ = by_customer(keys, np.abs(gains))
    enough = (differ.sums > 0).sum(axis=0) >= FEWEST
    rare = np.flatnonzero(~enough)
    won, lost = (_shares(by_customer(keys, (sign * gains > 0).astype(np.float64)), rare, bootstrap) for sign in (1, -1))
    middle = won[:, 0] - lost[:, 0]
    low[rare] = middle - np.hypot(won[:, 0] - won[:, 1], lost[:, 2] - lost[:, 0])
    high[rare] = middle + np.hypot(won[:, 2] - won[:, 0], lost[:, 0] - lost[:, 1])
    return low, high, enough


def _shares(customers: Customers, metrics: Longs, bootstrap: Bootstrap) -> Doubles:
    """float64 [m, 3]: a share, and Wilson's low and high."""
    ends = np.array(wilson(customers, metrics, bootstrap.level)).reshape(-1, 2)
    return np.column_stack([customers.values[metrics], ends])
