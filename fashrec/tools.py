"""What experiment.py hands to recommenders at one cut: vectors, profiles and searchers, through the store."""

import hashlib
from dataclasses import dataclass, field, replace
from pathlib import Path

import numpy as np
import polars as pl

from fashrec.interactions import Interactions
from fashrec.past import Past
from fashrec.stages import Index, Profiler, Searcher, Truth
from fashrec.store import Recipe, Store, settings_of
from fashrec.types import Bools, Floats, Ints, ItemVectors, Profiles


@dataclass(frozen=True)
class CutTools:
    """The Tools of one cut.

    Attributes:
        past: what the profiles are pooled from.
        made_vectors: the items' vectors at this cut; None where no recommender needs them.
        index: finds the nearest; calibrated. None with them.
        truth: the truth of a simulated shop, None elsewhere.
        profiler: pools vectors.
        store: keeps built indexes between runs.
        interactions: who bought what, over the same past.
    """

    past: Past
    made_vectors: ItemVectors | None
    index: Index | None
    truth: Truth | None
    profiler: Profiler
    store: Store
    interactions: Interactions = field(init=False)
    _searchers: dict[str, Searcher] = field(default_factory=dict)

    def __post_init__(self) -> None:
        object.__setattr__(self, "interactions", Interactions(self.past))

    @property
    def vectors(self) -> ItemVectors:
        """The items' vectors at this cut."""
        assert self.made_vectors is not None, "a recommender that uses vectors says so in `needs`"
        return self.made_vectors

    def profiles(self, customers: Ints) -> Profiles:
        """Profiles of these customers."""
        return self.profiler.pool(self.past, self.vectors, customers)

    def searcher(self, among: Bools) -> Searcher:
        """The index over these items, built once for all recommenders that ask for the same."""
        key = mask_hash(among)
        if key not in self._searchers:
            self._searchers[key] = self._open(among, key)
        return self._searchers[key]

    def opened(self, among: Bools) -> Searcher | None:
        """The index over these items where a recommender has asked for it."""
        return self._searchers.get(mask_hash(among))

    def at(self, earlier: Past) -> "CutTools":
        """As stages.Tools says; built indexes are shared by what they are over."""
        vectors = self.made_vectors
        if vectors is not None:
            has = vectors.has & earlier.launched
            vectors = replace(vectors, values=np.where(has[:, None], vectors.values, np.float32(0)), has=has)
        return replace(self, past=earlier, made_vectors=vectors)

    def _open(self, among: Bools, key: str) -> Searcher:
        index, vectors = self.index, self.vectors
        assert index is not None, "a recommender that searches says in `needs` that it needs vectors"
        recipe = Recipe("index", settings_of(index), {"vectors": vectors.space, "among": key})
        made = self.store.get(recipe, lambda checkpoint: index.build(vectors, among, checkpoint.folder))
        return index.open(vectors, among, made.folder)


def mask_hash(mask: Bools) -> str:
    """20 hexadecimal digits that name a set of rows."""
    return hashlib.sha256(np.packbits(mask).tobytes()).hexdigest()[:20]


def ids_hash(ids: pl.Series) -> str:
    """20 hexadecimal digits that name what each row is."""
    return hashlib.sha256("\n".join(ids).encode()).hexdigest()[:20]


def save_vectors(folder: Path, values: Floats, has: Bools) -> None:
    """Write an artefact of vectors."""
    np.save(folder / "values.npy", values, allow_pickle=False)
    np.save(folder / "has.npy", has, allow_pickle=False)


def load_vectors(folder: Path, space: str) -> ItemVectors:
    """Read an artefact of vectors; they are mapped, not copied."""
    values = np.load(folder / "values.npy", mmap_mode="r", allow_pickle=False)
    return ItemVectors(values, np.load(folder / "has.npy", allow_pickle=False), space)
