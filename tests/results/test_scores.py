"""Which metric leads where runs were asked for different ones."""

from pathlib import Path

import pytest

from fashrec.closing_epochs import metric_of
from fashrec.results.runs import Run, read_runs
from fashrec.results.scores import headline, lift_of, skill_of, wide_row
from tests.report.made import write


def runs_of(folder: Path, *headlines: str | None) -> list[Run]:
    """A run for each headline; None: an older run, whose run.json names none."""
    for place, own in enumerate(headlines):
        write(folder / "x" / str(place), {"content": {"all": 0.2}}, **({} if own is None else {"headline": own}))
    return read_runs((folder / "x").iterdir())[0]


@pytest.mark.parametrize(
    ("headlines", "leads"),
    [
        (("map@12", "map@12"), "map@12"),
        (("map@12", "hit_rate@5"), "hit_rate@5"),
        (("map@12", None), "hit_rate@5"),
        ((None, None), "hit_rate@5"),
    ],
)
def test_the_runs_own_metric_leads_where_they_agree(
    headlines: tuple[str | None, ...], leads: str, tmp_path: Path
) -> None:
    """Elsewhere it is the hit rate at the first length, which every run has."""
    assert headline(runs_of(tmp_path, *headlines)) == leads


def test_epochs_are_told_in_the_metric_that_was_taken_after_each() -> None:
    """By a protocol's own name; older runs took the hit rate at the first length."""
    assert metric_of({"ks": [12], "headline": "map@12"}) == "map@12"
    assert metric_of({"ks": [5, 12]}) == "hit_rate@5"


def test_a_row_of_the_csv_has_the_headline_beside_every_hit_rate(tmp_path: Path) -> None:
    """A column a metric, none of them twice."""
    for name, more in (("map@12", {"map@12"}), ("hit_rate@5", set())):
        (run,) = runs_of(tmp_path / name, name)
        columns = [column for column in wide_row(run) if column.startswith("validation.all.content.")]
        metrics = {column.removeprefix("validation.all.content.") for column in columns}
        assert metrics == {"hit_rate@5", "hit_rate@12"} | more
        assert len(columns) == len(metrics)


def test_lift_and_skill_are_told_by_the_runs_own_floors(tmp_path: Path) -> None:
    """0.2 is 20 times chance's 0.01; from popular's 0.25 to the ceiling's 0.9 it is 0.05/0.65 of the way back."""
    (run,) = runs_of(tmp_path, None)
    place = ("validation", "content", "all", "hit_rate@5")
    assert lift_of(run, *place) == pytest.approx(20)
    assert skill_of(run, *place) == pytest.approx(-0.05 / 0.65)
    assert skill_of(run, "validation", "ceiling", "all", "hit_rate@5") == 1


def test_lift_and_skill_are_undefined_without_what_they_are_told_by(tmp_path: Path) -> None:
    """content has no score among cold items here; without popular there is no skill."""
    (run,) = runs_of(tmp_path, None)
    cold = ("validation", "content", "cold", "hit_rate@5")
    assert (lift_of(run, *cold), skill_of(run, *cold)) == (None, None)
    alone = {"validation": {"content": run.data["scores"]["validation"]["content"]}}
    write(tmp_path / "y" / "1", {}, scores=alone)
    (other,) = read_runs((tmp_path / "y").iterdir())[0]
    assert skill_of(other, "validation", "content", "all", "hit_rate@5") is None
    assert lift_of(other, "validation", "content", "all", "hit_rate@5") == pytest.approx(20)
