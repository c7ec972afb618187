"""Work in blocks of neighbouring rows, so that memory is bounded whatever their number."""

from itertools import pairwise, starmap

from fashrec.types import Longs


def by_cost(costs: Longs, most: int) -> list[slice]:
    """Neighbouring rows that cost at most so much together; a row that alone costs more is a block of its own.

    Args:
        costs: int64 [n], at least 0.
        most: what a block may cost.

    Returns:
        at least one slice; together they are `[0, n)`.
    """
    ends, edges = costs.cumsum(), [0]
    while edges[-1] < len(costs):
        start = edges[-1]
        spent = ends[start - 1] if start else 0
        edges.append(max(start + 1, int(ends.searchsorted(spent + most, side="right"))))
    return list(starmap(slice, pairwise(edges))) or [slice(0, 0)]
