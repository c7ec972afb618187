"""What becomes of files that are not as published: each oddity is read over, or refused with the fact and the place."""

from pathlib import Path

import pytest

from fashrec.data.deepfashion import read_deepfashion
from fashrec.errors import DataError
from tests.data.deepfashion.folder import (
    ATTR_CLOTH_FILE,
    ATTR_FILE,
    BBOX_FILE,
    CATEGORY_CLOTH_FILE,
    CATEGORY_FILE,
    COARSE,
    EVAL_FILE,
    FINE,
    FOUR,
    ONE,
    PICTURES,
    QUIET,
    THREE,
    TWO,
    assert_same,
    write_folder,
)

# the case, its file, what is replaced in it (None: all of it), by what
HARMLESS: list[tuple[str, str, str | None, str]] = [
    *((f"CRLF: {file}", file, "\n", "\r\n") for file in COARSE),
    *((f"BOM: {file}", file, None, "\ufeff" + text) for file, text in COARSE.items()),
    *((f"no newline at the end: {file}", file, None, text.rstrip()) for file, text in COARSE.items()),
    *((f"blank lines at the end: {file}", file, None, text + "\n \n\n") for file, text in COARSE.items()),
    ("a blank line between rows", ATTR_FILE, f"\n{TWO}", f"\n\n{TWO}"),
    ("tabs", ATTR_FILE, " ", "\t"),
    ("tabs", CATEGORY_FILE, " ", "\t"),
    ("single spaces", ATTR_FILE, "  ", " "),
    ("spaces before a path", EVAL_FILE, "img/", "  img/"),
    ("spaces before a path", ATTR_FILE, "img/", "  img/"),
    ("other names of the columns", ATTR_FILE, "image_name  attribute_labels", "image_name  1000 entries"),
    ("boxes without noughts", BBOX_FILE, " 0", " "),
    ("spaces before a name", ATTR_CLOTH_FILE, "boxy ", "   boxy "),
]

# the case, its file, what is replaced in it (None: all of it), by what, and what the error says, and of where
REFUSED: list[tuple[str, str, str | None, str, str, str]] = [
    ("no byte", ATTR_FILE, None, "", "line 1 of {file} is empty", "line 1"),
    ("no byte", BBOX_FILE, None, "", "line 1 of {file} is empty", "line 1"),
    ("no count", ATTR_FILE, "4\n", "", "{file} begins with 'image_name  attribute_labels'", "line 1"),
    ("no count", CATEGORY_CLOTH_FILE, "4\n", "", "{file} begins with 'category_name  category_type'", "line 1"),
    ("no count, no names", EVAL_FILE, None, f"{ONE} train", f"{{file}} begins with '{ONE[:40]}'", "line 1"),
    ("only a head", ATTR_FILE, None, "0\nimage_name\n", "{file} has no row", ""),
    ("only a head", ATTR_CLOTH_FILE, None, "0\nattribute_name\n", "{file} has no row", ""),
    ("fewer rows than announced", ATTR_FILE, "4\n", "5\n", "{file} announces 5 rows and has 4", "line 1"),
    ("more rows than announced", BBOX_FILE, "4\n", "3\n", "{file} announces 3 rows and has 4", "line 1"),
    ("fewer names than announced", ATTR_CLOTH_FILE, "9\n", "10\n", "{file} announces 10 rows and has 9", "line 1"),
    ("column names missing", EVAL_FILE, "image_name  evaluation_status\n", "", "{file} announces 4 rows and has 3", ""),
    ("last value cut", ATTR_FILE, None, COARSE[ATTR_FILE][:-2], "a row of {file} has the value '-'", "line 6"),
    ("last row cut", ATTR_FILE, None, COARSE[ATTR_FILE][:-4],
     "a row of {file} has 8 attributes instead of 9", "line 6"),
    ("last path cut", ATTR_FILE, None, COARSE[ATTR_FILE][: COARSE[ATTR_FILE].index(FOUR) + 9],
     "a row of {file} has 0 attributes instead of 9", "line 6"),
    ("a value too many", ATTR_FILE, " 1  1  0", " 1  1  0 0",
     "a row of {file} has 10 attributes instead of 9", "line 5"),
    ("values moved between rows", ATTR_FILE, f" -1  1\n{THREE}", f" -1\n{THREE}  1",
     "a row of {file} has 8 attributes instead of 9", "line 4"),
    ("a value of 2", ATTR_FILE, " 1  1  0", " 1  2  0", "a row of {file} has the value '2'", "line 5"),
    ("a value of -0", ATTR_FILE, " 1  1  0", " 1  1 -0", "a row of {file} has the value '-0'", "line 5"),
    ("a value of +1", ATTR_FILE, " 1  1  0", " 1 +1  0", "a row of {file} has the value '+1'", "line 5"),
    ("a value of 1.0", ATTR_FILE, " 1  1  0", " 1 1.0  0", "a row of {file} has the value '1.0'", "line 5"),
    ("values without a space", ATTR_FILE, " 1  1  0", " 1  1-1", "a row of {file} has the value '1-1'", "line 5"),
    ("a name without a type", ATTR_CLOTH_FILE, "boxy                         3", "boxy",
     "a row of {file} has 1 words instead of 2", "line 5"),
    ("a type that is a word", ATTR_CLOTH_FILE, "boxy                         3", "boxy  shape",
     "{file} has 'shape' where a whole number belongs", "line 5"),
    ("a name more", ATTR_CLOTH_FILE, None, COARSE[ATTR_CLOTH_FILE].replace("9\n", "10\n") + "zigzag 1\n",
     "a row of list_attr_img.txt has 9 attributes instead of 10", "list_attr_img.txt, line 3"),
    ("category 0", CATEGORY_FILE, "  4\n", "  0\n",
     "1 of 4 pictures have an unknown category; the first is 0", "{file}, line 5"),
    ("category 5 of 4", CATEGORY_FILE, "  1\n", "  5\n",
     "2 of 4 pictures have an unknown category; the first is 5", "{file}, line 3"),
    ("category by name", CATEGORY_FILE, "  4\n", "  Dress\n", "{file} has 'Dress' where a whole number belongs",
     "{file}, line 5"),
    ("category missing", CATEGORY_FILE, "  4\n", "\n", "a row of {file} has 1 words instead of 2", "{file}, line 5"),
    ("partition unknown", EVAL_FILE, "  val\n", "  gallery\n",
     "1 of 4 pictures are in no partition; the first is in 'gallery'", "{file}, line 4"),
    ("partition missing", EVAL_FILE, "  val\n", "\n", "a row of {file} has 1 words instead of 2", "{file}, line 4"),
    ("a side of a box missing", BBOX_FILE, "079 232", "232", "a row of {file} has 4 words instead of 5", "line 3"),
    ("a side that is no number", BBOX_FILE, "079", "NaN", "{file} has 'NaN' where a whole number belongs", "line 3"),
    ("a side too large", BBOX_FILE, "079", "9999999999", "{file} has '9999999999' where a whole number", "line 3"),
    ("a row after a blank line", BBOX_FILE, f"\n{TWO}                        000", f"\n\n{TWO} x",
     "{file} has 'x' where a whole number belongs", "line 5"),
    *((f"another picture: {file}", file, TWO, "img/Other/img_00000001.jpg",
       f"list_category_img.txt and {Path(file).name} do not match: 2 pictures are in one only",
       f"line 4, img/Other/img_00000001.jpg in the place of {TWO}") for file in (EVAL_FILE, BBOX_FILE, ATTR_FILE)),
    ("another order", EVAL_FILE, None, COARSE[EVAL_FILE].replace(ONE, "?").replace(TWO, ONE).replace("?", TWO),
     "list_category_img.txt and {file} do not match: the same pictures stand in another order",
     f"{{file}}, line 3, {TWO} in the place of {ONE}"),
    ("another order", ATTR_FILE, None, COARSE[ATTR_FILE].replace(ONE, "?").replace(FOUR, ONE).replace("?", FOUR),
     "list_category_img.txt and {file} do not match: the same pictures stand in another order",
     f"{{file}}, line 3, {FOUR} in the place of {ONE}"),
    ("a picture less, and the count right", EVAL_FILE, None,
     "3\nimage_name x\n" + "".join(f"{picture} train\n" for picture in PICTURES[:3]),
     "list_category_img.txt and {file} do not match: they have 4 and 3 pictures", "{file}"),
]  # fmt: skip


@pytest.mark.parametrize(
    ("file", "old", "new"), [case[1:] for case in HARMLESS], ids=[f"{case[1]}: {case[0]}" for case in HARMLESS]
)
def test_oddities_that_change_no_word_are_read_over(tmp_path: Path, file: str, old: str | None, new: str) -> None:
    """What was read of the clean files is read of these."""
    clean = read_deepfashion(write_folder(tmp_path / "clean", COARSE), QUIET)
    soiled = write_folder(tmp_path / "soiled", {**COARSE, file: replaced(file, old, new)})
    assert_same(read_deepfashion(soiled, QUIET), clean)


@pytest.mark.parametrize(
    ("file", "old", "new", "what", "where"),
    [case[1:] for case in REFUSED],
    ids=[f"{case[1]}: {case[0]}" for case in REFUSED],
)
def test_what_cannot_be_trusted_is_refused_with_its_place(
    tmp_path: Path, file: str, old: str | None, new: str, what: str, where: str
) -> None:
    """The error names the file, what is wrong with it, and the line."""
    root = write_folder(tmp_path, {**COARSE, file: replaced(file, old, new)})
    with pytest.raises(DataError) as caught:
        read_deepfashion(root, QUIET)
    name = Path(file).name
    assert what.format(file=name) in caught.value.what
    assert where.format(file=name) in caught.value.where


def replaced(file: str, old: str | None, new: str) -> str:
    """A clean file with something else in it."""
    assert old is None or old in COARSE[file], "the case changes nothing"
    return new if old is None else COARSE[file].replace(old, new)


@pytest.mark.parametrize("files", [COARSE, FINE], ids=["coarse", "fine"])
def test_each_missing_file_is_named(tmp_path: Path, files: dict[str, str]) -> None:
    """All that are missing are named at once, and what is there is said."""
    names = sorted(files)[1:3]
    root = write_folder(tmp_path, {name: text for name, text in files.items() if name not in names})
    with pytest.raises(DataError) as caught:
        read_deepfashion(root, QUIET, labels="fine" if files is FINE else "coarse")
    assert caught.value.what.startswith(f"2 of {len(files)} files of DeepFashion are missing: ")
    assert all(name in caught.value.what for name in names)


def test_a_folder_with_the_other_labels_says_which_it_has(tmp_path: Path) -> None:
    """Coarse labels asked of a folder with Anno_fine alone."""
    with pytest.raises(DataError, match="6 of 6 files of DeepFashion are missing") as caught:
        read_deepfashion(write_folder(tmp_path, FINE), QUIET)
    assert caught.value.where.endswith("has anno_fine")


def test_no_folder_is_said_to_be_none(tmp_path: Path) -> None:
    """A path that leads nowhere."""
    with pytest.raises(DataError) as caught:
        read_deepfashion(tmp_path / "nowhere", QUIET)
    assert caught.value.where.endswith("is not there")


def test_missing_pictures_are_counted(tmp_path: Path) -> None:
    """Labels of pictures that are not there are refused before anything is trained."""
    with pytest.raises(DataError, match=f"2 of 4 pictures are missing; the first is {THREE}") as caught:
        read_deepfashion(write_folder(tmp_path, COARSE, PICTURES[:2]), QUIET)
    assert caught.value.where == str(tmp_path / "Img")


def test_a_picture_listed_twice_is_refused(tmp_path: Path) -> None:
    """It might be trained on and tested with."""
    with pytest.raises(DataError, match=f"1 of 4 pictures are listed more than once; the first is {ONE}"):
        read_deepfashion(
            write_folder(tmp_path, {file: text.replace(FOUR, ONE) for file, text in COARSE.items()}), QUIET
        )


@pytest.mark.parametrize(
    ("file", "new", "what"),
    [
        ("train_cate.txt", "1\n", "train.txt 2, train_cate.txt 1, train_attr.txt 2, train_bbox.txt 2"),
        ("train_cate.txt", "1\n5\n", "1 of 2 pictures have an unknown category; the first is 5"),
        ("train_attr.txt", "1 0\n-1 0\n", "a row of train_attr.txt has the value '-1'"),
        ("train_attr.txt", "1 0\n0\n", "a row of train_attr.txt has 1 words instead of 2"),
        ("val_bbox.txt", "0 1 300\n", "a row of val_bbox.txt has 3 words instead of 4"),
        ("val.txt", ONE, "1 of 4 pictures are listed more than once"),
        ("test_attr.txt", "", "test_attr.txt has no row"),
    ],
)
def test_fine_labels_are_refused_likewise(tmp_path: Path, file: str, new: str, what: str) -> None:
    """Files that should be of the same pictures are not, or hold what no label is."""
    root = write_folder(tmp_path, {**FINE, f"Anno_fine/{file}": new})
    with pytest.raises(DataError) as caught:
        read_deepfashion(root, QUIET, labels="fine")
    assert what in caught.value.what
