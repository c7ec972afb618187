"""The near-duplicate audit (docs/evaluation.md 5) a second time: hits by what their customer had bought before."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from itertools import product
from typing import Any

import polars as pl

from fashrec.verify.beyond import strangers
from fashrec.verify.cells import TOLERANCE
from fashrec.verify.rebuild import Rebuilt

OLDEST, *NEWER = KINDS = ("same_item", "same_product", "new_product")
ON = ["cut", "customer", "item"]


def known(rebuilt: Mapping[date, Rebuilt]) -> tuple[str, ...]:
    """The kinds that can be told: future.parquet itself marks the oldest, the others take what was bought before."""
    return KINDS if rebuilt else (OLDEST,)


def differing_audits(
    said: Mapping[str, Mapping[str, Any]],
    shown: pl.DataFrame,
    future: pl.DataFrame,
    windows: Mapping[str, Sequence[str]],
    recommenders: Sequence[str],
    ks: Sequence[int],
    rebuilt: Mapping[date, Rebuilt],
) -> Iterator[str]:
    """Where the `audit` of run.json is not as it should be, its distances aside.

    Args:
        said: window, recommender, list length as text: what run.json says.
        shown: SHOWN.
        future: FUTURE.
        windows: the cuts of each window.
        recommenders: who was scored.
        ks: list lengths.
        rebuilt: by cut; empty: of kinds, only what `known` says is compared.
    """
    yield from strangers("audit", said, windows, recommenders)
    pairs = _kinds(future, rebuilt)
    hits = shown.filter(pl.col("list") == "main").join(pairs, on=ON)
    for window, days in windows.items():
        within = pl.col("cut").cast(pl.String).is_in(list(days))
        some, own = pairs.filter(within), hits.filter(within)
        for name, k in product(recommenders, ks):
            of_one = own.filter(pl.col("recommender") == name, pl.col("rank") <= k)
            there = said.get(window, {}).get(name, {}).get(str(k), {})
            at = f"run.json, audit, {window}, {name}, {k}"
            yield from _differing(at, there, _audit(some, of_one, known(rebuilt)))


def _kinds(future: pl.DataFrame, rebuilt: Mapping[date, Rebuilt]) -> pl.DataFrame:
    """`future` with `kind`; unknown ones are null."""
    if rebuilt:
        return future.join(pl.concat([one.kinds for one in rebuilt.values()]), on=ON, how="left")
    return future.with_columns(kind=pl.when("repeat").then(pl.lit(OLDEST)))


def _audit(pairs: pl.DataFrame, hits: pl.DataFrame, kinds: Sequence[str]) -> dict[str, Any]:
    n = pairs.select("cut", "customer").n_unique()
    by_customer = hits.group_by("cut", "customer").agg(pl.col("kind").unique())["kind"].to_list()
    # nobody's hit is newer than one that is of neither kind
    newest = [next((kind for kind in (*NEWER[::-1], None, OLDEST) if kind in own), None) for own in by_customer]
    return {
        "n": n,
        "hits": len(hits),
        "hit_rate": len(newest) / n if n else None,
        "kinds": {
            kind: {
                "hits": len(of_kind := hits.filter(pl.col("kind") == kind)),
                "share": len(of_kind) / len(hits) if len(hits) else None,
                "relevant": len(pairs.filter("reachable", pl.col("kind") == kind)),
                "hit_rate": newest.count(kind) / n if n else None,
            }
            for kind in kinds
        },
    }


def _differing(at: str, said: object, found: object) -> Iterator[str]:
    if isinstance(found, dict):
        for name, value in found.items():
            yield from _differing(f"{at}, {name}", said.get(name) if isinstance(said, dict) else None, value)
    elif said != found and not (_number(said) and _number(found) and abs(said - found) <= TOLERANCE):  # type: ignore[operator]
        yield f"{at} is {said}, recomputed {found}"


def _number(value: object) -> bool:
    return isinstance(value, int | float)
