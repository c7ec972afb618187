"""The classifier of the paper, trained on the shop's own pictures, and the vectors it gives."""

from fashrec.embed.learner.learner import Learner

__all__ = ["Learner"]
