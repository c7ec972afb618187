"""Chooses a query argument: the smallest on a grid that reaches a recall, and keeps what was seen on the way."""

import json
import time
from collections.abc import Callable
from dataclasses import asdict, dataclass, fields, replace
from pathlib import Path

import numpy as np
import torch

from fashrec.errors import DataError
from fashrec.index.recall import index_recall
from fashrec.stages import Searcher
from fashrec.types import Longs, Profiles

_FILE = "calibration.json"
# queries timed on one thread: enough for a mean, few enough not to matter
_TIMED = 256


@dataclass(frozen=True, slots=True)
class Calibration:
    """What was chosen on a sample of profiles, and why.

    Attributes:
        index: name of the index, as in `index=annoy`.
        argument: name of its query argument, such as `search_k`.
        value: the choice, for a query that excludes nothing.
        recall: the tie-aware index_recall@k it reached, in [0, 1].
        recall_target: what was asked for.
        k: length of the lists.
        n_queries: profiles of the sample that exact can answer.
        tried: (value, recall) of each point of the grid up to the choice.
        approximate_ms: milliseconds a query at the choice, on one thread. Takes no part in the choice.
        exact_ms: milliseconds a query of exact in one batch, on `exact_threads` threads. Takes no part either.
        exact_threads: torch's threads.
    """

    index: str
    argument: str
    value: int
    recall: float
    recall_target: float
    k: int
    n_queries: int
    tried: tuple[tuple[int, float], ...]
    approximate_ms: float
    exact_ms: float
    exact_threads: int

    @property
    def reached(self) -> bool:
        """Whether the recall is at least the target; the choice is the greatest of the grid where it is not."""
        return self.recall >= self.recall_target

    @property
    def exact_is_faster(self) -> bool:
        """Whether exact in batch took less time a query than the index."""
        return self.exact_ms < self.approximate_ms

    def write(self, folder: Path) -> None:
        """Write `calibration.json`: the fields, `reached` and `exact_is_faster`."""
        said = asdict(self) | {"reached": self.reached, "exact_is_faster": self.exact_is_faster}
        (folder / _FILE).write_text(json.dumps(said, indent=2) + "\n", encoding="utf-8")


def read_calibration(folder: Path) -> Calibration | None:
    """The calibration that `Index.calibrate` left in `folder`; None where the index had nothing to choose."""
    file = folder / _FILE
    if not file.exists():
        return None
    said = json.loads(file.read_text(encoding="utf-8"))
    kept = {field.name: said[field.name] for field in fields(Calibration)}
    return Calibration(**kept | {"tried": tuple((int(value), recall) for value, recall in said["tried"])})


def doublings(start: int, end: int) -> tuple[int, ...]:
    """start * 2^j for j = 0, 1, ..., as long as it is below `end`, and `end`."""
    steps = []
    while start < end:
        steps.append(start)
        start *= 2
    return (*steps, end)


def calibrate_argument(
    names: tuple[str, str],
    at: Callable[[int, int], Searcher],
    threads: int,
    exact: Searcher,
    queries: Profiles,
    k: int,
    grid: tuple[int, ...],
    target: float,
) -> Calibration:
    """The first value of `grid` whose index_recall@k on `queries` is at least `target`, or the last.

    Args:
        names: of the index and of its query argument.
        at: the index at a value of it, on so many threads.
        threads: threads for the search of a choice; the cost of it is measured on one.
        exact: what the answers are measured against.
        queries: a sample of profiles.
        k: length of the lists.
        grid: ascending values.
        target: a recall in (0, 1].

    Raises:
        DataError: where exact answers none of the queries.
    """
    index, argument = names
    exact_scores = exact.search(queries, k)[1]
    answered = np.flatnonzero(np.isfinite(exact_scores[:, 0]))
    if len(answered) == 0:
        raise DataError(
            f"none of {len(exact_scores)} profiles has a neighbour to choose {argument} on",
            where=f"index.{argument}=auto",
            why="recall against exact has no value where exact has no answer",
            do=f"give a number for index.{argument}, or look why no profile or no item has a vector",
        )
    tried: list[tuple[int, float]] = []
    for value in grid:
        answers = at(value, threads).search(queries, k)
        tried.append((value, index_recall(*answers, exact_scores, k)))
        if tried[-1][1] >= target:
            break
    chosen, recall = tried[-1]
    return Calibration(
        index=index,
        argument=argument,
        value=chosen,
        recall=recall,
        recall_target=target,
        k=k,
        n_queries=len(answered),
        tried=tuple(tried),
        approximate_ms=_ms_a_query(at(chosen, 1), _rows(queries, answered[:_TIMED]), k),
        exact_ms=_ms_a_query(exact, _rows(queries, answered), k),
        exact_threads=torch.get_num_threads(),
    )


def _rows(queries: Profiles, rows: Longs) -> Profiles:
    return replace(queries, customers=queries.customers[rows], values=queries.values[rows], has=queries.has[rows])


def _ms_a_query(searcher: Searcher, queries: Profiles, k: int) -> float:
    start = time.perf_counter()
    searcher.search(queries, k)
    return 1000 * (time.perf_counter() - start) / len(queries.values)
