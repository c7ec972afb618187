"""What the frontier's words come to."""

import json
from pathlib import Path

import pytest

from fashrec.bench.frontier.request import FrontierRequest, RawRequest, composed
from fashrec.threads import THREADS
from tests.bench.frontier.made import write


@pytest.fixture(autouse=True)
def _threads(monkeypatch: pytest.MonkeyPatch) -> None:
    """The limits of threads are put back afterwards."""
    for name in THREADS:
        monkeypatch.setenv(name, "1")


def measured(*words: str) -> FrontierRequest:
    """The request of something to be measured."""
    request = composed(words)
    assert isinstance(request, FrontierRequest)
    return request


def builds_of(request: FrontierRequest) -> list[dict[str, int | str]]:
    """Annoy's."""
    return [dict(build) for build in request.rivals[1].builds]


def test_an_experiments_own_vectors_are_measured_with_every_metric() -> None:
    """Four numbers of trees, three metrics; as long as the experiment has them."""
    request = measured("experiment=pca128")
    assert (request.own, request.dims, request.sizes, request.n_spaces) == (True, (None,), (), 1)
    assert len(builds_of(request)) == 4 * 3
    assert request.asked.name == "pca128"


def test_made_vectors_stand_alone_or_beside_an_experiment() -> None:
    """Without an experiment nothing of one is measured, and the report has a name that says what was."""
    alone, beside = measured("n=1000", "dim=16"), measured("experiment=pca128", "n=1000", "dims=8,16")
    assert (alone.own, alone.asked.name, alone.n_spaces) == (False, "made_1000x16", 1)
    assert (beside.own, beside.asked.name, beside.n_spaces) == (True, "pca128", 3)


def test_several_sizes_are_about_growth() -> None:
    """One forest of each size, unless other trees are asked for."""
    assert builds_of(measured("sizes=100,10")) == [{"trees": 50, "metric": "angular"}]
    assert measured("sizes=100,10").sizes == (10, 100)
    assert len(builds_of(measured("sizes=100,10", "trees=5,6"))) == 2


def test_the_bound_is_the_loss_unless_it_is_given() -> None:
    """The stricter reading is the default."""
    given = measured("experiment=pca128", "loss=0.01").judgement
    assert (given.loss, given.bound) == (0.01, 0.01)
    assert measured("experiment=pca128", "loss=0.01", "bound=0.02").judgement.bound == 0.02


def test_raw_tables_are_judged_by_what_is_given_alone(tmp_path: Path) -> None:
    """Nothing else of the run's facts is touched; a loss brings its bound."""
    folder = write(tmp_path)
    request = composed([f"raw={folder}", "loss=0.1", "out=elsewhere"])
    assert isinstance(request, RawRequest)
    assert (request.raw, request.out, dict(request.given)) == (folder, Path("elsewhere"), {"bound": 0.1, "loss": 0.1})
    assert json.loads((folder / "run.json").read_text())["loss"] == 0.005
