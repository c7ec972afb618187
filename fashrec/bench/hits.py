"""What approximation costs in hits: the content lists of every open cut, with each index in turn."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from tempfile import TemporaryDirectory

import polars as pl

from fashrec.bench.request import Grid
from fashrec.bench.timing import one_thread
from fashrec.configure import Parts
from fashrec.index.annoy import Annoy
from fashrec.index.exact import Exact
from fashrec.interactions import Interactions
from fashrec.making import Making
from fashrec.past import Past
from fashrec.stages import Profiler, Progress, Recommender, Searcher, Truth
from fashrec.types import Bools, Cut, Future, Ints, ItemVectors, Profiles


@dataclass(frozen=True)
class Served:
    """The Tools of a cut where every search goes to one index over the whole catalogue."""

    past: Past
    vectors: ItemVectors
    profiler: Profiler
    index: Searcher
    truth: Truth | None = None

    @property
    def interactions(self) -> Interactions:
        """Who bought what; nobody here asks twice."""
        return Interactions(self.past)

    def profiles(self, customers: Ints) -> Profiles:
        """Profiles of these customers."""
        return self.profiler.pool(self.past, self.vectors, customers)

    def searcher(self, among: Bools) -> Searcher:
        """The index, whatever is asked for: nobody here asks for anything but the catalogue."""
        assert (among == self.past.catalogue).all(), "the index holds the catalogue"
        return self.index

    def at(self, earlier: Past) -> "Served":
        """There is none: nobody here learns from earlier cuts, and the index is this one's."""
        raise AssertionError(f"no index was made at {earlier.cut}")


@dataclass(frozen=True)
class Hitting:
    """Scores the lists of one recommender with each index of a grid.

    Attributes:
        parts: the experiment.
        making: its vectors.
        content: the recommender that searches.
        index: Annoy with every other setting as the experiment has it.
        grid: the points.
        progress: told about each cut.
    """

    parts: Parts
    making: Making
    content: Recommender
    index: Annoy
    grid: Grid
    progress: Progress

    def run(self, cuts: list[Cut]) -> pl.DataFrame:
        """One row a cut, index, point and scored customer: cut, customer (id), index, trees, search_k, hit (0 or 1)."""
        with one_thread(), self.progress.task("hits", len(cuts), "cuts") as step:
            frames = []
            for cut in cuts:
                frames += self._at(cut)
                step(1)
        return pl.concat(frames)

    def _at(self, cut: Cut) -> list[pl.DataFrame]:
        past, future = self.parts.split.at(self.making.tables, cut)
        vectors = self.making.vectors_at(past)
        return [
            self._hits(past, future, vectors, searcher).select(
                pl.lit(str(cut)).alias("cut"),
                "customer",
                pl.lit("exact" if trees is None else "annoy").alias("index"),
                pl.lit(trees, pl.Int32).alias("trees"),
                pl.lit(search_k, pl.Int32).alias("search_k"),
                "hit",
            )
            for trees, search_k, searcher in self._searchers(vectors, past.catalogue)
        ]

    def _searchers(self, vectors: ItemVectors, among: Bools) -> Iterator[tuple[int | None, int | None, Searcher]]:
        """Exact, then every point; a forest is built once for all its search_k, and gone after the last."""
        with TemporaryDirectory(prefix="fashrec-frontier-") as folder:
            Exact().build(vectors, among, Path(folder))
            yield None, None, Exact().open(vectors, among, Path(folder))
        for trees in self.grid.trees:
            with TemporaryDirectory(prefix="fashrec-frontier-") as folder:
                forest = replace(self.index, trees=trees, threads=1)
                forest.build(vectors, among, Path(folder))
                for search_k in self.grid.search_k:
                    index = replace(forest, search_k=search_k)
                    yield trees, search_k, index.open(vectors, among, Path(folder))

    def _hits(self, past: Past, future: Future, vectors: ItemVectors, searcher: Searcher) -> pl.DataFrame:
        evaluate = self.parts.evaluate
        k = evaluate.ks[0]
        tools = Served(past, vectors, self.parts.profile, searcher)
        shown = self.content.fit(past, tools).rank(future.customers, k, past.catalogue)
        values = replace(evaluate, ks=(k,)).scores(future, shown, catalogue=past.catalogue, name="content")["all"]
        ids = self.making.tables.customers["customer_id"]
        return pl.DataFrame(
            {"customer": ids.gather(values.customers), "hit": values.metrics[f"hit_rate@{k}"].astype("uint8")}
        )
