"""What a photo search refuses, before any work: one error in four parts, exit status 2, nothing written."""

from pathlib import Path

import polars as pl
import pytest
from PIL import Image

from fashrec.bench.__main__ import main
from fashrec.bench.photos.folder import read_folder
from fashrec.bench.photos.matching import Matching, read_matching
from fashrec.errors import ConfigError
from fashrec.threads import THREADS

ASKED = ("photos", "experiment=pca128")


@pytest.fixture
def photos(tmp_path: Path) -> Path:
    """Three photos of two classes, and two files that are none."""
    for name in ("skirt/1.png", "skirt/2.JPG", "shoes/deep/1.jpg", "beside.jpg"):
        file = tmp_path / "photos" / name
        file.parent.mkdir(parents=True, exist_ok=True)
        Image.new("RGB", (4, 4)).save(file)
    (tmp_path / "photos" / "skirt" / "notes.txt").write_text("mine")
    (tmp_path / "photos" / "LICENSE").write_text("CC0")
    return tmp_path / "photos"


@pytest.fixture
def _elsewhere(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "cwd").mkdir()
    monkeypatch.chdir(tmp_path / "cwd")
    monkeypatch.setattr("sys.argv", ["python"])
    for name in THREADS:
        monkeypatch.setenv(name, "1")


WRONG = {
    "no photos": ((), "no photos are named"),
    "a folder that is not there": (("photos=nowhere",), "there is no folder nowhere"),
    "one class": (("photos=../photos/shoes",), "holds 1 classes"),
    "more neighbours than photos": (("photos=../photos", "k=3"), "3 photos have no 3 neighbours"),
    "no neighbours": (("photos=../photos", "k=0"), "k='0' is not allowed"),
    "a class of unknown meaning": (("photos=../odd", "k=1"), "nothing says which items match robe"),
    "a table that is not there": (("photos=../photos", "k=1", "classes=no.yaml"), "no.yaml cannot be read"),
    "the test window": (("photos=../photos", "k=1", "split.window=test"), "split.window=test would be looked at"),
    "a place that cannot be": (("photos=../photos", "k=1", "out=/dev/null/x"), "cannot be made"),
}


@pytest.mark.usefixtures("_elsewhere")
@pytest.mark.parametrize("case", WRONG)
def test_a_wrong_request_gets_one_clear_error(case: str, photos: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """What, where, why and do; nothing is left behind."""
    odd = photos.parent / "odd"
    for name in ("robe", "skirt"):
        (odd / name).mkdir(parents=True)
        Image.new("RGB", (4, 4)).save(odd / name / "1.png")
    words, said = WRONG[case]
    assert main([*ASKED, *words]) == 2
    err = capsys.readouterr().err
    assert said in err
    assert err.count("  where: ") == err.count("  why:   ") == err.count("  do:    ") == 1
    assert not list(Path().iterdir())


def test_a_photos_class_is_the_folder_it_lies_in(photos: Path) -> None:
    """However deep; files beside the folders do not count, those in them that are no pictures are counted."""
    read = read_folder(str(photos))
    assert read.names == ("shoes/deep/1.jpg", "skirt/1.png", "skirt/2.JPG")
    assert read.classes == ["shoes", "skirt", "skirt"]
    assert read.n_left_out == 1


ITEMS = pl.DataFrame(
    {
        "product_type_name": ["Skirt", "Boots", None, "Skirt"],
        "product_group_name": ["Garment Lower body", "Shoes", "Shoes", None],
    }
)


def test_an_item_matches_with_any_of_its_columns(tmp_path: Path) -> None:
    """As a YAML file says; what is unknown of an item matches nothing."""
    file = tmp_path / "classes.yaml"
    feet = "feet:\n  product_group_name: [Shoes]\n  product_type_name: [Skirt]\n"
    file.write_text(feet + "skirt: {product_type_name: [Skirt]}\n")
    matching = read_matching(str(file))
    assert matching.of(["feet", "skirt"]).items(ITEMS).tolist() == [[True] * 4, [True, False, False, True]]


def test_a_class_that_nothing_matches_is_refused() -> None:
    """It would fail by its table, not by its vectors."""
    with pytest.raises(ConfigError, match="no item matches hat"):
        read_matching("").of(["skirt", "hat"]).items(ITEMS)


def test_a_column_that_is_none_is_refused_with_the_one_that_was_meant() -> None:
    """Before the tables are read."""
    with pytest.raises(ConfigError, match="no column product_type") as raised:
        Matching({"hat": {"product_type": ["Hat"]}}, "here")
    assert raised.value.do == "did you mean product_type_name?"


@pytest.mark.parametrize(
    "text", ["", "- hat", "hat: Hat", "hat: {}", "hat: {product_type_name: Hat}", "hat: [", "a: 1"]
)
def test_a_file_of_another_shape_is_refused(text: str, tmp_path: Path) -> None:
    """The shape that it should have is shown."""
    (tmp_path / "classes.yaml").write_text(text)
    with pytest.raises(ConfigError, match=r"cannot be read|no table of classes") as raised:
        read_matching(str(tmp_path / "classes.yaml"))
    assert "{product_group_name: [Shoes]}" in raised.value.do
