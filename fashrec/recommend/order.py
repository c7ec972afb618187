"""One order of items that all customers share, less what each may not be shown."""

from dataclasses import dataclass

import numpy as np

from fashrec.recommend.left import n_taken, nth_left, places
from fashrec.types import Bools, Floats, Ints, ItemLists, Longs, Ties


@dataclass(frozen=True, slots=True)
class Order:
    """Items, best first.

    Attributes:
        items: int32 [m], distinct; ascending among equal scores.
        scores: float32 [m], never rising.
    """

    items: Ints
    scores: Floats

    def without(self, own: ItemLists) -> "OrderLeft":
        """This order for each of n customers, less their `own` items (distinct within a customer)."""
        return OrderLeft(self, places(self.items, own))


@dataclass(frozen=True, slots=True)
class OrderLeft:
    """A shared order from which each of n customers has crossed out some places.

    Attributes:
        order: the shared order.
        taken: for each customer, the places crossed out, ascending.
    """

    order: Order
    taken: ItemLists

    def top(self, k: int) -> tuple[Ints, Floats]:
        """Items int32 [n, k] padded with -1, and scores float32 [n, k] padded with -inf."""
        ranks = np.broadcast_to(np.arange(k), (len(self.taken), k))
        place = np.minimum(nth_left(ranks, self.taken), len(self.order.items))
        items = np.append(self.order.items, np.int32(-1))
        scores = np.append(self.order.scores, np.float32(-np.inf))
        return items[place], scores[place]

    def ties(self, lengths: Longs) -> Ties:
        """The block that each customer's list of its own length (int64 [n], below 1: no list) cuts through.

        Customers whose lists end among the same equal scores share a block.
        """
        scores = np.append(self.order.scores, np.float32(-np.inf))
        ends = np.minimum(nth_left(np.stack([lengths - 1, lengths], 1).clip(0), self.taken), len(scores) - 1)
        last, following = scores[ends[:, 0]], scores[ends[:, 1]]
        tied = (lengths >= 1) & (last == following) & (following > -np.inf)
        values, block = np.unique(last[tied], return_inverse=True)
        start = np.searchsorted(-self.order.scores, -values, side="left")
        counts = np.searchsorted(-self.order.scores, -values, side="right") - start
        offsets = np.concatenate([np.zeros(1, np.int64), np.cumsum(counts)])
        members = self.order.items[np.arange(offsets[-1]) + np.repeat(start - offsets[:-1], counts)]
        blocks, size = np.full(len(lengths), -1, np.int32), np.zeros(len(lengths), np.int32)
        blocks[tied] = block
        size[tied] = counts[block] - self._n_taken_between(tied, start[block], (start + counts)[block])
        return Ties(blocks, size, ItemLists(offsets, members))

    def _n_taken_between(self, customers: Bools, start: Longs, end: Longs) -> Longs:
        """How many places in `[start, end)` each of some customers (bool [n]) has crossed out."""
        edges = np.zeros((len(customers), 2), np.int64)
        edges[customers] = np.stack([start, end], 1)
        counts = n_taken(edges, self.taken)
        return (counts[:, 1] - counts[:, 0])[customers]
