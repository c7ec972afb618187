"""Everybody who was scored: what two recommenders showed them, what they bought then, and what became of it."""

from collections.abc import Sequence

import polars as pl

from fashrec.errors import DataError
from fashrec.evaluate.audit import KINDS, Relevant
from fashrec.evaluate.segments import HEAVY_FROM
from fashrec.gallery.finished import Finished
from fashrec.gallery.sides import Side
from fashrec.infer.cells import PAIR
from fashrec.results.scores import days_of
from fashrec.results.tables import read_table

# bought before, or another colour of something that was: what an audit would not call taste
NEAR = KINDS[:2]


def pairs_of(sides: tuple[Side, Side], window: str, k: int) -> pl.DataFrame:
    """A row a customer and cut, in the order of both.

    Columns: `cut`, `customer`, `n_history`; lists `bought`, `cold` and `kind` (of KINDS; without tables `same_item` or
    null) and `distance` over what was bought in the horizon; for sides 0 and 1 lists `shown_N` of at most k items, best
    first, and `hit_N`, `cold_hit_N`, `near_hit_N`; `shared`, items in both lists; `cold_any`.

    Raises:
        DataError: where the runs were scored against different purchases, or a table of theirs cannot be read.
    """
    futures = [_future(side.run, window) for side in sides]
    _check(sides, futures)
    bought = futures[0].join(_kinds(sides[0].run, window), on=[*PAIR, "item"], how="left", maintain_order="left")
    kind = pl.coalesce("kind", pl.when("repeat").then(pl.lit(KINDS[0])))
    bought = bought.with_columns(kind=kind)
    pairs = bought.group_by(PAIR, maintain_order=True).agg(
        pl.col("n_history").first(),
        pl.col("item").alias("bought"),
        "cold",
        "kind",
        "distance",
        cold_any=pl.col("cold").any(),
    )
    lists = [_lists(side, window, k) for side in sides]
    for at, shown in enumerate(lists):
        pairs = pairs.join(_outcome(shown, bought, at), on=PAIR, how="left", maintain_order="left")
    both = lists[0].join(lists[1], on=[*PAIR, "item"]).group_by(PAIR).agg(shared=pl.len())
    return pairs.join(both, on=PAIR, how="left", maintain_order="left").with_columns(
        pl.col("^shown_.$").fill_null([]), pl.col("^.*hit_.$").fill_null(value=False), pl.col("shared").fill_null(0)
    )


def flags(pairs: pl.DataFrame, labels: Sequence[str]) -> dict[str, pl.Series]:
    """What a customer may be looked at for: by name, Boolean [n].

    Args:
        pairs: of `pairs_of`.
        labels: what the two sides are called.
    """
    hits = [pairs["hit_0"], pairs["hit_1"]]
    history = pairs["n_history"]
    found = {f"{label} hits": hit for label, hit in zip(labels, hits, strict=True)}
    for name, said in (("cold_hit", "cold hit"), ("near_hit", "hit on a near-duplicate")):
        found |= {f"{label}: {said}": pairs[f"{name}_{at}"] for at, label in enumerate(labels)}
    return found | {
        f"only {labels[0]} hits": hits[0] & ~hits[1],
        f"only {labels[1]} hits": hits[1] & ~hits[0],
        "neither hits": ~(hits[0] | hits[1]),
        "bought something cold": pairs["cold_any"],
        "no history": history == 0,
        f"light: 1 to {HEAVY_FROM - 1} items": (history > 0) & (history < HEAVY_FROM),
        f"heavy: {HEAVY_FROM} items or more": history >= HEAVY_FROM,
    }


def _lists(side: Side, window: str, k: int) -> pl.DataFrame:
    """cut, customer, item of the first k places, by rank."""
    own = (pl.col("recommender") == side.recommender) & (pl.col("list") == "main") & (pl.col("rank") <= k)
    rows = own & pl.col("cut").is_in(days_of(side.run, window))
    return read_table(
        side.run.folder, "shown", lambda shown: shown.filter(rows).sort(*PAIR, "rank").select(*PAIR, "item")
    )


def _outcome(shown: pl.DataFrame, bought: pl.DataFrame, at: int) -> pl.DataFrame:
    hits = shown.join(bought, on=[*PAIR, "item"], how="left", maintain_order="left")
    hit = pl.col("n_history").is_not_null()
    return hits.group_by(PAIR, maintain_order=True).agg(
        pl.col("item").alias(f"shown_{at}"),
        hit.any().alias(f"hit_{at}"),
        (hit & pl.col("cold")).any().alias(f"cold_hit_{at}"),
        (hit & pl.col("kind").is_in(NEAR)).any().alias(f"near_hit_{at}"),
    )


def _future(run: Finished, window: str) -> pl.DataFrame:
    in_window = pl.col("cut").is_in(days_of(run, window))
    return read_table(run.folder, "future", lambda future: future.filter(in_window).sort(*PAIR, "item"))


def _check(sides: tuple[Side, Side], futures: list[pl.DataFrame]) -> None:
    key = [*PAIR, "item"]
    if not futures[0].select(key).equals(futures[1].select(key)):
        raise DataError(
            "the two runs were scored against different purchases",
            where=" and ".join(str(side.run.folder) for side in sides),
            why="side by side stands what two recommenders showed the same customer at the same cut",
            do="run both on the same data with the same split",
        )


def _kinds(run: Finished, window: str) -> pl.DataFrame:
    """cut, customer, item, kind, distance, as the near-duplicate audit has them; empty without tables."""
    schema = {"cut": pl.Date, "customer": pl.String, "item": pl.String, "kind": pl.String, "distance": pl.Float32}
    parts = [pl.DataFrame(schema=schema)]
    if run.tables is not None:
        ids = run.tables.customers["customer_id"], run.tables.items["item_id"]
        for cut in run.cuts(window):
            past, future = run.split.at(run.tables, cut)
            found = Relevant.at(past, future, run.tables.items["product_code"], run.vectors(cut.start))
            columns = {
                "cut": pl.repeat(cut.start, len(found.kind), dtype=pl.Date, eager=True),
                "customer": ids[0].gather(future.customers[future.relevant.owners()]),
                "item": ids[1].gather(future.relevant.items),
                "kind": pl.Series(KINDS).gather(found.kind),
                "distance": pl.Series(found.distance).fill_nan(None),
            }
            parts.append(pl.DataFrame(columns).cast(schema))  # type: ignore[arg-type] # a schema, as elsewhere
    return pl.concat(parts)
