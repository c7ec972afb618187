"""What approximation costs in hits: the content lists of every open cut, with each index in turn."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from itertools import groupby
from pathlib import Path
from tempfile import TemporaryDirectory

import polars as pl

from fashrec.bench.frontier.settings import Setting
from fashrec.bench.timing import on_threads
from fashrec.evaluate.segments import COLD_ONLY
from fashrec.index.measured import MeasuredSearcher
from fashrec.interactions import Interactions
from fashrec.making import Making
from fashrec.past import Past
from fashrec.stages import Profiler, Progress, Recommender, Searcher, Truth
from fashrec.tools import mask_hash
from fashrec.types import Bools, Cut, Future, Ints, ItemVectors, Profiles

SEGMENTS = ("all", "cold", COLD_ONLY)


@dataclass(frozen=True)
class Served:
    """The Tools of a cut where every search goes to one setting of one index."""

    past: Past
    vectors: ItemVectors
    profiler: Profiler
    opened: Callable[[Bools], Searcher]
    truth: Truth | None = None

    @property
    def interactions(self) -> Interactions:
        """Who bought what; nobody here asks twice."""
        return Interactions(self.past)

    def profiles(self, customers: Ints) -> Profiles:
        """Profiles of these customers."""
        return self.profiler.pool(self.past, self.vectors, customers)

    def searcher(self, among: Bools) -> Searcher:
        """The index over these items."""
        return self.opened(among)

    def at(self, earlier: Past) -> "Served":
        """There is none: nobody here learns from earlier cuts, and the index is this one's."""
        raise AssertionError(f"no index was made at {earlier.cut}")


@dataclass(frozen=True)
class Built:
    """One build over whatever items are asked for, made and opened when first asked for.

    Attributes:
        setting: one of those that share the build.
        folder: holds a folder a set of items.
        vectors: the items' vectors.
    """

    setting: Setting
    folder: Path
    vectors: ItemVectors
    _opened: dict[str, MeasuredSearcher] = field(default_factory=dict)

    def over(self, among: Bools) -> MeasuredSearcher:
        """The build over these items."""
        key = mask_hash(among)
        if key not in self._opened:
            place = self.folder / key
            place.mkdir()
            self.setting.index.build(self.vectors, among, place)
            self._opened[key] = self.setting.index.open(self.vectors, among, place)
        return self._opened[key]


@dataclass(frozen=True)
class Hitting:
    """Scores the lists of one recommender with each setting.

    Attributes:
        making: the experiment's vectors.
        content: the recommender that searches.
        settings: by number, as `settings.parquet` has them.
        threads: for searching; they change no answer.
        progress: told about each cut.
    """

    making: Making
    content: Recommender
    settings: Sequence[tuple[int, Setting]]
    threads: int
    progress: Progress

    def run(self, cuts: list[Cut]) -> pl.DataFrame:
        """One row a setting, cut, segment and customer of it: `customer` is an id, `hit` 0 or 1.

        Segments are `all`, `cold` (the same lists, but only cold items count) and `cold_only` (lists among cold items).
        """
        with on_threads(self.threads), self.progress.task("hits", len(cuts), "cuts") as step:
            frames = []
            for cut in cuts:
                frames += list(self._at(cut))
                step(1)
        return pl.concat(frames)

    def _at(self, cut: Cut) -> Iterator[pl.DataFrame]:
        past, future = self.making.parts.split.at(self.making.tables, cut)
        vectors = self.making.vectors_at(past)
        # a build is made once for all its query arguments, and gone after the last
        for _, some in groupby(self.settings, key=lambda numbered: numbered[1].built):
            with TemporaryDirectory(prefix="fashrec-frontier-") as folder:
                of_build = list(some)
                built = Built(of_build[0][1], Path(folder), vectors)
                for number, setting in of_build:
                    yield from self._hits(past, future, built, number, setting)

    def _hits(self, past: Past, future: Future, built: Built, number: int, setting: Setting) -> Iterator[pl.DataFrame]:
        parts = self.making.parts
        k = parts.evaluate.ks[0]
        tools = Served(
            past,
            built.vectors,
            parts.profile,
            lambda among: built.over(among).at(threads=self.threads, **setting.query),
        )
        ranker, cold = self.content.fit(past, tools), past.catalogue & ~past.warm
        main, cold_only = (ranker.rank(future.customers, k, among) for among in (past.catalogue, cold))
        evaluate = replace(parts.evaluate, ks=(k,))
        scores = evaluate.scores(future, main, cold_only, catalogue=past.catalogue, warm=past.warm, name="content")
        ids = self.making.tables.customers["customer_id"]
        for segment in SEGMENTS:
            values = scores[segment]
            yield pl.DataFrame(
                {"customer": ids.gather(values.customers), "hit": values.metrics[f"hit_rate@{k}"].astype("uint8")}
            ).select(
                pl.lit(number, pl.Int32).alias("setting"),
                pl.lit(str(past.cut)).alias("cut"),
                pl.lit(segment).alias("segment"),
                pl.all(),
            )
