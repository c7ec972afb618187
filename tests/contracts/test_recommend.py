"""What every recommender of conf/recommend has to keep, whatever was bought and whoever is asked for."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import cache
from typing import ClassVar

import numpy as np
import numpy.typing as npt
import pytest
from hydra.utils import instantiate
from omegaconf import DictConfig

from fashrec.evaluate.evaluator import Evaluator
from fashrec.evaluate.ties import TIE_METRICS
from fashrec.past import Past
from fashrec.recommend import ties
from fashrec.recommend.popular import Popular
from fashrec.stages import Need, Ranker, Recommender, Tools
from fashrec.types import Bools, Doubles, Ints, Seen, Shown
from tests import crowd, shop
from tests.running import CONF, composed
from tests.shop import CUT

SEEDS = range(4)
NAMES = sorted(file.stem for file in (CONF / "recommend").glob("*.yaml"))
KS = (1, 2, 5, 12)
# whose lists depend on items' rows by more than the order of what ties, and why
BY_ROW = {
    "chance": "draws rows",
    "hybrid_by_lot": "draws rows for the kept place",
    "als": "starts from factors drawn by row",
    "bpr": "starts from factors drawn by row",
    "vbpr": "starts from factors drawn by row",
    "external": "its ids are in a file",
    "interests": "items that are equally far from each other fall into clusters by row",
    "ranker": "learns from candidates in the order of their rows, which ties scores before the first tree",
}


@cache
def config_of(name: str) -> DictConfig:
    """A recommender's node, in a run of its own."""
    node: DictConfig = composed(f"recommend=[{name}]").recommend[name]
    return node


@pytest.fixture(scope="session")
def given(tmp_path_factory: pytest.TempPathFactory) -> dict[str, dict[str, str]]:
    """What a YAML leaves open, by recommender."""
    lists = tmp_path_factory.mktemp("lists") / "lists.csv"
    crowd.lists().write_csv(lists)
    return {"external": {"path": str(lists), "cut": str(CUT)}}


@pytest.fixture(params=NAMES)
def recommender(request: pytest.FixtureRequest, given: dict[str, dict[str, str]]) -> Recommender:
    """Each one as its YAML makes it."""
    made: Recommender = instantiate(config_of(request.param), _convert_="all", **given.get(request.param, {}))
    return made


@pytest.fixture(params=[pytest.param(seed, marks=[pytest.mark.slow] * (seed > 0)) for seed in SEEDS])
def seed(request: pytest.FixtureRequest) -> int:
    """A few crowds."""
    return int(request.param)


@pytest.fixture(params=["allow", "remove"])
def past(request: pytest.FixtureRequest, seed: int) -> Past:
    """A crowd's past that refuses to be written to."""
    seen: Seen = request.param
    return crowd.frozen(crowd.past(seed, n_rows=150, seen=seen))


@pytest.fixture
def ranker(recommender: Recommender, past: Past, seed: int) -> Ranker:
    """Fitted."""
    return recommender.fit(past, crowd.tools(past, seed))


def everybody(ranker: Ranker, past: Past, k: int, tie_ks: tuple[int, ...] = (), among: Bools | None = None) -> Shown:
    """The lists of all customers."""
    customers = np.arange(past.n_customers, dtype=np.int32)
    return ranker.rank(customers, k, past.catalogue if among is None else among, tie_ks)


def rows(shown: Shown) -> Iterator[tuple[list[int], list[float]]]:
    """Each customer's items and scores, padding off."""
    for items, scores in zip(shown.items, shown.scores, strict=True):
        yield items[items >= 0].tolist(), scores[items >= 0].tolist()


def test_lists_are_what_a_shown_has_to_be(ranker: Ranker, past: Past) -> None:
    """Types and shapes of the contract; padding at the end, -1 beside -inf; scores never rise."""
    shown = everybody(ranker, past, 12)
    assert shown.items.dtype == np.int32
    assert shown.scores.dtype == np.float32
    assert shown.items.shape == shown.scores.shape == (past.n_customers, 12)
    assert np.array_equal(shown.items < 0, np.isneginf(shown.scores))
    assert (np.diff((shown.items < 0).astype(int), axis=1) >= 0).all()
    assert (shown.scores[:, 1:] <= shown.scores[:, :-1]).all()
    assert shown.fallback is None or (shown.fallback.dtype == bool and len(shown.fallback) == past.n_customers)


def test_lists_hold_distinct_items_that_may_be_shown(ranker: Ranker, past: Past) -> None:
    """Nothing twice, nothing out of `among`, nothing owned where that is removed."""
    among = past.catalogue & (np.arange(past.n_items) % 3 > 0)
    owned = past.owned(np.arange(past.n_customers, dtype=np.int32))
    lists = list(rows(everybody(ranker, past, past.n_items, among=among)))
    assert any(items for items, _ in lists)
    for row, (items, _) in enumerate(lists):
        assert len(set(items)) == len(items)
        assert among[items].all()
        assert past.seen == "allow" or not set(items) & set(owned.of(row).tolist())


def test_equal_scores_stand_by_item_row(ranker: Ranker, past: Past) -> None:
    """So that a list is the same on every machine."""
    for items, scores in rows(everybody(ranker, past, past.n_items)):
        keys = [(-score, item) for item, score in zip(items, scores, strict=True)]
        assert keys == sorted(keys)


def test_a_list_does_not_depend_on_who_else_is_asked_for(ranker: Ranker, past: Past) -> None:
    """Each customer alone gets the list and scores that she gets among all."""
    whole = everybody(ranker, past, 5, KS[:3])
    for customer in range(0, past.n_customers, 3):
        alone = ranker.rank(np.array([customer], np.int32), 5, past.catalogue, KS[:3])
        assert np.array_equal(alone.items[0], whole.items[customer])
        assert np.array_equal(alone.scores[0], whole.scores[customer])


def test_the_same_past_gives_the_same_lists(recommender: Recommender, past: Past, seed: int) -> None:
    """Fitted twice, on pasts made apart from each other."""
    again = crowd.past(seed, n_rows=150, seen=past.seen)
    first = everybody(recommender.fit(past, crowd.tools(past, seed)), past, 12)
    second = everybody(recommender.fit(again, crowd.tools(again, seed)), again, 12)
    assert np.array_equal(first.items, second.items)
    assert np.array_equal(first.scores, second.scores)


def test_asking_for_ties_changes_no_list(ranker: Ranker, past: Past) -> None:
    """Ties are looked for beyond the list's end, and the list stays."""
    plain, tied = everybody(ranker, past, 5), everybody(ranker, past, 5, (1, 5))
    assert np.array_equal(plain.items, tied.items)
    assert plain.ties == {}


def test_ties_are_the_blocks_of_the_whole_ranking(ranker: Ranker, past: Past) -> None:
    """A list of length k has a block exactly where the k-th and (k+1)-th scores of the whole ranking are equal.

    Where scores tell the order alone, ties tell their places, and only other names for items can tell whether they are
    right: see the next test.
    """
    whole = list(rows(everybody(ranker, past, past.n_items + 1)))
    shown = everybody(ranker, past, max(KS), KS)
    for k, cut in shown.ties.items():
        if cut.places is not None:
            assert all(scores == [-0.5 - place for place in range(len(scores))] for _, scores in whole)
            continue
        for row, (items, scores) in enumerate(whole):
            if len(scores) <= k or scores[k - 1] != scores[k]:
                assert (cut.block[row], cut.size[row]) == (-1, 0)
                continue
            block = {item for item, score in zip(items, scores, strict=True) if score == scores[k]}
            members = cut.members.of(int(cut.block[row])).tolist()
            assert members == sorted(set(members))
            assert block <= set(members)
            assert cut.size[row] == len(block)


@pytest.mark.slow
@pytest.mark.parametrize("recommender", [name for name in NAMES if name not in BY_ROW], indirect=True)
def test_what_is_expected_of_a_list_is_the_same_whatever_its_items_are_called(
    recommender: Recommender, past: Past, seed: int
) -> None:
    """Other rows for the same items order anew what ties: hits may move, what a random order brings may not."""
    assert moved(recommender, past, seed) == set()


def test_who_erases_ties_is_caught(past: Past, seed: int) -> None:
    """Popular's lists with scores of their own that never tie: their order is that of rows, and nothing tells."""
    assert moved(Popular(), past, seed) == set()
    assert "hit_rate_expected@5 of all" in moved(Eraser(), past, seed)


@dataclass(frozen=True)
class Eraser:
    """What everybody buys, each place with a score of its own."""

    version: ClassVar[int] = 1
    needs: ClassVar[frozenset[Need]] = frozenset()
    past: Past | None = None

    def fit(self, past: Past, tools: Tools) -> "Eraser":
        """Popular is fitted when it is asked."""
        del tools
        return Eraser(past)

    def rank(self, customers: Ints, k: int, among: Bools, tie_ks: tuple[int, ...] = ()) -> Shown:
        """The lists, their ties gone."""
        assert self.past is not None
        shown = Popular().fit(self.past, shop.tools(self.past)).rank(customers, k, among)
        scores = np.where(shown.items >= 0, -np.arange(k), -np.inf).astype(np.float32)
        return replace(shown, scores=scores, ties={length: ties.none(len(customers)) for length in tie_ks})


def moved(recommender: Recommender, past: Past, seed: int) -> set[str]:
    """The tie metrics that are others for somebody once items have other rows."""
    random = np.random.default_rng(seed)
    bought = np.argsort(random.random((past.n_customers, past.n_items)), axis=1)[:, :4]
    tools = crowd.tools(past, seed)
    wanted = expected(past, recommender.fit(past, tools), bought)
    found: set[str] = set()
    for _ in range(2):
        row = random.permutation(past.n_items)
        again = crowd.renamed(past, row)
        ranker = recommender.fit(again, crowd.renamed_tools(tools, again, row))
        values = expected(again, ranker, row[bought])
        found |= {metric for metric, of_one in wanted.items() if not np.allclose(of_one, values[metric], atol=1e-9)}
    return found


def expected(past: Past, ranker: Ranker, bought: npt.NDArray[np.int64]) -> dict[str, Doubles]:
    """The tie metrics of everybody, of lists of all items and of the cold ones alone."""
    lists = [everybody(ranker, past, max(KS), KS, among) for among in (past.catalogue, past.catalogue & ~past.warm)]
    scored = Evaluator(KS).scores(crowd.future(past, bought), *lists)
    return {
        f"{metric} of {segment}": values
        for segment in ("all", "cold_only")
        for metric, values in scored[segment].metrics.items()
        if metric.split("@")[0] in TIE_METRICS
    }


def test_a_list_longer_than_the_catalogue_is_padded(ranker: Ranker, past: Past) -> None:
    """k of three times the items is no error."""
    shown = everybody(ranker, past, 3 * past.n_items, (3 * past.n_items,))
    assert (shown.items[:, past.n_items :] == -1).all()
    assert (shown.ties[3 * past.n_items].block == -1).all()


def test_nothing_is_shown_where_nothing_may_be(ranker: Ranker, past: Past) -> None:
    """An empty `among` gives empty lists without ties."""
    shown = everybody(ranker, past, 5, (5,), among=np.zeros(past.n_items, bool))
    assert (shown.items == -1).all()
    assert (shown.ties[5].block == -1).all()


def test_nobody_may_be_asked_for(ranker: Ranker, past: Past) -> None:
    """No customers, no lists, still k columns."""
    shown = ranker.rank(np.zeros(0, np.int32), 5, past.catalogue, (5,))
    assert shown.items.shape == shown.scores.shape == (0, 5)
    assert len(shown.ties[5].block) == 0
