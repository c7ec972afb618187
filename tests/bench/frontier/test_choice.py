"""What to take, from rows made by hand."""

from dataclasses import replace
from typing import Any

import polars as pl
import pytest

from fashrec.bench.frontier.choice import choose, crossing, unproven
from fashrec.bench.frontier.figures import Figures
from fashrec.bench.frontier.verdict import verdict
from tests.bench.frontier.made import FACTS, SPACE

NOISE = {"space": 0, "n_controls": 60, "ms_spread": 0.1, "ms_drift": 0.0, "qps_spread": 0.1, "qps_drift": 0.0}


def row(setting: int, index: str, query: str, **more: float) -> dict[str, Any]:
    """A setting as cheap as exact search, which finds everything and loses nothing."""
    alike = {"recall": 1.0, "p50_to_exact": 1.0, "qps_to_exact": 1.0, "lists": 400, "lost": 0}
    hits = {"difference": 0.0, "low": -0.001, "high": 0.001}
    own = {**alike, **hits, **more}
    # exact search takes 2 ms for one query, and answers 100 a second in a batch
    times = {"p50_ms": 2 * own["p50_to_exact"], "qps": 100 * own["qps_to_exact"]}
    return {"setting": setting, "space": 0, "index": index, "build": "", "query": query, **own, **times}


def figures(*rows: dict[str, Any], **facts: float) -> Figures:
    """Exact search and these."""
    settings = pl.DataFrame([row(0, "exact", ""), *rows])
    empty = pl.DataFrame()
    return Figures({**FACTS, **facts}, pl.DataFrame([SPACE]), settings, empty, pl.DataFrame([NOISE]))


FAST_LOSSY = row(1, "annoy", "search_k=1", p50_to_exact=0.1, qps_to_exact=9.0, recall=0.5, difference=-0.02, low=-0.03)
FAST_UNSURE = row(2, "annoy", "search_k=2", p50_to_exact=0.2, qps_to_exact=5.0, recall=0.6, low=-0.02)
GOOD = row(3, "annoy", "search_k=3", p50_to_exact=0.3, qps_to_exact=0.5, recall=0.9)
SLOW = row(4, "annoy", "search_k=4", p50_to_exact=3.0, qps_to_exact=0.2)


def test_the_cheapest_whose_loss_is_known_to_be_small_is_taken() -> None:
    """One loses too much, one might: neither is taken, however fast."""
    choice = choose(figures(FAST_LOSSY, FAST_UNSURE, GOOD, SLOW), 0, "p50")
    assert (choice.taken["setting"], choice.ratio) == (3, 0.3)


def test_a_bound_of_its_own_allows_what_is_less_sure() -> None:
    """The hit rate itself is held to the loss, the interval's end to the bound."""
    assert choose(figures(FAST_LOSSY, FAST_UNSURE, GOOD, bound=0.025), 0, "p50").taken["setting"] == 2


def test_exact_search_is_taken_where_nothing_is_shown_to_lose_little() -> None:
    """What the data cannot show is not claimed."""
    choice = choose(figures(FAST_LOSSY, FAST_UNSURE), 0, "p50")
    assert (choice.taken["setting"], choice.cheaper) == (0, None)
    said = verdict(figures(FAST_LOSSY, FAST_UNSURE), 0)
    assert "no other setting is shown to lose at most 0.005 of the hit rate" in said


def test_what_compares_with_every_item_needs_no_customers_to_lose_nothing() -> None:
    """An interval of few lists is wide, but nothing is left out; one that missed a neighbour has to show it."""
    wide = {"p50_to_exact": 0.5, "low": -0.1}
    flat, broken = row(1, "faiss_flat", "", **wide), row(1, "faiss_flat", "", recall=0.99, **wide)
    assert choose(figures(flat), 0, "p50").taken["index"] == "faiss_flat"
    assert "the same answers, as it compares with every item too" in verdict(figures(flat), 0)
    assert choose(figures(broken), 0, "p50").taken["index"] == "exact"


def test_a_faster_setting_that_lost_nothing_here_is_named_with_what_is_missing() -> None:
    """It missed no neighbour and no hit, and is not taken: too few customers were asked, and the reader is told so."""
    unsure = row(1, "hnswlib", "ef=9", p50_to_exact=0.5, low=-0.02)
    said = verdict(figures(unsure), 0)
    assert "**One query at a time, take exact**" in said
    assert (
        "hnswlib ef=9 is faster (0.50 × exact's time) and lost no hit here, but 400 lists are too few to rule out a "
        "loss of more than 0.005." in said
    )
    assert "400 lists alone cannot rule out that a setting loses up to 0.0200 of the hit rate." in said
    assert said.count("lost no hit here") == 1


@pytest.mark.parametrize(
    "more",
    [{"p50_to_exact": 0.95}, {"recall": 0.99}, {"lost": 1}, {"low": -0.001}],
    ids=["not faster but for noise", "it missed a neighbour", "it lost a hit", "it is shown to lose little"],
)
def test_only_what_did_no_harm_and_is_faster_is_called_unproven(more: dict[str, float]) -> None:
    """Each of these has a reason of its own."""
    unsure: dict[str, float] = {"p50_to_exact": 0.5, "low": -0.02, **more}
    assert unproven(figures(row(1, "hnswlib", "ef=9", **unsure)), 0, "p50") is None


def test_an_approximate_setting_that_finds_all_in_less_time_leaves_exact_search_no_lead() -> None:
    """Said in plain words, not as a recall above 1."""
    said = verdict(figures(row(1, "voyager", "ef=1", qps_to_exact=2.0, low=-0.02)), 0)
    assert "Some approximate settings that miss no neighbour are as fast as exact search, or faster." in said
    assert "voyager ef=1 is faster (0.50 × exact's time)" in said


def test_what_is_as_fast_within_the_noise_is_counted() -> None:
    """Of 0.30, 0.32 and 0.60 with a noise of a tenth the second might as well be the first."""
    near, far = row(5, "voyager", "ef=1", p50_to_exact=0.32), row(6, "voyager", "ef=2", p50_to_exact=0.6)
    assert choose(figures(GOOD, near, far), 0, "p50").n_alike == 1
    assert "1 other as good is as fast within the noise" in verdict(figures(GOOD, near, far), 0)


def test_a_gain_within_the_noise_is_none() -> None:
    """0.95 of exact's time with a noise of a tenth: exact is taken, and the reader told why."""
    near = figures(row(1, "annoy", "search_k=1", p50_to_exact=0.95))
    choice = choose(near, 0, "p50")
    assert choice.taken["index"] == "exact"
    assert choice.alike
    assert "takes 0.95 × as long, which is within the noise of 10 %" in verdict(near, 0)


def test_without_hits_a_recall_is_wanted() -> None:
    """Made vectors have no customers: 0.75 of the neighbours is what the facts ask for."""
    measured = figures(row(1, "annoy", "a=1", recall=0.7, p50_to_exact=0.1), row(2, "annoy", "a=2", p50_to_exact=0.4))
    nothing = pl.lit(None, pl.Float64)
    without = replace(measured, settings=measured.settings.with_columns(difference=nothing))
    assert choose(without, 0, "p50").taken["setting"] == 2
    assert "What a recall costs in hits is not known" in verdict(without, 0)


@pytest.mark.parametrize(
    ("rows", "recall"),
    [
        ((GOOD, SLOW), None),
        ((FAST_LOSSY, FAST_UNSURE, GOOD), 0.6),
        ((row(1, "annoy", "search_k=1", qps_to_exact=0.95),), 1.0),
        ((row(1, "faiss_flat", "", qps_to_exact=2.0),), None),
    ],
    ids=["none is faster", "the most exact of the faster ones", "within the noise", "exact itself"],
)
def test_exact_in_a_batch_is_ahead_above_a_recall(rows: tuple[dict[str, Any], ...], recall: float | None) -> None:
    """Above the greatest recall of an approximate setting that is as fast, for all one can tell, exact is faster."""
    assert crossing(figures(*rows), 0) == recall


def test_the_verdict_names_what_to_type() -> None:
    """The setting, its time beside exact's, its hits with their interval; the batch's; what noise forbids to say."""
    said = verdict(figures(FAST_LOSSY, FAST_UNSURE, GOOD, SLOW), 0)
    assert "**One query at a time, take annoy search_k=3**: 0.600 ms, 0.30 × exact's" in said
    assert "a hit rate of 0 [−0.0010, +0.0010] against exact's" in said
    batch = "**In a batch on 2 threads, take exact**: 100 queries a second. Exact search is faster than every"
    assert f"{batch} approximate setting with a recall above 0.6000." in said
    assert "annoy search_k=3, answers 0.50 × as many." in said
    assert "differed from itself by 10 % one by one" in said


def test_exact_search_alone_is_compared_with_nothing() -> None:
    """No claim of being faster than what was not measured, and none of noise from two times."""
    alone = figures()
    few = replace(alone, noise=alone.noise.with_columns(n_controls=pl.lit(2)))
    said = verdict(few, 0)
    assert "nothing else was measured" in said
    assert "No approximate setting was measured beside it." in said
    assert "so few controls tell little" in said
