"""What looks on while fastai trains: it examines after every epoch, saves, and stops a loss that is no number."""

from collections.abc import Callable
from typing import Any

import numpy as np
import torch
from fastai.callback.core import Callback, CancelFitException
from torch import Tensor

from fashrec.types import Doubles


class Watch(Callback):  # type: ignore[misc] # fastai ships no types
    """Collects losses and validation logits, and hands them over at the end of each epoch.

    Attributes:
        begin: called before the first epoch's training, when fastai has drawn all that it draws before.
        done: called with the epochs that are done, the mean training loss and float64 [n_validation, n_labels].
        step: told how many pictures were looked at.
        stopped_at: the epoch, from 0, and the batch whose loss was no number.
    """

    order = 90  # after everything else that an epoch's end does

    def __init__(
        self,
        begin: Callable[[], None],
        done: Callable[[int, float, Doubles], None],
        step: Callable[[int], None],
        start_epoch: int,
    ) -> None:
        self.begin, self.done, self.step_by, self.start_at = begin, done, step, start_epoch
        self.stopped_at: tuple[int, int] | None = None
        self.seen_losses: list[tuple[float, int]] = []
        self.seen_logits: list[Tensor] = []

    def before_train(self) -> None:
        """Start an epoch."""
        if self.epoch == self.start_at:
            self.begin()
        self.seen_losses.clear()

    def before_validate(self) -> None:
        """Start an examination."""
        self.seen_logits.clear()

    def after_loss(self) -> None:
        """Take down what was said; stop before a step that would make every weight NaN."""
        if not self.training:
            self.seen_logits.append(self.pred.detach().float().cpu())
            return
        loss = float(self.loss.detach())
        if not np.isfinite(loss):
            self.stopped_at = (self.epoch, self.iter)
            raise CancelFitException
        self.seen_losses.append((loss, len(self.pred)))

    def after_batch(self) -> None:
        """Tell how far it is."""
        self.step_by(len(self.pred))

    def after_epoch(self) -> None:
        """Hand over; fastai comes here too for epochs that it skips."""
        if self.epoch < self.start_at:
            return
        losses, sizes = zip(*self.seen_losses, strict=True)
        logits = torch.cat(self.seen_logits).double()
        self.done(self.epoch + 1, float(np.average(losses, weights=sizes)), torch.sigmoid(logits).numpy())


def optimiser_state(optimiser: Any) -> tuple[dict[str, Any], dict[str, Tensor]]:  # noqa: ANN401 - fastai's own
    """fastai's optimiser as plain JSON (steps, flags, hyper-parameters) and tensors (moving averages)."""
    state = optimiser.state_dict()
    numbers = [{key: one[key] for key in one if not isinstance(one[key], Tensor)} for one in state["state"]]
    tensors = {
        f"{place}.{key}": value
        for place, one in enumerate(state["state"])
        for key, value in one.items()
        if isinstance(value, Tensor)
    }
    return {"state": numbers, "hypers": [dict(hyper) for hyper in state["hypers"]]}, tensors


def restore_optimiser(optimiser: Any, facts: dict[str, Any], tensors: dict[str, Tensor]) -> None:  # noqa: ANN401
    """Bring back what `optimiser_state` took down, on the devices and in the memory formats of the weights."""
    weights = [weight for weight, *_ in optimiser.all_params()]
    state = [dict(one) for one in facts["state"]]
    for name, value in tensors.items():
        place, _, key = name.partition(".")
        state[int(place)][key] = torch.empty_like(weights[int(place)].data).copy_(value)
    optimiser.load_state_dict({"state": state, "hypers": facts["hypers"]})
