"""Where the pictures lie, and whether each of them does."""

import os
from pathlib import Path

from fashrec.errors import DataError


def pictures_folder(candidates: tuple[Path, ...], pictures: tuple[str, ...]) -> Path:
    """The first of `candidates` below which all of `pictures` (posix paths) are found.

    Raises:
        DataError: where there is none.
    """
    absent = [absent_pictures(folder, pictures) for folder in candidates]
    best = min(range(len(candidates)), key=lambda at: len(absent[at]))
    if absent[best]:
        raise DataError(
            f"{len(absent[best]):,} of {len(pictures):,} pictures are missing; the first is {absent[best][0]}",
            where=str(candidates[best]),
            why="the labels speak of them, and a training would stop at the first",
            do="unpack Img/img.zip beside the annotations, so that there is Img/img/; the smaller pictures, not "
            "img_highres: the boxes are theirs",
        )
    return candidates[best]


def absent_pictures(folder: Path, pictures: tuple[str, ...]) -> list[str]:
    """Those that are not there; each folder is listed once, which is faster than asking for each file."""
    present: set[str] = set()
    for parent in {picture.rpartition("/")[0] for picture in pictures}:
        if (folder / parent).is_dir():
            present.update(f"{parent}/{name}" for name in os.listdir(folder / parent))  # noqa: PTH208 - names alone, of 289,222 files
    return [picture for picture in pictures if picture not in present]
