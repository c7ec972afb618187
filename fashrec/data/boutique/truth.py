"""What only a simulated shop can tell: the probability of every purchase of a week."""

from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

import numpy as np

from fashrec.data.boutique.demand import Bought, State, rates
from fashrec.errors import ConfigError
from fashrec.types import EPOCH, Cut, Floats, Ints

WEEK_DAYS = 7


@dataclass(frozen=True, slots=True)
class BoutiqueTruth:
    """The Protocol `Truth` of a boutique.

    Attributes:
        state: the hidden state of every week.
        bought: everything that was bought.
    """

    state: State
    bought: Bought

    @classmethod
    def open(cls, folder: Path) -> "BoutiqueTruth":
        """The truth that `save_truth` wrote."""
        return cls(State.load(folder), Bought(*np.load(folder / "bought.npy", allow_pickle=False)))

    def save(self, folder: Path) -> None:
        """Write all of it below `folder`, as .npy."""
        self.state.save(folder)
        bought = np.stack([self.bought.customer, self.bought.item, self.bought.week])
        np.save(folder / "bought.npy", bought, allow_pickle=False)

    def probabilities(self, cut: Cut, customers: Ints) -> Floats:
        """float32 [n, n_items]: P(bought at least once in the week from T | the state at T) = 1 − exp(−rate).

        Raises:
            ConfigError: where the cut is not the first day of one of the shop's weeks, or H is not 7.
        """
        week, days = divmod(cut.day - int(self.state.start_day[0]), WEEK_DAYS)
        if days or not 0 <= week < self.state.n_weeks or cut.horizon_days != WEEK_DAYS:
            raise self._refusal(cut)
        found: Floats = -np.expm1(-rates(self.state, self.bought, week, customers)).astype(np.float32)
        return found

    def _refusal(self, cut: Cut) -> ConfigError:
        first = EPOCH + timedelta(days=int(self.state.start_day[0]))
        last = first + timedelta(days=WEEK_DAYS * (self.state.n_weeks - 1))
        return ConfigError(
            f"the boutique has no truth for {cut.horizon_days} days from {cut}",
            where="split",
            why=f"its purchases are drawn week by week, in weeks from {first} to {last}, a {first:%A} each",
            do=f"take a horizon of {WEEK_DAYS} days and cuts that are such weeks' first days, or leave oracle out",
        )
