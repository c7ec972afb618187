"""Edges of formulas, softened over one pixel."""

import numpy as np

from fashrec.data.boutique.draw.prints import Field


def soft(distance: Field, px: float) -> Field:
    """1 inside (positive distance), 0 outside, rising over `px`; all in the same unit."""
    inside: Field = np.clip(distance / px + 0.5, 0, 1)
    return inside


def wave(t: Field, period: float) -> Field:
    """Distance from the nearest multiple of the period."""
    return np.abs(t - np.round(t / period) * period)
