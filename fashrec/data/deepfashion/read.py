"""The folder as it was unpacked, read and checked as a whole."""

from collections import Counter
from pathlib import Path

from fashrec.data.deepfashion.coarse import coarse_rows
from fashrec.data.deepfashion.dataset import Attributes, Categories, DeepFashion
from fashrec.data.deepfashion.fine import fine_rows
from fashrec.data.deepfashion.layout import Labels, find_layout
from fashrec.data.deepfashion.pictures import pictures_folder
from fashrec.data.deepfashion.tables import AGAIN, read_names
from fashrec.errors import DataError
from fashrec.stages import Progress


def read_deepfashion(folder: Path, progress: Progress, *, labels: Labels = "coarse") -> DeepFashion:
    """Read the Category and Attribute Prediction Benchmark.

    Args:
        folder: what holds Anno (or Anno_coarse and Anno_fine), Eval and Img, or img in the place of Img.
        progress: told about the attribute file, by far the largest.
        labels: `coarse` are the 1,000 attributes of all pictures, from Anno_coarse or Anno; `fine` the 26 of 20,000
            pictures, from Anno_fine, each of them known.

    Raises:
        ConfigError: where `labels` is neither.
        DataError: where files or pictures are missing, a count is not the number of rows, a value cannot be read, a
            category or partition is unknown, or two files speak of other pictures or in another order.
    """
    layout = find_layout(folder, labels)
    categories = Categories(*read_names(layout["list_category_cloth.txt"]))
    names, types = read_names(layout["list_attr_cloth.txt"])
    if labels == "fine":
        rows = fine_rows(layout, len(categories), len(names))
    else:
        rows = coarse_rows(layout, len(categories), len(names), progress)
    _check_distinct(rows.pictures, layout.annotations)
    return DeepFashion(
        pictures_folder(layout.pictures, rows.pictures),
        rows.pictures,
        rows.partition,
        rows.category,
        categories,
        Attributes(names, types, rows.positive, rows.known),
        rows.boxes,
    )


def _check_distinct(pictures: tuple[str, ...], annotations: Path) -> None:
    again = [picture for picture, n in Counter(pictures).items() if n > 1]
    if again:
        raise DataError(
            f"{len(again):,} of {len(pictures):,} pictures are listed more than once; the first is {again[0]}",
            where=str(annotations),
            why="a picture listed twice may be trained on and tested with",
            do=AGAIN,
        )
