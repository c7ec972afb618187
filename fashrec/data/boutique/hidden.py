"""The hidden state: tastes over what can be seen and where it hangs, and how well each item sells in each week."""

from collections.abc import Mapping
from types import MappingProxyType

import numpy as np

from fashrec.data.boutique.assortment import Items, Names
from fashrec.data.boutique.customers import Visits
from fashrec.data.boutique.demand import State
from fashrec.data.boutique.draw import COLOURS, PRODUCT_TYPES
from fashrec.data.boutique.trade import GROUPS, KINDS
from fashrec.types import Doubles, Ints

SPREAD: Mapping[str, float] = MappingProxyType(
    {
        "group": 0.8,
        "section": 0.62,
        "department": 0.88,
        "garment_group": 0.48,
        "product_type": 0.56,
        "colour": 0.69,
        "pattern": 0.28,
    }
)
"""Standard deviation over customers of the log factor by which they like one value of an attribute."""

_DIMS = 12
"""Directions that the values of an attribute with many of them share."""

_APPEAL_OF_DEPARTMENT, _APPEAL_OF_PRODUCT, _APPEAL_OF_ITEM = 0.4, 0.7, 0.6
_AGAIN = (-2.4, -3.8)
"""Log factor on how much an item is wanted by who owns it: a basic one, another."""

_CAP, _CAP_SOFTNESS = 2.0, 0.4
_TREND, _TREND_KEEPS = 0.35, 0.85
_FADE_WEEKS = (60.0, 8.0)
"""After so many weeks a basic item, and another, sells e times less."""

_BLACK = 0.9
"""How much better (log factor) a product's black sells than its other colours."""


def make_state(
    items: Items,
    visits: Visits,
    n_weeks: int,
    start_day: int,
    taste: float,
    of_tastes: np.random.Generator,
    of_appeal: np.random.Generator,
) -> State:
    """Draw the state.

    Args:
        items: the item table.
        visits: the plan of visits.
        n_weeks: length of the shop's life.
        start_day: day number of its first day.
        taste: a factor on how much customers differ.
        of_tastes: where tastes and what they are about come from.
        of_appeal: where appeal comes from.
    """
    vector = taste * _vectors(items, of_tastes)
    return State(
        start_day=np.array([start_day], np.int32),
        vector=vector.astype(np.float32),
        appeal=_appeal(items, n_weeks, start_day, of_appeal).astype(np.float32),
        again=np.where(items.basic, *_AGAIN).astype(np.float32),
        taste=of_tastes.normal(size=(2, visits.n_customers, vector.shape[1])).astype(np.float32),
        visit_customer=visits.customer,
        visit_day=visits.day,
        visit_appetite=visits.appetite.astype(np.float32),
    )


def _vectors(items: Items, rng: np.random.Generator) -> Doubles:
    """float64 [n_items, d]: for each attribute a block whose length is its `SPREAD`."""
    blocks = [_directions(getattr(items, name), name, rng) * spread for name, spread in SPREAD.items()]
    return np.concatenate(blocks, axis=1)


def _directions(values: Names, attribute: str, rng: np.random.Generator) -> Doubles:
    """float64 [n, d]: a unit vector for each value; like colours and types of one group point the same way."""
    names, codes = np.unique(values, return_inverse=True)
    if attribute == "colour":
        return _root(_likeness_of_colours(names))[codes]
    if attribute == "product_type":
        groups = np.array([PRODUCT_TYPES[str(name)].group for name in names])
        return _root(np.where(groups[:, None] == groups, 0.4, 0.0) + 0.6 * np.eye(len(names)))[codes]
    if len(names) <= _DIMS:
        return np.eye(len(names))[codes]
    directions = rng.normal(size=(len(names), _DIMS))
    of_values: Doubles = (directions / np.linalg.norm(directions, axis=1, keepdims=True))[codes]
    return of_values


def _likeness_of_colours(names: Names) -> Doubles:
    """1 for a colour with itself, 0.6 at a third of the way from black to white, next to nothing across."""
    rgb = np.array([COLOURS[str(name)] for name in names]) / 255
    apart = ((rgb[:, None] - rgb) ** 2).sum(axis=2)
    likeness: Doubles = np.exp(-apart / (2 * 0.25**2))
    return likeness


def _root(covariance: Doubles) -> Doubles:
    """Rows whose products are `covariance`."""
    values, vectors = np.linalg.eigh(covariance)
    root: Doubles = vectors * np.sqrt(np.maximum(values, 0))
    return root


def _appeal(items: Items, n_weeks: int, start_day: int, rng: np.random.Generator) -> Doubles:
    """float64 [n_weeks, n_items]: base + season + age + trend, −inf off sale."""
    n = len(items)
    departments, department = np.unique(items.department, return_inverse=True)
    base = _APPEAL_OF_DEPARTMENT * rng.normal(size=len(departments))[department]
    base += _APPEAL_OF_PRODUCT * rng.normal(size=items.product.max() + 1)[items.product]
    base += _APPEAL_OF_ITEM * rng.normal(size=n) + _BLACK * (items.colour == "Black")
    base += np.array([GROUPS[str(name)].pull for name in items.group])
    weeks = np.arange(n_weeks)[:, None]
    of_year = 2 * np.pi * (start_day + 7 * weeks - 196) / 365.25
    summer = np.array([KINDS[str(name)].summer for name in items.product_type])
    age = weeks - items.first_week
    appeal = base + summer * np.cos(of_year) + _of_age(age, items) + _trend(n_weeks, n, rng)
    appeal = -_CAP_SOFTNESS * np.logaddexp(-appeal / _CAP_SOFTNESS, -_CAP / _CAP_SOFTNESS)
    return np.where((age >= 0) & (weeks <= items.last_week), appeal, -np.inf)


def _of_age(age: Ints, items: Items) -> Doubles:
    """Log factor: fading from the first week on, fashion faster than basics."""
    fade: Doubles = np.maximum(age, 0) / np.where(items.basic, *_FADE_WEEKS)
    return -fade


def _trend(n_weeks: int, n: int, rng: np.random.Generator) -> Doubles:
    """An autoregression of order one, standard deviation `_TREND` at every week."""
    noise = rng.normal(size=(n_weeks, n)) * _TREND
    kick = np.sqrt(1 - _TREND_KEEPS**2)
    for week in range(1, n_weeks):
        noise[week] = _TREND_KEEPS * noise[week - 1] + kick * noise[week]
    return noise
