"""What to take, from rows made by hand."""

from dataclasses import replace
from typing import Any

import polars as pl
import pytest

from fashrec.bench.frontier.choice import choose, crossing, unproven
from fashrec.bench.frontier.figures import Figures
from fashrec.bench.frontier.verdict import verdict
from tests.bench.frontier.made import FACTS, SPACE

# what is within a tenth of exact search is not told from it
WITHIN = {f"{way}_{end}": value for way in ("p50", "batch") for end, value in (("low", 1 / 1.1), ("high", 1.1))}
NOISE = {"space": 0, "n_controls": 60, "n_visits": 2, **WITHIN}


def row(setting: int, index: str, query: str, **more: float) -> dict[str, Any]:
    """A setting as cheap as exact search, which finds everything and loses nothing."""
    alike = {"recall": 1.0, "p50_to_exact": 1.0, "qps_to_exact": 1.0, "lists": 400, "lost": 0}
    hits = {"difference": 0.0, "low": -0.001, "high": 0.001, "unseen": 0.001}
    own = {**alike, **hits, **more}
    # exact search takes 2 ms for one query, and answers 100 a second in a batch
    times = {"p50_ms": 2 * own["p50_to_exact"], "qps": 100 * own["qps_to_exact"]}
    # of which the library's own call takes most
    times["bare_ms"] = own.pop("bare_to_exact", own["p50_to_exact"]) * 1.5
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
    assert "1 other as good is as fast within the noise, and finds no more" in verdict(figures(GOOD, near, far), 0)


def test_of_what_is_as_fast_within_the_noise_the_one_that_finds_most_is_taken() -> None:
    """A tenth to the power of √2 is 0.144: 0.34 is within it of 0.30, 0.35 is not."""
    most, more = (row(at, "voyager", "", p50_to_exact=ratio) for at, ratio in ((5, 0.35), (6, 0.34)))
    choice = choose(figures(GOOD, most, more), 0, "p50")
    assert (choice.taken["setting"], choice.ratio, choice.n_alike) == (6, 0.34, 1)


def test_a_lossy_setting_whose_gain_is_not_the_librarys_is_not_taken() -> None:
    """Half of exact's time, but the bare calls take as long: what fashrec does around them is saved, no search."""
    hollow, flat = row(1, "annoy", "search_k=1", p50_to_exact=0.5, recall=0.9, bare_to_exact=0.95), row(2, "flat", "")
    choice = choose(figures(hollow, flat), 0, "p50")
    assert (choice.taken["index"], choice.hollow and choice.hollow["setting"]) == ("exact", 1)
    said = verdict(figures(hollow, flat), 0)
    assert "annoy search_k=1 is faster (0.50 × exact's time) and not taken: it misses neighbours" in said
    real = row(3, "voyager", "ef=1", p50_to_exact=0.6, recall=0.9, bare_to_exact=0.6)
    assert choose(figures(hollow, real), 0, "p50").taken["setting"] == 3
    # what misses nothing is worth its gain, whoever it is due to
    assert choose(figures({**hollow, "recall": 1.0}), 0, "p50").taken["setting"] == 1


def test_what_fashrec_does_around_the_librarys_call_is_told_where_it_is_most() -> None:
    """Of 0.6 ms the bare call takes 0.15; of exact's 2 ms, 1.5."""
    around = row(1, "voyager", "ef=1", p50_to_exact=0.3, bare_to_exact=0.1)
    said = verdict(figures(around), 0)
    assert "What fashrec does around the library's own call is 75 % of that time, and 25 % of exact's." in said
    assert "around the library's own call" not in verdict(figures(GOOD), 0)


def test_what_the_lists_can_show_at_all_is_told_beside_what_they_show_of_what_is_taken() -> None:
    """Not the luckiest end of many: the bound of lists that are all alike, and the taken setting's own."""
    lucky = row(1, "voyager", "ef=9", p50_to_exact=2.0, low=0.003, difference=0.02)
    said = verdict(figures(lucky, {**GOOD, "low": -0.004}), 0)
    bounds = "400 lists rule out no loss below 0.0010 of the hit rate; of annoy search_k=3 none below 0.0040."
    assert f"Of a setting that hits in the same lists as exact, {bounds}" in said


def test_luck_proves_no_more_than_missing_nothing() -> None:
    """Whatever the bound, a setting that won hits passes only where one with exact's own lists would."""
    won, same = (
        row(1, "voyager", "ef=9", p50_to_exact=0.5, recall=0.9, difference=0.002, low=-0.002, unseen=0.003),
        row(2, "hnswlib", "ef=9", p50_to_exact=0.6, low=-0.003, unseen=0.003),
    )
    strict, lax = figures(won, same, bound=0.0025), figures(won, same, bound=0.003)
    assert [choose(one, 0, "p50").taken["setting"] for one in (strict, lax)] == [0, 1]


def test_a_gain_within_the_noise_is_none() -> None:
    """0.95 of exact's time with a noise of a tenth: exact is taken, and the reader told why."""
    near = figures(row(1, "annoy", "search_k=1", p50_to_exact=0.95))
    choice = choose(near, 0, "p50")
    assert choice.taken["index"] == "exact"
    assert choice.alike
    assert "takes 0.95 × as long, which is within the noise" in verdict(near, 0)


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
    assert "takes 0.91 to 1.10 of its own time one by one and 0.91 to 1.10 in a batch, in 99 of 100 cases" in said


def test_exact_search_alone_is_compared_with_nothing() -> None:
    """No claim of being faster than what was not measured, and none of noise from two times."""
    alone = figures()
    few = replace(alone, noise=alone.noise.with_columns(n_controls=pl.lit(2)))
    said = verdict(few, 0)
    assert "nothing else was measured" in said
    assert "No approximate setting was measured beside it." in said
    assert "so few controls tell little" in said
