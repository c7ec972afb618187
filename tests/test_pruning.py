"""A run is shown its leader's scores after each cut, and stops where it is surely behind."""

import json
from datetime import date, timedelta
from pathlib import Path

import numpy as np
import polars as pl
import pytest

from fashrec.errors import DataError
from fashrec.pruning import Leader, PrunedError

DAYS = [date(2020, 3, 23) + timedelta(7 * week) for week in range(5)]


def scored(day: date, hit_rate: float, recommender: str = "content", customers: int = 40) -> pl.DataFrame:
    """One cut of one recommender: as many customers hit as that rate says, the first ones."""
    hits = (np.arange(customers) < hit_rate * customers).astype(np.float64)
    columns = {"recommender": recommender, "segment": "all", "cut": day}
    frame = pl.DataFrame({"customer": [f"{row:04d}" for row in range(customers)], "hit_rate@5": hits})
    return frame.with_columns(**{name: pl.lit(value) for name, value in columns.items()})


def leader_in(folder: Path, status: str = "done", hit_rate: float = 0.5) -> Leader:
    """A finished run of five cuts, read from its folder."""
    (folder / "run.json").write_text(json.dumps({"status": status}))
    pl.concat(scored(day, hit_rate) for day in DAYS).write_parquet(folder / "per_customer.parquet")
    return Leader.read(folder, "content", "hit_rate@5", sure=0.99, seed=0)


def test_a_run_far_behind_ends_after_its_second_cut(tmp_path: Path) -> None:
    """One cut is not enough; then the facts say whom it was behind, on how many cuts and by how much."""
    leader = leader_in(tmp_path)
    frames = [frame for day in DAYS[:2] for frame in (scored(day, 0.0), scored(day, 1.0, "popular"))]
    leader.look(frames[:2])
    with pytest.raises(PrunedError, match=r"pruned after 2 of 5 cuts: hit_rate@5 0\.0000, surely below") as caught:
        leader.look(frames)
    facts = caught.value.facts
    assert (facts["leader"], facts["cuts"], facts["of"], facts["n"]) == (tmp_path.name, 2, 5, 80)
    assert (facts["value"], facts["leader_value"]) == (0.0, 0.5)
    assert facts["by_cut"] == {str(day): 0.0 for day in DAYS[:2]}


def test_a_run_that_is_scored_through_is_never_pruned(tmp_path: Path) -> None:
    """After the last cut there is nothing left to save."""
    leader_in(tmp_path).look([scored(day, 0.0) for day in DAYS])


def test_a_run_a_little_behind_goes_on(tmp_path: Path) -> None:
    """Two of forty customers a week less are no certainty."""
    leader = leader_in(tmp_path)
    for n_cuts in range(1, 6):
        leader.look([scored(day, 0.45) for day in DAYS[:n_cuts]])


def test_other_customers_cannot_be_compared(tmp_path: Path) -> None:
    """The message counts who is missing."""
    with pytest.raises(DataError, match=r"60 .* pairs are scored, 80 were in"):
        leader_in(tmp_path).look([scored(day, 0.5, customers=30) for day in DAYS[:2]])


@pytest.mark.parametrize("status", ["running", "pruned", "failed"])
def test_only_a_finished_run_leads(status: str, tmp_path: Path) -> None:
    """What was not scored on all cuts is no measure."""
    with pytest.raises(DataError, match=f"it is {status}"):
        leader_in(tmp_path, status)


def test_a_folder_that_is_none_is_named(tmp_path: Path) -> None:
    """In four parts, as for any setting."""
    with pytest.raises(DataError, match="holds no finished run to be compared with: FileNotFoundError"):
        Leader.read(tmp_path / "nowhere", "content", "hit_rate@5", sure=0.99, seed=0)
