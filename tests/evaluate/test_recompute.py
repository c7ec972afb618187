"""Scores recomputed from frames are the run's own."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta

import numpy as np
import polars as pl
import pytest
from hypothesis import given

from fashrec.errors import ConfigError, DataError
from fashrec.evaluate import Evaluator, score
from fashrec.evaluate.evaluator import Values
from fashrec.evaluate.metrics import METRICS
from fashrec.evaluate.summary import Cells, Totals, pooled, pooled_by_name, totals
from fashrec.evaluate.tables import future_frame, shown_frame
from fashrec.types import Cut, Future, Shown
from tests import shop
from tests.evaluate.worlds import World, worlds

KS = (2, 3)
CUSTOMERS = pl.Series([f"{7 * row % 10}-{row}" for row in range(10)])  # ids whose order is not that of the rows
ITEMS = pl.Series([f"{3 * row % 10}-{row}" for row in range(10)])
CUTS = tuple(Cut(date(2020, 3, 30) - timedelta(days=7 * back), 7, "validation" if back else "test") for back in (1, 0))


def frames(world: World, cut: Cut) -> tuple[pl.DataFrame, pl.DataFrame]:
    """What a run over one cut would write for two recommenders, one of which shows nothing."""
    kinds = {"main": world.shown(KS), "cold_only": world.shown(KS, cold_only=True)}
    lists = [
        shown_frame(cut, "content", kind, shown, customer_ids=CUSTOMERS, item_ids=ITEMS)  # type: ignore[arg-type]
        for kind, shown in kinds.items()
    ]
    return pl.concat(lists), future_frame(world.future(cut), CUSTOMERS, ITEMS)


@pytest.mark.slow
@given(worlds(), worlds())
def test_recomputed_scores_equal_those_of_the_arrays(first: World, second: World) -> None:
    """Over two cuts in two windows, from shuffled rows: every value of run.json to 1e-12, and the same n."""
    both = [replace(world, remove=False) for world in (first, second)]
    evaluator, runs = Evaluator(KS), list(zip(both, CUTS, strict=True))
    futures = [world.future(cut) for world, cut in runs]
    kept = [(world, cut, future) for (world, cut), future in zip(runs, futures, strict=True) if len(future.customers)]
    parts = [frames(world, cut) for world, cut, _ in kept]
    if not parts:
        return
    shown, future = (pl.concat(part).sample(fraction=1, shuffle=True, seed=0) for part in zip(*parts, strict=True))
    again = score(
        shown,
        future,
        KS,
        n_catalogue={cut.start: (len(world.catalogue), len(world.catalogue - world.warm)) for world, cut, _ in kept},
        windows={cut.start: cut.window for _, cut, _ in kept},
        recommenders=("content",),
    )

    def run(values: Callable[[World, Future], dict[str, Values]]) -> list[Totals]:
        return [totals(cut.start, cut.window, values(world, future)) for world, cut, future in kept]

    scores = run(lambda world, future: evaluator.scores(future, world.shown(KS), world.shown(KS, cold_only=True)))
    for window, recommenders in pooled_by_name({"content": scores}).items():
        same_cells(recommenders["content"], again["scores"][window]["content"])
    for window, cells in pooled(run(lambda _, future: evaluator.chance(future))).items():
        same_cells(cells, again["floors"][window])
    for window, cells in pooled(run(lambda _, future: evaluator.ceilings(future))).items():
        same_cells(cells, again["ceilings"][window])


def same_cells(ours: Cells, theirs: Cells) -> None:
    """Every ranking metric of every segment is the same."""
    for segment, metrics in ours.items():
        ranking = {name for name in metrics if name.split("@")[0] in METRICS}
        assert ranking <= set(theirs[segment])
        for name in ranking:
            assert theirs[segment][name]["n"] == metrics[name]["n"]
            assert theirs[segment][name]["value"] == pytest.approx(metrics[name]["value"], abs=1e-12)
            assert theirs[segment][name]["by_cut"] == pytest.approx(metrics[name]["by_cut"], abs=1e-12)


SHOWN, FUTURE = (
    shown_frame(
        shop.CUT,
        "popular",
        "main",
        Shown(
            customers=np.arange(2, dtype=np.int32),
            items=np.array([[2, 4, 0], [2, 8, 0]], np.int32),
            scores=np.array([[3, 2, 1]] * 2, np.float32),
        ),
        customer_ids=CUSTOMERS,
        item_ids=ITEMS,
    ),
    future_frame(shop.future(), CUSTOMERS, ITEMS),
)


def test_one_window_where_none_is_given() -> None:
    """Ann hits item 0 on rank 3 and bea item 8 on rank 2: two hits of five customers."""
    scores = score(SHOWN, FUTURE, (3,))
    assert list(scores["scores"]) == ["all"]
    assert scores["scores"]["all"]["popular"]["all"]["hit_rate@3"]["value"] == 2 / 5
    assert scores["scores"]["all"]["popular"]["all"]["mrr@3"]["value"] == pytest.approx((1 / 3 + 1 / 2) / 5)
    assert scores["floors"] == {}


def test_a_recommender_that_showed_nothing_scores_zero() -> None:
    """Named or seen at another cut, it has a row for every customer: 0 of 5."""
    scores = score(SHOWN, FUTURE, (3,), recommenders=("content",))["scores"]["all"]
    assert list(scores) == ["content", "popular"]
    assert scores["content"]["all"]["hit_rate@3"]["value"] == 0
    assert scores["content"]["all"]["hit_rate@3"]["n"] == 5


def test_tie_expectations_are_left_to_the_run() -> None:
    """Frames end where lists end, so that a tie behind the end cannot be seen."""
    assert set(score(SHOWN, FUTURE, (3,))["scores"]["all"]["popular"]["all"]) == {f"{name}@3" for name in METRICS}


@pytest.mark.parametrize(
    ("shown", "future", "complaint"),
    [
        (SHOWN.drop("rank"), FUTURE, "columns are missing: rank"),
        (SHOWN, FUTURE.drop("cold", "item"), "columns are missing: item, cold"),
        (SHOWN.with_columns(item=pl.lit(None, pl.String)), FUTURE, "nulls in item"),
        (SHOWN.with_columns(rank=pl.lit("first")), FUTURE, "columns of other types"),
        (SHOWN.with_columns(rank=pl.col("rank") + 1), FUTURE, "ranks of a list are not 1, 2, 3"),
        (pl.concat([SHOWN, SHOWN]), FUTURE, "ranks of a list are not 1, 2, 3"),
        (SHOWN.with_columns(list=pl.lit("cold")), FUTURE, "neither main nor cold_only: cold"),
        (SHOWN.with_columns(cut=date(2020, 4, 6)), FUTURE, "cuts without a future: 2020-04-06"),
        (SHOWN.with_columns(item=pl.lit("x")), FUTURE, "items stand in their list twice"),
        (SHOWN.with_columns(score=pl.col("rank").cast(pl.Float32)), FUTURE, "scores rise"),
        (SHOWN, pl.concat([FUTURE, FUTURE.head(1)]), "2 rows give a"),
        (SHOWN, FUTURE.with_columns(n_history=pl.int_range(8, dtype=pl.Int32)), "n_history differs"),
        (SHOWN, FUTURE.with_columns(reachable=False), "2 relevant items were shown that these lists may not hold"),
    ],
)
def test_frames_that_cannot_be_a_runs_are_refused(shown: pl.DataFrame, future: pl.DataFrame, complaint: str) -> None:
    """Each with what is wrong with it."""
    with pytest.raises(DataError, match=complaint):
        score(shown, future, (3,))


def test_lists_longer_than_the_last_k_are_refused() -> None:
    """A list of three is not a list of two: cutting it is for whoever asks."""
    with pytest.raises(DataError, match="2 lists hold more than k=2 items"):
        score(SHOWN, FUTURE, (2,))


def test_every_cut_needs_what_is_given_by_cut() -> None:
    """A window or an N for some cuts but not for others is a mistake."""
    with pytest.raises(DataError, match="cuts not in windows: 2020-03-30"):
        score(SHOWN, FUTURE, (3,), windows={date(2020, 4, 6): "test"})
    with pytest.raises(DataError, match="cuts not in n_catalogue: 2020-03-30"):
        score(SHOWN, FUTURE, (3,), n_catalogue={date(2020, 4, 6): (8, 2)})


def test_wrong_lengths_are_a_wrong_request() -> None:
    """As for the evaluator itself."""
    with pytest.raises(ConfigError, match="ks"):
        score(SHOWN, FUTURE, ())
