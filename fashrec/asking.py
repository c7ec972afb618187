"""What a fitted recommender is asked for at a cut: a list for every scored customer, and one among cold items."""

import numpy as np

from fashrec.past import Past
from fashrec.stages import Ranker
from fashrec.types import Future, Shown


def ask(ranker: Ranker, past: Past, future: Future, ks: tuple[int, ...]) -> tuple[Shown, Shown]:
    """What every scored customer is shown, and the ranking among cold items for those who buy one.

    Args:
        ranker: fitted on this past.
        past: of the same cut as the future.
        future: who is scored.
        ks: list lengths, ascending; lists are as long as the last.
    """
    with_cold = np.unique(future.relevant.owners()[future.cold])
    main = ranker.rank(future.customers, ks[-1], past.catalogue, ks)
    return main, ranker.rank(future.customers[with_cold], ks[-1], past.catalogue & ~past.warm, ks)
