"""The vectors of pictures that are no item's: those that items of these pictures would have."""

from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np
import polars as pl

from fashrec.embed.missing import fill_missing
from fashrec.embed.table import Table
from fashrec.embed.unit import unit_rows
from fashrec.errors import ConfigError, SpaceError
from fashrec.making import Making
from fashrec.past import Past, Pictures
from fashrec.stages import Progress, Reducer
from fashrec.store import FolderCheckpoint
from fashrec.tools import load_vectors
from fashrec.types import ItemVectors

# how far the inventory's numbers may lie from the store's, where that was made on another machine
_TOLERANCE = 1e-3


def newcomers(making: Making, past: Past, photos: Pictures, progress: Progress) -> ItemVectors:
    """A row a photo, in the space of the items' vectors at a cut.

    They go in as more items, launched and never bought. So they have no part in what is fitted, and all that happens
    to items happens to them. A photo that comes out as the very mean of all items has no vector.

    Args:
        making: what makes the items' vectors.
        past: the cut.
        photos: n pictures.
        progress: told of each batch.

    Raises:
        ConfigError: where vectors are not made from pictures.
        DataError: where a picture cannot be read.
        SpaceError: where the inventory's vectors in the store are others than those made here.
    """
    if isinstance(making.source, Table):
        raise ConfigError(
            "vectors come from a table, and a photo has none there",
            where="photo, embed",
            why="a photo can only be asked about where a network or its pixels give the vectors",
            do="take an experiment whose embed/source reads pictures, or ask fashrec.show with item= or customer=",
        )
    n = len(photos.names)
    raw = _joined(load_vectors(making.embedded.folder, making.embedded.hash), making, photos, progress)
    made = _at_cut(making, _with_newcomers(past, n), raw)
    known = making.vectors_at(past)
    if not np.allclose(made.values[:-n], known.values, atol=_TOLERANCE):
        raise SpaceError(
            "the inventory's vectors come out other than they are in the store",
            where=f"store, at_cut/{known.space}",
            why="the photo's vector, made here, would be compared with vectors of another space",
            do="remove the store's at_cut folder, which is made again in seconds",
        )
    return ItemVectors(made.values[-n:], made.has[-n:], known.space)


def _joined(vectors: ItemVectors, making: Making, photos: Pictures, progress: Progress) -> ItemVectors:
    """The embedder's vectors, with the photos' as the last."""
    with TemporaryDirectory() as folder:
        values, has = making.embedder.embed(photos, FolderCheckpoint(Path(folder)), progress)
    return ItemVectors(np.concatenate([vectors.values, values]), np.concatenate([vectors.has, has]), vectors.space)


def _with_newcomers(past: Past, n: int) -> Past:
    return replace(
        past,
        items=pl.concat([past.items, past.items.clear(n)]),
        launched=np.append(past.launched, np.ones(n, bool)),
        warm=np.append(past.warm, np.zeros(n, bool)),
        catalogue=np.append(past.catalogue, np.zeros(n, bool)),
    )


def _at_cut(making: Making, past: Past, vectors: ItemVectors) -> ItemVectors:
    """As Making makes the artefact `at_cut`."""
    embed = making.parts.embed
    if isinstance(embed, Reducer):
        vectors = ItemVectors(*embed.reduce(past, vectors), vectors.space)
    filled = fill_missing(past, vectors, making.parts.missing)
    values, long_enough = unit_rows(filled.values)
    return ItemVectors(values, filled.has & long_enough, vectors.space)
