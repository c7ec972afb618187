"""Which of many trade-offs are worth a look: those that no other beats in both respects."""

import numpy as np

from fashrec.types import Bools, Doubles


def undominated(gain: Doubles, cost: Doubles) -> Bools:
    """The Pareto frontier of points that want much of one thing and little of another.

    Args:
        gain: float64 [n], the more the better.
        cost: float64 [n], the less the better.

    Returns:
        bool [n]; true where no other point has at least this gain at no more cost and is better in one of the two.
        Equal points stand or fall together.
    """
    as_good = (gain[:, None] >= gain) & (cost[:, None] <= cost)
    better = (gain[:, None] > gain) | (cost[:, None] < cost)
    return np.logical_not((as_good & better).any(axis=0))
