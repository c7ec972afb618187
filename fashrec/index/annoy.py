"""Approximate nearest neighbours by cosine with Annoy 1.17.3, whose candidates are ranked exactly.

Annoy knows no filter, no batch and no error; what it lacks is made up for here:
- items are added by position among those indexed (an id costs max(id) + 1 slots), and `rows.npy` leads back;
- owned items are taken out of its answers, and it is asked for as many more;
- where it gives too few although more exist, it is asked again for more, then all items are compared.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import ClassVar, Literal

import annoy

from fashrec.index import approximate, auto
from fashrec.index.annoy_search import Forest
from fashrec.index.approximate import require_settings
from fashrec.index.calibrate import doublings
from fashrec.index.candidates import CandidateSearcher
from fashrec.index.selftest import require_sound_annoy
from fashrec.types import Bools, Floats, ItemVectors, Longs


@dataclass(frozen=True)
class Annoy:
    """A forest of random projection trees.

    Attributes:
        trees: trees of the forest, at least 1; more are more exact, larger and slower to build.
        search_k: candidates looked at for a query, at least 1; `auto` is chosen by `calibrate`. A query with e
            excluded items looks at (k + e) / k times as many.
        recall_target: index_recall@k that `auto` must reach, in (0, 1].
        seed: of the random projections, in [0, 2^32).
        build_threads: threads of the build, at least 1. One and two make different forests.
        metric: `angular`, `dot` or `euclidean`; at unit length all order alike and only the trees differ. `dot`,
            which Annoy calls experimental, adds a dimension that makes all vectors equally long. These are, so that it
            holds rounding errors, costs 4 bytes a node, and finds less: on 105,000 made vectors with 20 trees it took
            twice the search_k to reach a recall of 0.99.
        threads: threads of a batch of queries, at least 1. They change no answer.
    """

    trees: int = 50
    search_k: int | Literal["auto"] = "auto"
    recall_target: float = 0.99
    seed: int = 0
    build_threads: int = 1
    metric: Literal["angular", "dot", "euclidean"] = "angular"
    threads: int = field(default=1, metadata={"hashed": False})

    name: ClassVar[str] = "annoy"
    package: ClassVar[str] = "annoy"
    version: ClassVar[int] = 2
    file: ClassVar[str] = "index.ann"
    build_grid: ClassVar[Mapping[str, tuple[int | str, ...]]] = {
        "trees": (5, 20, 50, 100),
        "metric": ("angular", "dot", "euclidean"),
    }
    query_grid: ClassVar[Mapping[str, tuple[int, ...]]] = {"search_k": (100, 300, 1000, 3000, 10_000, 30_000, 100_000)}

    def __post_init__(self) -> None:
        require_settings(self, "trees", "build_threads", "threads", metrics=("angular", "dot", "euclidean"))

    def auto_grid(self, k: int, n_items: int) -> tuple[int, ...]:
        """From Annoy's own default, trees * k, to every node of every tree."""
        return doublings(self.trees * k, self.trees * max(n_items, 1))

    calibrate = auto.calibrate
    calibrated = auto.calibrated

    def build(self, vectors: ItemVectors, among: Bools, folder: Path) -> None:
        """As `approximate.build` says.

        Raises:
            ConfigError: where the installed Annoy is unsound.
        """
        require_sound_annoy()
        approximate.build(self, vectors, among, folder)

    def open(self, vectors: ItemVectors, among: Bools, folder: Path) -> CandidateSearcher:
        """As `approximate.open_built` says; the file is mapped, not read.

        Raises:
            ConfigError: where the installed Annoy is unsound.
        """
        require_sound_annoy()
        return approximate.open_built(self, vectors, among, folder)

    def make(self, vectors: Floats, rows: Longs, file: Path) -> None:
        """As in `Approximate`."""
        forest = annoy.AnnoyIndex(vectors.shape[1], self.metric)
        forest.set_seed(self.seed)
        for position, row in enumerate(rows):  # Annoy takes one item at a time
            forest.add_item(position, vectors[row].tolist())
        forest.build(self.trees, self.build_threads)
        forest.save(str(file))

    def load(self, vectors: Floats, rows: Longs, file: Path) -> Forest:
        """As in `Approximate`."""
        del rows
        forest = annoy.AnnoyIndex(vectors.shape[1], self.metric)
        forest.load(str(file))
        return Forest(forest)
