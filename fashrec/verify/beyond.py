"""What lists are like (docs/evaluation.md 5) a second time, from shown.parquet and, where it takes them, purchases."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from itertools import combinations, product
from math import fsum, log2
from typing import Any

import numpy as np
import polars as pl

from fashrec.types import day_number
from fashrec.verify.cells import Node, Sums, differing_cell
from fashrec.verify.rebuild import Rebuilt

OF_LISTS = ("coverage", "gini", "personalisation")
OF_PURCHASES = ("novelty", "cold_share")
PAIRS = 10_000
Part = tuple[float, int]


def measured(
    shown: pl.DataFrame,
    cuts: Sequence[Node],
    recommenders: Sequence[str],
    ks: Sequence[int],
    seed: int,
    rebuilt: Mapping[date, Rebuilt],
) -> Sums:
    """Sum and divisor of every measure, by cut, recommender and `MEASURE@k`.

    Args:
        shown: SHOWN; its `main` lists are measured.
        cuts: those of run.json.
        recommenders: whose lists; who shows nobody anything is there too.
        ks: list lengths.
        seed: of the pairs of lists.
        rebuilt: by cut; where one is missing there is nothing of OF_PURCHASES.
    """
    lists = shown.filter(pl.col("list") == "main").partition_by("cut", "recommender", as_dict=True)
    parts: dict[tuple[str, str, str], Part] = {}
    for cut, name, k in product(cuts, recommenders, ks):
        day = date.fromisoformat(cut["start"])
        rows = lists.get((day, name), shown.clear()).filter(pl.col("rank") <= k)
        found = _of_lists(rows, cut["items_in_catalogue"], (seed, day_number(day)))
        if day in rebuilt:
            found |= _of_purchases(rows, rebuilt[day])
        parts |= {(cut["start"], name, f"{measure}@{k}"): part for measure, part in found.items()}
    return Sums(parts)


def differing_measures(
    said: Mapping[str, Mapping[str, Any]],
    found: Sums,
    windows: Mapping[str, Sequence[str]],
    recommenders: Sequence[str],
    measures: Sequence[str],
) -> Iterator[str]:
    """Where the `beyond` of run.json is not as it should be."""
    yield from strangers("beyond", said, windows, recommenders)
    for window, name, measure in product(windows, recommenders, measures):
        cell = said.get(window, {}).get(name, {}).get(measure)
        at = f"run.json, beyond, {window}, {name}, {measure}"
        yield from differing_cell(at, cell, found.cell(windows[window], name, measure))


def strangers(
    part: str, said: Mapping[str, Mapping[str, Any]], windows: Mapping[str, Any], recommenders: Sequence[str]
) -> Iterator[str]:
    """Windows and recommenders of a part of run.json that its scores know nothing of, or that it lacks."""
    if set(said) != set(windows):
        yield f"run.json, {part}: windows are {', '.join(said)}, not {', '.join(windows)}"
    for window, table in said.items():
        if set(table) != set(recommenders):
            yield f"run.json, {part}, {window}: there are {', '.join(table)}, not {', '.join(recommenders)}"


def _of_lists(rows: pl.DataFrame, n_items: int, seed: tuple[int, int]) -> dict[str, Part]:
    exposures = sorted(rows.group_by("item").len()["len"].to_list())
    total, n = sum(exposures), n_items
    # 2 Σ i·x_i / (n Σ x) − (n + 1)/n over all items, the least shown first; who is never shown adds nothing
    weighted = sum((n - len(exposures) + i) * x for i, x in enumerate(exposures, start=1))
    by_customer = rows.sort("customer").group_by("customer", maintain_order=True).agg("item")
    return {
        "coverage": (float(len(exposures)), n),
        "gini": ((2 * weighted - (n + 1) * total) / (n * total), 1) if total else (0.0, 0),
        "personalisation": _apart([set(items) for items in by_customer["item"]], seed),
    }


def _of_purchases(rows: pl.DataFrame, rebuilt: Rebuilt) -> dict[str, Part]:
    total = rebuilt.facts["purchases_before"] + rebuilt.facts["items_launched"]
    placed = rows.join(rebuilt.bought, on="item", how="left")
    times = placed["times"].fill_null(0).to_list()
    bits = fsum(log2(total / (1 + one)) for one in times)
    return {"novelty": (bits, len(times)), "cold_share": (float(placed["times"].null_count()), len(times))}


def _apart(lists: Sequence[set[str]], seed: tuple[int, int]) -> Part:
    """Sum of 1 - |both| / |either| over pairs of customers' lists, in the order of their ids; and how many pairs."""
    n = len(lists)
    if n * (n - 1) // 2 <= PAIRS:
        pairs = list(combinations(range(n), 2))
    else:
        random = np.random.default_rng(seed)
        first, other = (random.integers(m, size=PAIRS).tolist() for m in (n, n - 1))
        pairs = [(a, b if b < a else b + 1) for a, b in zip(first, other, strict=True)]
    return fsum(1 - len(lists[a] & lists[b]) / len(lists[a] | lists[b]) for a, b in pairs), len(pairs)
