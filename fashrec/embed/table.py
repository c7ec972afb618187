"""A user's own vectors: FashionCLIP's, a colour histogram's, or anything else that was made elsewhere."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import ClassVar

import numpy as np

from fashrec.embed.tablefile import read_table
from fashrec.errors import DataError, require
from fashrec.past import Pictures
from fashrec.stages import Checkpoint, Progress
from fashrec.types import Bools, Floats, Longs

N_DIGITS = 10


@dataclass(frozen=True)
class Table:
    """Vectors from a file, found by the item's id.

    Attributes:
        path: a Parquet file with a column `item_id` or `article_id` and either one column of lists or one column a
            number; or a .npy file of shape [n, d].
        ids: for .npy, the file with its n ids in the same order: .txt or .csv (one a line; a first line `item_id` or
            `article_id` is skipped), or .npy of strings or integers.
    """

    version: ClassVar[int] = 2

    # the content of the files enters the artefact's name through `inputs`
    path: str = field(metadata={"hashed": False})
    ids: str | None = field(default=None, metadata={"hashed": False})

    def __post_init__(self) -> None:
        kind = Path(self.path).suffix
        require(kind in (".parquet", ".npy"), "path", self.path, "a .parquet or .npy file")
        wanted = (".txt", ".csv", ".npy") if kind == ".npy" else ("",)
        said = "a .txt, .csv or .npy file with an id for each row of path" if kind == ".npy" else "null beside Parquet"
        require(Path(self.ids or "").suffix in wanted, "ids", self.ids, said)

    def inputs(self, fingerprint_files: Callable[[list[Path]], str]) -> dict[str, str]:
        """The content of the files.

        Raises:
            DataError: where one is not there.
        """
        files = {"path": self.path, "ids": self.ids}
        return {name: fingerprint_files([_existing(file, name)]) for name, file in files.items() if file is not None}

    def embed(self, pictures: Pictures, checkpoint: Checkpoint, progress: Progress) -> tuple[Floats, Bools]:  # noqa: ARG002 (Protocol)
        """float32 [n_items, d], and bool [n_items]: the items of the data that the table has, unless all zero.

        Ids of digits alone, and those of the data, are compared at ten digits. Ids that the data do not know are
        counted and left out.

        Raises:
            DataError: where ids and vectors do not fit each other, an id comes twice, a number is not finite, or
                no id is one of the data's.
        """
        ids_file = None if self.ids is None else _existing(self.ids, "ids")
        ids, vectors = read_table(_existing(self.path, "path"), ids_file)
        rows = self._rows(_ten_digits(ids), _ten_digits(pictures.item_ids))
        values: Floats = np.zeros((len(pictures.item_ids), vectors.shape[1]), np.float32)
        known = rows >= 0
        values[rows[known]] = vectors[known]
        has: Bools = np.logical_or.reduce(values != 0, axis=1)
        progress.say(
            f"{Path(self.path).name}: vectors of length {vectors.shape[1]} for {has.sum():,} of {len(has):,} items; "
            f"{(~known).sum():,} ids are not in the data, {known.sum() - has.sum():,} vectors are zero"
        )
        return values, has

    def _rows(self, ids: Sequence[str], item_ids: Sequence[str]) -> Longs:
        """int64 [n]: the item row of each id, -1 where the data do not know it."""
        if len(set(ids)) < len(ids):
            unique, counts = np.unique(np.array(ids), return_counts=True)
            raise DataError(
                f"{(counts > 1).sum()} of {len(unique)} ids come more than once in the table (first: "
                f"{unique[counts > 1][0]})",
                where=self.ids or self.path,
                why="which of an item's vectors is meant cannot be known",
                do="keep one row an item; ids of digits are compared at ten digits",
            )
        row_of = {item_id: row for row, item_id in enumerate(item_ids)}
        rows = np.fromiter((row_of.get(item_id, -1) for item_id in ids), np.int64, len(ids))
        if not (rows >= 0).any():
            raise DataError(
                f"none of the {len(ids)} ids in the table is an item of the data",
                where=self.ids or self.path,
                why=f"the table's look like {ids[0] if ids else 'nothing'!r}, the data's like {item_ids[0]!r}",
                do="give each vector the item's id (H&M: article_id)",
            )
        return rows


def _existing(file: str, setting: str) -> Path:
    path = Path(file).expanduser()
    if not path.is_file():
        raise DataError(
            f"{file} is no file",
            where=setting,
            why="the vectors are read from it",
            do="check the path; a relative one starts at the working folder",
        )
    return path


def _ten_digits(ids: Sequence[str]) -> list[str]:
    """Leading zeros, which spreadsheets and integer columns lose, are put back."""
    return [item_id.zfill(N_DIGITS) if item_id.isdecimal() else item_id for item_id in ids]
