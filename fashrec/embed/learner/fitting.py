"""Training, by fastai. Importing this module costs seconds: only what trains imports it, when it trains."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import partial
from typing import Any

import torch
from torch import Tensor, nn

from fashrec.embed.learner.epochs import Row, epoch_row, in_a_line
from fashrec.embed.learner.generators import generator_states, own_generators, restore_generators, seed_generators
from fashrec.embed.learner.lesson import Decoded, Lesson
from fashrec.embed.learner.loss import MaskedLoss
from fashrec.embed.learner.network import parameter_groups
from fashrec.embed.learner.schedule import Phase, Schedule
from fashrec.embed.learner.snapshot import Snapshot, keep_epoch, load_snapshot, save_snapshot
from fashrec.embed.learner.unread import read_in_worker, unread_said
from fashrec.embed.operators import import_torchvision
from fashrec.embed.trunk import normalise
from fashrec.errors import DataError
from fashrec.stages import Checkpoint, Progress
from fashrec.types import Doubles

import_torchvision()  # fastai imports torchvision by itself, which fails where its operators are not declared first

from fastai.callback import schedule as one_cycle  # noqa: E402 - gives fastai's Learner its fit_one_cycle
from fastai.callback.fp16 import MixedPrecision  # noqa: E402 - see above
from fastai.data.block import DataBlock, MultiCategoryBlock, TransformBlock  # noqa: E402 - see above
from fastai.data.transforms import IndexSplitter  # noqa: E402 - see above
from fastai.optimizer import Adam  # noqa: E402 - see above
from fastai.vision.learner import vision_learner  # noqa: E402 - see above

from fashrec.embed.learner.watch import Watch, optimiser_state, restore_optimiser  # noqa: E402 - see above

assert one_cycle
# fastai's own, 1e-5, is larger than the gradients of a mean over many rare labels, and would hold every step back
_EPS = 1e-8
Inputs = Callable[[int], Tensor]
_WHAT: Mapping[Phase, str] = {"frozen": "training the head", "unfrozen": "training all layers"}


class Normalised(nn.Module):
    """A trunk that takes pictures as they are read: uint8 [n, height, width, 3]."""

    def __init__(self, trunk: nn.Module) -> None:
        super().__init__()
        self.trunk = trunk

    def forward(self, pictures: Tensor) -> Tensor:
        """float32 [n, d]."""
        made: Tensor = self.trunk(normalise(pictures))
        return made


@dataclass(frozen=True)
class Fitting:
    """Trains a network in place, from where killed work stopped.

    Attributes:
        network: trunk and head.
        lesson: what it is taught.
        pictures: the lesson's pictures.
        schedule: how long and how fast.
        checkpoint: where the state after each epoch is kept.
        progress: bars and lines.
    """

    network: nn.Module
    lesson: Lesson
    pictures: Decoded
    schedule: Schedule
    checkpoint: Checkpoint
    progress: Progress
    _rows: list[Row] = field(default_factory=list)

    def run(self) -> list[Row]:
        """Train, and give the network's rows of EPOCHS.

        Raises:
            DataError: where the loss is no number any more, or a picture cannot be read.
            StoreError: where half-done training is there but cannot be read.
        """
        self.network.to(self.schedule.device, memory_format=torch.channels_last)  # type: ignore[call-overload]
        found = load_snapshot(self.checkpoint)
        if found is not None:
            self.network.load_state_dict(found.part("network"))
            self._rows.extend(found.facts["rows"])
            self.progress.say(f"training: {len(self._rows)} of {self.schedule.n_epochs} epochs were done before")
        with own_generators(), unread_said(self.pictures):
            for phase in self._left(found):
                self._run_phase(phase, found if found and found.phase == phase else None)
        self.network.cpu().eval()
        return self._rows

    @property
    def _batch_size(self) -> int:
        return min(self.schedule.batch_size, len(self.lesson.training))

    @property
    def _n_an_epoch(self) -> int:
        """Pictures that an epoch looks at: the whole batches of training, and all of validation."""
        n_training = len(self.lesson.training)
        return n_training - n_training % self._batch_size + len(self.lesson.validation)

    def _left(self, found: Snapshot | None) -> list[Phase]:
        """The phases that are not done."""
        phases = list(self.schedule.phases)
        if found is None:
            return phases
        at = next(place for place, phase in enumerate(phases) if phase == found.phase)
        done = found.epoch == self.schedule.phases[phases[at]]
        return phases[at + done :]

    def _run_phase(self, phase: Phase, found: Snapshot | None) -> None:
        """One cycle; nothing in it depends on how the phase before was reached but for the weights."""
        seed_generators(self.schedule.seed)
        learner = self.fastai_learner(phase)
        learner.create_opt()
        begin: Callable[[], None] = _nothing
        if found is not None:
            restore_optimiser(learner.opt, found.facts["optimiser"], found.part("optimiser"))
            generators = found.facts["generators"], found.tensors, learner.dls.train.rng
            begin = partial(restore_generators, *generators)
        start = 0 if found is None else found.epoch
        n_epochs = self.schedule.phases[phase]
        rate = slice(self.schedule.lr / self.schedule.lr_ratio, self.schedule.lr)
        with self.progress.task(_WHAT[phase], (n_epochs - start) * self._n_an_epoch, "pictures") as step:
            watch = Watch(begin, partial(self._done, learner, phase), step, start)
            with learner.no_bar(), learner.no_logging():
                learner.fit_one_cycle(n_epochs, rate, cbs=watch, start_epoch=start)
        if watch.stopped_at is not None:
            epoch, batch = watch.stopped_at
            raise self._no_number(self._before(phase) + epoch + 1, batch + 1)

    def fastai_learner(self, phase: Phase) -> Any:  # noqa: ANN401 - fastai ships no types
        """fastai's Learner over the network: the frozen phase's begins at features, the other's at pictures."""
        trunk, head = self.network.get_submodule("0"), self.network.get_submodule("1")
        frozen = phase == "frozen"
        body: nn.Module = nn.Identity() if frozen else Normalised(trunk)
        workers = 0 if frozen or self.pictures.kept is not None else self.schedule.workers
        read = partial(read_in_worker, self.pictures) if workers else self.pictures
        inputs = self._features(Normalised(trunk)).__getitem__ if frozen else read
        return vision_learner(
            self._loaders(inputs, workers),
            # fastai cuts networks before their last child that pools: this one is cut off, and all of the body stays
            lambda pretrained: nn.Sequential(body, nn.AdaptiveAvgPool2d(1)),  # noqa: ARG005 - the name is fastai's
            n_out=len(self.lesson.vocabulary),
            pretrained=False,  # has been loaded
            normalize=False,  # by the body
            init=None,
            custom_head=head,
            loss_func=MaskedLoss(),
            splitter=(lambda _: [list(head.parameters())]) if frozen else (lambda _: parameter_groups(self.network)),
            opt_func=partial(Adam, eps=_EPS),
            wd=self.schedule.weight_decay,
            cbs=[MixedPrecision("bf16")] if self.schedule.precision == "bfloat16" else None,
        )

    def _loaders(self, inputs: Inputs, workers: int) -> Any:  # noqa: ANN401 - fastai ships no types
        """Training in another order each epoch, without its last unfilled batch; validation in the lesson's order."""
        block = DataBlock(
            blocks=(TransformBlock, MultiCategoryBlock(encoded=True, vocab=self.lesson.vocabulary.names)),
            get_x=inputs,
            get_y=self.lesson.marks.__getitem__,
            splitter=IndexSplitter(self.lesson.validation.tolist()),
        )
        return block.dataloaders(
            list(range(len(self.lesson.files))),
            bs=self._batch_size,
            num_workers=workers,
            device=torch.device(self.schedule.device),
        )

    def _features(self, trunk: nn.Module) -> Tensor:
        """float32 [n, d]: what the trunk makes of each picture."""
        n, size = len(self.lesson.files), self.schedule.batch_size
        made = []
        trunk.eval()
        with torch.no_grad(), self.progress.task("features of the frozen trunk", n, "pictures") as step:
            for start in range(0, n, size):
                rows = range(start, min(start + size, n))
                batch = torch.stack([self.pictures(row) for row in rows])
                made.append(trunk(batch.to(self.schedule.device)).cpu())
                step(len(rows))
        return torch.cat(made)

    def _done(self, learner: Any, phase: Phase, epoch: int, loss: float, probabilities: Doubles) -> None:  # noqa: ANN401
        """Write an epoch down, so that it need not be done again."""
        epoch_of_all = self._before(phase) + epoch
        self._rows.append(epoch_row(epoch_of_all, phase, loss, probabilities, self.lesson))
        self.progress.say(in_a_line(self._rows[-1], self.schedule.n_epochs))
        generators, generator_tensors = generator_states(learner.dls.train.rng)
        numbers, averages = optimiser_state(learner.opt)
        facts = {"rows": self._rows, "generators": generators, "optimiser": numbers}
        tensors = {f"network.{key}": value for key, value in self.network.state_dict().items()}
        tensors |= {f"optimiser.{key}": value for key, value in averages.items()}
        if self.schedule.keep_epochs:
            keep_epoch(self.checkpoint, epoch_of_all, self.network)
        save_snapshot(self.checkpoint, Snapshot(phase, epoch, facts, tensors | generator_tensors))

    def _before(self, phase: Phase) -> int:
        """Epochs of the phases before this one."""
        return self.schedule.frozen_epochs if phase == "unfrozen" else 0

    def _no_number(self, epoch: int, batch: int) -> DataError:
        return DataError(
            f"the training loss became NaN or infinite in batch {batch} of epoch {epoch}",
            where=f"embed.source: lr={self.schedule.lr:g}, precision={self.schedule.precision}",
            why="every weight would be NaN after the next step, and every vector with them",
            do="lower lr (by ten, to begin with), take precision=float32, or check the weights that it starts from",
        )


def _nothing() -> None:
    """What there is to restore where training begins."""
