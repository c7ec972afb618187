"""Scores of what was shown against what was bought."""

from fashrec.evaluate.evaluator import Evaluator
from fashrec.evaluate.recompute import score

__all__ = ["Evaluator", "score"]
