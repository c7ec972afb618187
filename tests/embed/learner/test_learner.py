"""The learner's settings: checked when it is made, and those that change a result name what is made."""

import hashlib
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import polars as pl
import pytest

from fashrec.embed.learner import Learner
from fashrec.embed.learner.lesson import Decoded, decode
from fashrec.errors import ConfigError, DataError
from fashrec.past import Pictures
from fashrec.store import settings_of
from tests.embed.learner.lessons import COLD, N_ITEMS, WITHOUT, draw, past, small
from tests.embed.wardrobe import Listening

WRONG: list[dict[str, Any]] = [
    {"name": "resnet19"},
    {"weights": ""},
    {"labels": ()},
    {"labels": ("item_id",)},
    {"labels": ("product_code",)},
    {"labels": ("section_name", "section_name")},
    {"min_count": 0},
    {"valid_share": 0.0},
    {"valid_share": 1.0},
    {"height": 31},
    {"width": 0},
    {"hidden": 0},
    {"dropout": 1.0},
    {"vector": "last"},
    {"frozen_epochs": -1},
    {"epochs": 0},
    {"epochs": 2.5},
    {"batch_size": 1},
    {"lr": 0.0},
    {"lr_ratio": 0.5},
    {"weight_decay": -0.1},
    {"seed": -1},
    {"precision": "float64"},
    {"precision": "bfloat16"},
    {"threads": 0},
    {"embed_batch": 0},
    {"shard": 12},
    {"memory_mb": -1},
    {"workers": -1},
]


@pytest.mark.parametrize("wrong", WRONG, ids=str)
def test_a_wrong_value_is_refused(wrong: dict[str, Any]) -> None:
    """When the learner is made, with the setting's name."""
    with pytest.raises(ConfigError) as caught:
        Learner(**wrong)
    assert caught.value.where in wrong


def test_half_precision_is_for_cuda() -> None:
    """Where it is not slower than single precision."""
    assert Learner(precision="bfloat16", device="cuda:1").precision == "bfloat16"


@pytest.mark.parametrize(
    ("setting", "value", "names"),
    [
        ("lr", 0.1, True),
        ("labels", ("section_name",), True),
        ("threads", 3, True),
        ("device", "cuda", True),
        ("vector", "pooled", False),  # of the same network
        ("embed_threads", 3, False),
        ("memory_mb", 0, False),
        ("workers", 2, False),
    ],
)
def test_what_changes_the_network_names_it(setting: str, value: Any, names: bool) -> None:
    """And what does not, does not."""
    learner = Learner()
    assert (settings_of(replace(learner, **{setting: value})) != settings_of(learner)) == names


@pytest.mark.parametrize(
    ("setting", "value", "names"), [("vector", "pooled", True), ("embed_batch", 4, True), ("embed_threads", 3, False)]
)
def test_what_changes_the_vectors_names_them(setting: str, value: Any, names: bool, tmp_path: Path) -> None:
    """The folder that the network lies in does not: its hash does, beside."""
    learner = Learner()
    other = replace(learner, **{setting: value}).trained(tmp_path / "elsewhere")
    assert (settings_of(other) != settings_of(learner.trained(tmp_path))) == names


def test_weights_enter_by_their_content(tmp_path: Path) -> None:
    """Not by their path; and where they are not there, that is said before anything is read."""
    file = tmp_path / "weights.pth"
    file.write_bytes(b"weights")

    def content(files: list[Path]) -> str:
        return hashlib.sha256(b"".join(one.read_bytes() for one in files)).hexdigest()

    assert Learner(weights=str(file)).inputs(content) == {"weights": hashlib.sha256(b"weights").hexdigest()}
    assert Learner().inputs(content) == {"weights": "none"}
    with pytest.raises(ConfigError, match="is no file"):
        Learner(weights=str(tmp_path / "none.pth")).inputs(content)


def test_a_lesson_is_of_warm_items_with_a_picture(tmp_path: Path) -> None:
    """Each once; marks and files in the items' order, nothing of a cold item."""
    of = past()
    lesson = small().lesson(of, draw(tmp_path, of))
    rows = [row for row in range(N_ITEMS) if row not in (*COLD, *WITHOUT)]
    assert [file.name for file in lesson.files] == [f"{row:010d}.png" for row in rows]
    assert len(lesson.marks) == len(lesson.held_out) == len(rows)
    assert lesson.counts["n_training"] + lesson.counts["n_validation"] == len(rows)
    colours = of.items["colour_group_name"][rows].to_list()
    red = lesson.vocabulary.names.index("colour_group_name=Red")
    assert [mark == 1 for mark in lesson.marks[:, red]] == [colour == "Red" for colour in colours]


def test_an_item_that_is_not_launched_is_not_learnt_from(tmp_path: Path) -> None:
    """Though somebody has bought it already, as dirty data have it."""
    of = past()
    launched = np.arange(N_ITEMS) != 7
    lesson = small().lesson(replace(of, launched=launched), draw(tmp_path, of))
    assert "0000000007.png" not in [file.name for file in lesson.files]


def test_too_little_to_learn_from_is_an_error(tmp_path: Path) -> None:
    """One product cannot be on both sides, and items without a label teach nothing."""
    of = past()
    pictures = draw(tmp_path, of)
    with pytest.raises(DataError, match="are held out"):
        small(min_count=1, valid_share=0.1).lesson(
            replace(of, warm=np.arange(N_ITEMS) < 2, items=_with_one_product(of.items)), pictures
        )
    with pytest.raises(DataError, match="no value of section_name"):
        small(labels=("section_name",)).lesson(of, pictures)


def _with_one_product(items: pl.DataFrame) -> pl.DataFrame:
    # a second product, so that a vocabulary can be learnt, of one picture: norms cannot be trained on one
    return items.with_columns(product_code=pl.col("item_id"))


def test_pictures_are_kept_where_they_fit(tmp_path: Path) -> None:
    """And are the same where they are read anew."""
    of = past()
    pictures: Pictures = draw(tmp_path, of)
    files = [pictures.folder / name for name in pictures.names if name is not None]
    progress = Listening()
    kept, anew = (decode(files, (32, 24), memory_mb, 2, progress) for memory_mb in (1, 0))
    assert isinstance(kept, Decoded)
    assert kept.kept is not None
    assert anew.kept is None
    assert kept.kept.shape == (len(files), 32, 24, 3)
    assert all(np.array_equal(kept(row), anew(row)) for row in range(len(files)))
    assert progress.tasks == [("reading pictures to learn from", len(files), "pictures")]
    assert sum(progress.done) == len(files)
