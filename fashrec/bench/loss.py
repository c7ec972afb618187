"""`python -m fashrec.bench loss`: where hits are lost, so that an index is not blamed for an embedding."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt
import polars as pl
from omegaconf import DictConfig
from rich.console import Console

from fashrec.bench.centred import Centred
from fashrec.bench.loss_table import Losses, flat, markdown
from fashrec.bench.recorded import made, making_of, opened, recorded
from fashrec.bench.request import Request
from fashrec.configure import Parts, assemble
from fashrec.errors import ConfigError
from fashrec.evaluate.audit import KINDS, Relevant
from fashrec.evaluate.hits import Hits, find_hits
from fashrec.index.exact import Exact
from fashrec.making import Making
from fashrec.past import Past
from fashrec.record import Record
from fashrec.stages import Index, Progress, Recommender, Reducer
from fashrec.types import Bools, Cut, Future, Ints, ItemVectors


def loss(request: Request) -> None:
    """Measure, write every list's hits, and derive the report from what was written.

    Raises:
        ConfigError: where no recommender of the experiment needs vectors, or nothing can be written.
    """
    parts = assemble(request.config)
    recommenders = _with_vectors(parts)
    report = made(request.out / "loss" / request.name)
    with recorded("loss", request) as (record, progress):
        _measure(making_of(parts, request.config, progress), request.config, record, recommenders)
    raw = record.folder
    losses = Losses.read(raw)
    (report / "table.md").write_text(markdown(losses), encoding="utf-8")
    flat(losses).write_csv(report / "table.csv")
    console = Console(soft_wrap=True, highlight=False)
    console.print(f"{report}/table.md and table.csv, from {raw}", markup=False)


@dataclass(frozen=True, slots=True)
class Step:
    """One way to make the same lists.

    Attributes:
        name: `as_run`, `exact`, `exact_centred` or `exact_raw`.
        making: its vectors.
        index: its search.
    """

    name: str
    making: Making
    index: Index


@dataclass(frozen=True)
class Decomposing:
    """Scores the lists of some recommenders at each step.

    Attributes:
        steps: from the experiment as it is to the one that loses least.
        recommenders: by name.
        progress: told about each cut.
    """

    steps: tuple[Step, ...]
    recommenders: Mapping[str, Recommender]
    progress: Progress

    def run(self, cuts: list[Cut]) -> tuple[pl.DataFrame, pl.DataFrame]:
        """Every list, and what could be hit.

        Returns:
            a row a cut, step, recommender and scored customer: `customer` (id), `fallback` (whether the list is the
            fallback's), and for each k `hit@k`, `new@k` (whether it hits a product that this customer never bought, in
            any colour) and `shared@k`: how many of its items stand in the list of the step before, null for the first
            step; and a row a cut with what `possible` counts.
        """
        lists, bounds = [], []
        with self.progress.task("where hits are lost", len(cuts), "cuts") as step:
            for cut in cuts:
                making = self.steps[0].making
                past, future = making.parts.split.at(making.tables, cut)
                relevant = Relevant.at(past, future, making.tables.items["product_code"], None)
                for name in self.recommenders:
                    lists += list(self._lists(name, past, future, relevant))
                bounds.append({"cut": str(cut), **possible(future, making.vectors_at(past).has)})
                step(1)
        return pl.concat(lists), pl.DataFrame(bounds)

    def _lists(self, name: str, past: Past, future: Future, relevant: Relevant) -> Iterator[pl.DataFrame]:
        before = None
        for step in self.steps:
            parts, recommender = step.making.parts, self.recommenders[name]
            ranker = recommender.fit(past, step.making.tools(past, step.index))
            shown = ranker.rank(future.customers, parts.evaluate.k, past.catalogue)
            hits = find_hits(shown, future, parts.evaluate.k, showable=future.reachable, name=name)
            fallback = np.zeros(len(shown.customers), bool) if shown.fallback is None else shown.fallback
            ids = step.making.tables.customers["customer_id"].gather(future.customers)
            columns = {"customer": ids, "fallback": fallback}
            for k in parts.evaluate.ks:
                within = hits.where(hits.rank <= k)
                new = within.where(relevant.kind[within.pair] == KINDS.index("new_product"))
                columns[f"hit@{k}"] = _who(within, future)
                columns[f"new@{k}"] = _who(new, future)
                columns[f"shared@{k}"] = _shared(shown.items[:, :k], None if before is None else before[:, :k])
            at = {"cut": str(past.cut), "step": step.name, "recommender": name}
            yield pl.DataFrame(columns).select(*(pl.lit(text).alias(what) for what, text in at.items()), pl.all())
            before = shown.items


def _who(hits: Hits, future: Future) -> npt.NDArray[np.uint8]:
    """uint8 [n]: 1 for each customer who has one of these hits."""
    return (np.bincount(hits.owner, minlength=len(future.customers)) > 0).astype(np.uint8)


def _shared(items: Ints, before: Ints | None) -> pl.Series:
    """UInt8 [n]: how many items of each list stand in the other; null where there is none."""
    if before is None:
        return pl.Series([None] * len(items), dtype=pl.UInt8)
    both = (items[:, :, None] == before[:, None, :]) & (items >= 0)[:, :, None]
    return pl.Series(both.any(axis=2).sum(axis=1).astype(np.uint8))


def possible(future: Future, has: Bools) -> dict[str, int]:
    """What can be hit at all: relevant items and customers, by what is asked of an item.

    Args:
        future: of one cut.
        has: bool [n_items]; whether the item has a vector.
    """
    owners, with_vector = future.relevant.owners(), future.reachable & has[future.relevant.items]
    return {
        "relevant": len(owners),
        "reachable": int(future.reachable.sum()),
        "with_vector": int(with_vector.sum()),
        "customers": len(future.customers),
        "customers_reachable": len(np.unique(owners[future.reachable])),
        "customers_with_vector": len(np.unique(owners[with_vector])),
    }


def steps_of(making: Making) -> tuple[Step, ...]:
    """The experiment as it is; with exact search, where it has another; with vectors as they were before the Reducer,
    where it has one: centred as it centres them, then as they came. Calibration and training are as in a run.
    """
    parts, exact = making.parts, Exact()
    index, _ = making.calibrated(making.earliest)
    steps = [Step("as_run", making, index)]
    if not isinstance(parts.index, Exact):
        steps.append(Step("exact", making, exact))
    if isinstance(parts.embed, Reducer):
        source = parts.embed.source
        for name, embed in (("exact_centred", Centred(source)), ("exact_raw", source)):
            steps.append(Step(name, replace(making, parts=replace(parts, embed=embed)), exact))
    return tuple(steps)


def _measure(making: Making, config: DictConfig, record: Record, recommenders: Mapping[str, Recommender]) -> None:
    with record.stage("make"):
        cuts = opened(making, config, record)
        steps = steps_of(making)
        vectors = {step.name: _described(step, making.earliest) for step in steps}
    record.put(cuts=[str(cut) for cut in cuts], ks=list(making.parts.evaluate.ks), steps=vectors)
    with record.stage("lists"):
        lists, bounds = Decomposing(steps, recommenders, making.progress).run(cuts)
    record.frame("hits", lists)
    record.frame("possible", bounds)


def _described(step: Step, past: Past) -> dict[str, object]:
    """What the table says about a step."""
    vectors: ItemVectors = step.making.vectors_at(past)
    return {"index": type(step.index).__name__.lower(), "dim": vectors.dim}


def _with_vectors(parts: Parts) -> dict[str, Recommender]:
    found = {name: one for name, one in parts.recommend.items() if "vectors" in one.needs}
    if not found:
        raise ConfigError(
            f"there is no recommender that needs vectors among {', '.join(parts.recommend)}",
            where="recommend",
            why="an index, a reduction and missing pictures cost hits where vectors are searched",
            do="take an experiment that has one, such as pca128",
        )
    return found
