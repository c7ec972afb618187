"""What every classifier of conf/embed/source has to keep."""

import json
import os
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

import numpy as np
import polars as pl
import pytest
from hydra.utils import get_class, instantiate
from omegaconf import OmegaConf

from fashrec.frames import EPOCHS
from fashrec.past import Past, Pictures
from fashrec.progress import Quiet
from fashrec.stages import Classifier
from fashrec.store import FolderCheckpoint, settings_of
from tests import crowd
from tests.embed.learner.lessons import COLD, N_ITEMS, WITHOUT, draw, past
from tests.embed.wardrobe import stored

CONF = Path(__file__).parents[2] / "conf" / "embed" / "source"
# small enough for a test; a classifier that is not named here is tested as its YAML makes it
SMALL: Mapping[str, Mapping[str, object]] = {
    "learner": {
        "labels": ["colour_group_name", "product_type_name"],
        "height": 32,
        "width": 32,
        "hidden": 8,
        "batch_size": 16,
        "epochs": 1,
    }
}

pytestmark = pytest.mark.slow  # what trains imports for seconds


def made(name: str, threads: int = 1) -> object:
    """A source as its YAML makes it, made small."""
    above = {"seed": 0, "threads": threads, "weights": "none"}
    whole = OmegaConf.create({**above, "stage": OmegaConf.merge(OmegaConf.load(CONF / f"{name}.yaml"), SMALL[name])})
    return instantiate(whole.stage)


@pytest.fixture(params=sorted(SMALL))
def classifier(request: pytest.FixtureRequest) -> Classifier:
    """Each one."""
    one = made(request.param)
    assert isinstance(one, Classifier)
    return one


def test_every_classifier_is_tested_here() -> None:
    """A source whose class can be fitted is named above."""
    targets = {file.stem: OmegaConf.to_container(OmegaConf.load(file)) for file in CONF.glob("*.yaml")}
    classes = {name: get_class(node["_target_"]) for name, node in targets.items() if isinstance(node, dict)}
    assert {name for name, of in classes.items() if callable(getattr(of, "fit", None))} == set(SMALL)


@pytest.fixture
def pictures(tmp_path: Path) -> Pictures:
    """Those of the small past."""
    return draw(tmp_path / "pictures", past())


def fit(classifier: Classifier, of: Past, pictures: Pictures, folder: Path) -> Path:
    """Train in `folder`; the folder."""
    checkpoint = FolderCheckpoint(folder)
    checkpoint.begin()
    classifier.fit(of, pictures, checkpoint, Quiet())
    checkpoint.finish()
    return folder


def contents(folder: Path) -> Mapping[str, bytes]:
    """What its files hold."""
    return {file.relative_to(folder).as_posix(): file.read_bytes() for file in folder.rglob("*") if file.is_file()}


def test_a_classifier_says_how_good_it_is(classifier: Classifier, pictures: Pictures, tmp_path: Path) -> None:
    """A table of epochs, each beside the trivial baselines, and how many pictures and labels there were."""
    folder = fit(classifier, past(), pictures, tmp_path / "work")
    epochs = pl.read_parquet(folder / "epochs.parquet")
    counts = json.loads((folder / "counts.json").read_text())
    assert counts["n_training"] + counts["n_validation"] == N_ITEMS - len(COLD) - len(WITHOUT)
    assert dict(epochs.schema) == EPOCHS
    assert epochs.group_by("epoch").agg(pl.col("predictor").sort())["predictor"][0].to_list() == [
        "majority",
        "network",
        "none",
        "prior",
    ]
    assert epochs.filter(pl.col("predictor") == "network")["loss_valid"].is_finite().all()


def test_a_classifier_becomes_an_embedder(classifier: Classifier, pictures: Pictures, tmp_path: Path) -> None:
    """Of every item with a picture, cold ones too; nothing is read before it embeds."""
    embedder = classifier.trained(tmp_path / "work")
    fit(classifier, past(), pictures, tmp_path / "work")
    checkpoint = FolderCheckpoint(tmp_path / "embed")
    values, has = embedder.embed(pictures, checkpoint, Quiet())
    assert values.dtype == np.float32
    assert len(values) == len(has) == N_ITEMS
    assert np.flatnonzero(~has).tolist() == list(WITHOUT)
    assert np.array_equal(values.any(axis=1), has)
    assert len(np.unique(values[list(COLD)], axis=0)) > 1
    assert stored(embedder, pictures, tmp_path / "store", Quiet()).made


def test_training_again_gives_the_same_bytes(classifier: Classifier, pictures: Pictures, tmp_path: Path) -> None:
    """From arrays that cannot be written to, as those mapped from the store."""
    first = contents(fit(classifier, past(), pictures, tmp_path / "first"))
    assert contents(fit(classifier, crowd.frozen(past()), pictures, tmp_path / "second")) == first


def test_no_cold_item_reaches_a_classifier(classifier: Classifier, pictures: Pictures, tmp_path: Path) -> None:
    """The canary: with their pictures gone and everything known of them changed, every byte stays."""
    of = past()
    before = contents(fit(classifier, of, pictures, tmp_path / "before"))
    for row in COLD:
        (pictures.folder / str(pictures.names[row])).unlink()
    told = [
        pl.when(pl.Series(of.warm)).then(name).otherwise(pl.lit("new")).alias(name) for name in of.items.columns[1:3]
    ]
    changed = of.items.with_columns(told)
    assert contents(fit(classifier, replace(of, items=changed), pictures, tmp_path / "after")) == before


def test_no_path_is_among_the_settings(classifier: Classifier, tmp_path: Path) -> None:
    """Neither of the classifier nor of the embedder that it becomes."""
    for stage in (classifier, classifier.trained(tmp_path)):
        assert not any(os.sep in str(value) for value in settings_of(stage).values())
