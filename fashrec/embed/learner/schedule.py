"""How long, how fast and on what a network is trained."""

from dataclasses import dataclass
from typing import Literal

Phase = Literal["frozen", "unfrozen"]
Precision = Literal["float32", "bfloat16"]


@dataclass(frozen=True, slots=True)
class Schedule:
    """First the head alone over a frozen trunk, then all layers; each phase is one cycle of its own.

    Attributes:
        frozen_epochs: with the trunk as it is; its features are computed once, so that these epochs cost little.
        epochs: with all layers.
        batch_size: pictures in a step.
        lr: the head's highest learning rate.
        lr_ratio: the head's rate over that of the trunk's first half; its second half lies between.
        weight_decay: of all weights but norms and biases, per step and unit of rate.
        seed: of the order of pictures and of dropout.
        precision: of the forward pass; bfloat16 needs a CUDA device.
        keep_epochs: keep the network as it was after each epoch, not only the last.
        device: a torch device.
        workers: processes that read pictures where they do not fit in memory.
    """

    frozen_epochs: int
    epochs: int
    batch_size: int
    lr: float
    lr_ratio: float
    weight_decay: float
    seed: int
    precision: Precision
    keep_epochs: bool
    device: str
    workers: int

    @property
    def phases(self) -> dict[Phase, int]:
        """The phases that have epochs, in order, with their number."""
        every: dict[Phase, int] = {"frozen": self.frozen_epochs, "unfrozen": self.epochs}
        return {phase: n for phase, n in every.items() if n}

    @property
    def n_epochs(self) -> int:
        """Epochs of all phases."""
        return self.frozen_epochs + self.epochs
