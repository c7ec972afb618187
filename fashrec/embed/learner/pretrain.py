"""The first step of two: a network taught by labelled pictures from elsewhere, before it sees the shop's."""

import json
from collections.abc import Callable
from dataclasses import dataclass, fields
from pathlib import Path
from typing import ClassVar

import numpy as np

from fashrec.embed.learner.labels import Vocabulary
from fashrec.embed.learner.learner import Learner
from fashrec.embed.learner.lesson import Lesson
from fashrec.errors import require
from fashrec.stages import Checkpoint, Collection, Progress
from fashrec.types import Labelled


@dataclass(frozen=True)
class Pretrain:
    """A Pretraining: a Learner's network and schedule, on labels and a partition that the collection decides.

    Attributes:
        collection: the labelled pictures.
        learner: the network and how it is trained; of its settings those of embedding play no part here.

    Raises:
        ConfigError: where the learner is told to choose labels or what is held out, which the collection does.
    """

    version: ClassVar[int] = 1

    collection: Collection
    learner: Learner

    def __post_init__(self) -> None:
        for one in fields(Learner):
            if one.name in ("labels", "min_count", "valid_share"):
                value = getattr(self.learner, one.name)
                allowed = f"{one.default}: the collection has labels and a partition of its own"
                require(value == one.default, f"learner.{one.name}", value, allowed)

    def inputs(self, fingerprint_files: Callable[[list[Path]], str]) -> dict[str, str]:
        """The content of the collection, and of the weights that the network starts from.

        Raises:
            ConfigError: where the weights are not there.
            DataError: where a file of the collection is not there.
        """
        return self.collection.inputs(fingerprint_files) | self.learner.inputs(fingerprint_files)

    def learn(self, checkpoint: Checkpoint, progress: Progress) -> None:
        """Train, and write what `Learner.fit` writes; `epochs.parquet` has the columns RANKED too.

        Raises:
            ConfigError: where the trunk cannot take such pictures, or its weights are not there.
            DataError: where a picture, the labels or the weights cannot be read, or the loss is no number any more.
            StoreError: where half-done training is there but cannot be read.
        """
        self.learner.teach(lesson_of(self.collection.read(progress)), checkpoint, progress)
        settings = {name: getattr(self.learner, name) for name in ("name", "height", "width", "hidden")}
        (checkpoint.folder / "settings.json").write_text(json.dumps(settings, indent=1))


def lesson_of(labelled: Labelled) -> Lesson:
    """All labels, those without a training picture too: what a collection is compared by is over all of them."""
    counts = (labelled.marks[~labelled.held_out] == 1).sum(axis=0)
    vocabulary = Vocabulary(labelled.groups, labelled.values, tuple(np.asarray(counts).tolist()))
    return Lesson(labelled.files, labelled.marks, labelled.held_out, vocabulary, labelled.boxes, ranked=True)
