"""The classifier of the paper: a network trained on the shop's own pictures, whose vectors recommend."""

import json
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import ClassVar

import numpy as np
import torch
from torch import nn

from fashrec.embed.learner.embedder import TrainedNetwork
from fashrec.embed.learner.epochs import Row, epochs_frame
from fashrec.embed.learner.labels import VOCABULARY, hold_out, learn_vocabulary, marks_of
from fashrec.embed.learner.lesson import Lesson, decode
from fashrec.embed.learner.metrics import prior_of
from fashrec.embed.learner.network import TRUNK, Vector, begin_at_prior, new_network, save_network
from fashrec.embed.learner.schedule import Precision, Schedule
from fashrec.embed.learner.snapshot import kept_epoch
from fashrec.embed.trunk import require_network
from fashrec.embed.weights import weights_file
from fashrec.errors import require, require_whole
from fashrec.frames import ITEMS
from fashrec.past import Past, Pictures
from fashrec.stages import Checkpoint, Progress

EPOCH = "epochs/{:03d}"  # where the network after an epoch lies, below the trained artefact


@dataclass(frozen=True)
class Learner:
    """A torchvision trunk with a hidden layer and one output a label, trained on items bought before the cut.

    A Classifier: `fit` trains it, `trained` gives the Embedder. The labels of an item are its values in some columns
    of the item table. Validation takes whole products, so that no product has pictures on both sides.

    Attributes:
        name: of the trunk in torchvision.models.
        weights: that the trunk starts from: `none`, `imagenet`, or a path (another learner's trunk.safetensors too).
        labels: columns of the item table.
        min_count: training pictures that a label needs; rarer ones are left out, and counted.
        valid_share: of the pictures, held out for validation.
        height: that pictures are padded to, in pixels.
        width: likewise.
        picture_pca: principal components, of the training pictures' pixels, that every picture is drawn again from
            before the network sees it: the paper's first step. None: pictures as they are.
        hidden: numbers in the hidden layer.
        dropout: share of the hidden layer's numbers that a training step leaves out; half as many before it.
        vector: an item's vector is the `hidden` layer, or the trunk's `pooled` features.
        frozen_epochs: of the head alone, first.
        epochs: of all layers, then.
        batch_size: pictures in a step.
        lr: the head's highest learning rate.
        lr_ratio: the head's rate over that of the trunk's first half.
        weight_decay: of weights but norms and biases.
        seed: of everything drawn.
        precision: float32, or bfloat16 on CUDA.
        keep_epochs: also keep the network as it was after each epoch, in the artefact's folders EPOCH.
        device: a torch device.
        threads: of torch while it trains: they move the low bits, so they name the artefact.
        embed_batch: pictures that a thread embeds at once.
        embed_threads: batches embedded at once.
        shard: pictures after which embedding is saved, a multiple of `embed_batch`.
        memory_mb: pictures that take more, in 10^6 bytes, are read anew each epoch.
        workers: processes that then read them.
    """

    version: ClassVar[int] = 1

    name: str = "resnet18"
    # what it stands for enters the artefact's name through `inputs`
    weights: str = field(default="none", metadata={"hashed": False})
    labels: tuple[str, ...] = (
        "product_type_name",
        "colour_group_name",
        "graphical_appearance_name",
        "garment_group_name",
        "section_name",
    )
    min_count: int = 5
    valid_share: float = 0.2
    height: int = 64
    width: int = 48
    picture_pca: int | None = None
    hidden: int = 512
    dropout: float = 0.1
    vector: Vector = field(default="hidden", metadata={"hashed": False})
    frozen_epochs: int = 0
    epochs: int = 5
    batch_size: int = 32
    lr: float = 0.002
    lr_ratio: float = 1.0
    weight_decay: float = 0.01
    seed: int = 0
    precision: Precision = "float32"
    keep_epochs: bool = False
    device: str = "cpu"
    threads: int = 2
    embed_batch: int = field(default=8, metadata={"hashed": False})
    embed_threads: int = field(default=1, metadata={"hashed": False})
    shard: int = field(default=512, metadata={"hashed": False})
    memory_mb: int = field(default=2000, metadata={"hashed": False})
    workers: int = field(default=0, metadata={"hashed": False})

    def __post_init__(self) -> None:
        require_network(self.name)
        require(bool(self.weights), "weights", self.weights, "none, imagenet, or the path of a state dict")
        # lists come out of YAML and would not be hashable
        object.__setattr__(self, "labels", tuple(self.labels))
        known = bool(self.labels) and set(self.labels) <= set(_COLUMNS) and len(set(self.labels)) == len(self.labels)
        require(known, "labels", list(self.labels), f"one or more of {', '.join(_COLUMNS)}, none twice")
        require(0 < self.valid_share < 1, "valid_share", self.valid_share, "a share between 0 and 1")
        require(0 <= self.dropout < 1, "dropout", self.dropout, "a share of at least 0 and below 1")
        require(self.vector in ("hidden", "pooled"), "vector", self.vector, "hidden or pooled")
        require(self.precision in ("float32", "bfloat16"), "precision", self.precision, "float32 or bfloat16")
        mixed = self.precision == "float32" or self.device.startswith("cuda")
        require(mixed, "precision", self.precision, "float32 on any device but CUDA")
        require(self.lr > 0, "lr", self.lr, "a rate above 0")
        require(self.lr_ratio >= 1, "lr_ratio", self.lr_ratio, "at least 1")
        require(self.weight_decay >= 0, "weight_decay", self.weight_decay, "at least 0")
        for name, least in _LEAST.items():
            require_whole(self, least, name)
        drawn = self.picture_pca is None or (type(self.picture_pca) is int and self.picture_pca >= 1)
        require(drawn, "picture_pca", self.picture_pca, "null, or a whole number of at least 1")
        require(self.frozen_epochs + self.epochs >= 1, "epochs", self.epochs, "at least 1, or frozen_epochs")
        fits = self.shard % self.embed_batch == 0
        require(fits, "shard", self.shard, f"a multiple of embed_batch={self.embed_batch} pictures")

    def inputs(self, fingerprint_files: Callable[[list[Path]], str]) -> dict[str, str]:
        """The content of the weights' file.

        Raises:
            ConfigError: where the file is not there.
        """
        if self.weights == "none":
            return {"weights": "none"}
        return {"weights": fingerprint_files([weights_file(self.weights, self.name)])}

    def fit(self, past: Past, pictures: Pictures, checkpoint: Checkpoint, progress: Progress) -> None:
        """Train on the pictures of items that are warm at this cut; write the network, its vocabulary and its epochs.

        Raises:
            ConfigError: where the trunk cannot take such pictures, or its weights are not there.
            DataError: where there is too little to learn from, a picture or the weights cannot be read, or the loss
                is no number any more.
            StoreError: where half-done training is there but cannot be read.
        """
        self.teach(self.lesson(past, pictures), checkpoint, progress)

    def teach(self, lesson: Lesson, checkpoint: Checkpoint, progress: Progress) -> None:
        """`fit`, whatever the lesson was made of."""
        # fastai costs seconds, which runs that find the result in the store are spared
        from fashrec.embed.learner.fitting import Fitting  # noqa: PLC0415 (see above)

        before = torch.get_num_threads()
        torch.set_num_threads(self.threads)
        try:
            shape = (self.height, self.width)
            network = self._new_network(lesson)
            decoded = decode(lesson.files, shape, self.memory_mb, self.embed_threads, progress, lesson.boxes)
            if self.picture_pca is not None:
                decoded = decoded.compressed(lesson.training, self.picture_pca, self.seed)
            rows = Fitting(network, lesson, decoded, self.schedule, checkpoint, progress).run()
        finally:
            torch.set_num_threads(before)
        self._write(network, lesson, rows, checkpoint)
        if decoded.compression is not None:
            for folder in (checkpoint.folder, *(file.parent for file in checkpoint.folder.glob(f"*/*/{TRUNK}"))):
                decoded.compression.write(folder)

    def lesson(self, past: Past, pictures: Pictures) -> Lesson:
        """What is learnt from: items bought before the cut that have a picture, and nothing of any other.

        Raises:
            DataError: where there are too few of them, or of their labels.
        """
        rows = np.flatnonzero(past.warm & past.launched & pictures.has())
        items = past.items[rows]
        held_out = hold_out(items["product_code"], self.valid_share, self.seed)
        vocabulary = learn_vocabulary(items, self.labels, ~held_out, self.min_count)
        files = [pictures.folder / str(pictures.names[row]) for row in rows]
        return Lesson(files, marks_of(items, vocabulary), held_out, vocabulary)

    def trained(self, folder: Path) -> TrainedNetwork:
        """The Embedder from what `fit` wrote into `folder`."""
        return TrainedNetwork(
            name=self.name,
            vector=self.vector,
            height=self.height,
            width=self.width,
            batch_size=self.embed_batch,
            device=self.device,
            threads=self.embed_threads,
            shard=self.shard,
            folder=folder,
            compressed=self.picture_pca is not None,
        )

    def _new_network(self, lesson: Lesson) -> nn.Module:
        network = new_network(
            self.name,
            self.weights,
            self.seed,
            shape=(self.height, self.width),
            width=self.hidden,
            dropout=self.dropout,
            n_labels=len(lesson.vocabulary),
        )
        begin_at_prior(network, torch.from_numpy(prior_of(lesson.marks[lesson.training])))
        return network

    @property
    def schedule(self) -> Schedule:
        """How long and how fast it is trained."""
        return Schedule(**{name: getattr(self, name) for name in Schedule.__slots__})

    def _write(self, network: nn.Module, lesson: Lesson, rows: list[Row], checkpoint: Checkpoint) -> None:
        folder = checkpoint.folder
        lesson.vocabulary.write(folder / VOCABULARY)
        epochs_frame(rows, lesson).write_parquet(folder / "epochs.parquet", statistics=False)
        settings = {name: getattr(self, name) for name in ("name", "height", "width", "hidden", "labels")}
        for name, facts in (("settings", settings), ("counts", lesson.counts)):
            (folder / f"{name}.json").write_text(json.dumps(facts, indent=1))
        for epoch in range(1, self.schedule.n_epochs * self.keep_epochs + 1):
            network.load_state_dict(kept_epoch(checkpoint, epoch))
            save_network(network, folder / EPOCH.format(epoch))
        save_network(network, folder)


_COLUMNS = tuple(name for name in ITEMS if name.endswith("_name"))
_LEAST = {
    # five halvings, as in most networks, leave one pixel
    "height": 32,
    "width": 32,
    "min_count": 1,
    "hidden": 1,
    "frozen_epochs": 0,
    "epochs": 0,
    "batch_size": 2,
    "seed": 0,
    "threads": 1,
    "embed_batch": 1,
    "embed_threads": 1,
    "shard": 1,
    "memory_mb": 0,
    "workers": 0,
}
