"""Which items of a shop are of the kind that a class of photos shows."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from difflib import get_close_matches
from pathlib import Path

import numpy as np
import polars as pl
from omegaconf import OmegaConf
from omegaconf.errors import OmegaConfBaseException
from yaml import YAMLError  # type: ignore[import-untyped] # what OmegaConf reads with

from fashrec.errors import ConfigError
from fashrec.frames import ITEMS
from fashrec.types import Bools

# The ten classes of the CC0 "clothing dataset (small)" in H&M's words. `longsleeve` are jerseys and knitwear, `shirt`
# what is buttoned from top to bottom, of whatever sleeve; hoodies, blazers and polo shirts are classes of their own in
# the larger dataset that these ten were taken from, so they match none of them.
TEN = {
    "dress": {"product_type_name": ["Dress"]},
    "hat": {
        "product_type_name": [
            *("Hat/beanie", "Hat/brim", "Cap/peaked", "Beanie"),
            *("Felt hat", "Straw hat", "Bucket hat", "Cap"),
        ]
    },
    "longsleeve": {"product_type_name": ["Sweater", "Top", "Cardigan"]},
    "outwear": {"product_type_name": ["Jacket", "Coat", "Outdoor Waistcoat"]},
    "pants": {"product_type_name": ["Trousers", "Leggings/Tights", "Outdoor trousers"]},
    "shirt": {"product_type_name": ["Shirt", "Blouse"]},
    "shoes": {"product_group_name": ["Shoes"]},
    "shorts": {"product_type_name": ["Shorts"]},
    "skirt": {"product_type_name": ["Skirt"]},
    "t-shirt": {"product_type_name": ["T-shirt"]},
}
_SHAPE = "lines such as `shoes: {product_group_name: [Shoes]}`"


@dataclass(frozen=True, slots=True)
class Matching:
    """For each class, columns of the item table and their values; an item matches with any of them.

    Attributes:
        classes: {class: {column: values}}.
        where: where it was read from, for errors.
    """

    classes: Mapping[str, Mapping[str, Sequence[str]]]
    where: str

    def __post_init__(self) -> None:
        strings = {name for name, kind in ITEMS.items() if kind == pl.String}
        unknown = sorted({column for columns in self.classes.values() for column in columns} - strings)
        if unknown:
            near = get_close_matches(unknown[0], strings, n=1)
            raise ConfigError(
                f"the item table has no column {', '.join(unknown)}",
                where=self.where,
                why="a class matches items by what their columns say",
                do=f"did you mean {near[0]}?" if near else f"take of {', '.join(sorted(strings))}",
            )

    def of(self, classes: Sequence[str]) -> "Matching":
        """The same for these classes only.

        Raises:
            ConfigError: where one is not in it.
        """
        unknown = [name for name in classes if name not in self.classes]
        if unknown:
            raise ConfigError(
                f"nothing says which items match {', '.join(unknown)}",
                where=self.where,
                why=f"it speaks of {', '.join(self.classes)}",
                do=f"give a YAML file as classes=FILE, with {_SHAPE}",
            )
        return Matching({name: self.classes[name] for name in classes}, self.where)

    def items(self, items: pl.DataFrame) -> Bools:
        """bool [n_classes, n_items]: whether an item (frames.ITEMS) matches a class.

        Raises:
            ConfigError: where nothing matches one of the classes.
        """
        rows = [items.select(_any(columns)).to_series().to_numpy() for columns in self.classes.values()]
        without = [name for name, row in zip(self.classes, rows, strict=True) if not row.any()]
        if without:
            raise ConfigError(
                f"no item matches {', '.join(without)}",
                where=self.where,
                why=f"none of {len(items):,} items is of what stands there, such as {dict(self.classes[without[0]])}",
                do="correct its values, or take photos of what the shop sells",
            )
        return np.stack(rows)


def read_matching(text: str) -> Matching:
    """The table in a YAML file; that of the ten classes where no file is named.

    Raises:
        ConfigError: where the file is missing or holds something else.
    """
    if not text:
        return Matching(TEN, "fashrec/bench/photos/matching.py")
    try:
        table = OmegaConf.to_container(OmegaConf.load(Path(text).expanduser()))
    except (OSError, UnicodeDecodeError, YAMLError, OmegaConfBaseException) as error:
        raise ConfigError(
            f"{text} cannot be read: {' '.join(str(error).split())}",
            where=f"classes={text}",
            why="it says which items match each class of photos",
            do=f"give a YAML file with {_SHAPE}",
        ) from error
    classes = _table_of(table)
    if classes is None:
        raise ConfigError(
            f"{text} is no table of classes",
            where=f"classes={text}",
            why="each class needs columns of the item table, each with a list of values",
            do=f"write {_SHAPE}",
        )
    return Matching(classes, text)


def _table_of(table: object) -> dict[str, dict[str, list[str]]] | None:
    """{class: {column: values}}; None where the file holds something else."""
    if not isinstance(table, dict) or not table:
        return None
    for columns in table.values():
        if not isinstance(columns, dict) or not columns:
            return None
        if not all(isinstance(values, list) and values for values in columns.values()):
            return None
    return {
        str(name): {str(column): list(map(str, values)) for column, values in columns.items()}
        for name, columns in table.items()
    }


def _any(columns: Mapping[str, Sequence[str]]) -> pl.Expr:
    each = (pl.col(name).is_in(list(values)).fill_null(value=False) for name, values in columns.items())
    return pl.any_horizontal(each)
