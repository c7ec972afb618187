"""How likely a trained network finds each label."""

from io import BytesIO
from pathlib import Path

import numpy as np
import pytest
import torch
from PIL import Image

from fashrec.embed.learner import Learner
from fashrec.embed.learner.labels import VOCABULARY, Vocabulary
from fashrec.embed.learner.learner import EPOCH
from fashrec.embed.learner.network import new_network, save_network
from fashrec.embed.pictures import read_pictures
from fashrec.embed.trunk import normalised
from fashrec.types import InMemory

LEARNER = Learner(height=32, width=32)
KNOWN = Vocabulary(("colour_group_name",) * 2 + ("product_type_name",), ("Blue", "Red", "Dress"), (5, 6, 7))


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where training would have left a network, and another after its first epoch."""
    made = tmp_path_factory.mktemp("trained")
    for at, seed in ((made, 0), (made / EPOCH.format(1), 1)):
        network = new_network("resnet18", "none", seed, shape=(32, 32), width=8, dropout=0.1, n_labels=len(KNOWN))
        save_network(network, at)
    KNOWN.write(made / VOCABULARY)
    return made


def _photos(folder: Path) -> list[Path]:
    files = [folder / f"{colour}.png" for colour in ("red", "blue", "white")]
    for file in files:
        Image.new("RGB", (40, 60), file.stem).save(file)
    return files


def test_probabilities_are_those_of_the_networks_own_answer(folder: Path, tmp_path: Path) -> None:
    """A sigmoid for each label, in the vocabulary's order; of files as of photos in memory."""
    labeller, files = LEARNER.trained(folder).labeller(), _photos(tmp_path)
    network = new_network("resnet18", "none", 0, shape=(32, 32), width=8, dropout=0.1, n_labels=len(KNOWN)).eval()
    with torch.inference_mode():
        expected = 1 / (1 + np.exp(-network(normalised(read_pictures(files, 32, 32))).numpy()))
    likely = labeller.probabilities(files)
    assert labeller.vocabulary == KNOWN
    assert likely == pytest.approx(expected, abs=1e-5)
    assert len(np.unique(likely[:, 0])) == 3
    kept = BytesIO(files[1].read_bytes())
    assert np.array_equal(labeller.probabilities([InMemory("b", kept.getvalue())]), labeller.probabilities([files[1]]))


def test_a_network_kept_after_an_epoch_knows_the_same_labels(folder: Path, tmp_path: Path) -> None:
    """And finds them otherwise likely."""
    last, first = (LEARNER.trained(at).labeller() for at in (folder, folder / EPOCH.format(1)))
    files = _photos(tmp_path)
    assert first.vocabulary == last.vocabulary
    assert not np.allclose(first.probabilities(files), last.probabilities(files))
