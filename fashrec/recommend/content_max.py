"""What looks like anything that the customer bought: an item is as near as its nearest bought one.

Bought items that look alike are each as near as the other is to it, and every bought item is as near as can be where
it counts as near to itself. So what was bought last decides among equal cosines, and item rows only within its day.
"""

from dataclasses import dataclass, field
from typing import ClassVar

import numpy as np

from fashrec.errors import require
from fashrec.history import newest_of
from fashrec.past import Past
from fashrec.recommend.popular import Popular
from fashrec.recommend.several import Queries, SeveralRanker
from fashrec.stages import Need, Recommender, Tools
from fashrec.types import Floats, Ints, ItemLists, Longs

SAME = np.finfo(np.float32).eps
"""What a cosine loses for each later day on which the customer bought: less, for up to d such days, than the error of
a sum of d products in float32, so that days order only what the cosines cannot."""


@dataclass(frozen=True)
class ContentMax:
    """The items with the greatest cosine to any of the last items that the customer bought, equal ones newest first.

    Raises:
        ConfigError: where a setting is out of its range.
    """

    version: ClassVar[int] = 2
    needs: ClassVar[frozenset[Need]] = frozenset({"vectors"})

    last: int | None = None
    """Of the distinct bought items with a vector the last so many count, newest first, within a day by item row; at
    least 1. None: all."""
    itself: bool = False
    """Whether an item is near to itself: what was bought then has a cosine of 1 and comes first, which is what
    `Repurchase` shows. What was bought may be shown either way, where it is near to something else that was."""
    fallback: Recommender = field(default_factory=Popular)
    """Whose list a customer gets who bought nothing with a vector."""

    def __post_init__(self) -> None:
        fine = self.last is None or (type(self.last) is int and self.last >= 1)
        require(fine, "last", self.last, "a whole number of items, at least 1, or null for all")

    def fit(self, past: Past, tools: Tools) -> SeveralRanker:
        """Fit the fallback; vectors and index are the tools'."""

        def bought(customers: Ints) -> Queries:
            offsets, rows = newest_of(past, customers, tools.vectors.has, self.last)
            later = _later_days(offsets, past.purchases.day[rows])
            weights = (1 - SAME * later).astype(np.float32)
            return Queries(customers, ItemLists(offsets, past.purchases.item[rows]), weights)

        return SeveralRanker(past, tools, self.fallback.fit(past, tools), bought, _cosine, self.itself)


def _later_days(offsets: Longs, days: Ints) -> Longs:
    """int64 [m]: on how many distinct days after its own the same customer bought something that counts.

    Args:
        offsets: int64 [n + 1]; a customer's items are a slice.
        days: int32 [m], falling within a customer.
    """
    owner = np.repeat(np.arange(len(offsets) - 1), np.diff(offsets))
    other = (owner[1:] != owner[:-1]) | (days[1:] != days[:-1])
    shopping = np.append(0, np.cumsum(other))
    later: Longs = shopping[: len(days)] - shopping[offsets[:-1].clip(max=len(other))][owner]
    return later


def _cosine(cosines: Floats, weights: Floats) -> Floats:
    return cosines - (1 - weights)[:, None]
