"""The search for weights: its points, its sums beside a real run's, what it refuses and what it leaves."""

import json
from pathlib import Path

import numpy as np
import polars as pl
import pytest

from fashrec.bench.__main__ import main
from fashrec.bench.weights.lists import CutLists
from fashrec.bench.weights.request import Objective
from fashrec.bench.weights.search import Search, even_grid, moves
from fashrec.evaluate import Evaluator
from fashrec.recommend.content import Content
from fashrec.recommend.fuse import Fuse
from fashrec.recommend.popular import Popular
from fashrec.recommend.repurchase import Repurchase
from fashrec.stages import Recommender
from fashrec.threads import THREADS
from tests import shop
from tests.running import TINY, composed, run_in

WRONG = {
    "the test window": (["split.window=test"], "split.window=test would be looked at"),
    "both windows": (["split.window=all"], "split.window=all would be looked at"),
    "no test window": (["split.test_cuts=0"], "split.test_cuts=0 would leave a benchmark no test window"),
    "an objective of another name": (["objective=accuracy@5"], "objective='accuracy@5' is not allowed"),
    "an objective without k": (["objective=map"], "objective='map' is not allowed"),
    "lists that are not the fusion's": (["segment=cold_only"], "segment='cold_only' is not allowed"),
    "no points": (["points=0"], "points='0' is not allowed"),
    "what is no fusion": (["of=popular"], "popular is no fusion"),
    "several fusions": (["recommend=[fuse,hybrid_no_content]"], "the experiment has 2 fusions"),
    "no fusion": (["recommend=[popular]"], "the experiment has 0 fusions"),
}


@pytest.fixture
def elsewhere(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty folder to work in; the limits of threads are put back afterwards."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr("sys.argv", ["python"])
    for name in THREADS:
        monkeypatch.setenv(name, "1")
    return tmp_path


@pytest.mark.parametrize("case", WRONG)
def test_a_wrong_request_gets_one_clear_error(case: str, elsewhere: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """What, where, why and do, exit status 2; nothing is left behind."""
    words, said = WRONG[case]
    assert main(["weights", "experiment=baseline", "recommend=[fuse,popular]", *words]) == 2
    err = capsys.readouterr().err
    assert said in err
    assert err.count("  where: ") == err.count("  why:   ") == err.count("  do:    ") == 1
    assert not list(elsewhere.iterdir())


def test_the_grid_is_even_and_as_fine_as_allowed() -> None:
    """Six points share two parts among three, ten share three."""
    assert set(even_grid(3, 9)) == {(2, 0, 0), (0, 2, 0), (0, 0, 2), (1, 1, 0), (1, 0, 1), (0, 1, 1)}
    assert len(even_grid(3, 10)) == 10
    assert even_grid(1, 500) == ((1,),)
    assert len(even_grid(4, 1)) == 4


def test_a_move_takes_from_one_and_gives_to_another() -> None:
    """Nobody is left with less than nothing, and the sum stays."""
    assert set(moves((2, 0))) == {(1, 1)}
    assert all(sum(point) == 4 and min(point) >= 0 for point in moves((1, 3, 0)))


def test_the_search_climbs_to_the_top_of_a_hill() -> None:
    """Where the sums fall with the distance to 5 : 3, halves lead to 1 : 1, and the step halved twice to 5 : 3."""
    hill = Search(
        sums=lambda weights: -np.abs(np.array(weights) / sum(weights) - np.array([5 / 8, 3 / 8])).sum(keepdims=True),
        n=np.array([1]),
        grid=even_grid(2, 3),
    )
    assert hill.run() == (5, 3)


def test_optimism_is_what_is_lost_on_cuts_that_did_not_choose() -> None:
    """(1, 0) is best on even cuts and worst on odd ones, and the other way round: nothing is left of 0.5."""
    search = Search(sums=lambda weights: 10 * np.array(weights), n=np.array([10, 10]), grid=((1, 0), (0, 1)))
    for point in search.grid:
        search.look(point)
    assert search.crossed() == (0.5, 0.0)


def test_one_cut_tells_nothing_of_optimism() -> None:
    """There is nobody else to judge."""
    search = Search(sums=lambda _: np.ones(1), n=np.array([2]), grid=((1,),))
    search.run()
    assert search.crossed() is None


@pytest.mark.parametrize("weights", [(1, 1, 1), (0, 1, 2), (3, 0, 1), (5, 2, 0)])
@pytest.mark.parametrize(("metric", "k"), [("hit_rate", 1), ("hit_rate", 3), ("map", 5), ("ndcg", 2)])
@pytest.mark.parametrize("segment", ["all", "cold", "repeat"])
def test_values_are_those_of_the_evaluated_lists(weights: tuple[int, ...], metric: str, k: int, segment: str) -> None:
    """What the search counts in memory is what the evaluator says of the fusion's own lists, customer by customer."""
    past, future = shop.past(), shop.future()
    members: dict[str, Recommender] = {
        "repurchase": Repurchase(Popular(7)),
        "popular": Popular(7),
        "content": Content(Popular(7)),
    }
    ranker = Fuse(members, dict(zip(members, weights, strict=True))).fit(past, shop.tools(past))
    cut = CutLists.of(ranker.pool(future.customers, past.catalogue), future, Objective(metric, k, segment))
    shown = ranker.rank(future.customers, k, past.catalogue)
    evaluated = Evaluator((k,)).scores(future, shown)[segment]
    assert np.array_equal(cut.values(weights), evaluated.metrics[f"{metric}@{k}"])


@pytest.mark.slow
def test_the_command_leaves_a_report_whose_best_is_what_a_run_gets(elsewhere: Path) -> None:
    """The printed override, taken by a run on the same store, scores what the search said."""
    asked = ["experiment=baseline", "recommend=[fuse]", *TINY, "threads=1"]
    assert main(["weights", *asked, "points=20", "store.root=store", "of=fuse"]) == 0
    (folder,) = elsewhere.glob("runs/weights/baseline/*")
    data = json.loads((folder / "run.json").read_text())
    report = elsewhere / "reports" / "weights" / "baseline" / "fuse"
    looked = pl.read_csv(report / "table.csv")
    assert len(looked) == data["looked_at"] >= 20
    assert looked["value"].max() == pytest.approx(data["values"]["best"], abs=1e-6)
    assert data["override"] in (report / "table.md").read_text()
    run = run_in(elsewhere / "again", *asked, *data["override"].split(), store=elsewhere / "store")
    assert run["scores"]["validation"]["fuse"]["all"]["hit_rate@5"]["value"] == pytest.approx(data["values"]["best"])
    assert composed(*asked).recommend.fuse.weights == {"repurchase": 1, "popular": 1}
