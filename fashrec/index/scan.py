"""Exact search in blocks of queries: one matrix product, one pass for group maxima, a look into few groups.

    block of scores          the greatest of each group        groups at or above the bar
    [n items, b queries] --> [n / 64 groups, b queries]   --> 64 scores of each --> pairs at or above the bar

The k-th greatest group maximum is a bar that at least k items reach, so everything below it can be forgotten
unread. A tile of items is multiplied, masked and reduced while it lies in the cache. Ranking itself happens in
`rerank`, on the exact scores of the few pairs that are left.
"""

from dataclasses import dataclass

import numpy as np
import torch

from fashrec.index.rerank import best, nothing, pair_scores
from fashrec.types import Floats, Ints, ItemLists, Longs

_GROUP = 64
_MIB = 2**20
# more queries a block make the product no faster, and the tiles thin
_MOST_QUERIES = 256
_TILE_BYTES = 2 * _MIB
# below any cosine: where fewer than k items are left, all of them are candidates
_NO_BAR = -2.0


@dataclass(frozen=True)
class Scan:
    """Vectors laid out for products with blocks of queries.

    Attributes:
        values: float32 [n', d], unit length; n' is n filled up with zero rows to whole groups.
        rows: int64 [n], ascending: the item row of each.
        block_mib: memory for the scores of one block, in MiB.
    """

    values: Floats
    rows: Longs
    block_mib: int

    @classmethod
    def over(cls, values: Floats, rows: Longs, block_mib: int) -> "Scan":
        """A scan over `values[rows]`; `values` is float32 [n_items, d]."""
        padded = np.zeros((-(-len(rows) // _GROUP) * _GROUP, values.shape[1]), np.float32)
        padded[: len(rows)] = values[rows]
        return cls(padded, rows, block_mib)

    @property
    def block_queries(self) -> int:
        """b, how many queries' scores fit in the memory of a block, in [1, 256]."""
        return min(max(1, self.block_mib * _MIB // max(4 * len(self.values), 1)), _MOST_QUERIES)

    def tiles(self, n_queries: int) -> list[slice]:
        """The positions that are multiplied with a block of so many queries at a time."""
        size = max(1, _TILE_BYTES // (4 * n_queries * _GROUP)) * _GROUP
        return [slice(start, min(start + size, len(self.values))) for start in range(0, len(self.values), size)]

    def search(self, queries: Floats, asked: Longs, k: int, taken: ItemLists) -> tuple[Ints, Floats]:
        """The k best items for some queries, ties by item row.

        Args:
            queries: float32 [m, d], unit length.
            asked: int64 [a], rows of `queries`.
            k: length of the lists.
            taken: for each of `asked`, positions in [0, n) that may not be answered.

        Returns:
            items int32 [a, k] padded with -1, scores float32 [a, k] padded with -inf.
        """
        if len(asked) == 1:
            return self._one(queries[asked], k, taken.items)
        items, scores = nothing(len(asked), k)
        size = min(self.block_queries, max(1, len(asked)))
        memory = torch.empty(len(self.values) * size)
        group = self._group(k)
        for start in range(0, len(asked) if len(self.rows) else 0, size):
            block = slice(start, min(start + size, len(asked)))
            some = queries[asked[block]]
            product = memory[: len(self.values) * len(some)].view(-1, group, len(some))
            greatest = self._multiply(some, _pairs(taken, block), product)
            query, position = _select(product, greatest, k, _doubt(some.shape[1]))
            exact = pair_scores(some, self.values, query, position)
            items[block], scores[block] = best(query, self.rows[position], exact, len(some), k)
        return items, scores

    def _group(self, k: int) -> int:
        """How many items share a maximum: with few items a bar made from maxima would hang low, so each has its own."""
        return _GROUP if len(self.rows) >= 4 * k * _GROUP else 1

    def _one(self, query: Floats, k: int, taken: Ints) -> tuple[Ints, Floats]:
        """The same for one query, float32 [1, d], with numpy: its product is faster there, and its calls cost less."""
        scores = self.values @ query[0]
        scores[taken] = scores[len(self.rows) :] = -np.inf
        group = self._group(k)
        bars = scores.reshape(-1, group).max(axis=1) if group > 1 else scores
        kth = np.partition(bars, -k)[-k] if len(bars) >= k else _NO_BAR
        position = np.flatnonzero(scores >= max(kth - _doubt(query.shape[1]), _NO_BAR))
        zeros = np.zeros(len(position), np.int64)
        return best(zeros, self.rows[position], pair_scores(query, self.values, zeros, position), 1, k)

    def _multiply(self, queries: Floats, taken: tuple[Longs, Longs], product: torch.Tensor) -> torch.Tensor:
        """Fill `product` (float32 [groups, group, b]), -inf where an item is taken or none.

        Items by queries is the faster way round, and items lie in groups without a copy.

        Returns:
            float32 [b, groups], the greatest score of each group.
        """
        values, turned = torch.from_numpy(self.values), torch.from_numpy(queries).t()
        groups, group, b = product.shape
        scores, greatest = product.view(-1, b), torch.empty((groups, b))
        position, owner = (torch.from_numpy(of_pair) for of_pair in taken)
        for tile in self.tiles(b):
            torch.mm(values[tile], turned, out=scores[tile])
            gone = slice(*np.searchsorted(taken[0], [tile.start, tile.stop]))
            scores[position[gone], owner[gone]] = -torch.inf
            scores[max(tile.start, len(self.rows)) : tile.stop] = -torch.inf
            whole = slice(tile.start // group, tile.stop // group)
            torch.amax(product[whole], 1, out=greatest[whole])
        return greatest.t().contiguous()


def _pairs(taken: ItemLists, block: slice) -> tuple[Longs, Longs]:
    """int64 [p] position, ascending, and int64 [p] query in [0, b) of what is taken in a block."""
    offsets = taken.offsets[block.start : block.stop + 1]
    position = taken.items[offsets[0] : offsets[-1]].astype(np.int64)
    order = np.argsort(position, kind="stable")
    return position[order], np.repeat(np.arange(len(offsets) - 1), np.diff(offsets))[order]


def _select(product: torch.Tensor, greatest: torch.Tensor, k: int, doubt: float) -> tuple[Longs, Longs]:
    """The (query, position) pairs that may be among a query's k best.

    Args:
        product: float32 [groups, group, b], -inf where a pair is not allowed.
        greatest: float32 [b, groups].
        k: length of the lists.
        doubt: how far below the k-th score of the product one may be that still ranks.

    Returns:
        int64 [p] query in [0, b), ascending, and int64 [p] position.
    """
    bar = _bar(greatest, k, doubt)
    query, number = (greatest >= bar).nonzero(as_tuple=True)
    pair, place = (product[number, :, query] >= bar[query]).nonzero(as_tuple=True)
    return query[pair].numpy(), (number[pair] * product.shape[1] + place).numpy()


def _bar(greatest: torch.Tensor, k: int, doubt: float) -> torch.Tensor:
    """float32 [b, 1]: what at least k items of each query reach; `greatest` is float32 [b, groups]."""
    if greatest.shape[1] < k:
        return torch.full((len(greatest), 1), _NO_BAR)
    kth = torch.topk(greatest, k, dim=1, sorted=False).values.amin(1, keepdim=True)
    return (kth - doubt).clamp_min(_NO_BAR)


def _doubt(d: int) -> float:
    """Twice the greatest error of a float32 inner product of unit vectors, and the rounding of the true one.

    |error| <= d u / (1 - d u) with u = 2^-24, whatever the order of summation (Higham, Accuracy and Stability
    of Numerical Algorithms, 2nd ed., section 3.1). The lengths may be 1e-3 off, hence 2.1.
    """
    du = d * 2.0**-24
    return 2.1 * du / (1 - du) + 2.0**-22
