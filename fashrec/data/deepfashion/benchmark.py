"""The benchmark as a network's first lessons: its training and validation partitions, labels and boxes."""

from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import ClassVar, get_args

import numpy as np

from fashrec.data.deepfashion.dataset import KINDS, PARTITIONS, Kind
from fashrec.data.deepfashion.layout import Labels, annotation_files, find_layout
from fashrec.data.deepfashion.pictures import pictures_folder
from fashrec.data.deepfashion.read import read_deepfashion
from fashrec.data.deepfashion.tables import read_bare_table, read_table
from fashrec.errors import DataError, require
from fashrec.stages import Progress
from fashrec.types import Labelled


@dataclass(frozen=True)
class Benchmark:
    """A Collection: DeepFashion's official `train` pictures to learn from, its `val` ones to be examined on.

    The `test` pictures are never opened. Every label is kept, those that no picture has too, since DeepFashion's own
    figures are over all of them.

    Attributes:
        root: the folder that holds Anno (or Anno_coarse and Anno_fine), Eval and Img.
        labels: `coarse`: 1,000 attributes of all pictures; `fine`: 26 of 20,000 pictures.
        kinds: what is learnt: `category`, `attribute`, or both.
        crop: look at the garment's box alone, else at the whole picture.
    """

    version: ClassVar[int] = 1

    # its content enters the artefact's name through `inputs`
    root: str = field(metadata={"hashed": False})
    labels: Labels = "coarse"
    kinds: tuple[Kind, ...] = KINDS
    crop: bool = True

    def __post_init__(self) -> None:
        require(bool(self.root), "root", self.root, "the folder that DeepFashion was unpacked in")
        require(self.labels in get_args(Labels), "labels", self.labels, "coarse or fine")
        # lists come out of YAML and would not be hashable
        object.__setattr__(self, "kinds", tuple(self.kinds))
        known = bool(self.kinds) and set(self.kinds) <= set(KINDS) and len(set(self.kinds)) == len(self.kinds)
        require(known, "kinds", list(self.kinds), f"one or more of {', '.join(KINDS)}, none twice")
        require(isinstance(self.crop, bool), "crop", self.crop, "true or false")

    def inputs(self, fingerprint_files: Callable[[list[Path]], str]) -> dict[str, str]:
        """The content of the annotations and of the pictures.

        Raises:
            DataError: where one of them is missing.
        """
        annotations = annotation_files(self.folder, self.labels)
        return {"annotations": fingerprint_files(annotations), "labelled": fingerprint_files(self._pictures())}

    def read(self, progress: Progress) -> Labelled:
        """The pictures of `train` and `val` in the files' own order.

        Raises:
            DataError: as `read_deepfashion` does, and where a partition is empty.
        """
        data = read_deepfashion(self.folder, progress, labels=self.labels)
        rows = np.flatnonzero(data.partition != PARTITIONS.index("test"))
        held_out = data.partition[rows] == PARTITIONS.index("val")
        self._check_partitions(held_out.mean() if len(rows) else 0)
        targets, known = data.targets(rows, self.kinds)
        return Labelled(
            files=tuple(data.folder / data.pictures[row] for row in rows),
            boxes=data.boxes[rows] if self.crop else None,
            marks=np.where(known, targets.view(np.int8), np.int8(-1)),
            held_out=held_out,
            groups=data.label_kinds(self.kinds),
            values=data.label_names(self.kinds),
        )

    @property
    def folder(self) -> Path:
        """`root` as a path."""
        return Path(self.root).expanduser()

    def _pictures(self) -> list[Path]:
        """All that are listed: the list alone is read."""
        layout = find_layout(self.folder, self.labels)
        if layout.partition is None:
            names = [read_bare_table(layout[f"{part}.txt"], 1).columns[0] for part in PARTITIONS]
        else:
            names = [read_table(layout.partition, 2).columns[0]]
        every = tuple(name for part in names for name in part)
        folder = pictures_folder(layout.pictures, every)
        return [folder / name for name in every]

    def _check_partitions(self, share: float) -> None:
        if 0 < share < 1:
            return
        raise DataError(
            "DeepFashion's partition leaves no picture to " + ("be examined on" if share == 0 else "learn from"),
            where=str(self.folder),
            why="a network is trained on the official `train` pictures and examined on the `val` ones",
            do="take the partition file as it is published",
        )
