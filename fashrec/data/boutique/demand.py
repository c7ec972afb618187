"""The model: at what rate each customer buys each item in a week, given the shop's hidden state before it.

    rate[u, i] = appetite[u, week] · softmax over items on sale of (appeal[week, i] + taste[u] · vector[i] + wish[u, i])

The purchases of the week are independent given the state; P(u buys i at least once) = 1 − exp(−rate).
"""

from dataclasses import dataclass, fields
from pathlib import Path

import numpy as np

from fashrec.types import Doubles, Floats, Ints

_BLOCK = 2048
"""Customers whose rates are worked out at a time."""

_TURN = np.pi / 4


@dataclass(frozen=True, slots=True)
class State:
    """All that is hidden, for every week of the shop's life; saved as one .npy a field.

    Attributes:
        start_day: int32 [1], day number of the first day of week 0.
        vector: float32 [n_items, d]: what of an item tastes differ about.
        appeal: float32 [n_weeks, n_items]: log of how well it sells; −inf where it is not on sale.
        again: float32 [n_items]: log of how much more, or less, an item is wanted by who owns it.
        taste: float32 [2, n_customers, d]: in the first week, and what it turns towards.
        visit_customer: int32 [n_visits].
        visit_day: int32 [n_visits], days since `start_day`.
        visit_appetite: float32 [n_visits].
    """

    start_day: Ints
    vector: Floats
    appeal: Floats
    again: Floats
    taste: Floats
    visit_customer: Ints
    visit_day: Ints
    visit_appetite: Floats

    @property
    def n_weeks(self) -> int:
        """Weeks of the shop's life."""
        return len(self.appeal)

    def save(self, folder: Path) -> None:
        """Write every field below `folder`."""
        for field in fields(self):
            np.save(folder / f"{field.name}.npy", getattr(self, field.name), allow_pickle=False)

    @classmethod
    def load(cls, folder: Path) -> "State":
        """What `save` wrote."""
        return cls(**{field.name: np.load(folder / f"{field.name}.npy", allow_pickle=False) for field in fields(cls)})

    def appetite(self, week: int) -> Doubles:
        """float64 [n_customers]: expected purchases of a week, 0 where no visit is planned."""
        of_week = self.visit_day // 7 == week
        n = self.taste.shape[1]
        wanted: Doubles = np.bincount(self.visit_customer[of_week], self.visit_appetite[of_week], n).astype(np.float64)
        return wanted

    def tastes(self, week: int, customers: Ints) -> Doubles:
        """float64 [n, d]: a customer's taste turns by `_TURN` over the shop's life, its spread stays."""
        angle = _TURN * week / self.n_weeks
        first, later = self.taste[:, customers].astype(np.float64)
        turned: Doubles = np.cos(angle) * first + np.sin(angle) * later
        return turned


@dataclass(frozen=True, slots=True)
class Bought:
    """Who bought which item in which week; int32 [m] each, weeks never falling."""

    customer: Ints
    item: Ints
    week: Ints

    def before(self, week: int) -> "Bought":
        """What was bought in earlier weeks."""
        end = int(np.searchsorted(self.week, week))
        return Bought(self.customer[:end], self.item[:end], self.week[:end])


def rates(state: State, bought: Bought, week: int, customers: Ints) -> Doubles:
    """float64 [n, n_items]: the rate at which each of `customers` (int32 [n]) buys each item in `week`.

    Args:
        state: the hidden state.
        bought: at least everything that was bought before `week`.
        week: 0 … n_weeks − 1.
        customers: distinct customer rows.
    """
    appetite = state.appetite(week)[customers]
    wanted = np.zeros((len(customers), len(state.again)))
    active = np.flatnonzero(appetite)
    for begin in range(0, len(active), _BLOCK):
        rows = active[begin : begin + _BLOCK]
        weights = _weights(state, bought.before(week), week, customers[rows])
        wanted[rows] = weights * (appetite[rows] / weights.sum(axis=1))[:, None]
    return wanted


def _weights(state: State, bought: Bought, week: int, customers: Ints) -> Doubles:
    on_sale = np.flatnonzero(np.isfinite(state.appeal[week]))
    wanted = state.tastes(week, customers) @ state.vector[on_sale].astype(np.float64).T
    wanted += state.appeal[week, on_sale]
    wanted += _wishes(state, bought, customers)[:, on_sale]
    weights = np.zeros((len(customers), len(state.again)))
    weights[:, on_sale] = np.exp(wanted - wanted.max(axis=1, keepdims=True))
    return weights


def _wishes(state: State, bought: Bought, customers: Ints) -> Doubles:
    """float64 [n, n_items]: log of how much more each item is wanted for what the customer owns already."""
    place = np.full(state.taste.shape[1], -1, np.int32)
    place[customers] = np.arange(len(customers))
    row = place[bought.customer]
    row, item = row[row >= 0], bought.item[row >= 0]
    wishes: Doubles = np.zeros((len(customers), len(state.again)))
    wishes[row, item] = state.again[item]
    return wishes
