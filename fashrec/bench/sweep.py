"""The sweep: every forest built and every point of the grid timed, in random order, again and again.

    repeat 1: build, weigh and load each forest; then at each point   exact | Annoy | both in a batch
    repeat 2: the same in another order                               '-- the control, just before

Nothing is averaged here: what leaves are the times and the neighbours.
"""

import time
from collections import defaultdict
from dataclasses import dataclass, field, replace
from pathlib import Path
from shutil import rmtree
from tempfile import TemporaryDirectory

import numpy as np
import polars as pl

from fashrec.bench.bare import bare_annoy_times, bare_exact_times
from fashrec.bench.request import Grid
from fashrec.bench.timing import Queries, batch_time, one_thread, search_times
from fashrec.index.annoy import Annoy
from fashrec.index.annoy_search import AnnoySearcher
from fashrec.index.exact import Exact, ExactSearcher
from fashrec.stages import Progress, Searcher
from fashrec.types import Bools, ItemVectors, Longs

# queries of a control: enough for a median, few enough to stand beside every point
CONTROL = 200


@dataclass(frozen=True)
class Sweep:
    """One run of the grid.

    Attributes:
        grid: the points.
        index: Annoy with every other setting as the experiment has it.
        vectors: the items' vectors at the cut.
        among: bool [n_items]; the catalogue.
        queries: what is looked up.
        seed: of the order.
        progress: told about each point measured.
    """

    grid: Grid
    index: Annoy
    vectors: ItemVectors
    among: Bools
    queries: Queries
    seed: int
    progress: Progress
    _frames: dict[str, list[pl.DataFrame]] = field(default_factory=lambda: defaultdict(list))

    def run(self) -> dict[str, pl.DataFrame]:
        """The raw tables.

        Returns:
            `forests` (repeat, trees, build_ns, load_ns, bytes), `times` (one row a query: repeat, visit, index,
            trees, search_k, query, search_ns, bare_ns: see `timing` and `bare`), `batches` (n, ns) and `neighbours`
            (index, trees, search_k, query, rank, item, score), padded with -1 and -inf to k a query. Rows of
            `exact` in times and batches carry the point that they are the control of.
        """
        singles = self.queries.singly()
        n_visits = self.grid.repeats * len(self.grid.points)
        with (
            one_thread(),
            TemporaryDirectory(prefix="fashrec-frontier-") as temporary,
            self.progress.task("frontier", n_visits, "points") as step,
        ):
            folder = Path(temporary)
            exact = self._exact(folder)
            self._keep_neighbours(exact, "exact", None, None)
            for repeat in range(self.grid.repeats):
                self._forests(folder, repeat)
                for visit, (trees, search_k) in enumerate(self._order(repeat, self.grid.points)):
                    place = {"repeat": repeat, "visit": visit, "trees": trees, "search_k": search_k}
                    self._visit(exact, self._open(folder, trees, search_k), singles, place)
                    step(1)
        return {name: pl.concat(frames, how="diagonal_relaxed") for name, frames in self._frames.items()}

    def _order(self, repeat: int, things: list[tuple[int, int]]) -> list[tuple[int, int]]:
        order = np.random.default_rng([self.seed, repeat]).permutation(len(things))
        return [things[place] for place in order]

    def _exact(self, folder: Path) -> ExactSearcher:
        (folder / "exact").mkdir()
        Exact().build(self.vectors, self.among, folder / "exact")
        return Exact().open(self.vectors, self.among, folder / "exact")

    def _forests(self, folder: Path, repeat: int) -> None:
        """Build and load each forest; the files of the last repeat stay, the same bytes as those of the first."""
        for trees, _ in self._order(repeat, [(trees, 0) for trees in self.grid.trees]):
            place = folder / str(trees)
            rmtree(place, ignore_errors=True)
            place.mkdir()
            start = time.perf_counter_ns()
            replace(self.index, trees=trees).build(self.vectors, self.among, place)
            built = time.perf_counter_ns()
            self._open(folder, trees, 1)
            loaded = time.perf_counter_ns()
            size = sum(file.stat().st_size for file in place.iterdir())
            row = {"repeat": repeat, "trees": trees, "build_ns": built - start, "load_ns": loaded - built}
            self._frames["forests"].append(pl.DataFrame([{**row, "bytes": size}]))

    def _open(self, folder: Path, trees: int, search_k: int) -> AnnoySearcher:
        index = replace(self.index, trees=trees, search_k=search_k, threads=1)
        return index.open(self.vectors, self.among, folder / str(trees))

    def _visit(self, exact: ExactSearcher, annoy: AnnoySearcher, singles: list[Queries], place: dict[str, int]) -> None:
        random = np.random.default_rng([self.seed, place["repeat"], place["visit"]])
        some = random.permutation(len(singles))[:CONTROL]
        control = [singles[row] for row in some]
        self._keep_times("exact", place, some, search_times(exact, control), bare_exact_times(exact, control))
        every = np.arange(len(singles))
        self._keep_times("annoy", place, every, search_times(annoy, singles), bare_annoy_times(annoy, singles))
        for index, searcher in (("exact", exact), ("annoy", annoy)):
            took = {"index": index, "n": len(singles), "ns": batch_time(searcher, self.queries)}
            self._frames["batches"].append(pl.DataFrame([{**place, **took}]))
        if place["repeat"] == 0:
            self._keep_neighbours(annoy, "annoy", place["trees"], place["search_k"])

    def _keep_times(self, index: str, place: dict[str, int], query: Longs, search_ns: Longs, bare_ns: Longs) -> None:
        times = pl.DataFrame({"query": query.astype(np.int32), "search_ns": search_ns, "bare_ns": bare_ns})
        at = [pl.lit(value, pl.Int32).alias(name) for name, value in place.items()]
        self._frames["times"].append(times.select(*at, pl.lit(index).alias("index"), pl.all()))

    def _keep_neighbours(self, searcher: Searcher, index: str, trees: int | None, search_k: int | None) -> None:
        items, scores = searcher.search(self.queries.profiles, self.queries.k, self.queries.owned)
        n, k = items.shape
        query, rank = np.divmod(np.arange(n * k, dtype=np.int32), k)
        found = pl.DataFrame({"query": query, "rank": rank + 1, "item": items.ravel(), "score": scores.ravel()})
        at = [pl.lit(trees, pl.Int32).alias("trees"), pl.lit(search_k, pl.Int32).alias("search_k")]
        self._frames["neighbours"].append(found.select(pl.lit(index).alias("index"), *at, pl.all()))
