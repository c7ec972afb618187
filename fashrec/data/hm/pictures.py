"""Items' pictures, found by their id with one walk over the folder."""

import os
from pathlib import Path, PurePath

import polars as pl

SUFFIXES = (".jpg", ".jpeg", ".png")


def picture_names(folder: Path) -> list[str]:
    """Every picture below `folder`, as sorted posix names relative to it; none where there is no such folder."""
    names = (
        os.path.relpath(os.path.join(parent, name), folder)  # noqa: PTH118 (pathlib is slow on 105,000 files)
        for parent, _, files in os.walk(folder)
        for name in files
        if name.lower().endswith(SUFFIXES)
    )
    return sorted(PurePath(name).as_posix() for name in names)


def pictures_by_item(folder: Path) -> pl.DataFrame:
    """Columns `item_id` (ten digits) and `picture` (its name below `folder`), one row an item.

    Of several pictures of one item the first name is taken.
    """
    names = pl.Series("picture", picture_names(folder), pl.String)
    stem = pl.col("picture").str.split("/").list.last().str.replace(r"\.[^.]*$", "")
    table = names.to_frame().with_columns(item_id=stem.str.zfill(10))
    return table.unique("item_id", keep="first", maintain_order=True)
