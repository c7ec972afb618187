"""A DeepFashion as the text files it is published in."""

from collections.abc import Iterable
from pathlib import Path

import numpy as np

from fashrec.data.deepfashion import PARTITIONS, DeepFashion, Labels
from fashrec.types import Bools

PATH_WIDTH = 70
NAME_WIDTH = 30
ABSENT, PRESENT, UNKNOWN = (np.frombuffer(cell, np.uint8) for cell in (b" -1", b"  1", b"  0"))


def write_annotations(data: DeepFashion, folder: Path, labels: Labels = "coarse", *, older: bool = False) -> None:
    """Write all that is read of a download but its pictures.

    Args:
        data: what to write; for `fine` every attribute is known, and the rows are in the order of their partitions.
        folder: Anno_coarse and Eval, or Anno_fine, are made in it.
        labels: which of the two formats.
        older: name the folder of coarse labels Anno, as the first download did.
    """
    annotations = folder / ("Anno_fine" if labels == "fine" else "Anno" if older else "Anno_coarse")
    annotations.mkdir(parents=True, exist_ok=True)
    kinds = (("category", data.categories), ("attribute", data.attributes))
    for kind, of_kind in kinds:
        rows = [f"{name:<{NAME_WIDTH}} {type_}" for name, type_ in zip(of_kind.names, of_kind.types, strict=True)]
        short = "attr" if kind == "attribute" else kind
        _write(annotations / f"list_{short}_cloth.txt", rows, f"{kind}_name  {kind}_type")
    (_write_fine if labels == "fine" else _write_coarse)(data, annotations)


def attribute_lines(pictures: Iterable[str], positive: Bools, known: Bools) -> bytes:
    """Rows of list_attr_img.txt: paths filled up with spaces, then three bytes a value.

    Args:
        pictures: n paths.
        positive: bool [n, a].
        known: bool [n, a].
    """
    cells = np.empty((*positive.shape, 3), np.uint8)
    cells[:] = ABSENT
    cells[positive] = PRESENT
    cells[~known] = UNKNOWN
    values = cells.reshape(len(cells), -1)
    rows = (f"{picture:<{PATH_WIDTH}}".encode() + row.tobytes() for picture, row in zip(pictures, values, strict=True))
    return b"".join(row + b"\n" for row in rows)


def attribute_head(n: int) -> bytes:
    """Its first two lines."""
    return f"{n}\nimage_name  attribute_labels\n".encode()


def _write_coarse(data: DeepFashion, annotations: Path) -> None:
    evaluation = annotations.parent / "Eval"
    evaluation.mkdir(exist_ok=True)
    positive, known = data.attributes.of(np.arange(len(data)))
    lines = attribute_lines(data.pictures, positive.view(np.bool_), known)
    (annotations / "list_attr_img.txt").write_bytes(attribute_head(len(data)) + lines)
    files = {
        annotations / "list_category_img.txt": ("category_label", map(str, data.category)),
        annotations / "list_bbox.txt": ("x_1  y_1  x_2  y_2", _boxes(data)),
        evaluation / "list_eval_partition.txt": ("evaluation_status", (PARTITIONS[at] for at in data.partition)),
    }
    for file, (column, values) in files.items():
        rows = [f"{picture:<{PATH_WIDTH}} {value}" for picture, value in zip(data.pictures, values, strict=True)]
        _write(file, rows, f"image_name  {column}")


def _write_fine(data: DeepFashion, annotations: Path) -> None:
    positive, known = data.attributes.of(np.arange(len(data)))
    assert known.all(), "the fine labels have no unknown"
    assert (np.diff(data.partition.astype(np.int8)) >= 0).all(), "the fine labels are in files by partition"
    values = {
        "": data.pictures,
        "_cate": tuple(map(str, data.category)),
        "_attr": tuple(" ".join(map(str, row)) for row in positive.tolist()),
        "_bbox": tuple(_boxes(data)),
    }
    for partition in PARTITIONS:
        rows = data.rows(partition)
        for part, lines in values.items():
            _write(annotations / f"{partition}{part}.txt", [lines[row] for row in rows])


def _boxes(data: DeepFashion) -> Iterable[str]:
    return (" ".join(f"{side:03d}" for side in box) for box in data.boxes.tolist())


def _write(file: Path, rows: list[str], head: str | None = None) -> None:
    lines = rows if head is None else [str(len(rows)), head, *rows]
    file.write_text("".join(f"{line}\n" for line in lines), encoding="utf-8")
