"""Which recommender is the best of some, and whether that is more than luck."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import polars as pl

from fashrec.infer.customers import by_customer
from fashrec.infer.paired import holm, sign_flip
from fashrec.infer.weights import customer_keys
from fashrec.results.families import column
from fashrec.results.question import Question
from fashrec.results.rivals import Place

ALPHA = 0.05  # below which a difference is called one


@dataclass(frozen=True, slots=True)
class Best:
    """The greatest mean of several.

    Attributes:
        place: whose.
        p_holm: the greatest of Holm's p of its differences to all others; of them, the hardest to tell from it.
    """

    place: Place
    p_holm: float

    @property
    def holds(self) -> bool:
        """Whether it is better than each of the others by more than luck."""
        return self.p_holm < ALPHA


def best_of(values: Sequence[pl.DataFrame], places: Sequence[Place], question: Question) -> Best | None:
    """The best of a family: it less each of the others, paired within customers.

    It was chosen by looking, so its own p-values flatter it; but all of them must be small. Where two or more are
    equally good, one is called better than all others in at most 5 % of worlds, or hardly more.

    Args:
        values: a frame a run, of `values_of`.
        places: of the recommenders; none is a copy of another run's.
        question: how often to flip, and the seed.

    Returns:
        None where there are fewer than two, or nobody is scored.
    """
    if len(places) < 2 or values[0].is_empty():  # noqa: PLR2004 (one is the best of nothing)
        return None
    scores = np.column_stack([column(values, place) for place in places])
    at = int(scores.mean(axis=0).argmax())
    apart = scores[:, [at]] - np.delete(scores, at, axis=1)
    customers = by_customer(customer_keys(values[0]["customer"]), apart)
    p = holm(sign_flip(customers, question.replicates, question.seed))
    return Best(places[at], float(p.max()))
