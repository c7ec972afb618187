"""The sweep: everything built once, then every setting timed, in random order, again and again.

    build each, in a process of its own
    answer: open each and ask every query with every setting once, off the clock: what is mapped is read by looking
    repeat 0: at each setting  exact, one by one and in a batch | the setting: one by one, bare, in a batch
    repeat 1: the same in another order            '-- the control, just before

Nothing is averaged here: what leaves are the times and the neighbours.
"""

import gc
import time
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, contextmanager
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

Opened = Mapping[tuple[str, str], MeasuredSearcher]

# queries of a control: enough for a median, few enough to stand beside every setting
CONTROL = 200
# how often a visit asks every profile, one by one: rare quantiles take thousands of calls
ROUNDS = 2
# batches of a visit, as far as there is time: one alone is as long as an interruption, or shorter
BATCHES = 5
# of the time that a visit may take, what calls one by one may: the control's, the setting's by kind, the library's own;
# and the batches of the control, of the setting
SHARES = {"control": 0.12, PROFILES: 0.33, ITEMS: 0.06, "bare": 0.07, "batch": 0.1}


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
        stage: keeps the seconds of `build`, `answer` and `visit`.
    """

    space: Space
    settings: Sequence[tuple[int, Setting]]
    effort: Effort
    progress: Progress
    stage: Callable[[str], AbstractContextManager[None]]
    _frames: dict[str, list[pl.DataFrame]] = field(default_factory=lambda: defaultdict(list))

    def run(self, number: int) -> dict[str, pl.DataFrame]:
        """The raw tables of the space of this number.

        Returns:
            `builds`, a row a build: space, index, build, build_ns, load_ns, bytes, build_peak_bytes, serve_peak_bytes.
            `times`, a row a call: repeat, visit, setting, control (exact search just before that setting's visit),
            kind (profiles or items), call (search, or bare: the library's own), query, ns.
            `batches`, a row a batch, of which a visit has several: repeat, visit, setting, control, kind, threads, n,
            ns.
            `neighbours`, k rows a setting, kind and query: rank from 1, item, score, padded with -1 and -inf.
        """
        with TemporaryDirectory(prefix="fashrec-frontier-") as name:
            with self.stage("build"):
                folders = self._builds(Path(name), number)
            with self.stage("answer"):
                opened = self._opened(folders)
                self._answers(opened)
            with self.stage("visit"), _nothing_to_collect():
                self._visits(opened)
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

    def _answers(self, opened: Opened) -> None:
        """Every setting answers every query once: its neighbours, and no visit is the first to touch its files."""
        with self.progress.task("answer", len(self.settings), "settings") as step:
            for number, setting in self.settings:
                searcher = opened[setting.built].at(**setting.query)
                for kind, queries in self.space.queries.items():
                    found, _ = self._asked(searcher, queries)
                    self._keep_neighbours({"setting": number, "kind": kind}, *found)
                step(1)

    def _visits(self, opened: Opened) -> None:
        n_visits = self.effort.repeats * len(self.settings)
        begin, share_s = time.monotonic(), self.effort.seconds / n_visits
        exact = next(one for (name, _), one in opened.items() if name == EXACT)
        with self.progress.task("measure", n_visits, "visits") as step:
            for repeat in range(self.effort.repeats):
                if repeat and (time.monotonic() - begin) * (repeat + 1) / repeat > self.effort.seconds:
                    break
                for visit, (number, setting) in enumerate(self._shuffled(list(self.settings), repeat + 1)):
                    at = {"repeat": repeat, "visit": visit, "setting": number}
                    self._control(exact, at, share_s)
                    self._visit(opened[setting.built].at(**setting.query), at, share_s)
                    step(1)

    def _opened(self, folders: Mapping[tuple[str, str], Path]) -> Opened:
        """Each build once: its query argument is changed in place."""
        vectors, among = self.space.vectors, self.space.among
        settings = {setting.built: setting for _, setting in self.settings}
        return {built: one.index.open(vectors, among, folders[built]) for built, one in settings.items()}

    def _control(self, exact: MeasuredSearcher, at: dict[str, int], share_s: float) -> None:
        queries = self.space.queries[PROFILES]
        some, first = self._sample(queries, at)[:CONTROL], at["repeat"] == at["visit"] == 0
        with on_threads(1):
            alone = exact.at(threads=1)
            times = search_times(alone, _each(queries, some), SHARES["control"] * share_s, first=first)
        self._keep_times({**at, "control": True, "kind": PROFILES, "call": "search"}, some, times)
        self._batches(exact, {**at, "control": True, "kind": PROFILES}, SHARES["batch"] * share_s)

    def _visit(self, searcher: MeasuredSearcher, at: dict[str, int], share_s: float) -> None:
        first = at["repeat"] == 0
        for kind, queries in self.space.queries.items():
            order, where = self._sample(queries, at), {**at, "control": False, "kind": kind}
            rounds = np.tile(order, ROUNDS) if kind == PROFILES else order
            alone = searcher.at(threads=1)
            with on_threads(1):
                times = search_times(alone, _each(queries, rounds), SHARES[kind] * share_s, first=first)
                self._keep_times({**where, "call": "search"}, rounds, times)
                if kind == PROFILES:
                    times = bare_times(alone, queries.of(order), SHARES["bare"] * share_s, first=first)
                    self._keep_times({**where, "call": "bare"}, order, times)
            # items stand beside the profiles for comparison: one batch of them is enough
            if kind == PROFILES:
                self._batches(searcher, where, SHARES["batch"] * share_s)
            elif first:
                self._batches(searcher, where, 0.0)

    def _batches(self, searcher: MeasuredSearcher, where: dict[str, Any], at_most_s: float) -> None:
        """One batch, and as many more, up to BATCHES, as end within the time if they take as long."""
        queries, threads = self.space.queries[where["kind"]], self.effort.threads
        ns: list[int] = []
        while not ns or (len(ns) < BATCHES and (sum(ns) + ns[-1]) * 1e-9 <= at_most_s):
            ns.append(self._asked(searcher, queries)[1])
        every = len(ns)
        self._frames["batches"].append(_rows(where, threads=[threads] * every, n=[len(queries)] * every, ns=ns))

    def _asked(self, searcher: MeasuredSearcher, queries: Queries) -> tuple[tuple[Ints, Floats], int]:
        """What a batch finds, and the ns that it takes."""
        searcher = searcher.at(threads=self.effort.threads)
        with on_threads(self.effort.threads):
            start = time.perf_counter_ns()
            found = searcher.search(queries.profiles, queries.k, queries.owned)
            return found, time.perf_counter_ns() - start

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
