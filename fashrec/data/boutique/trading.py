"""Two years of trade: week after week, purchases are drawn from the rates that the state before the week gives."""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from fashrec.data.boutique.customers import Visits
from fashrec.data.boutique.demand import Bought, State, rates
from fashrec.types import Doubles, Longs

_FURTHER_UNITS = 0.11
"""Further units for each line: 9.9 % of rows."""


@dataclass(frozen=True, slots=True)
class Sales:
    """What was bought: one entry a (customer, item, week).

    Attributes:
        bought: who, what, in which week.
        visit: int64 [m], the visit it was bought on, a row of `Visits`.
        units: int64 [m], how many of it, at least 1.
    """

    bought: Bought
    visit: Longs
    units: Longs


def trade(
    state: State,
    visits: Visits,
    purchases: np.random.SeedSequence,
    days: np.random.Generator,
    step: Callable[[int], None],
) -> Sales:
    """Draw every week's purchases, and after all of them on which day, and how many units, each was.

    Args:
        state: the hidden state.
        visits: the plan of visits that the state's appetites come from.
        purchases: seed of what is bought.
        days: where days and units come from.
        step: called with 1 after every week.
    """
    of_week = [np.random.default_rng(seed) for seed in purchases.spawn(state.n_weeks)]
    bought = Bought(*(np.zeros(0, np.int32) for _ in range(3)))
    for week, rng in enumerate(of_week):
        new = _week(state, bought, week, rng)
        bought = Bought(
            np.concatenate([bought.customer, new.customer]),
            np.concatenate([bought.item, new.item]),
            np.concatenate([bought.week, new.week]),
        )
        step(1)
    visit = _visits(bought, visits, days)
    return Sales(bought, visit, 1 + days.poisson(_FURTHER_UNITS, len(visit)))


def _week(state: State, bought: Bought, week: int, rng: np.random.Generator) -> Bought:
    customers = np.flatnonzero(state.appetite(week)).astype(np.int32)
    on_sale = np.flatnonzero(np.isfinite(state.appeal[week]))
    p = -np.expm1(-rates(state, bought, week, customers)[:, on_sale])
    row, column = np.nonzero(rng.random(p.shape) < p)
    return Bought(customers[row], on_sale[column].astype(np.int32), np.full(len(row), week, np.int32))


def _visits(bought: Bought, visits: Visits, rng: np.random.Generator) -> Longs:
    """For each purchase one of its customer's visits of its week, in proportion to their appetites."""
    key = visits.customer * np.int64(1 << 20) + visits.day // 7
    after = np.cumsum(visits.appetite)
    wanted = bought.customer * np.int64(1 << 20) + bought.week
    first, end = np.searchsorted(key, wanted), np.searchsorted(key, wanted, side="right")
    below: Doubles = np.append(0.0, after)
    at = below[first] + rng.random(len(wanted)) * (below[end] - below[first])
    found: npt.NDArray[np.int64] = np.clip(np.searchsorted(below, at, side="right") - 1, first, end - 1)
    return found
