"""A clean folder of four pictures, written by hand as DeepFashion's files are, to be read and to be soiled by tests."""

from pathlib import Path

import numpy as np

from fashrec.data.deepfashion import DeepFashion
from fashrec.progress import Quiet
from fashrec.stages import Progress

PICTURES = (
    "img/Sheer_Pleated-Front_Blouse/img_00000001.jpg",
    "img/Sheer_Pleated-Front_Blouse/img_00000002.jpg",
    "img/101_Dots_Maxi_Dress/img_00000001.jpg",
    "img/Boot-Cut_Jeans/img_00000011.jpg",
)
ONE, TWO, THREE, FOUR = PICTURES

CATEGORY_CLOTH = """\
4
category_name  category_type
Blouse         1
Jeans          2
Cape           3
Dress          3
"""
CATEGORY_IMG = f"""\
4
image_name                                                             category_label
{ONE}                        1
{TWO}                        1
{THREE}                               4
{FOUR}                                    2
"""
ATTR_CLOTH = """\
9
attribute_name  attribute_type
a-line                       3
abstract chevron print       1
boxy                         3
chiffon                      2
classic                      5
dotted                       1
maxi                         3
sleeveless                   4
a name too long for its column by far 5
"""
ATTR_IMG = f"""\
4
image_name  attribute_labels
{ONE}                         1 -1 -1 -1  0 -1 -1 -1 -1
{TWO}                        -1  1 -1 -1 -1 -1 -1 -1  1
{THREE}                            -1 -1 -1 -1 -1  1  1  0 -1
{FOUR}                                -1 -1 -1 -1 -1 -1 -1 -1 -1
"""
BBOX = f"""\
4
image_name  x_1  y_1  x_2  y_2
{ONE}                        072 079 232 273
{TWO}                        000 001 300 224
{THREE}                               067 059 155 161
{FOUR}                                    065 065 156 200
"""
PARTITION = f"""\
4
image_name  evaluation_status
{ONE}                        train
{TWO}                        val
{THREE}                               test
{FOUR}                                    train
"""

CATEGORY_CLOTH_FILE, ATTR_CLOTH_FILE = "Anno/list_category_cloth.txt", "Anno/list_attr_cloth.txt"
CATEGORY_FILE, ATTR_FILE, BBOX_FILE = "Anno/list_category_img.txt", "Anno/list_attr_img.txt", "Anno/list_bbox.txt"
EVAL_FILE = "Eval/list_eval_partition.txt"
COARSE = {
    CATEGORY_CLOTH_FILE: CATEGORY_CLOTH,
    CATEGORY_FILE: CATEGORY_IMG,
    ATTR_CLOTH_FILE: ATTR_CLOTH,
    ATTR_FILE: ATTR_IMG,
    BBOX_FILE: BBOX,
    EVAL_FILE: PARTITION,
}
FINE = {
    "Anno_fine/list_category_cloth.txt": CATEGORY_CLOTH,
    "Anno_fine/list_attr_cloth.txt": "2\nattribute_name attribute_type\nfloral 1\nlong sleeve 2\n",
    "Anno_fine/train.txt": f"{ONE}\n{FOUR}\n",
    "Anno_fine/train_cate.txt": "1\n2\n",
    "Anno_fine/train_attr.txt": "1 0\n0 0\n",
    "Anno_fine/train_bbox.txt": "72 79 232 273\n65 65 156 200\n",
    "Anno_fine/val.txt": f"{TWO}\n",
    "Anno_fine/val_cate.txt": "1\n",
    "Anno_fine/val_attr.txt": "0 1\n",
    "Anno_fine/val_bbox.txt": "0 1 300 224\n",
    "Anno_fine/test.txt": THREE,
    "Anno_fine/test_cate.txt": "4",
    "Anno_fine/test_attr.txt": "1 1",
    "Anno_fine/test_bbox.txt": "67 59 155 161",
}
QUIET: Progress = Quiet()


def write_folder(root: Path, files: dict[str, str], pictures: tuple[str, ...] = PICTURES, img: str = "Img") -> Path:
    """The files below `root`, and an empty file for each picture below its folder `img`."""
    for name, text in files.items():
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        (root / name).write_text(text, encoding="utf-8")
    touch(root / img, pictures)
    return root


def touch(folder: Path, pictures: tuple[str, ...]) -> None:
    """An empty file for each picture."""
    for picture in pictures:
        (folder / picture).parent.mkdir(parents=True, exist_ok=True)
        (folder / picture).touch()


def assert_same(one: DeepFashion, other: DeepFashion) -> None:
    """All but the folder is equal, dtypes included."""
    assert one.pictures == other.pictures
    for names in ("categories", "attributes"):
        assert getattr(one, names).names == getattr(other, names).names
        np.testing.assert_array_equal(getattr(one, names).types, getattr(other, names).types, strict=True)
    for values in ("partition", "category", "boxes"):
        np.testing.assert_array_equal(getattr(one, values), getattr(other, values), strict=True)
    for bits in ("positive", "known"):
        np.testing.assert_array_equal(getattr(one.attributes, bits), getattr(other.attributes, bits), strict=True)
