"""Who buys: ages, tastes, and the plan of visits, all drawn before the first day of the shop."""

from dataclasses import dataclass

import numpy as np

from fashrec.types import Doubles, Ints

_SEASON_SWING = 0.2
_SEASON_PEAK_DAY = 185
"""Day of the year: early July."""


@dataclass(frozen=True, slots=True)
class Visits:
    """When each customer comes to the shop, and with how much appetite; sorted by customer and day.

    A visit without a purchase leaves no trace. Nothing here depends on what is bought.

    Attributes:
        customer: int32 [n].
        day: int32 [n], days since the shop's first day.
        appetite: float64 [n], the expected number of items bought, were none of them bought twice.
        online: bool [n].
        n_customers: all customers, each with at least one visit.
    """

    customer: Ints
    day: Ints
    appetite: Doubles
    online: np.ndarray[tuple[int], np.dtype[np.bool_]]
    n_customers: int


def make_ages(n: int, rng: np.random.Generator) -> Doubles:
    """float64 [n]: years, two humps, NaN for 0.9 % of customers."""
    young = np.clip(rng.gamma(6, 1.35, n) + 17.5, 16, 99)
    grown = np.clip(rng.normal(49, 9, n), 30, 99)
    age = np.where(rng.random(n) < 0.585, young, grown)
    return np.where(rng.random(n) < 0.009, np.nan, np.floor(age))


def make_visits(n_customers: int, n_days: int, first_day_of_year: int, rng: np.random.Generator) -> Visits:
    """A plan of visits for every customer: at least one each, a long tail of regulars, the second half year busier.

    Args:
        n_customers: how many customers.
        n_days: length of the shop's life.
        first_day_of_year: on which day of the year (0 … 364) that life begins.
        rng: where the numbers come from.
    """
    joined = np.where(rng.random(n_customers) < 0.6, 0.0, rng.random(n_customers))
    left = joined + (1 - joined) * np.where(rng.random(n_customers) < 0.75, 1.0, rng.random(n_customers))
    regularity = np.minimum(rng.lognormal(np.log(5.0), 1.4, n_customers), n_days / 12)
    n_visits = 1 + rng.poisson(regularity * (left - joined))
    customer = np.repeat(np.arange(n_customers), n_visits)
    when = rng.uniform(joined[customer], left[customer])
    day = _season(n_days, first_day_of_year, when)
    again = rng.random(len(day)) < 0.08
    back = day + rng.integers(1, 8, len(day))
    again &= back < n_days
    customer = np.concatenate([customer, customer[again]])
    day = np.concatenate([day, back[again]])
    first = np.concatenate([np.append(True, np.diff(customer[: len(again)]) > 0), np.zeros(again.sum(), bool)])
    key, at = np.unique(customer * np.int64(n_days) + day, return_index=True)
    owner = (key // n_days).astype(np.int32)
    habit = rng.lognormal(np.log(1.38), 0.42, n_customers)[owner]
    appetite = habit * rng.lognormal(0, 0.95, len(owner))
    online = rng.random(len(owner)) < rng.beta(1.4, 0.6, n_customers)[owner]
    return Visits(
        owner,
        (key % n_days).astype(np.int32),
        np.where(first[at], np.maximum(appetite, 1.9), appetite),
        online,
        n_customers,
    )


def _season(n_days: int, first_day_of_year: int, when: Doubles) -> np.ndarray[tuple[int], np.dtype[np.int64]]:
    """int64 [n]: days such that equal steps of `when` in 0 … 1 are equal shares of a year's rhythm."""
    of_year = 2 * np.pi * (np.arange(n_days) + first_day_of_year - _SEASON_PEAK_DAY) / 365.25
    pace = np.cumsum(1 + _SEASON_SWING * np.cos(of_year))
    return np.searchsorted(pace / pace[-1], when).astype(np.int64)
