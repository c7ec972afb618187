"""fastai's numbers and ours are the same where they are defined the same."""

from pathlib import Path
from typing import Any

import numpy as np
import polars as pl
import pytest
import torch

from fashrec.embed.learner.labels import Vocabulary
from fashrec.embed.learner.lesson import Decoded, Lesson, decode
from fashrec.embed.learner.metrics import metrics
from fashrec.embed.learner.network import new_network, read_network
from fashrec.embed.pictures import read_pictures
from fashrec.embed.trunk import normalised
from fashrec.progress import Quiet
from fashrec.store import FolderCheckpoint
from tests.embed.learner.lessons import draw, past, small

pytestmark = pytest.mark.slow  # fastai's import alone takes seconds

LEARNER = small(epochs=1)
VOCABULARY = Vocabulary(("kind",) * 3, ("a", "b", "c"), (1, 1, 1))


@pytest.fixture(scope="module")
def trained(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Lesson, Any]:
    """A folder with a trained network, what it was taught, and fastai's Learner over the same weights."""
    from fashrec.embed.learner.fitting import Fitting  # noqa: PLC0415 - imports fastai, which is for slow tests

    folder = tmp_path_factory.mktemp("trained")
    of = past()
    pictures = draw(folder / "pictures", of)
    work = FolderCheckpoint(folder / "work")
    work.begin()
    LEARNER.fit(of, pictures, work, Quiet())
    lesson = LEARNER.lesson(of, pictures)
    decoded: Decoded = decode(lesson.files, (LEARNER.height, LEARNER.width), 100, 1, Quiet())
    fitting = Fitting(read_network("resnet18", work.folder), lesson, decoded, LEARNER.schedule, work, Quiet())
    return work.folder, lesson, fitting.fastai_learner("unfrozen")


def ours(folder: Path, lesson: Lesson) -> torch.Tensor:
    """Probabilities for the validation pictures through the path that embeds the inventory."""
    files = [lesson.files[row] for row in lesson.validation]
    with torch.inference_mode():
        pictures = normalised(read_pictures(files, LEARNER.width, LEARNER.height))
        made: torch.Tensor = torch.sigmoid(read_network("resnet18", folder)(pictures))
    return made


def test_fastais_predictions_are_ours(trained: tuple[Path, Lesson, Any]) -> None:
    """`get_preds` over fastai's own loader, against the saved network over pictures as the inventory's are read."""
    folder, lesson, learner = trained
    with learner.no_bar():
        said, targets = learner.get_preds()
    assert torch.allclose(said, ours(folder, lesson), atol=1e-5)
    assert np.array_equal(targets.numpy().astype(np.int8), lesson.marks[lesson.validation])


def test_fastais_metrics_are_ours(trained: tuple[Path, Lesson, Any]) -> None:
    """accuracy_multi and FBetaMulti over the whole validation set, and the ones in the table of epochs."""
    from fastai.metrics import FBetaMulti, accuracy_multi  # noqa: PLC0415 - fastai is for slow tests

    folder, lesson, learner = trained
    made = metrics(ours(folder, lesson).numpy(), lesson.marks[lesson.validation])
    learner.metrics = [accuracy_multi, FBetaMulti(beta=2, average="macro", thresh=0.5)]
    with learner.no_bar(), learner.no_logging():
        loss, accuracy, fbeta = learner.validate()
    row = pl.read_parquet(folder / "epochs.parquet").row(0, named=True)
    assert row["predictor"] == "network"
    theirs = {"loss_valid": loss, "accuracy": accuracy, "fbeta2_macro_thr0.5": fbeta}
    for name, value in theirs.items():
        assert row[name] == pytest.approx(float(value), abs=1e-5), name
        assert made[name] == pytest.approx(float(value), abs=1e-5), name


def test_the_network_that_is_trained_is_fastais() -> None:
    """Body and head of `vision_learner` are the trunk and head given to it: nothing is cut, nothing drawn anew."""
    from fashrec.embed.learner.fitting import Fitting  # noqa: PLC0415 - imports fastai, which is for slow tests

    network = new_network("mobilenet_v2", "none", 0, shape=(32, 32), width=8, dropout=0.0, n_labels=3)
    before = {key: value.clone() for key, value in network.state_dict().items()}
    lesson = Lesson([Path("a")] * 3, np.zeros((3, 3), np.int8), np.array([True, False, False]), VOCABULARY)
    pictures = Decoded(lesson.files, (32, 32), np.zeros((3, 32, 32, 3), np.uint8))
    fitting = Fitting(network, lesson, pictures, LEARNER.schedule, FolderCheckpoint(Path()), Quiet())
    model = fitting.fastai_learner("unfrozen").model
    after = {key.replace("0.0.trunk.", "0."): value for key, value in model.state_dict().items()}
    assert after.keys() == before.keys()
    assert all(torch.equal(after[key], value) for key, value in before.items())
