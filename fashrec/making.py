"""The costly artefacts of an experiment, each made once and kept in the store."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path
from typing import Any

import numpy as np
import polars as pl

from fashrec.configure import Parts
from fashrec.embed.learner.learner import EPOCH
from fashrec.embed.missing import fill_missing
from fashrec.embed.unit import unit_rows
from fashrec.errors import DataError, LeakError
from fashrec.frames import Tables, read_tables
from fashrec.index.calibrate import Calibration, read_calibration
from fashrec.past import Past, Pictures
from fashrec.stages import Chained, Checkpoint, Classifier, Embedder, Index, Progress, Reducer, Truth
from fashrec.store import Artefact, Fingerprints, Recipe, Store, settings_of
from fashrec.tools import CutTools, ids_hash, load_vectors, mask_hash, save_vectors
from fashrec.types import Ints, ItemVectors

# profiles that `auto` settings are chosen on
CALIBRATED_ON = 1000
# what no epoch of the network changes, so that one reading of it serves them all
_SHARED = (
    "fingerprints",
    "tables_recipe",
    "ingested",
    "tables",
    "truth",
    "pictures",
    "earliest",
    "pretrained_recipe",
    "pretrained",
    "trained_recipe",
    "trained",
)


@dataclass(frozen=True)
class Making:
    """Makes, or finds in the store, what an experiment is made of; in the order in which things depend.

    Attributes:
        parts: the experiment's stages.
        store: where artefacts are kept.
        progress: bars and lines.
        epoch: vectors are of the network as it was after this epoch, from 1; None: as training left it.
    """

    parts: Parts
    store: Store
    progress: Progress
    epoch: int | None = None

    @cached_property
    def fingerprints(self) -> Fingerprints:
        """Hashes of source files."""
        return Fingerprints(self.store.root / "fingerprints", self.progress)

    @cached_property
    def tables_recipe(self) -> Recipe:
        """What the tables are made from."""
        data = self.parts.data
        return Recipe("tables", settings_of(data), {"source": data.fingerprint(self.fingerprints)})

    @cached_property
    def ingested(self) -> Artefact:
        """The tables' artefact."""
        return self.store.get(self.tables_recipe, lambda checkpoint: self.parts.data.ingest(checkpoint, self.progress))

    @cached_property
    def counts(self) -> Mapping[str, Any]:
        """Rows in, rows kept, and rows counted out by cause."""
        counts: dict[str, Any] = json.loads((self.ingested.folder / "counts.json").read_text())
        return counts

    @cached_property
    def tables(self) -> Tables:
        """Items, customers and purchases."""
        return read_tables(self.ingested.folder)

    @cached_property
    def truth(self) -> Truth | None:
        """The truth of a simulated shop."""
        return self.parts.data.truth(self.ingested.folder)

    @cached_property
    def pictures(self) -> Pictures:
        """Where the items' pictures lie, and what is in them."""
        folder = self.parts.data.pictures_folder(self.ingested.folder)
        names = self.tables.items["picture"].to_list()
        files = [folder / name for name in names if name is not None]
        try:
            fingerprint = self.fingerprints(files)
        except FileNotFoundError as error:
            raise DataError(
                f"a picture is gone since the tables were made: {Path(str(error.filename)).name}",
                where=str(folder),
                why="its vector cannot be made, and vectors made without it would be others",
                do="put it back, or touch the tables so that they are read again without it",
            ) from error
        return Pictures(folder, tuple(names), tuple(self.tables.items["item_id"]), fingerprint)

    @cached_property
    def earliest(self) -> Past:
        """The past of the earliest cut in use: what is dear is fitted on it, once for all cuts."""
        return self.parts.split.at(self.tables, self.parts.split.opened(self.tables)[0])[0]

    @property
    def source(self) -> Embedder | Classifier:
        """Where vectors begin; of a chain, the second training, which starts from the first's network."""
        chain, recipe = self._chain, self.pretrained_recipe
        if chain is not None and recipe is not None:
            return chain.after(self.store.folder_of(recipe))
        begin = self._beginning
        assert not isinstance(begin, Chained), "a chain has a first training"
        return begin

    def check_files(self) -> None:
        """Look for the weights, tables or pictures from elsewhere that vectors begin with.

        Raises:
            ConfigError: where some are not there.
            DataError: likewise.
        """
        begin = self._beginning
        (begin.first if isinstance(begin, Chained) else begin).inputs(self.fingerprints)

    def check_items(self) -> None:
        """Whether the earliest cut has the items that a reducer needs, as far as that shows without vectors.

        Raises:
            ConfigError: where it has not.
        """
        embed = self.parts.embed
        if isinstance(embed, Reducer):
            embed.check(self.earliest)

    @property
    def _beginning(self) -> Embedder | Classifier | Chained:
        embed = self.parts.embed
        return embed.source if isinstance(embed, Reducer) else embed

    @property
    def _chain(self) -> Chained | None:
        return self._beginning if isinstance(self._beginning, Chained) else None

    @cached_property
    def pretrained_recipe(self) -> Recipe | None:
        """What the first training of a chain is made from: nothing of the shop, so it serves all cuts and all data."""
        if self._chain is None:
            return None
        first = self._chain.first
        return Recipe("pretrained", settings_of(first), first.inputs(self.fingerprints))

    @cached_property
    def pretrained(self) -> Artefact | None:
        """The network that the first training of a chain left; None where there is none."""
        chain, recipe = self._chain, self.pretrained_recipe
        if chain is None or recipe is None:
            return None
        return self.store.get(recipe, lambda checkpoint: chain.first.learn(checkpoint, self.progress))

    @cached_property
    def trained_recipe(self) -> Recipe | None:
        """What a network is trained on: pictures and labels of items that were warm at the earliest cut."""
        source = self.source
        if not isinstance(source, Classifier):
            return None
        settings = settings_of(source) | self._moment(self.earliest)
        inputs = {"pictures": self.pictures.fingerprint, "tables": self.tables_recipe.hash}
        if self.pretrained_recipe is not None:
            return Recipe("trained", settings, inputs | {"pretrained": self.pretrained_recipe.hash})
        return Recipe("trained", settings, inputs | source.inputs(self.fingerprints))

    @cached_property
    def trained(self) -> Artefact | None:
        """The trained network; None where vectors need no training."""
        source, recipe = self.source, self.trained_recipe
        if recipe is None or not isinstance(source, Classifier):
            return None
        _ = self.pretrained  # is started from, and its metrics stand in the run folder
        return self.store.get(
            recipe, lambda checkpoint: source.fit(self.earliest, self.pictures, checkpoint, self.progress)
        )

    @property
    def kept_epochs(self) -> tuple[int, ...]:
        """The epochs after which the network was kept, ascending; none where it was not, or nothing is trained."""
        if self.trained is None:
            return ()
        folder = self.trained.folder
        epochs = pl.read_parquet(folder / "epochs.parquet")["epoch"].unique().sort()
        return tuple(epoch for epoch in epochs if (folder / EPOCH.format(epoch)).exists())

    def after(self, epoch: int) -> "Making":
        """The same, with the vectors of the network after one of `kept_epochs`."""
        made = replace(self, epoch=epoch)
        vars(made).update({name: vars(self)[name] for name in _SHARED if name in vars(self)})
        return made

    @property
    def embedder(self) -> Embedder:
        """What gives vectors; of a Classifier, the one it becomes by training."""
        source, recipe = self.source, self.trained_recipe
        if isinstance(source, Classifier):
            assert recipe is not None, "what is trained has a recipe"
            folder = self.store.folder_of(recipe)
            return source.trained(folder if self.epoch is None else folder / EPOCH.format(self.epoch))
        return source

    @cached_property
    def vectors_recipe(self) -> Recipe:
        """What the embedder's vectors are made from: pictures and items, and the network where one was trained."""
        inputs = {"pictures": self.pictures.fingerprint, "items": ids_hash(self.tables.items["item_id"])}
        if self.trained_recipe is not None:
            inputs["trained"] = self.trained_recipe.hash
        epoch = {} if self.epoch is None else {"epoch": self.epoch}
        return Recipe("vectors", settings_of(self.embedder) | epoch, inputs | self.embedder.inputs(self.fingerprints))

    @cached_property
    def embedded(self) -> Artefact:
        """The artefact of vectors that no purchase from the earliest cut on has touched: one for every cut."""
        _ = self.trained  # also where the vectors are there: its metrics stand in the run folder

        def make(checkpoint: Checkpoint) -> None:
            save_vectors(checkpoint.folder, *self.embedder.embed(self.pictures, checkpoint, self.progress))

        return self.store.get(self.vectors_recipe, make)

    def tools(self, past: Past, index: Index | None) -> CutTools:
        """What recommenders are handed at a cut; without an index there are no vectors either."""
        vectors = None if index is None else self.vectors_at(past)
        return CutTools(past, vectors, index, self.truth, self.parts.profile, self.store)

    def vectors_at(self, past: Past) -> ItemVectors:
        """The items' vectors as they are at a cut: of unit length, none for an item not launched before T.

        Raises:
            LeakError: where the network was trained on a later past than this one.
        """
        if self.trained_recipe is not None and past.cut.day < self.earliest.cut.day:
            raise LeakError(
                f"vectors were asked for at {past.cut} of a network trained on what was bought before "
                f"{self.earliest.cut}",
                where="embed.source, split",
                why="it has seen pictures of items that nobody had bought yet at that moment",
                do=f"ask for {self.earliest.cut} or later, or for more cuts, so that it is trained on an earlier past",
            )
        made = self.store.get(self.at_cut_recipe(past), lambda checkpoint: self._make_at(past, checkpoint.folder))
        return load_vectors(made.folder, made.hash)

    def at_cut_recipe(self, past: Past) -> Recipe:
        """What the vectors at a cut are made from: those of every cut, what was warm then, and what was launched."""
        embed = self.parts.embed
        settings = {
            "missing": self.parts.missing,
            "reduce": settings_of(embed) if isinstance(embed, Reducer) else None,
            **self._moment(past),
        }
        return Recipe("at_cut", settings, {"vectors": self.vectors_recipe.hash, "tables": self.tables_recipe.hash})

    def _moment(self, past: Past) -> dict[str, str]:
        """What of the tables is past: up to when, and since when where not from their beginning."""
        since = self.parts.split.history_from
        return {"cut": str(past.cut)} | ({} if since is None else {"history_from": since})

    def _make_at(self, past: Past, folder: Path) -> None:
        vectors = load_vectors(self.embedded.folder, self.embedded.hash)
        embed = self.parts.embed
        if isinstance(embed, Reducer):
            vectors = ItemVectors(*embed.reduce(past, vectors), vectors.space)
        filled = fill_missing(past, vectors, self.parts.missing)
        values, long_enough = unit_rows(filled.values)
        save_vectors(folder, values, filled.has & long_enough)

    def calibrated(self, past: Past) -> tuple[Index, Calibration | None]:
        """The index with its `auto` settings chosen on a seeded sample of this cut's profiles.

        Returns:
            the index for every cut, and what was chosen and why; None where nothing was `auto`.
        """
        index, profile, seed, k = self.parts.index, self.parts.profile, self.parts.seed, self.parts.evaluate.k
        vectors = self.vectors_at(past)
        asked = {"k": k, "seed": seed, "index": settings_of(index), "profile": settings_of(profile)}
        inputs = {"vectors": vectors.space, "among": mask_hash(past.catalogue)}

        def make(checkpoint: Checkpoint) -> None:
            queries = profile.pool(past, vectors, _sample(past, seed))
            index.calibrate(vectors, past.catalogue, queries, k, checkpoint.folder)

        made = self.store.get(Recipe("calibration", asked, inputs), make)
        return index.calibrated(made.folder), read_calibration(made.folder)


def _sample(past: Past, seed: int) -> Ints:
    """At most CALIBRATED_ON customers with a purchase, ascending."""
    buyers = np.flatnonzero(np.diff(past.purchases.offsets)).astype(np.int32)
    return np.sort(np.random.default_rng([seed, past.cut.day]).permutation(buyers)[:CALIBRATED_ON])
