"""One experiment: from purchases and pictures to scores, cut by cut."""

import json
from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass, field, fields, is_dataclass
from datetime import date
from functools import cached_property
from itertools import chain
from math import ceil
from pathlib import Path
from typing import Any

import polars as pl
import torch
from omegaconf import DictConfig
from rich.console import Console
from threadpoolctl import threadpool_limits

from fashrec.asking import ask
from fashrec.by_epoch import ByEpoch
from fashrec.closing import close
from fashrec.closing_epochs import close_epochs
from fashrec.configure import Parts, assemble
from fashrec.embed.learner.epochs import last_epoch
from fashrec.evaluate.beside import Beside
from fashrec.evaluate.summary import Totals, pooled, pooled_by_name, totals
from fashrec.evaluate.tables import future_frame, per_customer_frame, shown_frame
from fashrec.index.beside_exact import BesideExact
from fashrec.infer.cells import with_intervals
from fashrec.ledger import look
from fashrec.making import Making
from fashrec.past import Past
from fashrec.progress import for_console
from fashrec.pruning import leader_of
from fashrec.recommend.inside import inside
from fashrec.record import Record
from fashrec.stages import Classifier, Counting, FromFiles, Index, Need, Progress, Recommender, Reducer
from fashrec.store import Artefact, Store, settings_of
from fashrec.types import Cut, Future, ItemVectors, Shown


def _go_on(scored: Sequence[pl.DataFrame]) -> None:
    """Whatever was scored."""
    del scored


def run(config: DictConfig, record: Record, *, searching: bool = False) -> Making:
    """Run the composed experiment and leave everything in the run folder; what its scores were made with.

    Args:
        config: as composed.
        record: the run folder.
        searching: one of many that something is chosen from: no validation cut may have a test day.

    Raises:
        ConfigError: where a setting is wrong, or a cut has one.
        fashrec.pruning.PrunedError: where it is surely behind the run that `sweep.against` names.
    """
    parts = assemble(config)
    progress = for_console()
    store = Store.opened(Path(config.store.root), progress, config.store.verify)
    torch.set_num_threads(config.threads)
    with threadpool_limits(config.threads):
        leader = leader_of(config, parts.evaluate.headline)
        making, after_cut = Making(parts, store, progress), leader.look if leader else _go_on
        Experiment(parts, making, record, progress, after_cut, searching).run()
    console = Console()
    close_epochs(record.data, console)
    close(record, parts.evaluate.headline, console)
    return making


@dataclass(frozen=True)
class Experiment:
    """Every recommender at every cut of the open window, scored on the same customers.

    Attributes:
        parts: the stages.
        making: the costly artefacts.
        record: the run folder.
        progress: bars and lines.
        after_cut: shown what every customer scored so far, a per-customer frame a cut and recommender; raises where
            the run need not go on.
        searching: refuse validation cuts with a day that was opened as test before.
    """

    parts: Parts
    making: Making
    record: Record
    progress: Progress
    after_cut: Callable[[Sequence[pl.DataFrame]], None] = _go_on
    searching: bool = False
    _floors: list[Totals] = field(default_factory=list)
    _ceilings: list[Totals] = field(default_factory=list)
    _totals: dict[str, list[Totals]] = field(default_factory=lambda: defaultdict(list))
    _frames: dict[str, list[pl.DataFrame]] = field(default_factory=lambda: defaultdict(list))

    def run(self) -> None:
        """From the tables to the written scores."""
        cuts = self._data()
        index = self._index() if self._needs("vectors") else None
        with self.progress.task("cuts", len(cuts), "cuts") as step:
            for cut in cuts:
                self._cut(cut, index)
                step(1)
                self.after_cut(self._frames["per_customer"])
        self._by_epoch(cuts)
        self._write()

    def _data(self) -> list[Cut]:
        with self.record.stage("data"):
            # what is missing is told before hours of work, not after
            if any("vectors" in one.needs for one in self.parts.recommend.values()):
                self.making.check_files()
            all_of_them = chain.from_iterable(inside(name, one) for name, one in self.parts.recommend.items())
            files = {path: one for path, one in all_of_them if isinstance(one, FromFiles)}
            self.record.put(inputs={path: one.inputs(self.making.fingerprints) for path, one in files.items()})
            tables, made = self.making.tables, self.making.ingested
        self.record.put(
            data={"hash": made.hash, "counts": self.making.counts}, cuts=[], artefacts={"tables": made.hash}
        )
        cuts = self.parts.split.opened(tables)
        settings = self.record.data["config_hash"]
        looked = look(self.making.store.root, settings, made.hash, cuts, searching=self.searching)
        self.record.put(looks_at_test=looked.number, known_as_test=[str(cut) for cut in looked.known])
        return cuts

    def _index(self) -> Index:
        """The index over the embedder's vectors, its `auto` settings chosen at the earliest cut for all of them."""
        self.making.check_items()
        self._classifier()
        with self.record.stage("embed"):
            self.record.data["artefacts"]["vectors"] = self.making.embedded.hash
            self.record.put(embedding=self._embedding())
        with self.record.stage("calibrate"):
            index, calibration = self.making.calibrated(self.making.earliest)
        if calibration is not None:
            self.record.put(index=asdict(calibration) | {"exact_is_faster": calibration.exact_is_faster})
        return index

    def _classifier(self) -> None:
        """What the network learnt to tell apart, beside what needs no network, where one is trained."""
        if self.making.trained_recipe is None:
            return
        self._pretraining()
        with self.record.stage("train"):
            made = self.making.trained
        learnt = self._learnt(made, "trained", "epochs")
        self.record.put(classifier={**learnt, "cut": str(self.making.earliest.cut)})

    def _pretraining(self) -> None:
        """What the first training of a chain learnt, where there is one."""
        if self.making.pretrained_recipe is None:
            return
        with self.record.stage("pretrain"):
            made = self.making.pretrained
        self.record.put(pretraining=self._learnt(made, "pretrained", "pretraining"))

    def _learnt(self, made: Artefact | None, kind: str, frame: str) -> dict[str, Any]:
        """The last epoch's metrics and the counts of a training, whose epochs become a table of the run folder."""
        assert made is not None, "what has a recipe is made"
        epochs = pl.read_parquet(made.folder / "epochs.parquet")
        self.record.data["artefacts"][kind] = made.hash
        self.record.frame(frame, epochs)
        return {**last_epoch(epochs), **json.loads((made.folder / "counts.json").read_text())}

    def _by_epoch(self, cuts: list[Cut]) -> None:
        """How well the network's vectors recommend after each epoch, where the networks were kept."""
        with_vectors = {name: one for name, one in self._recommenders.items() if "vectors" in one.needs}
        if not with_vectors or not self.making.kept_epochs:
            return
        by_epoch = ByEpoch(self.making, with_vectors, self.progress)
        with self.record.stage("evaluate epochs"):
            scores = by_epoch.scores(cuts)
        assert self.making.trained is not None, "what has epochs was trained"
        epochs = pl.read_parquet(self.making.trained.folder / "epochs.parquet")
        self.record.put(epochs=by_epoch.rows(epochs, scores))
        self.record.frame("epochs", by_epoch.frame(epochs, scores))

    def _embedding(self) -> str:
        """Whose vectors are used, in a line; of a network that was trained, what it became."""
        embed, source = self.parts.embed, self.making.source
        said = _described(settings_of(self.making.embedder) | _files_of(source))
        return f"{said} -> {_described(settings_of(embed))}" if isinstance(embed, Reducer) else said

    def _cut(self, cut: Cut, index: Index | None) -> None:
        with self.record.stage("split"):
            past, future = self.parts.split.at(self.making.tables, cut)
        with self.record.stage("reduce"):
            tools = self.making.tools(past, index)
        self._describe(past, future, tools.made_vectors)
        with self.record.stage("beside"):
            beside = self._beside.at(past, future, tools.made_vectors)
        for name, recommender in self._recommenders.items():
            with self.record.stage(f"recommend {name}"):
                ranker = recommender.fit(past, tools)
                main, cold_only = ask(ranker, past, future, self.parts.evaluate.ks)
            if isinstance(ranker, Counting):
                self.record.data["cuts"][-1].setdefault("counts", {})[name] = dict(ranker.counts)
            with self.record.stage("evaluate"):
                self._score(name, past, future, main, cold_only)
            with self.record.stage("beside"):
                self._beside.look(name, beside, main, ranker)
        with self.record.stage("evaluate"):
            self._bounds(future)
        with self.record.stage("search"):
            self._searches.look(tools.opened(past.catalogue), past, tools, future.customers)

    @property
    def _recommenders(self) -> Mapping[str, Recommender]:
        """Those that these data can serve: only a simulated shop can tell an oracle the truth."""
        blind = self.making.truth is None
        return {name: one for name, one in self.parts.recommend.items() if not (blind and "truth" in one.needs)}

    def _needs(self, what: Need) -> bool:
        return any(what in one.needs for one in self._recommenders.values())

    def _score(self, name: str, past: Past, future: Future, main: Shown, cold_only: Shown) -> None:
        values = self.parts.evaluate.scores(
            future, main, cold_only, catalogue=past.catalogue, warm=past.warm, name=name
        )
        self._totals[name].append(totals(past.cut.start, past.cut.window, values))
        self._frames["shown"] += [
            shown_frame(past.cut, name, "main", main, **self._ids),
            shown_frame(past.cut, name, "cold_only", cold_only, **self._ids),
        ]
        self._frames["per_customer"].append(per_customer_frame(past.cut, name, values, self._ids["customer_ids"]))
        if main.fallback is not None:
            self.record.data["cuts"][-1].setdefault("fallback", {})[name] = int(main.fallback.sum())

    def _bounds(self, future: Future) -> None:
        """Chance and ceiling, and the pairs that everything was scored against."""
        cut, evaluate = future.cut, self.parts.evaluate
        self._floors.append(totals(cut.start, cut.window, evaluate.chance(future)))
        self._ceilings.append(totals(cut.start, cut.window, evaluate.ceilings(future)))
        self._frames["future"].append(future_frame(future, **self._ids))

    def _describe(self, past: Past, future: Future, vectors: ItemVectors | None) -> None:
        """What stands in run.json about a cut."""
        self.record.data["cuts"].append(
            {
                "start": str(past.cut),
                "window": past.cut.window,
                "horizon_days": past.cut.horizon_days,
                "purchases_before": len(past.purchases),
                "customers_scored": len(future.customers),
                "customers_dropped": future.n_dropped,
                "relevant_pairs": len(future.relevant.items),
                "items_launched": int(past.launched.sum()),
                "items_in_catalogue": int(past.catalogue.sum()),
                "items_cold": int((past.catalogue & ~past.warm).sum()),
                "items_without_vector": None if vectors is None else int((past.catalogue & ~vectors.has).sum()),
                "vectors": None if vectors is None else vectors.space,
            }
        )

    def _write(self) -> None:
        with self.record.stage("write"):
            for name, frames in self._frames.items():
                self.record.frame(name, pl.concat(frames))
        with self.record.stage("intervals"):
            values = pl.concat(self._frames["per_customer"])
            scores = with_intervals(pooled_by_name(self._totals), values, self._windows, self.parts.bootstrap)
        self.record.put(
            ks=list(self.parts.evaluate.ks),
            headline=self.parts.evaluate.headline,
            level=self.parts.bootstrap and self.parts.bootstrap.level,
            scores=scores,
            floors=pooled(self._floors),
            ceilings=pooled(self._ceilings),
            beyond=self._beside.beyond(),
            audit=self._beside.audit(),
            search=self._searches.cost(),
        )

    @cached_property
    def _beside(self) -> Beside:
        return Beside(self.parts.evaluate, self.making.tables.items["product_code"], self.parts.seed, self._n_cuts)

    @cached_property
    def _searches(self) -> BesideExact:
        evaluate = self.parts.evaluate
        return BesideExact(evaluate.k, ceil(evaluate.latency / self._n_cuts), self.parts.seed)

    @property
    def _n_cuts(self) -> int:
        return len(self.parts.split.opened(self.making.tables))

    @property
    def _windows(self) -> dict[date, str]:
        """The window of each cut that was scored."""
        return {one.day: one.window for one in self._floors}

    @property
    def _ids(self) -> dict[str, pl.Series]:
        tables = self.making.tables
        return {"customer_ids": tables.customers["customer_id"], "item_ids": tables.items["item_id"]}


def _files_of(source: object) -> dict[str, str]:
    """What its vectors come from, by file name: `settings_of` knows contents, a reader knows names.

    Without weights, a network that is not trained here stays as it was drawn.
    """
    assert is_dataclass(source), "stages are dataclasses"
    names = [one.name for one in fields(source) if one.name in ("weights", "path")]
    files = {name: Path(str(getattr(source, name))).name for name in names}
    if files.get("weights") == "none" and not isinstance(source, Classifier):
        files["weights"] += ", untrained"
    return files


def _described(settings: Mapping[str, Any]) -> str:
    """A stage in a line: its class and its own settings."""
    own = ", ".join(f"{name}={value}" for name, value in settings.items() if name not in ("class", "version", "source"))
    return f"{settings['class'].rpartition('.')[2]}({own})"
