"""Chooses Annoy's search_k: the smallest on a grid that reaches a recall, and keeps what was seen on the way."""

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
        search_k: the choice, in candidates looked at for a query that excludes nothing.
        recall: the tie-aware index_recall@k it reached, in [0, 1].
        recall_target: what was asked for.
        k: length of the lists.
        n_queries: profiles of the sample that exact can answer.
        tried: (search_k, recall) of each point of the grid up to the choice.
        annoy_ms: milliseconds a query at the choice, on one thread. Takes no part in the choice.
        exact_ms: milliseconds a query of exact in one batch, on `exact_threads` threads. Takes no part either.
        exact_threads: torch's threads.
    """

    search_k: int
    recall: float
    recall_target: float
    k: int
    n_queries: int
    tried: tuple[tuple[int, float], ...]
    annoy_ms: float
    exact_ms: float
    exact_threads: int

    @property
    def reached(self) -> bool:
        """Whether the recall is at least the target; the choice is the greatest of the grid where it is not."""
        return self.recall >= self.recall_target

    @property
    def exact_is_faster(self) -> bool:
        """Whether exact in batch took less time a query than Annoy."""
        return self.exact_ms < self.annoy_ms

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
    return Calibration(**kept | {"tried": tuple((int(search_k), recall) for search_k, recall in said["tried"])})


def search_k_grid(trees: int, k: int, n_items: int) -> tuple[int, ...]:
    """trees * k * 2^j for j = 0, 1, ..., as long as it is below trees * n_items, and that: every node of every tree.

    The first is Annoy's own default.
    """
    end = trees * max(n_items, 1)
    steps = []
    step = trees * k
    while step < end:
        steps.append(step)
        step *= 2
    return (*steps, end)


def calibrate_search_k(
    at: Callable[[int, int], Searcher],
    threads: int,
    exact: Searcher,
    queries: Profiles,
    k: int,
    grid: tuple[int, ...],
    target: float,
) -> Calibration:
    """The first search_k of `grid` whose index_recall@k on `queries` is at least `target`, or the last.

    Args:
        at: the index at a search_k, on so many threads.
        threads: threads for the search of a choice; the cost of it is measured on one.
        exact: what the answers are measured against.
        queries: a sample of profiles.
        k: length of the lists.
        grid: ascending search_k.
        target: a recall in (0, 1].

    Raises:
        DataError: where exact answers none of the queries.
    """
    exact_scores = exact.search(queries, k)[1]
    answered = np.flatnonzero(np.isfinite(exact_scores[:, 0]))
    if len(answered) == 0:
        raise DataError(
            f"none of {len(exact_scores)} profiles has a neighbour to choose search_k on",
            where="index.search_k=auto",
            why="recall against exact has no value where exact has no answer",
            do="give a number for index.search_k, or look why no profile or no item has a vector",
        )
    tried: list[tuple[int, float]] = []
    for search_k in grid:
        answers = at(search_k, threads).search(queries, k)
        tried.append((search_k, index_recall(*answers, exact_scores, k)))
        if tried[-1][1] >= target:
            break
    chosen, recall = tried[-1]
    return Calibration(
        search_k=chosen,
        recall=recall,
        recall_target=target,
        k=k,
        n_queries=len(answered),
        tried=tuple(tried),
        annoy_ms=_ms_a_query(at(chosen, 1), _rows(queries, answered[:_TIMED]), k),
        exact_ms=_ms_a_query(exact, _rows(queries, answered), k),
        exact_threads=torch.get_num_threads(),
    )


def _rows(queries: Profiles, rows: Longs) -> Profiles:
    return replace(queries, customers=queries.customers[rows], values=queries.values[rows], has=queries.has[rows])


def _ms_a_query(searcher: Searcher, queries: Profiles, k: int) -> float:
    start = time.perf_counter()
    searcher.search(queries, k)
    return 1000 * (time.perf_counter() - start) / len(queries.values)
