"""Training itself: what it sees, that it goes on after a kill, and that it stops when it must."""

import random
import signal
import subprocess
from collections.abc import Mapping
from dataclasses import replace
from functools import partial
from pathlib import Path

import numpy as np
import polars as pl
import pytest
import torch

from fashrec.embed.learner import Learner
from fashrec.embed.learner.labels import read_vocabulary
from fashrec.embed.learner.learner import EPOCH
from fashrec.embed.learner.network import HEAD, TRUNK
from fashrec.errors import DataError
from fashrec.past import Past, Pictures
from fashrec.progress import Quiet
from fashrec.stages import Progress
from fashrec.store import FolderCheckpoint
from tests.embed.learner.lessons import COLD, draw, past, small
from tests.embed.wardrobe import PYTHON, Listening, environment

pytestmark = pytest.mark.slow  # fastai's import alone takes seconds

TWO_PHASES = small(frozen_epochs=2, epochs=2)
# 62 training pictures are three whole batches of 16, and 16 are examined: what a bar counts in an epoch
AN_EPOCH = 3 * 16 + 16
CHILD = """
import sys
from pathlib import Path
from tests.embed.learner.lessons import HaltingTraining, draw, past
from tests.embed.learner.test_fit import TWO_PHASES, fit

of = past()
fit(TWO_PHASES, of, draw(Path(sys.argv[1]), of), Path(sys.argv[2]), HaltingTraining(int(sys.argv[3])))
"""


def fit(learner: Learner, of: Past, pictures: Pictures, folder: Path, progress: Progress | None = None) -> Path:
    """Train in `folder`, going on from what lies there; the folder."""
    checkpoint = FolderCheckpoint(folder)
    checkpoint.begin()
    learner.fit(of, pictures, checkpoint, progress or Quiet())
    checkpoint.finish()
    return folder


def contents(folder: Path) -> Mapping[str, bytes]:
    """What the files of a trained network hold."""
    return {file.name: file.read_bytes() for file in folder.iterdir() if file.is_file()}


@pytest.fixture
def pictures(tmp_path: Path) -> Pictures:
    """Those of the small past."""
    return draw(tmp_path / "pictures", past())


@pytest.fixture(scope="module")
def undisturbed(tmp_path_factory: pytest.TempPathFactory) -> Mapping[str, bytes]:
    """What two phases of two epochs end in."""
    folder = tmp_path_factory.mktemp("undisturbed")
    return contents(fit(TWO_PHASES, past(), draw(folder / "pictures", past()), folder / "work"))


def kill_after(drawn: Path, work: Path, n_pictures: int) -> None:
    """Train in a process of its own until it has looked at more than so many pictures; kill -9."""
    command = [PYTHON, "-c", CHILD, str(drawn), str(work), str(n_pictures)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, env=environment()) as process:
        assert process.stdout is not None
        said = process.stdout.readline()
        process.kill()
    assert said == "halted\n"
    assert process.returncode == -signal.SIGKILL


@pytest.mark.parametrize("epochs_done", [1, 2, 3])
def test_killed_training_goes_on_and_ends_in_the_same_bytes(
    epochs_done: int, tmp_path: Path, pictures: Pictures, undisturbed: Mapping[str, bytes]
) -> None:
    """Killed in the middle of an epoch of either phase: what was done is not done again, nothing else differs."""
    work, progress = tmp_path / "work", Listening()
    kill_after(pictures.folder, work, epochs_done * AN_EPOCH + 20)
    fit(TWO_PHASES, past(), pictures, work, progress)
    assert progress.lines[0] == f"training: {epochs_done} of 4 epochs were done before"
    assert [line[:7] for line in progress.lines[1:]] == [f"epoch {n}" for n in range(epochs_done + 1, 5)]
    left = {"training the head": max(0, 2 - epochs_done), "training all layers": 4 - max(2, epochs_done)}
    bars = {what: total for what, total, _ in progress.tasks if what.startswith("training")}
    assert bars == {what: n * AN_EPOCH for what, n in left.items() if n}
    again = contents(work)
    assert again.keys() == undisturbed.keys()
    assert {name for name in again if again[name] != undisturbed[name]} == set()


def test_the_seed_decides(tmp_path: Path, pictures: Pictures, undisturbed: Mapping[str, bytes]) -> None:
    """Another seed, other weights; wherever the process's generators stand, they are not moved."""
    torch.manual_seed(11)
    random.seed(11)
    expected = torch.rand(1), random.random()  # noqa: S311 - no secret
    torch.manual_seed(11)
    random.seed(11)
    same = contents(fit(TWO_PHASES, past(), pictures, tmp_path / "same"))
    assert (torch.rand(1), random.random()) == expected  # noqa: S311 - no secret
    assert same == undisturbed
    other = contents(fit(replace(TWO_PHASES, seed=1), past(), pictures, tmp_path / "other"))
    assert other[TRUNK] != undisturbed[TRUNK]


def test_a_cold_items_picture_never_reaches_training(tmp_path: Path, pictures: Pictures) -> None:
    """The canary: with the files of cold items unreadable, and then with another label, every byte is the same."""
    of, learner = past(), small()
    before = contents(fit(learner, of, pictures, tmp_path / "before"))
    for row in COLD:
        (pictures.folder / f"{row:010d}.png").write_bytes(b"no picture")
    other = of.items.with_columns(
        pl.when(pl.Series(of.warm)).then("colour_group_name").otherwise(pl.lit("Pink")).alias("colour_group_name")
    )
    assert contents(fit(learner, replace(of, items=other), pictures, tmp_path / "after")) == before
    (pictures.folder / "0000000005.png").write_bytes(b"no picture")
    with pytest.raises(DataError, match=r"0000000005\.png cannot be read"):
        fit(learner, of, pictures, tmp_path / "warm")


def test_what_is_learnt_beats_what_needs_no_network(tmp_path: Path, pictures: Pictures) -> None:
    """Three colours on white are easy: the table's last rows have the network above every baseline."""
    folder = fit(small(epochs=4, lr=0.01, batch_size=8), past(), pictures, tmp_path / "work")
    epochs = pl.read_parquet(folder / "epochs.parquet")
    assert epochs["predictor"].to_list() == ["network", "none", "majority", "prior"] * 4
    assert epochs["epoch"].to_list() == [epoch for epoch in range(1, 5) for _ in range(4)]
    network, *trivial = epochs.tail(4)["map_macro"]
    assert network > max(trivial) + 0.1
    assert epochs.tail(4)["accuracy"][0] > max(epochs.tail(3)["accuracy"])


def test_a_frozen_trunk_stays_as_it_is(tmp_path: Path, pictures: Pictures) -> None:
    """Its bytes are those that it started from, norms' statistics included; the head's are not."""
    first = contents(fit(small(frozen_epochs=1, epochs=0), past(), pictures, tmp_path / "one"))
    longer = contents(fit(small(frozen_epochs=3, epochs=0), past(), pictures, tmp_path / "three"))
    assert first[TRUNK] == longer[TRUNK]
    assert first[HEAD] != longer[HEAD]


def test_each_epochs_network_is_kept_where_asked_for(tmp_path: Path, pictures: Pictures) -> None:
    """One an epoch; the last is the result."""
    learner, work = replace(TWO_PHASES, keep_epochs=True), tmp_path / "work"
    fit(learner, past(), pictures, work)
    kept = [contents(work / EPOCH.format(epoch)) for epoch in range(1, 5)]
    assert kept[3].items() <= contents(work).items()
    assert len({one[HEAD] for one in kept}) == 4
    assert len({one[TRUNK] for one in kept}) == 3  # frozen for the first two


def test_a_label_that_only_validation_has_is_no_label(tmp_path: Path, pictures: Pictures) -> None:
    """Training does not stop at it; it is counted."""
    of, learner = past(), small(min_count=1, epochs=1)
    held_out = learner.lesson(of, pictures).held_out
    warm = np.flatnonzero(of.warm & pictures.has())
    rare = np.zeros(of.n_items, bool)
    rare[warm[held_out][0]] = True
    items = of.items.with_columns(
        pl.when(pl.Series(rare)).then(pl.lit("Gold")).otherwise("colour_group_name").alias("colour_group_name")
    )
    folder = fit(learner, replace(of, items=items), pictures, tmp_path / "work")
    vocabulary = read_vocabulary(folder / "vocabulary.json")
    assert vocabulary.n_unseen == 1
    assert "colour_group_name=Gold" not in vocabulary.names


def test_a_loss_that_is_no_number_stops_with_an_error(tmp_path: Path, pictures: Pictures) -> None:
    """Which says where and what to do; no half-trained network is left as a result."""
    with pytest.raises(DataError, match=r"the training loss became NaN or infinite in batch \d of epoch 1") as caught:
        fit(small(lr=1e30, epochs=3), past(), pictures, tmp_path / "work")
    assert "lower lr" in caught.value.do
    assert not (tmp_path / "work" / TRUNK).exists()


def test_pictures_read_anew_in_each_epoch_give_the_same_bytes(tmp_path: Path, pictures: Pictures) -> None:
    """Where they do not fit in memory; also in two processes of their own."""
    small_once = partial(small, epochs=1)
    kept = contents(fit(small_once(), past(), pictures, tmp_path / "kept"))
    assert contents(fit(small_once(memory_mb=0), past(), pictures, tmp_path / "read")) == kept
    assert contents(fit(small_once(memory_mb=0, workers=2), past(), pictures, tmp_path / "workers")) == kept


@pytest.mark.parametrize("row", [5, 11])
def test_a_picture_that_a_worker_cannot_read_is_named(tmp_path: Path, pictures: Pictures, row: int) -> None:
    """As where no process of its own reads: torch carries no error of several parts from one process to another."""
    (pictures.folder / f"{row:010d}.png").write_bytes(b"no picture")
    with pytest.raises(DataError, match=rf"{row:010d}\.png cannot be read") as caught:
        fit(small(epochs=1, memory_mb=0, workers=1), past(), pictures, tmp_path / "work")
    assert caught.value.do
