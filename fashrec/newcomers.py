"""The vectors of pictures that are no item's: those that items of these pictures would have."""

from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np

from fashrec.embed.unit import unit_rows
from fashrec.errors import ConfigError, SpaceError
from fashrec.making import Making
from fashrec.past import Past, Pictures
from fashrec.stages import FromPictures, Progress, Reducer, Reduction
from fashrec.store import FolderCheckpoint
from fashrec.tools import load_vectors
from fashrec.types import Floats, ItemVectors

# how far the inventory's numbers may lie from the store's, where that was made on another machine
_TOLERANCE = 1e-3


@dataclass(frozen=True, slots=True)
class Door:
    """From an embedder's raw vectors into the space of the items' vectors at a cut.

    What is fitted is fitted on items; who comes in has no part in it.

    Attributes:
        space: of the items' vectors.
        reduction: as fitted at the cut; None where the embedder's vectors are not reduced.
    """

    space: str
    reduction: Reduction | None

    def __call__(self, raw: Floats) -> ItemVectors:
        """A row a vector, float32 [n, d]; none for what comes out as the very mean of all items."""
        reduced, has = (raw, np.ones(len(raw), bool)) if self.reduction is None else self.reduction(raw)
        values, long_enough = unit_rows(reduced)
        return ItemVectors(values, has & long_enough, self.space)


def door(making: Making, past: Past) -> Door:
    """The way into the space of a cut, fitted and compared with what the store has.

    Raises:
        SpaceError: where the inventory's vectors in the store are others than those made here.
    """
    raw, known = load_vectors(making.embedded.folder, making.embedded.hash), making.vectors_at(past)
    embed = making.parts.embed
    made = Door(known.space, embed.fit(past, raw) if isinstance(embed, Reducer) else None)
    own = np.flatnonzero(raw.has & past.launched)  # the others have none, or one that was filled in
    if not np.allclose(made(raw.values[own]).values, known.values[own], atol=_TOLERANCE):
        raise SpaceError(
            "the inventory's vectors come out other than they are in the store",
            where=f"store, at_cut/{known.space}",
            why="the photo's vector, made here, would be compared with vectors of another space",
            do="remove the store's at_cut folder, which is made again in seconds",
        )
    return made


def sighted(making: Making) -> FromPictures:
    """What makes the items' vectors, where it makes them from pictures.

    Raises:
        ConfigError: where it does not.
    """
    embedder = making.embedder
    if not isinstance(embedder, FromPictures):
        raise ConfigError(
            "vectors come from a table, and a photo has none there",
            where="photo, embed",
            why="a photo can only be asked about where a network or its pixels give the vectors",
            do="take an experiment whose embed/source reads pictures, or ask fashrec.show with item= or customer=",
        )
    return embedder


def newcomers(making: Making, past: Past, photos: Pictures, progress: Progress) -> ItemVectors:
    """A row a photo, in the space of the items' vectors at a cut.

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
    sighted(making)
    with TemporaryDirectory() as folder:
        raw, _ = making.embedder.embed(photos, FolderCheckpoint(Path(folder)), progress)
    return door(making, past)(raw)
