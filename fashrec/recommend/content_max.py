"""What looks like anything that the customer bought: an item is as near as its nearest bought one."""

from dataclasses import dataclass, field
from typing import ClassVar

import numpy as np

from fashrec.errors import require
from fashrec.history import newest_of
from fashrec.past import Past
from fashrec.recommend.popular import Popular
from fashrec.recommend.several import Queries, SeveralRanker
from fashrec.stages import Need, Recommender, Tools
from fashrec.types import Floats, Ints, ItemLists


@dataclass(frozen=True)
class ContentMax:
    """The items with the greatest cosine to any of the last items that the customer bought.

    Raises:
        ConfigError: where a setting is out of its range.
    """

    version: ClassVar[int] = 1
    needs: ClassVar[frozenset[Need]] = frozenset({"vectors"})

    last: int | None = None
    """Of the distinct bought items with a vector the last so many count, newest first, within a day by item row; at
    least 1. None: all."""
    itself: bool = True
    """Whether an item is near to itself: what was bought then has a cosine of 1 and comes first."""
    fallback: Recommender = field(default_factory=Popular)
    """Whose list a customer gets who bought nothing with a vector."""

    def __post_init__(self) -> None:
        fine = self.last is None or (type(self.last) is int and self.last >= 1)
        require(fine, "last", self.last, "a whole number of items, at least 1, or null for all")

    def fit(self, past: Past, tools: Tools) -> SeveralRanker:
        """Fit the fallback; vectors and index are the tools'."""

        def bought(customers: Ints) -> Queries:
            offsets, rows = newest_of(past, customers, tools.vectors.has, self.last)
            items = past.purchases.item[rows]
            return Queries(customers, ItemLists(offsets, items), np.ones(len(items), np.float32))

        return SeveralRanker(past, tools, self.fallback.fit(past, tools), bought, _cosine, self.itself)


def _cosine(cosines: Floats, weights: Floats) -> Floats:
    del weights
    return cosines
