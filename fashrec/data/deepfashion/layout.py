"""Where the official files lie: the older download has Anno, the newer Anno_coarse and Anno_fine.

Names of folders are compared without regard to case, since copies differ in it.
"""

from dataclasses import dataclass
from pathlib import Path
from typing import Literal, get_args

from fashrec.data.deepfashion.dataset import PARTITIONS
from fashrec.errors import DataError, require

Labels = Literal["coarse", "fine"]

COARSE = (
    "list_category_cloth.txt",
    "list_category_img.txt",
    "list_attr_cloth.txt",
    "list_attr_img.txt",
    "list_bbox.txt",
)
PARTS = ("", "_cate", "_attr", "_bbox")
FINE = (
    "list_category_cloth.txt",
    "list_attr_cloth.txt",
    *(f"{partition}{part}.txt" for partition in PARTITIONS for part in PARTS),
)
EVAL = "list_eval_partition.txt"


@dataclass(frozen=True, slots=True)
class Layout:
    """The parts of an unpacked download.

    Attributes:
        annotations: the folder Anno, Anno_coarse or Anno_fine.
        partition: the file with the official partition; None for the fine labels, whose files are split by it.
        pictures: the folders that pictures' paths may be relative to, the likeliest first.
    """

    annotations: Path
    partition: Path | None
    pictures: tuple[Path, ...]

    def __getitem__(self, name: str) -> Path:
        return self.annotations / name


def find_layout(folder: Path, labels: Labels) -> Layout:
    """The parts of the download unpacked in `folder`.

    Raises:
        ConfigError: where there are no such labels.
        DataError: naming all files that are missing.
    """
    require(labels in get_args(Labels), "labels", labels, "coarse (1,000 attributes) or fine (26, of 20,000 pictures)")
    below = {entry.name.lower(): entry for entry in sorted(folder.iterdir())} if folder.is_dir() else {}
    names = ("anno_fine",) if labels == "fine" else ("anno_coarse", "anno")
    annotations = next((below[name] for name in names if name in below), folder / names[-1].capitalize())
    evaluation = None if labels == "fine" else below.get("eval", folder / "Eval") / EVAL
    needed = [annotations / name for name in (FINE if labels == "fine" else COARSE)]
    missing = [file for file in [*needed, *([evaluation] if evaluation else [])] if not file.is_file()]
    if missing:
        raise _parts_missing(folder, missing, len(needed) + bool(evaluation), set(below))
    return Layout(annotations, evaluation, (below.get("img", folder), folder))


def annotation_files(folder: Path, labels: Labels = "coarse") -> list[Path]:
    """All text files that are read: what an artefact made from them is named by.

    Raises:
        ConfigError: where there are no such labels.
        DataError: naming all files that are missing.
    """
    layout = find_layout(folder, labels)
    files = [layout[name] for name in (FINE if labels == "fine" else COARSE)]
    return files + ([layout.partition] if layout.partition else [])


def _parts_missing(folder: Path, missing: list[Path], n_needed: int, below: set[str]) -> DataError:
    names = ", ".join(file.relative_to(folder).as_posix() for file in missing)
    others = sorted(below & {"anno", "anno_coarse", "anno_fine"})
    here = f"has {' and '.join(others)}" if others else "has no folder with annotations" if below else "is not there"
    return DataError(
        f"{len(missing)} of {n_needed} files of DeepFashion are missing: {names}",
        where=f"{folder}, which {here}",
        why="categories, attributes, boxes and the official partition are read from them",
        do="unpack Anno (or Anno_coarse and Anno_fine), Eval and Img of the Category and Attribute Prediction "
        "Benchmark side by side, and name the folder that holds them",
    )
