"""Approximate nearest neighbours by cosine with Annoy 1.17.3, whose candidates are ranked exactly.

Annoy knows no filter, no batch and no error; what it lacks is made up for here:
- items are added by position among those indexed (an id costs max(id) + 1 slots), and `rows.npy` leads back;
- owned items are taken out of its answers, and it is asked for as many more;
- where it gives too few although more exist, it is asked again for more, then all items are compared.
"""

from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import ClassVar, Literal

import annoy

from fashrec.errors import ConfigError, StoreError, require
from fashrec.index.admit import rows_to_index
from fashrec.index.annoy_search import AnnoySearcher
from fashrec.index.calibrate import Calibration, calibrate_search_k, read_calibration, search_k_grid
from fashrec.index.exact import ExactSearcher
from fashrec.index.rows import broken, read_rows, write_rows
from fashrec.index.scan import Scan
from fashrec.index.selftest import require_sound_annoy
from fashrec.types import Bools, ItemVectors, Profiles

_FILE = "index.ann"
# annoylib.h: bytes of a node before its vector
_NODE_HEAD = {"angular": 12, "euclidean": 16}
_SCAN_MIB = 64


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
        metric: `angular` or `euclidean`; at unit length both order alike and only the trees differ.
        threads: threads of a batch of queries, at least 1. They change no answer.
    """

    trees: int = 50
    search_k: int | Literal["auto"] = "auto"
    recall_target: float = 0.99
    seed: int = 0
    build_threads: int = 1
    metric: Literal["angular", "euclidean"] = "angular"
    threads: int = field(default=1, metadata={"hashed": False})

    version: ClassVar[int] = 1

    def __post_init__(self) -> None:
        for name in ("trees", "build_threads", "threads"):
            value = getattr(self, name)
            require(_is_count(value), name, value, "a whole number, at least 1")
        auto = self.search_k == "auto"
        require(auto or _is_count(self.search_k), "search_k", self.search_k, "`auto` or a whole number, at least 1")
        require(0 < self.recall_target <= 1, "recall_target", self.recall_target, "a share in (0, 1]")
        require(isinstance(self.seed, int) and 0 <= self.seed < 2**32, "seed", self.seed, "a whole number in [0, 2^32)")
        require(self.metric in _NODE_HEAD, "metric", self.metric, "`angular` or `euclidean`")

    def calibrate(self, vectors: ItemVectors, among: Bools, queries: Profiles, k: int, folder: Path) -> "Annoy":
        """This index with the smallest search_k of the grid that reaches `recall_target` on `queries`.

        `calibration.json` in `folder` says what was tried and what it cost (`read_calibration`).

        Raises:
            DataError: where `auto` has nothing to be chosen on: no query has an answer.
        """
        if self.search_k != "auto":
            return self
        return replace(self, search_k=self.measure(vectors, among, queries, k, folder).search_k)

    def calibrated(self, folder: Path) -> "Annoy":
        """This index with the search_k that `calibrate` wrote into `folder`; itself where none is `auto`.

        Raises:
            StoreError: where there is no calibration in `folder`.
        """
        if self.search_k != "auto":
            return self
        calibration = read_calibration(folder)
        if calibration is None:
            raise StoreError(
                "a calibration of index.search_k=auto is missing",
                where=str(folder),
                why="without it nobody knows which search_k reaches index.recall_target",
                do="remove the calibration's artefact, it is made again",
            )
        return replace(self, search_k=calibration.search_k)

    def measure(self, vectors: ItemVectors, among: Bools, queries: Profiles, k: int, folder: Path) -> Calibration:
        """Choose search_k as `calibrate` does, whatever it is set to, and write `calibration.json` into `folder`.

        The forest it builds there is removed again: a build over other items does not need it.
        """
        rows = rows_to_index(vectors, among)
        self.build(vectors, among, folder)

        def at(search_k: int, threads: int) -> AnnoySearcher:
            return replace(self, search_k=search_k, threads=threads).open(vectors, among, folder)

        exact = ExactSearcher(Scan.over(vectors.values, rows, _SCAN_MIB), vectors.space, len(among))
        grid = search_k_grid(self.trees, k, len(rows))
        calibration = calibrate_search_k(at, self.threads, exact, queries, k, grid, self.recall_target)
        calibration.write(folder)
        (folder / _FILE).unlink()
        return calibration

    def build(self, vectors: ItemVectors, among: Bools, folder: Path) -> None:
        """Write `rows.npy` and, unless no item is left, the forest.

        Raises:
            ConfigError: where the installed Annoy is unsound.
            DataError: where an item's vector is not of unit length.
            StoreError: where the forest cannot be written.
        """
        require_sound_annoy()
        rows = rows_to_index(vectors, among)
        write_rows(folder, rows)
        if len(rows) == 0:
            return
        forest = annoy.AnnoyIndex(vectors.dim, self.metric)
        forest.set_seed(self.seed)
        for position, row in enumerate(rows):  # Annoy takes one item at a time
            forest.add_item(position, vectors.values[row].tolist())
        forest.build(self.trees, self.build_threads)
        try:
            forest.save(str(folder / _FILE))
        except OSError as error:
            raise StoreError(
                f"the forest of {len(rows)} items and {self.trees} trees was not written: {error}",
                where=str(folder / _FILE),
                why="half a forest answers with the wrong items",
                do="make room on the disk and start again",
            ) from error

    def open(self, vectors: ItemVectors, among: Bools, folder: Path) -> AnnoySearcher:
        """The index that `build` wrote, given the same vectors and items; its file is mapped, not read.

        Raises:
            ConfigError: where search_k is still `auto`, or the installed Annoy is unsound.
            StoreError: where the files do not fit the vectors and items.
            DataError: where an item's vector is not of unit length.
        """
        require_sound_annoy()
        if self.search_k == "auto":
            raise ConfigError(
                "index.search_k is still `auto` where queries are to be answered",
                where="index.search_k",
                why="Annoy's own default finds a tenth to a half of the neighbours on a catalogue's vectors",
                do="open what `calibrate` gives, or set index.search_k to a number",
            )
        rows = read_rows(folder, rows_to_index(vectors, among))
        forest = self._load(folder / _FILE, len(rows), vectors.dim) if len(rows) else None
        return AnnoySearcher(forest, vectors, rows, self.search_k, self.threads)

    def _load(self, file: Path, n: int, d: int) -> annoy.AnnoyIndex:
        node = _NODE_HEAD[self.metric] + 4 * d
        size = file.stat().st_size if file.exists() else 0
        # each tree has a root, and a copy of it at the end of the file
        if size % node or size // node < n + 2 * self.trees:
            raise broken(file, f"{file.name} has {size} bytes: no forest of {n} items, {d} numbers each")
        forest = annoy.AnnoyIndex(d, self.metric)
        try:
            forest.load(str(file))
        except OSError as error:
            raise broken(file, f"{file.name} cannot be loaded: {error}") from error
        # small forests count their roots twice, hence no equality for trees
        if forest.get_n_items() != n or forest.get_n_trees() < self.trees:
            raise broken(file, f"{file.name} holds {forest.get_n_items()} items and {forest.get_n_trees()} trees")
        return forest


def _is_count(value: object) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and value >= 1
