"""The classifier of the paper, trained on the shop's own pictures, and the vectors it gives."""

from fashrec.embed.learner.chain import Chain
from fashrec.embed.learner.learner import Learner
from fashrec.embed.learner.pretrain import Pretrain

__all__ = ["Chain", "Learner", "Pretrain"]
