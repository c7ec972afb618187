"""A whole run that evaluates the recommender after every epoch, and the report on it."""

from pathlib import Path

import polars as pl
import pytest
from polars.testing import assert_frame_equal

from fashrec.by_epoch import SEGMENTS
from fashrec.configure import assemble
from fashrec.frames import EPOCHS
from fashrec.making import Making
from fashrec.progress import Quiet
from fashrec.store import Store
from tests.report.skeleton import REPORTS, skeleton
from tests.running import TINY, command, composed, read_run, run_in, table

pytestmark = pytest.mark.slow

N_EPOCHS = 3
ASKED = (
    "experiment=table1",
    *TINY,
    "embed.dim=8",
    "embed.source.height=32",
    "embed.source.width=32",
    "embed.source.hidden=16",
    f"embed.source.epochs={N_EPOCHS}",
    "embed.source.batch_size=16",
)
COLUMNS = [f"content.{segment}.hit_rate@5" for segment in SEGMENTS]


@pytest.fixture(scope="module")
def shared(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder whose store is shared."""
    return tmp_path_factory.mktemp("shared")


@pytest.fixture(scope="module")
def finished(shared: Path) -> Path:
    """The run folder of a run that evaluated every epoch."""
    folder = shared / "finished"
    run_in(folder, *ASKED)
    return folder


def test_hit_rates_stand_in_the_networks_rows_of_the_table_of_epochs(finished: Path) -> None:
    """The classifier's columns are as they were; the trivial classifiers give no vectors."""
    epochs = table(finished, "epochs")
    assert epochs.columns == [*EPOCHS, *COLUMNS]
    assert epochs["epoch"].to_list() == [epoch for epoch in range(1, N_EPOCHS + 1) for _ in range(4)]
    network = pl.col("predictor") == "network"
    assert epochs.filter(network)["content.all.hit_rate@5"].null_count() == 0
    assert epochs.filter(~network).select(pl.col(COLUMNS).is_null().all()).row(0) == (True,) * 4
    trained = finished.parent / "store" / "trained" / read_run(finished)["artefacts"]["trained"]
    assert_frame_equal(epochs.select(list(EPOCHS)), pl.read_parquet(trained / "epochs.parquet"))


def test_run_json_says_the_same_as_the_table(finished: Path) -> None:
    """A row an epoch: the classifier's metrics by predictor, and the headline metric of every segment."""
    rows, epochs = read_run(finished)["epochs"], table(finished, "epochs").filter(predictor="network")
    assert [row["epoch"] for row in rows] == list(range(1, N_EPOCHS + 1))
    for row, of_table in zip(rows, epochs.to_dicts(), strict=True):
        assert set(row["classifier"]) == {"network", "none", "majority", "prior"}
        assert row["classifier"]["network"] == {name: of_table[name] for name in row["classifier"]["network"]}
        scores = row["scores"]["validation"]
        assert list(scores) == ["content"]
        said = [scores["content"][segment]["hit_rate@5"]["value"] for segment in SEGMENTS]
        assert said == [of_table[name] for name in COLUMNS]


def test_after_the_last_epoch_the_hit_rates_are_the_runs_own(finished: Path) -> None:
    """To the last digit, for every segment and each cut: the last kept network is the trained one."""
    data = read_run(finished)
    last = data["epochs"][-1]["scores"]["validation"]["content"]
    main = data["scores"]["validation"]["content"]
    assert last == {segment: {"hit_rate@5": cells["hit_rate@5"]} for segment, cells in main.items()}


def test_epochs_have_vectors_of_their_own(finished: Path, shared: Path) -> None:
    """Each epoch's artefact is another, and none is that of the trained network."""
    parts = assemble(composed(*ASKED))
    making = Making(parts, Store(shared / "store", Quiet()), Quiet())
    assert making.kept_epochs == tuple(range(1, N_EPOCHS + 1))
    hashes = [making.vectors_recipe.hash, *(making.after(epoch).vectors_recipe.hash for epoch in making.kept_epochs)]
    assert len(set(hashes)) == N_EPOCHS + 1
    assert hashes[0] == read_run(finished)["artefacts"]["vectors"]
    values = [making.after(epoch).vectors_at(making.earliest).values for epoch in making.kept_epochs]
    assert not any((one == values[-1]).all() for one in values[:-1])
    assert (making.vectors_at(making.earliest).values == values[-1]).all()


def test_a_second_run_makes_nothing_and_says_the_same(finished: Path, shared: Path) -> None:
    """Whatever a killed run has made is found by the next."""
    before = {file: file.stat().st_ino for file in (shared / "store").glob("*/*/*") if file.name != "manifest.json"}
    again = run_in(shared / "again", *ASKED)
    after = {file: file.stat().st_ino for file in (shared / "store").glob("*/*/*") if file.name != "manifest.json"}
    assert again["epochs"] == read_run(finished)["epochs"]
    assert after == before


def test_a_run_that_was_stopped_between_two_epochs_goes_on(
    finished: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The first epoch's vectors are not made again, and every number is that of a run in one go."""
    with monkeypatch.context() as stopping:
        after = Making.after
        stopping.setattr(Making, "after", lambda making, epoch: after(making, epoch) if epoch == 1 else _stop())
        with pytest.raises(KeyboardInterrupt):
            run_in(tmp_path / "stopped", *ASKED)
    made = {file: file.stat().st_ino for file in (tmp_path / "store").glob("vectors/*/values.npy")}
    assert len(made) == 2  # those of the trained network and of its first epoch
    data = run_in(tmp_path / "again", *ASKED)
    assert data["epochs"] == read_run(finished)["epochs"]
    assert made == {file: file.stat().st_ino for file in made}


def _stop() -> Making:
    raise KeyboardInterrupt


def test_a_network_that_kept_no_epochs_has_a_table_without_hit_rates(shared: Path, finished: Path) -> None:
    """As experiments other than table1 have it; the network, and so the lists, are the same."""
    data = run_in(shared / "plain", *ASKED, "embed.source.keep_epochs=false")
    assert "epochs" not in data
    assert table(shared / "plain", "epochs").columns == list(EPOCHS)
    assert data["scores"] == read_run(finished)["scores"]


def test_a_report_shows_every_epoch(shared: Path, finished: Path) -> None:
    """Its page, its numbers and its picture; no path of this machine in them."""
    del finished
    done = command(shared, "runs=finished", module="fashrec.report")
    assert done.returncode == 0, done.stderr
    folder = next(shared.glob("reports/*"))
    assert sorted(file.name for file in folder.iterdir()) == [
        "audit.csv",
        "beyond.csv",
        "beyond.md",
        "context.csv",
        "context.md",
        "context.tex",
        "epochs.csv",
        "epochs.md",
        "epochs.png",
        "epochs.svg",
        "lists.csv",
        "report.html",
        "table.csv",
        "table.md",
        "table.tex",
    ]
    text = (folder / "epochs.md").read_text()
    of_a_run = {"## finished", "## seed #"}
    here, there = (skeleton(place / "epochs.md")[1:] for place in (folder, REPORTS / "table1"))
    assert [line for line in here if line not in of_a_run] == [line for line in there if line not in of_a_run]
    assert f"n = {N_EPOCHS} networks: {N_EPOCHS} epochs of 1 run" in text
    assert str(shared) not in text
    assert pl.read_csv(folder / "epochs.csv").height == N_EPOCHS
