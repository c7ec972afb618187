"""The vector of a picture that is no item's: the one that an item of this picture would have."""

from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np
import polars as pl

from fashrec.embed.missing import fill_missing
from fashrec.embed.table import Table
from fashrec.embed.unit import unit_rows
from fashrec.errors import ConfigError, DataError, SpaceError
from fashrec.making import Making
from fashrec.past import Past, Pictures
from fashrec.progress import Quiet
from fashrec.stages import Reducer
from fashrec.store import FolderCheckpoint
from fashrec.tools import load_vectors
from fashrec.types import ItemVectors, Profiles

# how far the inventory's numbers may lie from the store's, where that was made on another machine
_TOLERANCE = 1e-3


def photo_profile(making: Making, past: Past, file: Path) -> Profiles:
    """The photo as a query to the index at a cut: one profile, of customer -1.

    It goes in as one more item, launched and never bought. So it has no part in what is fitted, and all that happens
    to items happens to it.

    Raises:
        ConfigError: where vectors are not made from pictures.
        DataError: where the picture cannot be read, or gets no vector.
        SpaceError: where the inventory's vectors in the store are others than those made here.
    """
    if isinstance(making.source, Table):
        raise ConfigError(
            "vectors come from a table, and a photo has none there",
            where="photo, embed",
            why="a photo can only be asked about where a network or its pixels give the vectors",
            do="ask with item= or customer=, or take an experiment whose embed/source reads pictures",
        )
    raw = _one_more(load_vectors(making.embedded.folder, making.embedded.hash), making, file)
    made = _at_cut(making, _with_newcomer(past), raw)
    known = making.vectors_at(past)
    if not np.allclose(made.values[:-1], known.values, atol=_TOLERANCE):
        raise SpaceError(
            "the inventory's vectors come out other than they are in the store",
            where=f"store, at_cut/{known.space}",
            why="the photo's vector, made here, would be compared with vectors of another space",
            do="remove the store's at_cut folder, which is made again in seconds",
        )
    if not made.has[-1]:
        raise DataError(
            f"{file.name} has no vector",
            where=f"photo={file}",
            why="it comes out as the very mean of all items, which lies in no direction",
            do="give another picture of the garment",
        )
    return Profiles(np.full(1, -1, np.int32), made.values[-1:], made.has[-1:], known.space)


def _one_more(vectors: ItemVectors, making: Making, file: Path) -> ItemVectors:
    """The embedder's vectors with the photo's as the last."""
    one = Pictures(file.parent, (file.name,), ("photo",))
    with TemporaryDirectory() as folder:
        values, has = making.embedder.embed(one, FolderCheckpoint(Path(folder)), Quiet())
    return ItemVectors(np.concatenate([vectors.values, values]), np.concatenate([vectors.has, has]), vectors.space)


def _with_newcomer(past: Past) -> Past:
    return replace(
        past,
        items=pl.concat([past.items, past.items.clear(1)]),
        launched=np.append(past.launched, True),
        warm=np.append(past.warm, False),
        catalogue=np.append(past.catalogue, False),
    )


def _at_cut(making: Making, past: Past, vectors: ItemVectors) -> ItemVectors:
    """As Making makes the artefact `at_cut`."""
    embed = making.parts.embed
    if isinstance(embed, Reducer):
        vectors = ItemVectors(*embed.reduce(past, vectors), vectors.space)
    filled = fill_missing(past, vectors, making.parts.missing)
    values, long_enough = unit_rows(filled.values)
    return ItemVectors(values, filled.has & long_enough, vectors.space)
