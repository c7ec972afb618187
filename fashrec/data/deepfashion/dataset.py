"""The labelled pictures as a learner takes them: names, partitions, targets, masks and boxes."""

from dataclasses import dataclass
from pathlib import Path
from typing import Literal, get_args

import numpy as np
import numpy.typing as npt

from fashrec.types import Bools, Ints, Longs

Bytes = npt.NDArray[np.uint8]
Partition = Literal["train", "val", "test"]
Kind = Literal["category", "attribute"]

PARTITIONS: tuple[Partition, ...] = get_args(Partition)
"""`DeepFashion.partition` counts them from 0."""

KINDS: tuple[Kind, ...] = get_args(Kind)


@dataclass(frozen=True, slots=True, eq=False)
class Categories:
    """What a garment is: each picture is of exactly one.

    Attributes:
        names: category i, counted from 1, is `names[i - 1]`. Some have no picture: four were merged into Dress.
        types: int32 [n]; 1 upper body, 2 lower body, 3 full body.
    """

    names: tuple[str, ...]
    types: Ints

    def __post_init__(self) -> None:
        assert len(self.names) == len(self.types)

    def __len__(self) -> int:
        return len(self.names)


@dataclass(frozen=True, slots=True, eq=False)
class Attributes:
    """What is said of a garment, in three values: present, absent, unknown. Two bits each, 72 MB at full size.

    Attributes:
        names: one for each of a attributes, as the file has them: many contain spaces.
        types: int32 [a]; 1 texture, 2 fabric, 3 shape, 4 part, 5 style (the fine labels have six of their own).
        positive: uint8 [n, ceil(a / 8)], bits as `np.packbits` lays them; the attribute is present.
        known: uint8 like `positive`; the attribute is present or absent. Present implies known.
    """

    names: tuple[str, ...]
    types: Ints
    positive: Bytes
    known: Bytes

    def __post_init__(self) -> None:
        assert len(self.names) == len(self.types)
        assert self.positive.shape == self.known.shape == (len(self.known), -(-len(self.names) // 8))
        assert not (self.positive & ~self.known).any(), "present, and yet unknown"

    def __len__(self) -> int:
        return len(self.names)

    def of(self, rows: npt.NDArray[np.integer]) -> tuple[Bytes, Bools]:
        """uint8 [m, a], 1 where present, and bool [m, a], False where unknown, for m rows in any order."""
        positive = np.unpackbits(self.positive[rows], axis=1, count=len(self))
        return positive, np.unpackbits(self.known[rows], axis=1, count=len(self)).view(np.bool_)


@dataclass(frozen=True, slots=True, eq=False)
class DeepFashion:
    """Labelled pictures in the files' own order: row r is the same picture everywhere.

    Attributes:
        folder: what `pictures` are relative to.
        pictures: n posix paths, `img/Paisley_Maxi_Dress/img_00000001.jpg`.
        partition: uint8 [n], index into PARTITIONS: the official one.
        category: int32 [n], 1 … len(categories).
        categories: the categories' names and types.
        attributes: the attributes' names and types, and their values for each picture.
        boxes: int32 [n, 4]; left, top, right, bottom of the garment in pixels of its picture as published (the
            longer side 300 px), as the files give them: nothing is clipped or put in order.
    """

    folder: Path
    pictures: tuple[str, ...]
    partition: Bytes
    category: Ints
    categories: Categories
    attributes: Attributes
    boxes: Ints

    def __post_init__(self) -> None:
        n = len(self)
        assert self.partition.shape == self.category.shape == (n,)
        assert self.boxes.shape == (n, 4)
        assert len(self.attributes.known) == n
        assert (self.partition < len(PARTITIONS)).all()
        assert ((self.category >= 1) & (self.category <= len(self.categories))).all()

    def __len__(self) -> int:
        return len(self.pictures)

    def rows(self, partition: Partition) -> Longs:
        """int64 [m], ascending: the rows of a partition. The official ones are interleaved."""
        return np.flatnonzero(self.partition == PARTITIONS.index(partition))

    def paths(self, partition: Partition) -> list[Path]:
        """The pictures' files of a partition, in the order of `rows`."""
        return [self.folder / self.pictures[row] for row in self.rows(partition)]

    def label_names(self, kinds: tuple[Kind, ...] = KINDS) -> tuple[str, ...]:
        """n_labels names, in the order of the columns of `targets`."""
        names = {"category": self.categories.names, "attribute": self.attributes.names}
        return tuple(name for kind in kinds for name in names[kind])

    def label_kinds(self, kinds: tuple[Kind, ...] = KINDS) -> tuple[Kind, ...]:
        """For each column of `targets`, whether it is a category or an attribute."""
        sizes = {"category": len(self.categories), "attribute": len(self.attributes)}
        return tuple(kind for kind in kinds for _ in range(sizes[kind]))

    def targets(self, rows: npt.NDArray[np.integer], kinds: tuple[Kind, ...] = KINDS) -> tuple[Bytes, Bools]:
        """What is to be learnt of some pictures, unpacked for them alone.

        Args:
            rows: integers [m] in [0, n), in any order.
            kinds: `category` gives one column a category, all of them known, one of them 1 in each row (a category
                without a picture is a column of zeros); `attribute` one column an attribute.

        Returns:
            uint8 [m, n_labels], 1 where the label holds, and bool [m, n_labels], False where nobody knows: there the
            target is 0 and must count neither in a loss nor in a metric.
        """
        parts = [self.attributes.of(rows) if kind == "attribute" else self._one_hot(rows) for kind in kinds]
        return np.hstack([target for target, _ in parts]), np.hstack([mask for _, mask in parts])

    def pictures_per_category(self, partition: Partition) -> Longs:
        """int64 [len(categories)]: how many pictures of a partition each category has; some have none."""
        return np.bincount(self.category[self.rows(partition)], minlength=len(self.categories) + 1)[1:]

    def _one_hot(self, rows: npt.NDArray[np.integer]) -> tuple[Bytes, Bools]:
        target = np.zeros((len(rows), len(self.categories)), np.uint8)
        target[np.arange(len(rows)), self.category[rows] - 1] = 1
        return target, np.ones(target.shape, np.bool_)
