"""What training makes small."""

import torch
from torch import Tensor, nn
from torch.nn.functional import binary_cross_entropy_with_logits

from fashrec.embed.learner.labels import UNKNOWN


class MaskedLoss(nn.Module):
    """Mean binary cross-entropy over the marks that are known, in nats; fastai's own where all are."""

    def forward(self, logits: Tensor, marks: Tensor) -> Tensor:
        """A scalar from float32 [n, n_labels] twice; marks as in labels.py."""
        known = marks != UNKNOWN
        loss = binary_cross_entropy_with_logits(logits, marks.clamp(min=0), reduction="none")
        return (loss * known).sum() / known.sum().clamp(min=1)

    def activation(self, logits: Tensor) -> Tensor:
        """Probabilities, for fastai's `get_preds`."""
        return torch.sigmoid(logits)
