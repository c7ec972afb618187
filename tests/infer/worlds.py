"""Made worlds: customers who hit with chances of their own, some in many weeks, some in one."""

import numpy as np
import polars as pl

from fashrec.infer.weights import Keys, customer_keys
from fashrec.types import Doubles


def keys_of(n_customers: int) -> Keys:
    """uint64 [n_customers]: the keys of customers 0, 1, 2 ..."""
    return customer_keys(pl.Series([f"{row:08d}" for row in range(n_customers)], dtype=pl.String))


def hits(random: np.random.Generator, n_customers: int = 200, *, mean: float = 0.1) -> tuple[Keys, Doubles]:
    """Keys uint64 [r] and hits float64 [r, 1] of a world whose true share of hits is `mean`.

    A customer's chance of a hit is Beta-distributed with a concentration of 2, so that the weeks are much alike. The
    number of weeks does not depend on it, and so the mean over pairs has the same truth as that over customers.
    """
    weeks = 1 + random.binomial(7, random.beta(1, 2, n_customers))
    owner = np.repeat(np.arange(n_customers), weeks)
    chance = random.beta(2 * mean, 2 * (1 - mean), n_customers)
    return keys_of(n_customers)[owner], (random.random(len(owner)) < chance[owner]).astype(np.float64)[:, None]


def rivals(random: np.random.Generator, n_customers: int = 100, n_cuts: int = 8) -> tuple[Keys, Doubles]:
    """Keys uint64 [r] and differences float64 [r, 1] between two recommenders, neither of which is better.

    Each customer likes one of them better, by chance, and in every week.
    """
    owner = np.repeat(np.arange(n_customers), n_cuts)
    liked = random.normal(0, 0.6, n_customers)
    return keys_of(n_customers)[owner], (liked[owner] + random.normal(0, 1, len(owner)))[:, None]
