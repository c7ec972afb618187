"""The second implementation against the slowest one, on small worlds: neither knows the code that scores runs."""

import polars as pl
import pytest
from hypothesis import given, settings

from fashrec.evaluate.tables import future_frame, shown_frame
from fashrec.verify.bounds import ceilings, chance
from fashrec.verify.scores import RANKING, SEGMENTS, ranking
from fashrec.verify.ties import ties
from tests.evaluate import reference
from tests.evaluate.worlds import CUT, World, worlds

KS = (2, 3)
CUSTOMERS = pl.Series([f"c{row}" for row in range(10)])
ITEMS = pl.Series([f"i{row}" for row in range(10)])


def frames(world: World) -> tuple[pl.DataFrame, pl.DataFrame]:
    """The two frames of a run over this world."""
    kinds = {"main": world.shown(KS), "cold_only": world.shown(KS, cold_only=True)}
    lists = [
        shown_frame(CUT, "content", kind, shown, customer_ids=CUSTOMERS, item_ids=ITEMS)  # type: ignore[arg-type]
        for kind, shown in kinds.items()
    ]
    return pl.concat(lists), future_frame(world.future(), CUSTOMERS, ITEMS)


def of_segment(frame: pl.DataFrame, segment: str) -> dict[int, dict[str, float | None]]:
    """The rows of a segment, by customer."""
    rows = frame.filter(pl.col("segment") == segment).rows(named=True)
    return {int(row["customer"][1:]): row for row in rows}


@settings(max_examples=10)  # a hundred polars queries each
@given(worlds())
def test_ranking_and_ties_are_those_of_plain_python(world: World) -> None:
    """Every customer of every segment at each k; a tie that the list does not show is left open, never guessed."""
    shown, future = frames(world)
    made = ranking(shown, future, ["content"], KS)
    seen = ties(made, shown, future, KS)
    for segment in SEGMENTS:
        for k in KS:
            wanted = reference.scored(world, segment, k)
            ours, tied = of_segment(made, segment), of_segment(seen, segment)
            assert set(ours) == set(tied) == set(wanted)
            for customer, values in wanted.items():
                for name, value in values.items():
                    told = (ours if name in RANKING else tied)[customer][f"{name}@{k}"]
                    assert told == pytest.approx(value) or (told is None and name not in RANKING)


@settings(max_examples=10)
@given(worlds())
def test_a_tie_is_left_open_only_where_the_list_ends_in_it(world: World) -> None:
    """Whether a block is cut is known wherever the list goes on, or ends before its greatest length."""
    shown, future = frames(world)
    seen = ties(ranking(shown, future, ["content"], KS), shown, future, KS).filter(pl.col("segment") == "all")
    lengths = dict(shown.filter(pl.col("list") == "main").group_by("customer").len().iter_rows())
    for row in seen.rows(named=True):
        assert row["tie_mass@2"] is not None
        assert (row["tie_mass@3"] is None) == (lengths.get(row["customer"], 0) == 3)


@settings(max_examples=40)
@given(worlds(max_items=6, max_customers=3))
def test_bounds_are_those_of_every_list_that_there_is(world: World) -> None:
    """Chance is the mean over all orders of what may be shown, the ceiling the best of them."""
    _, future = frames(world)
    candidates = pl.DataFrame(
        [
            {
                "cut": CUT.start,
                "customer": CUSTOMERS[customer],
                "N": len(world.candidates(customer)),
                "N_cold": len(world.candidates(customer, cold_only=True)),
            }
            for customer in world.relevant
        ],
        schema={"cut": pl.Date, "customer": pl.String, "N": pl.Int64, "N_cold": pl.Int64},
    )
    luck, best = chance(future, candidates, KS), ceilings(future, KS)
    for segment in SEGMENTS:
        expected, possible = of_segment(luck, segment), of_segment(best, segment)
        for customer in world.relevant:
            kept = reference.in_segment(world, customer, segment)
            assert (customer in expected) == (customer in possible) == bool(kept)
            for k in KS if kept else ():
                may = world.candidates(customer, cold_only=segment == "cold_only")
                means, tops = reference.luck(may, kept, k)
                for name in RANKING:
                    assert expected[customer][f"{name}@{k}"] == pytest.approx(means[name])
                    assert possible[customer][f"{name}@{k}"] == pytest.approx(tops[name])
