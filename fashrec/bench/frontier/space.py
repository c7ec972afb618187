"""Where neighbours are looked for: vectors of items, and the queries put to them."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any, Literal, cast

import numpy as np

from fashrec.bench.made_vectors import VectorMaker
from fashrec.bench.timing import Queries
from fashrec.configure import Parts
from fashrec.embed.unit import unit_rows
from fashrec.errors import ConfigError, DataError
from fashrec.making import Making
from fashrec.past import Past
from fashrec.stages import Reducer
from fashrec.types import Bools, Future, ItemLists, ItemVectors, Profiles

PROFILES, ITEMS = "profiles", "items"
# items are there for comparison: one for so many profiles
ITEMS_IN = 4
# vectors of plain clusters: how many, about how many centres, and how far from these beside how far these are apart
CLUSTERED, CLUSTERS, WITHIN = 4096, 200, 0.6
FEWEST_IMITATED = 64


@dataclass(frozen=True, slots=True)
class Space:
    """Vectors to be searched.

    Attributes:
        source: `own`, the experiment's, or `made`.
        vectors: the items' vectors.
        among: bool [n_items]; what may be answered.
        queries: by kind, `profiles` and `items`.
        n_scored: how many of the profiles belong to scored customers.
    """

    source: Literal["own", "made"]
    vectors: ItemVectors
    among: Bools
    queries: Mapping[str, Queries]
    n_scored: int = 0

    @property
    def n_items(self) -> int:
        """How many items are searched."""
        return int((self.among & self.vectors.has).sum())

    def facts(self) -> dict[str, object]:
        """One row of `spaces`."""
        asked = {"n_profiles": len(self.queries[PROFILES]), "n_items_asked": len(self.queries[ITEMS])}
        own = {"source": self.source, "n_items": self.n_items, "dim": self.vectors.dim, "vectors": self.vectors.space}
        return {**own, **asked, "n_scored": self.n_scored}


def reduced_to(making: Making, dim: int | None) -> Making:
    """The same experiment with vectors of another length; None: with its own.

    Raises:
        ConfigError: where nothing of it reduces vectors to a length.
    """
    if dim is None:
        return making
    embed = making.parts.embed
    if not isinstance(embed, Reducer) or not hasattr(embed, "dim"):
        raise ConfigError(
            f"vectors of {type(embed).__name__} cannot be reduced to {dim}",
            where="dims",
            why="dims= sets the reducer's dim, and this experiment has no reducer",
            do="leave dims out, or take an experiment that reduces its vectors, such as pca128",
        )
    return replace(making, parts=replace(making.parts, embed=replace(cast("Any", embed), dim=dim)))


def own_space(making: Making, past: Past, future: Future, at_most: int) -> Space:
    """An experiment's vectors at a cut, with profiles and items of it as queries.

    Raises:
        DataError: where nobody has a profile.
    """
    parts, vectors = making.parts, making.vectors_at(past)
    profiles, n_scored = _profiles(parts, past, future, vectors, at_most)
    items = items_as_queries(vectors, past.catalogue, parts.evaluate.ks[0], share_of_items(at_most), parts.seed)
    return Space("own", vectors, past.catalogue, {PROFILES: profiles, ITEMS: items}, n_scored)


def items_as_queries(vectors: ItemVectors, among: Bools, k: int, at_most: int, seed: int) -> Queries:
    """A seeded sample of the items that are searched, in random order; none is answered with itself."""
    random = np.random.default_rng([seed, len(among)])
    rows = random.permutation(np.flatnonzero(among & vectors.has))[:at_most].astype(np.int32)
    itself = ItemLists(np.arange(len(rows) + 1, dtype=np.int64), rows)
    asked = Profiles(rows, np.array(vectors.values[rows]), np.ones(len(rows), bool), vectors.space)
    return Queries(asked, itself, k)


def share_of_items(at_most: int) -> int:
    """How many items are put where at most so many profiles are."""
    return max(1, at_most // ITEMS_IN)


def _profiles(parts: Parts, past: Past, future: Future, vectors: ItemVectors, at_most: int) -> tuple[Queries, int]:
    """Profiles of scored customers, filled up with those of other buyers, both in seeded order; how many are scored."""
    random = np.random.default_rng([parts.seed, past.cut.day])
    buyers = np.flatnonzero(np.diff(past.purchases.offsets)).astype(np.int32)
    scored = random.permutation(np.intersect1d(buyers, future.customers))
    others = random.permutation(np.setdiff1d(buyers, future.customers))
    profiles = parts.profile.pool(past, vectors, buyers)
    with_profile = buyers[profiles.has]
    wanted = [some[np.isin(some, with_profile)] for some in (scored, others)]
    customers = np.concatenate(wanted)[:at_most]
    if not len(customers):
        raise DataError(
            f"no customer has a profile at {past.cut}",
            where="split, embed, profile",
            why="an index is measured with the profiles that it will be asked about",
            do="look at items_without_vector of a run at this cut",
        )
    rows = np.searchsorted(buyers, customers)
    some = replace(profiles, customers=customers, values=profiles.values[rows], has=profiles.has[rows])
    owned = past.owned(customers) if past.seen == "remove" else None
    return Queries(some, owned, parts.evaluate.ks[0]), min(len(wanted[0]), at_most)


def maker_like(space: Space, seed: int) -> VectorMaker:
    """What makes vectors that lie as those of a space do.

    Raises:
        DataError: where they are too few to be imitated.
    """
    values = np.array(space.vectors.values[space.among & space.vectors.has])
    if len(values) < FEWEST_IMITATED:
        raise DataError(
            f"{len(values)} vectors are too few to make others like them",
            where="sizes, n",
            why=f"each is moved in the directions of its neighbours; fewer than {FEWEST_IMITATED} tell none",
            do="leave experiment= out: then vectors of plain clusters are imitated",
        )
    return VectorMaker.fit(values, seed)


def maker_of_clusters(dim: int, seed: int) -> VectorMaker:
    """What makes vectors like those of plain clusters, for want of an experiment's.

    They are Gaussian about centres that are Gaussian themselves; in both the i-th axis's variance is as 1 / i, which
    is about how the principal axes of pictures' vectors fall off.
    """
    random = np.random.default_rng([seed, dim])
    deviations = np.arange(1, dim + 1, dtype=np.float32) ** np.float32(-0.5)
    centres = random.standard_normal((CLUSTERS, dim), np.float32) * deviations
    noise = random.standard_normal((CLUSTERED, dim), np.float32) * deviations
    values, _ = unit_rows(centres[random.integers(0, CLUSTERS, CLUSTERED)] + np.float32(WITHIN) * noise)
    return VectorMaker.fit(values, seed)


def made_space(maker: VectorMaker, n: int, k: int, at_most: int) -> Space:
    """So many made vectors, with made profiles and some of the vectors as queries."""
    values = maker.vectors(n)
    every = np.ones(n, bool)
    vectors = ItemVectors(values, every, f"made_{n}x{values.shape[1]}")
    asked = maker.profiles(values, at_most)
    profiles = Profiles(np.arange(at_most, dtype=np.int32), asked, np.ones(at_most, bool), vectors.space)
    items = items_as_queries(vectors, every, k, share_of_items(at_most), maker.seed)
    return Space("made", vectors, every, {PROFILES: Queries(profiles, None, k), ITEMS: items})


def title(space: Mapping[str, Any]) -> str:
    """A row of `spaces` in words: `3,047 items × 128`."""
    return f"{space['n_items']:,} {'made vectors' if space['source'] == 'made' else 'items'} × {space['dim']}"
