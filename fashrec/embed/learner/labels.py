"""What is on the pictures: labels from columns of the item table, in a vocabulary that training alone decides."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt
import polars as pl

from fashrec.errors import DataError
from fashrec.types import Bools

Marks = npt.NDArray[np.int8]  # 1 has the label, 0 lacks it, -1 nobody knows
UNKNOWN = -1
VOCABULARY = "vocabulary.json"  # its file below a trained artefact


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """The labels that a network answers, in the order of its outputs.

    Attributes:
        groups: for each label, the column it comes from; a picture has one value of a group, or several.
        values: for each label, its value in that column.
        counts: for each label, the training pictures that have it.
        n_rare: values that were left out because too few training pictures have them.
        n_unseen: values that only validation has: no network could have learnt them.
    """

    groups: tuple[str, ...]
    values: tuple[str, ...]
    counts: tuple[int, ...]
    n_rare: int = 0
    n_unseen: int = 0

    def __len__(self) -> int:
        return len(self.values)

    @property
    def names(self) -> list[str]:
        """Each label as `column=value`."""
        return [f"{group}={value}" for group, value in zip(self.groups, self.values, strict=True)]

    def write(self, file: Path) -> None:
        """As JSON."""
        labels = [list(label) for label in zip(self.groups, self.values, self.counts, strict=True)]
        text = {"labels": labels, "n_rare": self.n_rare, "n_unseen": self.n_unseen}
        file.write_text(json.dumps(text, indent=0, ensure_ascii=False))


def read_vocabulary(file: Path) -> Vocabulary:
    """The vocabulary that `write` wrote."""
    text = json.loads(file.read_text())
    groups, values, counts = zip(*text["labels"], strict=True)
    return Vocabulary(groups, values, counts, text["n_rare"], text["n_unseen"])


def learn_vocabulary(items: pl.DataFrame, columns: Sequence[str], training: Bools, min_count: int) -> Vocabulary:
    """The values that at least `min_count` training pictures have, by column and then in alphabetical order.

    Args:
        items: one row a picture.
        columns: those that labels come from, of strings; null where nobody knows.
        training: bool [n]; pictures that are trained on. The others decide nothing.
        min_count: pictures; values rarer than that are left out, and counted.

    Raises:
        DataError: where no label is left.
    """
    kept: list[tuple[str, str, int]] = []
    n_rare = n_unseen = 0
    for column in columns:
        values = items[column]
        counts = values.filter(pl.Series(training)).drop_nulls().value_counts(sort=False).sort(column)
        kept += [(column, value, n) for value, n in counts.iter_rows() if n >= min_count]
        n_rare += counts.filter(pl.col("count") < min_count).height
        n_unseen += values.drop_nulls().n_unique() - counts.height
    if not kept:
        raise DataError(
            f"no value of {', '.join(columns)} is on {min_count} of {int(training.sum())} training pictures",
            where="labels, min_count",
            why="a network needs examples of what it is to tell apart",
            do="lower min_count, or take columns with fewer values",
        )
    groups, names, numbers = zip(*kept, strict=True)
    return Vocabulary(groups, names, numbers, n_rare, n_unseen)


def marks_of(items: pl.DataFrame, vocabulary: Vocabulary) -> Marks:
    """int8 [n, n_labels]: which labels each picture has; -1 throughout a group whose value is null.

    A value that is not in the vocabulary is none of its group's labels: 0 throughout.
    """
    marks = np.zeros((len(items), len(vocabulary)), np.int8)
    groups, values = np.array(vocabulary.groups), np.array(vocabulary.values)
    for column in dict.fromkeys(vocabulary.groups):
        places = np.flatnonzero(groups == column)
        known = pl.Series("known", values[places].tolist(), pl.String)
        at = pl.DataFrame({"known": known, "place": places}).lazy()
        found = items.lazy().select(pl.col(column).alias("known")).join(at, "known", "left", maintain_order="left")
        place = found.collect()["place"].fill_null(-1).to_numpy()
        rows = np.flatnonzero(place >= 0)
        marks[rows, place[rows]] = 1
        marks[np.ix_(items[column].is_null().to_numpy(), places)] = UNKNOWN
    return marks


def hold_out(products: pl.Series, share: float, seed: int) -> Bools:
    """bool [n]: the pictures kept for validation, whole products at a time, so that none is on both sides.

    Products are drawn until at least `share` of the pictures are held out; a picture without a product code is a
    product of its own. Which ones are drawn depends on the seed and the products' order, not on the pictures'.
    """
    own = pl.Series([f"row {row}" for row in range(len(products))])
    codes, member = np.unique(products.fill_null(own).to_numpy(), return_inverse=True)
    order = np.random.default_rng(seed).permutation(len(codes))
    sizes = np.bincount(member, minlength=len(codes))[order]
    n_drawn = int(np.searchsorted(np.cumsum(sizes), share * len(products))) + 1
    return np.isin(member, order[:n_drawn])
