"""The loss: fastai's where all is known, blind where nobody knows."""

import torch
from torch.nn.functional import binary_cross_entropy_with_logits

from fashrec.embed.learner.loss import MaskedLoss


def test_unknown_marks_move_no_loss_and_no_gradient() -> None:
    """The loss is fastai's where all is known, and that of the known marks where some are not."""
    random = torch.Generator().manual_seed(0)
    logits = torch.randn(6, 4, generator=random, requires_grad=True)
    marks = (torch.rand(6, 4, generator=random) < 0.4).float()
    assert torch.allclose(MaskedLoss()(logits, marks), binary_cross_entropy_with_logits(logits, marks))
    hidden = torch.rand(6, 4, generator=random) < 0.5
    loss = MaskedLoss()(logits, torch.where(hidden, -1.0, marks))
    assert torch.allclose(loss, binary_cross_entropy_with_logits(logits[~hidden], marks[~hidden]))
    loss.backward()
    assert logits.grad is not None
    assert not logits.grad[hidden].any()
    assert logits.grad[~hidden].all()
