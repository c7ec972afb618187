"""`python -m fashrec.bench frontier`: how near Annoy comes to exact search, and at what price."""

import os
from dataclasses import replace
from pathlib import Path

import numpy as np
from rich.console import Console

from fashrec.bench.figures import Figures
from fashrec.bench.hits import Hitting
from fashrec.bench.plot import plot
from fashrec.bench.recorded import made, making_of, recorded
from fashrec.bench.request import Request
from fashrec.bench.sweep import Sweep
from fashrec.bench.table import flat, markdown
from fashrec.bench.timing import Queries
from fashrec.configure import Parts, assemble
from fashrec.errors import ConfigError, DataError
from fashrec.index.annoy import Annoy
from fashrec.making import Making
from fashrec.past import Past
from fashrec.record import Record
from fashrec.stages import Recommender
from fashrec.types import Cut, Future, ItemVectors


def frontier(request: Request) -> None:
    """Measure, write the raw times and neighbours, and derive the report from what was written.

    Raises:
        ConfigError: where the experiment has no Annoy or no content recommender to sweep, or nothing can be written.
        DataError: where nobody at the cut has a profile.
    """
    parts = assemble(request.config)
    index, content = _annoy(parts), _content(parts)
    report = made(request.out / "frontier" / request.name)
    with recorded("frontier", request.config, request.command) as (record, progress):
        _measure(request, making_of(parts, request.config, progress), record, index, content)
    _report(record.folder, report)


def _measure(request: Request, making: Making, record: Record, index: Annoy, content: Recommender) -> None:
    parts, grid, progress = making.parts, request.grid, making.progress
    with record.stage("make"):
        cuts = parts.split.opened(making.tables)
        past, future = parts.split.at(making.tables, cuts[-1])
        vectors = making.vectors_at(past)
        queries, n_scored = _queries(parts, past, future, vectors, grid.queries)
    load = [os.getloadavg()[0]]
    record.put(**_described(parts, past, vectors, cuts, queries, n_scored), repeats=grid.repeats)
    with record.stage("sweep"):
        sweep = Sweep(grid, index, vectors, past.catalogue, queries, parts.seed, progress)
        for name, frame in sweep.run().items():
            record.frame(name, frame)
    with record.stage("hits"):
        record.frame("hits", Hitting(parts, making, content, index, grid, progress).run(cuts))
    record.put(load_average=[*load, os.getloadavg()[0]])


def _report(raw: Path, folder: Path) -> None:
    figures = Figures.read(raw)
    (folder / "table.md").write_text(markdown(figures), encoding="utf-8")
    flat(figures).write_csv(folder / "table.csv", float_precision=6)
    plot(figures, folder)
    console = Console(soft_wrap=True, highlight=False)
    console.print(f"{folder}/table.md, table.csv, frontier.svg and .png, from {raw}", markup=False)


def _annoy(parts: Parts) -> Annoy:
    if not isinstance(parts.index, Annoy):
        raise ConfigError(
            f"index is {type(parts.index).__name__}, which has neither trees nor search_k",
            where="index",
            why="the frontier is one of Annoy's trees and search_k; exact search is measured beside it anyway",
            do="add index=annoy, or take an experiment that has it, such as pca128",
        )
    return parts.index


def _content(parts: Parts) -> Recommender:
    if "content" not in parts.recommend:
        raise ConfigError(
            f"there is no content recommender among {', '.join(parts.recommend)}",
            where="recommend",
            why="what an index costs in hits shows in the lists of the recommender that searches it",
            do="take an experiment that has it, such as pca128",
        )
    return parts.recommend["content"]


def _queries(parts: Parts, past: Past, future: Future, vectors: ItemVectors, at_most: int) -> tuple[Queries, int]:
    """Profiles of scored customers, filled up with those of other buyers, both in seeded order; how many are scored."""
    random = np.random.default_rng([parts.seed, past.cut.day])
    buyers = np.flatnonzero(np.diff(past.purchases.offsets)).astype(np.int32)
    scored = random.permutation(np.intersect1d(buyers, future.customers))
    others = random.permutation(np.setdiff1d(buyers, future.customers))
    profiles = parts.profile.pool(past, vectors, buyers)
    with_profile = buyers[profiles.has]
    wanted = [some[np.isin(some, with_profile)] for some in (scored, others)]
    customers = np.concatenate(wanted)[:at_most]
    if not len(customers):
        raise DataError(
            f"no customer has a profile at {past.cut}",
            where="split, embed, profile",
            why="an index is measured with the profiles that it will be asked about",
            do="look at items_without_vector of a run at this cut",
        )
    rows = np.searchsorted(buyers, customers)
    some = replace(profiles, customers=customers, values=profiles.values[rows], has=profiles.has[rows])
    owned = past.owned(customers) if past.seen == "remove" else None
    return Queries(some, owned, parts.evaluate.ks[0]), min(len(wanted[0]), at_most)


def _described(
    parts: Parts, past: Past, vectors: ItemVectors, cuts: list[Cut], queries: Queries, n_scored: int
) -> dict[str, object]:
    """What the table says about what was measured."""
    return {
        "cuts": [str(cut) for cut in cuts],
        "n_items": int((past.catalogue & vectors.has).sum()),
        "dim": vectors.dim,
        "vectors": vectors.space,
        "k": queries.k,
        "n_queries": len(queries),
        "n_queries_scored": n_scored,
        "recall_target": _annoy(parts).recall_target,
    }
