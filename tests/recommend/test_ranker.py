"""LambdaRank over members' candidates: what it is told, what it learns from, whom it comes to believe."""

import sys
from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from fashrec.errors import ConfigError
from fashrec.past import Past
from fashrec.recommend import ranker as module
from fashrec.recommend.content import Content
from fashrec.recommend.described import describing
from fashrec.recommend.oracle import Oracle
from fashrec.recommend.popular import Popular
from fashrec.recommend.ranker import LambdaRank
from fashrec.recommend.repurchase import Repurchase
from fashrec.stages import Recommender
from fashrec.types import Shown
from tests import crowd, shop
from tests.shop import ANN, DAN

MEMBERS: dict[str, Recommender] = {"repurchase": Repurchase(Popular(7)), "popular": Popular(7)}
MODEL = LambdaRank(MEMBERS, min_rows=5, trees=30)
N_BUYERS, N_ITEMS, WEEKS = 40, 30, 6


def shoppers(*, faithful: bool) -> Past:
    """Forty customers buy one item a week each for six weeks: always her own of thirty, or never one twice."""
    customer, week = np.divmod(np.arange(N_BUYERS * WEEKS), WEEKS)
    item = (customer * 7 + (0 if faithful else week * 5)) % N_ITEMS
    bought = shop.table(customer, item, shop.CUT.day - 7 * (WEEKS - week) + customer % 7, np.ones(len(item)), N_BUYERS)
    every = np.ones(N_ITEMS, bool)
    of = crowd.past(0, N_BUYERS, N_ITEMS)
    return replace(of, purchases=bought, warm=every, catalogue=every)


def shown(of: Past, model: LambdaRank, k: int = 5) -> Shown:
    """Everybody's list."""
    everybody = np.arange(of.n_customers, dtype=np.int32)
    return model.fit(of, crowd.tools(of, 0)).rank(everybody, k, of.catalogue)


def repeats(of: Past) -> float:
    """The share of first places that hold what the customer owns."""
    items = shown(of, MODEL).items[:, 0]
    owned = of.owned(np.arange(of.n_customers, dtype=np.int32))
    return float(np.mean([item in owned.of(row) for row, item in enumerate(items)]))


def test_it_learns_from_earlier_weeks_whom_to_believe() -> None:
    """The same members and settings: what she owns comes first where all buy that again, and last where nobody does."""
    assert repeats(shoppers(faithful=True)) == 1
    assert repeats(shoppers(faithful=False)) == 0


def test_candidates_are_described_by_what_the_shop_says() -> None:
    """Ann and item 0, by hand: owned for 20 days, sold once of 8 rows in a week, thrice of 14 in four, on sale 60 days.

    Its mean price is 1/30, that of the prices of what she bought 0.0308; her profile (.6, -.8) is 0.6 like it.
    """
    told = described(ANN)
    assert told["days_since_item"][0] == 20
    assert told["sold_in_week"][0] == pytest.approx(1 / 8)
    assert told["sold_in_month"][0] == pytest.approx(3 / 14)
    assert told["days_on_sale"][0] == 60
    assert told["price"][0] == pytest.approx(1 / 30)
    hers = np.mean([0.02, 1 / 30, 0.03, 0.03, 0.17 / 3, 0.015])
    assert told["price_to_hers"][0] == pytest.approx(1 / 30 / hers)
    assert told["likeness"][0] == pytest.approx(0.6)
    assert told["days_since_purchase"][0] == 3
    assert told["bought_in_all"][0] == 6
    assert told["rank_repurchase"].tolist()[:1] == [4]
    assert told["rank_popular"].tolist() == pytest.approx([3, 6, 1, 3, 2, 3])


def test_another_colour_of_what_is_owned_is_known_as_such() -> None:
    """She never bought item 1, but 0, of the same product, 20 days ago; 6 is like nothing that she bought."""
    told = described(ANN)
    assert np.isnan(told["days_since_item"][[1, 5]]).all()
    assert told["days_since_product"][1] == 20
    assert np.isnan(told["days_since_product"][5])


def test_of_who_bought_nothing_nothing_is_made_up() -> None:
    """Dan's days, profile and prices are unknown, and what repurchase fills his list up with is not repurchase's."""
    told = described(DAN)
    for name in ("days_since_item", "likeness", "price_to_hers", "days_since_purchase", "score_repurchase"):
        assert np.isnan(told[name]).all(), name
    assert told["bought_in_all"].tolist() == [0] * 6


def described(customer: int) -> dict[str, Any]:
    """What is known of a customer's candidates 0 1 2 3 4 6 on the tiny shop."""
    past = shop.past()
    tools = shop.tools(past)
    fitted = {name: member.fit(past, tools) for name, member in MEMBERS.items()}
    describer = describing(past, tools, fitted, 6, pictures=True)
    candidates = describer.of(np.array([customer], np.int32), past.catalogue)
    assert candidates.items.tolist() == [[0, 1, 2, 3, 4, 6]]
    return dict(zip(describer.names, candidates.rows.T, strict=True))


def test_a_lesson_is_what_followed_an_earlier_cut() -> None:
    """A week before T the candidates are 0, 1 and 3. Of who bought later, bea took 0 and cas 3; nobody else took one.

    What is known of them is of that day: item 0 was bea's for 8 days, and on sale for 53.
    """
    past = shop.past()
    lessons = list(replace(MODEL, lessons=3)._lessons(past, shop.tools(past)))
    first, names = lessons[0], [*MODEL._describing(past, shop.tools(past)).names]
    assert first.bought.tolist() == [True, False, False, False, False, True]
    assert first.counts.tolist() == [3, 3]
    assert first.rows[:, names.index("days_since_item")].tolist()[0] == 8
    assert set(first.rows[:, names.index("days_on_sale")].tolist()) == {53}
    assert [len(lesson.counts) for lesson in lessons[1:]] == [0, 0]


def test_no_more_customers_than_asked_for_are_learnt_from() -> None:
    """Ten of forty a lesson, others with another seed."""
    of = shoppers(faithful=True)
    few = replace(MODEL, customers=10, lessons=1)
    (one,), (other,) = (list(model._lessons(of, crowd.tools(of, 0))) for model in (few, replace(few, seed=1)))
    assert len(one.counts) == len(other.counts) == 10
    assert one.rows.tobytes() != other.rows.tobytes()


def test_threads_change_no_score() -> None:
    """Learnt and ranked on one thread and on two."""
    of = crowd.past(1, n_rows=300)
    one, two = shown(of, MODEL, 12), shown(of, replace(MODEL, threads=2), 12)
    assert one.scores.tobytes() == two.scores.tobytes()
    assert np.array_equal(one.items, two.items)


def test_the_order_of_asking_in_blocks_changes_no_list(monkeypatch: pytest.MonkeyPatch) -> None:
    """Three customers at a time, in lessons and in lists."""
    of = crowd.past(1, n_rows=300)
    whole = shown(of, MODEL, 12)
    monkeypatch.setattr(module, "BLOCK", 3 * 2 * MODEL.depth)
    assert shown(of, MODEL, 12).scores.tobytes() == whole.scores.tobytes()


def test_without_a_lesson_reciprocal_ranks_are_summed() -> None:
    """All that was ever bought, was bought in the last week: popular and repurchase say 1 / 61 of their first."""
    of = crowd.past(0)
    of = replace(of, purchases=of.purchases.where(of.purchases.day >= of.cut.day - 7))
    lists = shown(of, MODEL)
    assert lists.scores.max() == pytest.approx(2 / 61)
    assert lists.fallback is None


def test_lists_that_are_the_fallbacks_are_marked() -> None:
    """Content alone has nothing of its own to say to who has no profile."""
    of = crowd.past(0, n_rows=60)
    lists = shown(of, LambdaRank({"content": Content()}, min_rows=1, trees=5))
    profiles = crowd.tools(of, 0).profiles(np.arange(of.n_customers, dtype=np.int32))
    assert lists.fallback is not None
    assert np.array_equal(lists.fallback, ~profiles.has)
    assert (lists.items[~profiles.has, 0] >= 0).all()


def test_it_needs_what_any_member_needs() -> None:
    """So that vectors and truth are made, or it is left out."""
    both: dict[str, Recommender] = {"content": Content(), "oracle": Oracle()}
    assert LambdaRank(both).needs == {"vectors", "truth"}
    assert MODEL.needs == frozenset()


def test_who_lacks_lightgbm_is_told_how_to_get_it(monkeypatch: pytest.MonkeyPatch) -> None:
    """When it is made, before anything is computed; and where it is there but cannot be loaded, when it is fitted."""
    of = shoppers(faithful=True)
    with monkeypatch.context() as patched:
        patched.setitem(sys.modules, "lightgbm", None)
        with pytest.raises(ConfigError, match=r"fashrec\[ranker\]"):
            MODEL.fit(of, crowd.tools(of, 0))
    monkeypatch.setattr(module, "find_spec", lambda _: None)
    with pytest.raises(ConfigError, match=r"fashrec\[ranker\]"):
        LambdaRank(MEMBERS)


@pytest.mark.parametrize(
    ("setting", "value"),
    [
        ("members", {}),
        ("lessons", 0),
        ("depth", 0),
        ("customers", 0),
        ("trees", 0),
        ("leaves", 1),
        ("learning_rate", 0),
        ("min_rows", 0),
        ("seed", -1),
        ("threads", 0),
    ],
)
def test_wrong_settings_are_refused(setting: str, value: object) -> None:
    """By name."""
    with pytest.raises(ConfigError, match=setting):
        replace(MODEL, **{setting: value})  # type: ignore[arg-type] # that is the point
