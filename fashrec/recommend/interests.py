"""Several interests a customer: what was bought falls into clusters, and each is asked for what looks like it.

After PinnerSage (Pal et al., KDD 2020): Ward's clusters of the vectors, a medoid for each - a bought item, so that no
average of coats and shoes is searched for -, and as its importance the mass of the cluster, which fades with age.
PinnerSage hands the candidates to a ranker; here they are merged so that interests get places by their importance.
"""

from dataclasses import dataclass, field
from typing import ClassVar

import numpy as np
from scipy.cluster.hierarchy import fcluster, ward

from fashrec.errors import require, require_whole
from fashrec.history import newest_of
from fashrec.past import Past
from fashrec.recommend.pool import ranks
from fashrec.recommend.popular import Popular
from fashrec.recommend.several import Queries, SeveralRanker
from fashrec.stages import Need, Recommender, Tools
from fashrec.types import Doubles, Floats, Ints, ItemLists, Longs


@dataclass(frozen=True)
class Interests:
    """The items nearest to the medoids of what the customer bought, places shared out by the interests' importance.

    A neighbour of rank r (1 + the number of nearer ones) near an interest that has the share s of the importance is
    worth s / r: d'Hondt's highest quotients. An item that several interests find has the greatest of its values.

    Raises:
        ConfigError: where a setting is out of its range.
    """

    version: ClassVar[int] = 1
    needs: ClassVar[frozenset[Need]] = frozenset({"vectors"})

    interests: int = 3
    """Clusters that a customer's items fall into at most; at least 1."""
    last: int = 100
    """Of the distinct bought items with a vector the last so many count, newest first, within a day by item row; at
    least 1."""
    half_life_days: float = 70
    """Days after which an item's last purchase adds half to its cluster's importance; above 0. PinnerSage's
    exp(-0.01 days) halves in 69."""
    itself: bool = True
    """Whether a medoid is near to itself: it then takes the first place of its interest."""
    fallback: Recommender = field(default_factory=Popular)
    """Whose list a customer gets who bought nothing with a vector."""

    def __post_init__(self) -> None:
        require_whole(self, 1, "interests", "last")
        holds = isinstance(self.half_life_days, int | float) and self.half_life_days > 0
        require(holds, "half_life_days", self.half_life_days, "a number of days above 0")

    def fit(self, past: Past, tools: Tools) -> SeveralRanker:
        """Fit the fallback; who has which interests is worked out for those who are asked for."""

        def medoids(customers: Ints) -> Queries:
            offsets, rows = newest_of(past, customers, tools.vectors.has, self.last)
            items, days = past.purchases.item[rows], past.purchases.day[rows]
            newest = np.repeat(np.append(days, 0)[offsets[:-1]], np.diff(offsets))
            mass = np.exp2((days - newest) / self.half_life_days)
            vectors = tools.vectors.values[items]
            return _medoids(customers, items, vectors, _clusters(vectors, offsets, self.interests), mass)

        return SeveralRanker(past, tools, self.fallback.fit(past, tools), medoids, _shared_out, self.itself)


def _clusters(vectors: Floats, offsets: Longs, at_most: int) -> ItemLists:
    """Which of her clusters each of a customer's items belongs to, numbered from 0.

    Args:
        vectors: float32 [m, d]; of all customers' items, end to end.
        offsets: int64 [n + 1]; a customer's are a slice.
        at_most: clusters a customer; no more items than that are a cluster each.
    """
    counts = np.diff(offsets)
    number = (np.arange(len(vectors)) - np.repeat(offsets[:-1], counts)).astype(np.int32)
    # a tree for each customer, in C: 0.1 ms for 30 items of 128 numbers
    for row in np.flatnonzero(counts > at_most):
        own = slice(offsets[row], offsets[row + 1])
        number[own] = fcluster(ward(vectors[own].astype(np.float64)), at_most, "maxclust") - 1
    return ItemLists(offsets, number)


def _medoids(customers: Ints, items: Ints, vectors: Floats, clusters: ItemLists, mass: Doubles) -> Queries:
    """The item nearest to the mean of each cluster, equally near ones by item row; weights are shares of the mass."""
    owner = clusters.owners()
    stride = int(clusters.items.max(initial=0)) + 1
    names, cluster = np.unique(owner * stride + clusters.items, return_inverse=True)
    sizes = np.bincount(cluster, minlength=len(names))
    first = np.concatenate([np.zeros(1, np.int64), np.cumsum(sizes)])[:-1]
    together = vectors[np.argsort(cluster, kind="stable")].astype(np.float64)
    means = np.add.reduceat(together, first, axis=0) / sizes[:, None] if len(first) else together
    away = ((vectors - means[cluster]) ** 2).sum(axis=1)
    medoid = np.lexsort((items, away, cluster))[first]
    owners = names // stride
    heavy = np.bincount(cluster, mass, len(names))
    shares = heavy / np.bincount(owners, heavy, len(customers))[owners]
    offsets = np.searchsorted(owners, np.arange(len(customers) + 1))
    return Queries(customers, ItemLists(offsets, items[medoid]), shares.astype(np.float32))


def _shared_out(cosines: Floats, shares: Floats) -> Floats:
    worth = (shares[:, None] / ranks(cosines)).astype(np.float32)
    return np.where(np.isneginf(cosines), cosines, worth)
