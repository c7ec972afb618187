"""DeepFashion's folder as published: answers by hand, both layouts, and that writing and reading is the identity."""

from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from fashrec.bench.deepfashion import make_deepfashion, write_annotations
from fashrec.data.deepfashion import (
    PARTITIONS,
    Attributes,
    Categories,
    DeepFashion,
    Labels,
    annotation_files,
    load_deepfashion,
    read_deepfashion,
    save_deepfashion,
)
from fashrec.errors import ConfigError
from tests.data.deepfashion.folder import COARSE, FINE, FOUR, ONE, PICTURES, QUIET, assert_same, touch, write_folder

WORD = st.text(st.sampled_from("ab-'é01/&"), min_size=1, max_size=8)
NAME = st.lists(WORD, min_size=1, max_size=3).map(" ".join)
PATH = st.text(st.sampled_from("ab-_é01"), min_size=1, max_size=90).map(lambda word: f"img/{word}/1.jpg")


@st.composite
def worlds(draw: st.DrawFn, labels: Labels) -> DeepFashion:
    """Any labelled pictures that the format can hold."""
    pictures = tuple(draw(st.lists(PATH, min_size=3, max_size=12, unique=True)))
    n, n_attributes, n_categories = len(pictures), draw(st.integers(1, 20)), draw(st.integers(1, 6))
    seed = draw(st.integers(0, 2**32 - 1))
    rng = np.random.default_rng(seed)
    known = rng.random((n, n_attributes)) < (1 if labels == "fine" else 0.7)
    positive = rng.random((n, n_attributes)) < 0.4
    partition = rng.permutation(np.append([0, 1, 2], rng.integers(0, 3, n - 3))).astype(np.uint8)
    return DeepFashion(
        Path("unused"),
        pictures,
        np.sort(partition) if labels == "fine" else partition,
        rng.integers(1, n_categories + 1, n, dtype=np.int32),
        Categories(tuple(draw(NAME) for _ in range(n_categories)), rng.integers(1, 4, n_categories, dtype=np.int32)),
        Attributes(
            tuple(draw(NAME) for _ in range(n_attributes)),
            rng.integers(1, 6, n_attributes, dtype=np.int32),
            np.packbits(positive & known, axis=1),
            np.packbits(known, axis=1),
        ),
        rng.integers(-2, 1200, (n, 4), dtype=np.int32),
    )


def test_what_the_files_say_is_what_is_read(tmp_path: Path) -> None:
    """Four pictures written by hand give the values that a person reads in them."""
    root = write_folder(tmp_path, COARSE)
    data = read_deepfashion(root, QUIET)

    assert data.pictures == PICTURES
    assert data.folder == root / "Img"
    assert data.partition.tolist() == [0, 1, 2, 0]
    assert data.category.tolist() == [1, 1, 4, 2]
    assert data.categories.names == ("Blouse", "Jeans", "Cape", "Dress")
    assert data.categories.types.tolist() == [1, 2, 3, 3]
    assert data.boxes.tolist() == [[72, 79, 232, 273], [0, 1, 300, 224], [67, 59, 155, 161], [65, 65, 156, 200]]
    assert data.attributes.names[1] == "abstract chevron print"
    assert data.attributes.names[8] == "a name too long for its column by far"
    assert data.attributes.types.tolist() == [3, 1, 3, 2, 5, 1, 3, 4, 5]


def test_targets_are_zero_and_masked_where_nobody_knows(tmp_path: Path) -> None:
    """Rows in any order; absent and unknown are both 0, and only the mask tells them apart."""
    data = read_deepfashion(write_folder(tmp_path, COARSE), QUIET)
    target, mask = data.targets(np.array([2, 0]), ("attribute",))

    assert target.tolist() == [[0, 0, 0, 0, 0, 1, 1, 0, 0], [1, 0, 0, 0, 0, 0, 0, 0, 0]]
    assert np.argwhere(~mask).tolist() == [[0, 7], [1, 4]]
    assert target.dtype == np.uint8
    assert mask.dtype == np.bool_


def test_a_category_without_pictures_is_a_column_of_zeros(tmp_path: Path) -> None:
    """Categories are one of each row, always known; ids without a picture keep their place."""
    data = read_deepfashion(write_folder(tmp_path, COARSE), QUIET)
    target, mask = data.targets(np.arange(4))

    assert target[:, :4].tolist() == [[1, 0, 0, 0], [1, 0, 0, 0], [0, 0, 0, 1], [0, 1, 0, 0]]
    assert mask[:, :4].all()
    assert target.shape == mask.shape == (4, len(data.label_names()))
    assert data.label_names()[2:5] == ("Cape", "Dress", "a-line")
    assert data.label_kinds()[2:5] == ("category", "category", "attribute")
    assert data.pictures_per_category("train").tolist() == [1, 1, 0, 0]


def test_paths_of_a_partition_follow_its_rows(tmp_path: Path) -> None:
    """The official partition is interleaved; rows and paths name the same pictures."""
    root = write_folder(tmp_path, COARSE)
    data = read_deepfashion(root, QUIET)
    assert data.rows("train").tolist() == [0, 3]
    assert data.paths("train") == [root / "Img" / ONE, root / "Img" / FOUR]
    assert [len(data.rows(partition)) for partition in PARTITIONS] == [2, 1, 1]


@pytest.mark.parametrize("name", ["Anno_coarse", "anno", "ANNO_COARSE"])
def test_both_layouts_give_the_same(tmp_path: Path, name: str) -> None:
    """Anno and Anno_coarse hold the same files, and copies differ in the case of their folders."""
    expected = read_deepfashion(write_folder(tmp_path / "older", COARSE), QUIET)
    files = {file.replace("Anno", name).replace("Eval", "eval"): text for file, text in COARSE.items()}
    assert_same(read_deepfashion(write_folder(tmp_path / "newer", files), QUIET), expected)


def test_pictures_may_lie_beside_the_annotations(tmp_path: Path) -> None:
    """Without Img, `img/` is looked for in the folder itself."""
    root = write_folder(tmp_path, COARSE, img=".")
    assert read_deepfashion(root, QUIET).folder == root


def test_fine_labels_have_no_unknown(tmp_path: Path) -> None:
    """In Anno_fine 0 says absent; partitions follow each other."""
    data = read_deepfashion(write_folder(tmp_path, FINE), QUIET, labels="fine")
    target, mask = data.targets(np.arange(4), ("attribute",))

    assert data.pictures == (ONE, FOUR, PICTURES[1], PICTURES[2])
    assert data.partition.tolist() == [0, 0, 1, 2]
    assert data.category.tolist() == [1, 2, 1, 4]
    assert target.tolist() == [[1, 0], [0, 0], [0, 1], [1, 1]]
    assert mask.all()
    assert data.boxes[2].tolist() == [0, 1, 300, 224]


def test_labels_are_coarse_or_fine(tmp_path: Path) -> None:
    """Another word is a wrong request."""
    with pytest.raises(ConfigError, match="labels='rough' is not allowed"):
        read_deepfashion(tmp_path, QUIET, labels="rough")  # type: ignore[arg-type]


@given(data=worlds("coarse"), older=st.booleans())
@settings(deadline=None, max_examples=50)
def test_writing_and_reading_coarse_labels_is_the_identity(data: DeepFashion, older: bool) -> None:
    """Whatever the names, paths, boxes and values are."""
    with TemporaryDirectory() as name:
        write_annotations(data, Path(name), older=older)
        touch(Path(name) / "Img", data.pictures)
        assert_same(read_deepfashion(Path(name), QUIET), data)


@given(data=worlds("fine"))
@settings(deadline=None, max_examples=30)
def test_writing_and_reading_fine_labels_is_the_identity(data: DeepFashion) -> None:
    """Likewise, where all is known and the partitions follow each other."""
    with TemporaryDirectory() as name:
        write_annotations(data, Path(name), "fine")
        touch(Path(name) / "Img", data.pictures)
        assert_same(read_deepfashion(Path(name), QUIET, labels="fine"), data)


@given(data=worlds("coarse"))
@settings(deadline=None, max_examples=20)
def test_saving_and_loading_is_the_identity(data: DeepFashion) -> None:
    """An artefact's files hold all but where the pictures lie."""
    with TemporaryDirectory() as name:
        save_deepfashion(data, Path(name))
        loaded = load_deepfashion(Path(name), Path("elsewhere"))
        assert_same(loaded, data)
        assert loaded.folder == Path("elsewhere")


@pytest.mark.parametrize("labels", ["coarse", "fine"])
def test_a_made_folder_reads_as_what_was_made(tmp_path: Path, labels: Labels) -> None:
    """Drawn pictures, their labels and boxes come back, and every partition has some."""
    made = make_deepfashion(tmp_path, 24, labels=labels, height=48)
    data = read_deepfashion(tmp_path, QUIET, labels=labels)
    assert_same(data, made)
    assert min(len(data.rows(partition)) for partition in PARTITIONS) > 0
    assert (data.boxes[:, :2] < data.boxes[:, 2:]).all()
    assert (data.boxes >= 0).all()
    assert (data.boxes <= [32, 48, 32, 48]).all()
    _, mask = data.targets(np.arange(24))
    assert mask.all() == (labels == "fine")


def test_made_folders_depend_on_the_seed_alone(tmp_path: Path) -> None:
    """The same seed gives the same bytes, another seed others."""
    for name, seed in (("a", 0), ("b", 0), ("c", 1)):
        make_deepfashion(tmp_path / name, 6, height=32, seed=seed)
    content = {
        name: [(file.name, file.read_bytes()) for file in sorted((tmp_path / name).rglob("*")) if file.is_file()]
        for name in "abc"
    }
    assert content["a"] == content["b"]
    assert content["a"] != content["c"]


def test_annotation_files_are_all_that_is_read_but_pictures(tmp_path: Path) -> None:
    """Taking away any one of them is noticed; there are no others."""
    root = write_folder(tmp_path, {**COARSE, **FINE})
    assert {file.relative_to(root).as_posix() for file in annotation_files(root)} == set(COARSE)
    assert {file.relative_to(root).as_posix() for file in annotation_files(root, "fine")} == set(FINE)
