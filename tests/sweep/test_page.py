"""What the page of a sweep says, from studies made by hand."""

from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import numpy as np
import optuna
import polars as pl
import pytest
from matplotlib.figure import Figure
from optuna.distributions import CategoricalDistribution, FloatDistribution, IntDistribution
from optuna.trial import TrialState, create_trial

from fashrec.sweep.plot import _axes_of
from fashrec.sweep.progress import progress
from fashrec.sweep.scale import Scale, short
from fashrec.sweep.study import HASH, STUDY, claim_of, done, front, open_study
from fashrec.sweep.written import write

SPACE: dict[str, optuna.distributions.BaseDistribution] = {
    "index.trees": IntDistribution(1, 100, log=True),
    "profile": CategoricalDistribution(["mean", "last"]),
}
SEARCH = {"ratio_p25": 0.5, "ratio_p75": 2.0, "control": 1.01, "recall": 0.9}


def finished(study: optuna.Study, folder: Path, trees: int, profile: str, *values: float) -> None:
    """Enter a finished configuration, whose run scored 50 customers at two cuts."""
    name = f"run{len(study.trials)}"
    (folder / name).mkdir()
    hits = (np.arange(100) < 100 * values[0]).astype(np.float64)
    columns = {"recommender": ["content"] * 100, "segment": ["all"] * 100, "cut": [1] * 50 + [2] * 50}
    scores = pl.DataFrame({**columns, "customer": [f"{row % 50}" for row in range(100)], "hit_rate@5": hits})
    scores.write_parquet(folder / name / "per_customer.parquet")
    search = {**SEARCH, "ratio": values[1]} if len(values) > 1 else None
    about: dict[str, Any] = {"run": name, "metric": "hit_rate@5", "margin": "±.010", "low": None, "high": None}
    about |= {"search": search, "words": ["experiment=x"], "cuts": 2, HASH: name}
    params = {"index.trees": trees, "profile": profile}
    study.add_trial(create_trial(values=list(values), params=params, distributions=SPACE, user_attrs=about))


@pytest.fixture
def page(tmp_path: Path, request: pytest.FixtureRequest) -> str:
    """The page of a study of five configurations, with one or two objectives."""
    two = request.param
    study = open_study(tmp_path, "study", objectives=("headline", "latency") if two else ("headline",))
    study.set_user_attr("request", {"trials": 6, "recommender": "content", "command": "typed"})
    scores, ratios = (0.1, 0.3, 0.2, 0.4, 0.3), (0.5, 0.6, 0.7, 2.0, 0.9)
    for trees, score, ratio in zip((1, 2, 5, 11, 50), scores, ratios, strict=True):
        finished(study, tmp_path, trees, "mean", *((score, ratio) if two else (score,)))
    (tmp_path / "report").mkdir()
    return write(tmp_path / "report", tmp_path, study, ["another"], "python -m fashrec.sweep x").text


@pytest.mark.parametrize("page", [False], indirect=True)
def test_a_page_says_what_was_found_and_how_much_of_it_is_luck(page: str, tmp_path: Path) -> None:
    """Its first line names its command; then the count, the best with its luck, importances, and every run in order."""
    assert page.startswith("<!-- made by `python -m fashrec.sweep x`: do not edit -->\n\n# Sweep ")
    assert "5 of 6 configurations finished." in page
    assert "Confirm it once: `python -m fashrec.sweep x confirm`" in page
    assert "validation window 0.4000±.010, with `index.trees=11 profile=mean`" in page
    assert "the best of 5 configurations on the window that chose it. Expected luck of the best of 5: " in page
    assert "With fewer than 10 a setting it is a hint" in page
    assert "Other studies in this folder, for study=: another." in page
    assert [line.split(" ")[1] for line in page.splitlines() if line.startswith("| run") and "±" in line] == [
        "run3", "run1", "run4", "run2", "run0",
    ]  # fmt: skip
    table = pl.read_csv(tmp_path / "report" / "table.csv")
    assert table["score"].to_list() == [0.4, 0.3, 0.3, 0.2, 0.1]
    assert (tmp_path / "report" / "table.md").read_text() == page
    assert not (tmp_path / "report" / "front.svg").exists()


@pytest.mark.parametrize("page", [True], indirect=True)
def test_with_two_objectives_a_front_is_found_instead_of_a_best(page: str, tmp_path: Path) -> None:
    """Of scores 0.1, 0.3, 0.2, 0.4, 0.3 at ratios 0.5, 0.6, 0.7, 2, 0.9 three are on it; noise is said."""
    assert "3 of 5 configurations are on the front" in page
    assert "between 1.010 and 1.010; no smaller difference means anything" in page
    assert "| `index.trees=2 profile=mean` | 0.3000±.010 | 0.6 (0.5 … 2) | 0.9000 | run1 |" in page
    assert "Best:" not in page
    table = pl.read_csv(tmp_path / "report" / "table.csv")
    assert table.filter("on_front")["run"].to_list() == ["run3", "run1", "run0"]
    assert (tmp_path / "report" / "front.png").stat().st_size > 10_000


def test_equals_in_both_are_on_the_front_once() -> None:
    """A tie in one objective goes to who is better in the other."""
    trials = [create_trial(values=values) for values in ([0.3, 1.0], [0.3, 1.0], [0.3, 0.9], [0.2, 0.9])]
    assert [trial.values for trial in front(trials)] == [[0.3, 0.9]]


def test_a_running_sweep_tells_when_it_will_end(tmp_path: Path) -> None:
    """Of ten configurations three took 20 s each, two run: seven are three and a half turns, half a turn is done."""
    study = open_study(tmp_path, "study")
    study.set_user_attr("request", {"trials": 10})
    begin = datetime(2026, 1, 1)  # noqa: DTZ001 - as Optuna has it
    for _ in range(3):
        ran = create_trial(value=0.5)
        ran.datetime_start, ran.datetime_complete = begin, begin + timedelta(seconds=20)
        study.add_trial(ran)
    locks = []
    for name in ("a", "b"):
        study.ask().set_user_attr(HASH, name)
        locks.append(claim_of(tmp_path, name))
        locks[-1].acquire()
    now = datetime(2026, 1, 2, tzinfo=UTC)
    found = progress(tmp_path, study, now)
    assert found.counts == {"done": 3, "running": 2}
    assert found.ends == now + timedelta(seconds=60)
    assert found.lines()[-1] == "Expected to end at 2026-01-02 00:01:00 UTC."
    for lock in locks:
        lock.release()
    assert progress(tmp_path, study, now).counts == {"done": 3, "killed": 2}


def test_values_have_their_places_on_an_axis() -> None:
    """Logarithms where values are tried so; choices evenly, numbers among them ascending."""
    trees = Scale.of("index.trees", SPACE["index.trees"])
    assert trees.at("10") == pytest.approx(0.5)
    assert [label for _, label in trees.ticks] == ["1", "2", "5", "10", "20", "50", "100"]
    choices = Scale.of("embed.dim", CategoricalDistribution(["128", "16", "64"]))
    assert [label for _, label in choices.ticks] == ["16", "64", "128"]
    assert choices.at("64") == 0.5
    half = Scale.of("share", FloatDistribution(0, 1))
    assert half.at("0.5") == pytest.approx(0.5)
    assert 0 < half.at("0") < half.at("1") < 1


def test_settings_are_called_by_what_tells_them_apart() -> None:
    """The last two words where they are short, the last where not, more where two end alike."""
    wide = "recommend.hybrid.member.weights.repurchase_colours"
    assert short(["index.trees", wide]) == {"index.trees": "index.trees", wide: "repurchase_colours"}
    alike = ["recommend.one.weights.content_that_is_long", "recommend.two.weights.content_that_is_long"]
    assert list(short(alike).values()) == ["one.weights.content_that_is_long", "two.weights.content_that_is_long"]


def test_the_best_come_first(tmp_path: Path) -> None:
    """Finished ones alone; of equals the fastest leads."""
    study = open_study(tmp_path, "study", objectives=("headline", "latency"))
    for values in ([0.1, 1.0], [0.3, 2.0], [0.3, 1.0], [0.2, 1.0]):
        study.add_trial(create_trial(values=values))
    study.add_trial(create_trial(state=TrialState.PRUNED, values=[0.9, 1.0]))
    assert [trial.values for trial in done(study)] == [[0.3, 1.0], [0.3, 2.0], [0.2, 1.0], [0.1, 1.0]]
    assert (tmp_path / STUDY).is_file()


@pytest.mark.parametrize(("best", "n_labels"), [(0.41, 11), (0.5, 12)], ids=["near a tick", "between two"])
def test_a_tick_gives_way_to_the_label_of_the_best(best: float, n_labels: int) -> None:
    """Of two axes with ticks at 0, 0.2, ... 1, the second has the best beside it."""
    axes, scale = Figure().subplots(), Scale("score", 0.0, 1.0)
    _axes_of(axes, [scale, scale], {}, (1, best))
    assert len(axes.texts) == n_labels
