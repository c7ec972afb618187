"""Anno or Anno_coarse: five tables and the partition, each with all pictures in the same order."""

import numpy as np

from fashrec.data.deepfashion.attributes import read_attributes
from fashrec.data.deepfashion.dataset import PARTITIONS, Bytes
from fashrec.data.deepfashion.layout import Layout
from fashrec.data.deepfashion.rows import Rows, category_ids
from fashrec.data.deepfashion.tables import AGAIN, Table, read_table
from fashrec.errors import DataError
from fashrec.stages import Progress


def coarse_rows(layout: Layout, n_categories: int, n_attributes: int, progress: Progress) -> Rows:
    """Read all pictures' labels.

    Raises:
        DataError: where a file cannot be read, or two files speak of other pictures, or in another order.
    """
    assert layout.partition is not None, "a layout of coarse labels has a file with the partition"
    categories = read_table(layout["list_category_img.txt"], 2)
    partitions = read_table(layout.partition, 2)
    boxes = read_table(layout["list_bbox.txt"], 5)
    for table in (partitions, boxes):
        _check_same_pictures(categories, table)
    category, partition, box = category_ids(categories, 1, n_categories), _partition(partitions), boxes.ints(1, 5)
    packed = read_attributes(layout["list_attr_img.txt"], n_attributes, progress)
    _check_same_pictures(categories, Table(layout["list_attr_img.txt"], (tuple(packed.pictures),)))
    return Rows(categories.columns[0], partition, category, box, packed.positive, packed.known)


def _partition(table: Table) -> Bytes:
    """uint8 [n], index into PARTITIONS."""
    numbers: dict[str, int] = {name: number for number, name in enumerate(PARTITIONS)}
    words = table.columns[1]
    strange = [row for row, word in enumerate(words) if word not in numbers]
    if strange:
        raise DataError(
            f"{len(strange):,} of {len(table):,} pictures are in no partition; the first is in {words[strange[0]]!r}",
            where=table.line(strange[0]),
            why=f"the official partition knows {', '.join(PARTITIONS)}: a picture is trained on or tested with",
            do=AGAIN,
        )
    return np.array([numbers[word] for word in words], np.uint8)


def _check_same_pictures(first: Table, other: Table) -> None:
    ours, theirs = first.columns[0], other.columns[0]
    if ours == theirs:
        return
    strangers = len(set(ours) ^ set(theirs))
    what = f"{strangers:,} pictures are in one only" if strangers else "the same pictures stand in another order"
    if len(ours) != len(theirs):
        what = f"they have {len(ours):,} and {len(theirs):,} pictures"
    pairs = enumerate(zip(ours, theirs, strict=False))
    row = next((row for row, (one, two) in pairs if one != two), None)
    raise DataError(
        f"{first.file.name} and {other.file.name} do not match: {what}",
        where=str(other.file) if row is None else f"{other.line(row)}, {theirs[row]} in the place of {ours[row]}",
        why="row by row they must speak of the same picture, or labels are learnt from the wrong ones",
        do="take both files from the same download, and leave their rows as they are",
    )
