"""Builds and opens an index in a process of its own, where nothing else holds memory or warms caches.

    forkserver, libraries loaded --fork--> vectors read, a little index built  | reset | build
                                 --fork--> vectors read, a little index opened | reset | open | answer some queries

Memory is the greatest resident set from the reset on, less the resident set at the reset. The vectors lie in memory by
then, since every index here ranks by them: what is counted is what an index takes beside them. Where the system cannot
count anew, memory is None.
"""

import multiprocessing
import signal
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from multiprocessing.connection import Connection
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np

from fashrec.bench.timing import Queries, on_threads
from fashrec.errors import DataError
from fashrec.index.measured import MeasuredIndex, MeasuredSearcher
from fashrec.index.rows import file_bytes
from fashrec.memory import count_anew, peak_bytes
from fashrec.tools import load_vectors, save_vectors
from fashrec.types import Bools, ItemVectors

# items of the index that is made first, off the clock: what a library loads or allocates once is not the index's
LITTLE = 1000
# queries that an opened index answers before its memory is read: what is mapped is read by looking
LOOKS = 200
# nanoseconds and bytes; memory is None where the system does not count it
Took = dict[str, int | None]
_PRELOAD = ["fashrec.bench.frontier.apart", "fashrec.index.annoy", "fashrec.index.exact"]


@dataclass(frozen=True, slots=True)
class Apart:
    """Vectors that processes read, in a folder.

    Attributes:
        folder: holds them.
        space: of the vectors.
        threads: of BLAS, OpenMP and torch in a process.
    """

    folder: Path
    space: str
    threads: int

    def build(self, index: MeasuredIndex, folder: Path) -> Took:
        """Build into `folder`: build_ns, build_peak_bytes, bytes (of the files)."""
        return self._run(_build, index, folder)

    def open(self, index: MeasuredIndex, folder: Path, queries: Queries) -> Took:
        """Open what was built there and answer some queries: load_ns, serve_peak_bytes."""
        return self._run(_open, index, folder, queries)

    def _run(self, work: Callable[..., Took], index: MeasuredIndex, *more: object) -> Took:
        context = multiprocessing.get_context("forkserver")
        context.set_forkserver_preload(_PRELOAD)
        receiver, sender = context.Pipe(duplex=False)
        process = context.Process(target=_answer, args=(sender, work, self, index, *more), daemon=True)
        process.start()
        sender.close()
        try:
            answer = receiver.recv()
        except EOFError as error:
            process.join()
            raise _ended(index, process.exitcode) from error
        finally:
            process.kill()
            process.join()
        if isinstance(answer, BaseException):
            raise answer
        measured: Took = answer
        return measured

    def read(self) -> tuple[ItemVectors, Bools]:
        """The vectors, in memory, and what is indexed."""
        mapped = load_vectors(self.folder, self.space)
        vectors = ItemVectors(np.array(mapped.values), mapped.has, mapped.space)
        return vectors, np.load(self.folder / "among.npy", allow_pickle=False)


@contextmanager
def apart(vectors: ItemVectors, among: Bools, threads: int) -> Iterator[Apart]:
    """Processes over these vectors (among: bool [n_items]); nothing of them stays on the disk."""
    with TemporaryDirectory(prefix="fashrec-vectors-") as name:
        save_vectors(Path(name), vectors.values, vectors.has)
        np.save(Path(name) / "among.npy", among, allow_pickle=False)
        yield Apart(Path(name), vectors.space, threads)


def _answer(sender: Connection, work: Callable[..., Took], where: Apart, *arguments: object) -> None:
    # Ctrl-C reaches the whole group: the parent ends this process, and speaks for both
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    try:
        with on_threads(where.threads):
            sender.send(work(where, *arguments))
    except Exception as error:  # noqa: BLE001 - the parent raises it
        sender.send(error)


def _build(where: Apart, index: MeasuredIndex, folder: Path) -> Took:
    vectors, among = where.read()
    with _little(index, vectors, among):
        pass
    before = count_anew()
    start = time.perf_counter_ns()
    index.build(vectors, among, folder)
    took = time.perf_counter_ns() - start
    return {"build_ns": took, "build_peak_bytes": _taken(before), "bytes": file_bytes(folder)}


def _open(where: Apart, index: MeasuredIndex, folder: Path, queries: Queries) -> Took:
    vectors, among = where.read()
    some = queries.of(np.arange(min(LOOKS, len(queries))))
    with _little(index, vectors, among) as searcher:
        _look(searcher, some)
    before = count_anew()
    start = time.perf_counter_ns()
    searcher = index.open(vectors, among, folder)
    took = time.perf_counter_ns() - start
    _look(searcher, some)
    return {"load_ns": took, "serve_peak_bytes": _taken(before)}


@contextmanager
def _little(index: MeasuredIndex, vectors: ItemVectors, among: Bools) -> Iterator[MeasuredSearcher]:
    few = np.zeros(len(among), bool)
    few[np.flatnonzero(among & vectors.has)[:LITTLE]] = True
    with TemporaryDirectory(prefix="fashrec-little-") as name:
        index.build(vectors, few, Path(name))
        yield index.open(vectors, few, Path(name))


def _look(searcher: MeasuredSearcher, queries: Queries) -> None:
    alone = searcher.at(threads=1)
    for one in queries.singly():
        alone.search(one.profiles, one.k, one.owned)


def _taken(before: int | None) -> int | None:
    """Bytes at the peak beyond those that were held before; None where the system does not count them."""
    return None if before is None else max(0, peak_bytes() - before)


def _ended(index: MeasuredIndex, status: int | None) -> DataError:
    return DataError(
        f"the process that made {index.name} ended with status {status}",
        where="fashrec.bench frontier",
        why="an index is built in a process of its own; status -9 is the system's, mostly for want of memory",
        do="leave that index out of rivals=, or take fewer items",
    )
