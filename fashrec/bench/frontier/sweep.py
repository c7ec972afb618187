"""The sweep: everything built once, then every setting timed, in random order, again and again.

    build each, in a process of its own
    repeat 0: at each setting  exact, some queries | the setting: one by one, bare, in a batch | exact in a batch
    repeat 1: the same in another order            '-- the control, just before

Nothing is averaged here: what leaves are the times and the neighbours.
"""

import gc
import time
from collections import defaultdict
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, TypeVar

import numpy as np
import polars as pl

from fashrec.bench.frontier.apart import apart
from fashrec.bench.frontier.settings import EXACT, Setting
from fashrec.bench.frontier.space import ITEMS, PROFILES, Space
from fashrec.bench.timing import Queries, bare_times, on_threads, search_times
from fashrec.index.measured import MeasuredSearcher
from fashrec.stages import Progress
from fashrec.types import Floats, Ints, Longs

T = TypeVar("T")

# queries of a control: enough for a median, few enough to stand beside every setting
CONTROL = 200
# of the time that a visit may take, what calls one by one may: the control's, the setting's by kind, the library's own
SHARES = {"control": 0.15, PROFILES: 0.4, ITEMS: 0.1, "bare": 0.1}


@dataclass(frozen=True, slots=True)
class Effort:
    """How long is measured.

    Attributes:
        repeats: how often each setting is visited, at least 1.
        seconds: what visits may take; a repeat that begins is finished, the first always begins.
        threads: of a batch.
        seed: of the order.
    """

    repeats: int
    seconds: float
    threads: int
    seed: int


@dataclass(frozen=True)
class Sweep:
    """One space, every setting.

    Attributes:
        space: vectors and queries.
        settings: by number, as `settings.parquet` has them; one of them is exact search.
        effort: how long.
        progress: told about each build and visit.
    """

    space: Space
    settings: Sequence[tuple[int, Setting]]
    effort: Effort
    progress: Progress
    _frames: dict[str, list[pl.DataFrame]] = field(default_factory=lambda: defaultdict(list))

    def run(self, number: int) -> dict[str, pl.DataFrame]:
        """The raw tables of the space of this number.

        Returns:
            `builds`, a row a build: space, index, build, build_ns, load_ns, bytes, build_peak_bytes, serve_peak_bytes.
            `times`, a row a call: repeat, visit, setting, control (exact search just before that setting's visit),
            kind (profiles or items), call (search, or bare: the library's own), query, ns.
            `batches`, a row a batch: repeat, visit, setting, control, kind, threads, n, ns.
            `neighbours`, k rows a setting, kind and query: rank from 1, item, score, padded with -1 and -inf.
        """
        with TemporaryDirectory(prefix="fashrec-frontier-") as name:
            folders = self._builds(Path(name), number)
            self._visits(folders)
        return {name: pl.concat(frames) for name, frames in self._frames.items()}

    def _builds(self, root: Path, number: int) -> dict[tuple[str, str], Path]:
        one_each = {setting.built: setting for _, setting in self.settings}
        folders = {built: root / str(place) for place, built in enumerate(one_each)}
        queries = self.space.queries[PROFILES]
        with (
            apart(self.space.vectors, self.space.among, self.effort.threads) as processes,
            self.progress.task("build", len(one_each), "indexes") as step,
        ):
            for built, setting in self._shuffled(list(one_each.items()), 0):
                folders[built].mkdir()
                index, folder = setting.index, folders[built]
                took = processes.build(index, folder) | processes.open(index, folder, queries)
                row = {"space": number, "index": built[0], "build": built[1], **took}
                self._frames["builds"].append(pl.DataFrame([row]))
                step(1)
        return folders

    def _visits(self, folders: dict[tuple[str, str], Path]) -> None:
        n_visits = self.effort.repeats * len(self.settings)
        begin, share_s = time.monotonic(), self.effort.seconds / n_visits
        opened = self._opened(folders)
        exact = next(one for (name, _), one in opened.items() if name == EXACT)
        with self.progress.task("measure", n_visits, "visits") as step, _nothing_to_collect():
            for repeat in range(self.effort.repeats):
                if repeat and (time.monotonic() - begin) * (repeat + 1) / repeat > self.effort.seconds:
                    break
                for visit, (number, setting) in enumerate(self._shuffled(list(self.settings), repeat + 1)):
                    at = {"repeat": repeat, "visit": visit, "setting": number}
                    self._control(exact, at, share_s)
                    self._visit(opened[setting.built].at(**setting.query), at, share_s)
                    step(1)

    def _opened(self, folders: dict[tuple[str, str], Path]) -> dict[tuple[str, str], MeasuredSearcher]:
        """Each build once: its query argument is changed in place."""
        vectors, among = self.space.vectors, self.space.among
        settings = {setting.built: setting for _, setting in self.settings}
        return {built: one.index.open(vectors, among, folders[built]) for built, one in settings.items()}

    def _control(self, exact: MeasuredSearcher, at: dict[str, int], share_s: float) -> None:
        queries = self.space.queries[PROFILES]
        some = self._sample(queries, at)[:CONTROL]
        with on_threads(1):
            times = search_times(exact.at(threads=1), _each(queries, some), SHARES["control"] * share_s)
        self._keep_times({**at, "control": True, "kind": PROFILES, "call": "search"}, some, times)
        self._batch(exact, {**at, "control": True, "kind": PROFILES})

    def _visit(self, searcher: MeasuredSearcher, at: dict[str, int], share_s: float) -> None:
        for kind, queries in self.space.queries.items():
            order, where = self._sample(queries, at), {**at, "control": False, "kind": kind}
            alone = searcher.at(threads=1)
            with on_threads(1):
                times = search_times(alone, _each(queries, order), SHARES[kind] * share_s)
                self._keep_times({**where, "call": "search"}, order, times)
                if kind == PROFILES:
                    times = bare_times(alone, queries.of(order), SHARES["bare"] * share_s)
                    self._keep_times({**where, "call": "bare"}, order, times)
            # items stand beside the profiles for comparison: one batch of them is enough
            if kind == PROFILES or at["repeat"] == 0:
                found = self._batch(searcher, where)
            if at["repeat"] == 0:
                self._keep_neighbours({"setting": at["setting"], "kind": kind}, *found)

    def _batch(self, searcher: MeasuredSearcher, where: dict[str, Any]) -> tuple[Ints, Floats]:
        queries, threads = self.space.queries[where["kind"]], self.effort.threads
        searcher = searcher.at(threads=threads)
        with on_threads(threads):
            start = time.perf_counter_ns()
            found = searcher.search(queries.profiles, queries.k, queries.owned)
            took = time.perf_counter_ns() - start
        self._frames["batches"].append(_rows(where, threads=[threads], n=[len(queries)], ns=[took]))
        return found

    def _sample(self, queries: Queries, at: dict[str, int]) -> Longs:
        """int64 [n]: all of them in an order of this visit's own, for a visit may end before the last."""
        return np.random.default_rng([self.effort.seed, at["repeat"], at["visit"]]).permutation(len(queries))

    def _shuffled(self, things: list[T], repeat: int) -> list[T]:
        order = np.random.default_rng([self.effort.seed, repeat]).permutation(len(things))
        return [things[place] for place in order]

    def _keep_times(self, where: dict[str, Any], query: Longs, ns: Longs) -> None:
        self._frames["times"].append(_rows(where, query=query[: len(ns)].astype(np.int32), ns=ns))

    def _keep_neighbours(self, where: dict[str, Any], items: Ints, scores: Floats) -> None:
        n, k = items.shape
        query, rank = np.divmod(np.arange(n * k, dtype=np.int32), k)
        found = {"query": query, "rank": rank + 1, "item": items.ravel(), "score": scores.ravel()}
        self._frames["neighbours"].append(_rows(where, **found))


@contextmanager
def _nothing_to_collect() -> Iterator[None]:
    """What lives already is not looked through again by every collection inside."""
    gc.collect()
    gc.freeze()
    try:
        yield
    finally:
        gc.unfreeze()


def _each(queries: Queries, rows: Longs) -> list[Queries]:
    return [queries.of(rows[place : place + 1]) for place in range(len(rows))]


def _rows(where: dict[str, Any], **columns: Any) -> pl.DataFrame:  # noqa: ANN401 - arrays and lists alike
    """A table with the same place in front of each row."""
    kinds = {int: pl.Int32, bool: pl.Boolean, str: pl.String}
    at = [pl.lit(value, kinds[type(value)]).alias(name) for name, value in where.items()]
    return pl.DataFrame(columns).select(*at, pl.all())
