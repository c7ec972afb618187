"""docs/evaluation.md 2-4 once more, in plain Python and as slowly as it takes: what the fast code is held to."""

import math
from collections.abc import Iterable, Sequence
from itertools import combinations, permutations

from tests.evaluate.worlds import World

Values = dict[str, float]


def metrics(ranked: Sequence[int], relevant: set[int], k: int) -> Values:
    """The six ranking metrics of one list."""
    rel = [item in relevant for item in ranked[:k]]
    hits = sum(rel)
    best = min(k, len(relevant))
    ranks = [rank for rank, hit in enumerate(rel, start=1) if hit]
    return {
        "hit_rate": float(hits > 0),
        "precision": hits / k,
        "recall": hits / len(relevant),
        "map": math.fsum(sum(rel[:rank]) / rank for rank in ranks) / best,
        "ndcg": math.fsum(1 / math.log2(rank + 1) for rank in ranks)
        / math.fsum(1 / math.log2(rank + 1) for rank in range(1, best + 1)),
        "mrr": 1 / ranks[0] if ranks else 0.0,
    }


def in_segment(world: World, customer: int, segment: str) -> set[int]:
    """The relevant items that a segment keeps of a customer; empty for a customer who is not in it."""
    relevant, owned = world.relevant[customer], world.owned[customer]
    return {
        "all": relevant,
        "warm": relevant & world.warm,
        "cold": relevant - world.warm,
        "repeat": relevant & owned,
        "novel": relevant - owned,
        "no_history": relevant if len(owned) == 0 else set(),
        "light": relevant if 1 <= len(owned) <= 4 else set(),
        "heavy": relevant if len(owned) >= 5 else set(),
        "cold_only": relevant - world.warm,
    }[segment]


def scored(world: World, segment: str, k: int) -> dict[int, Values]:
    """The ranking and tie metrics of each customer of a segment."""
    ranked = {customer: world.ranked(customer, cold_only=segment == "cold_only") for customer in world.relevant}
    return {
        customer: metrics([item for item, _ in ranked[customer]], kept, k) | ties(ranked[customer], kept, k)
        for customer in world.relevant
        if (kept := in_segment(world, customer, segment))
    }


def ties(ranked: Sequence[tuple[int, int]], relevant: set[int], k: int) -> Values:
    """The tie metrics of one list, by trying every way to fill the last places from the tied block.

    Args:
        ranked: (item, score) of everything that the recommender scored, best first.
        relevant: the relevant items.
        k: the list length.
    """
    if len(ranked) <= k or ranked[k - 1][1] != ranked[k][1]:
        plain = metrics([item for item, _ in ranked], relevant, k)
        return {"tie_mass": 0.0} | {f"{name}_expected": plain[name] for name in ("hit_rate", "precision", "recall")}
    last = ranked[k - 1][1]
    above = [item for item, score in ranked if score > last]
    block = [item for item, score in ranked if score == last]
    worlds = [metrics([*above, *end], relevant, k) for end in combinations(block, k - len(above))]
    return {"tie_mass": 1.0} | {
        f"{name}_expected": mean(world[name] for world in worlds) for name in ("hit_rate", "precision", "recall")
    }


def luck(candidates: set[int], relevant: set[int], k: int) -> tuple[Values, Values]:
    """Mean and best of each metric over every list of length k (or as long as there are candidates)."""
    lists = permutations(sorted(candidates), min(k, len(candidates)))
    values = [metrics(ranked, relevant, k) for ranked in lists]
    return (
        {name: mean(value[name] for value in values) for name in values[0]},
        {name: max(value[name] for value in values) for name in values[0]},
    )


def mean(values: Iterable[float]) -> float:
    """The plain mean."""
    values = list(values)
    return math.fsum(values) / len(values)
