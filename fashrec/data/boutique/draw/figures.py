"""What is printed once: the figure on a front, and blocks of colour. Amounts are as in patterns.py."""

import numpy as np

from fashrec.data.boutique.draw.prints import Field, Print
from fashrec.data.boutique.draw.soften import soft, wave

Amounts = tuple[Field, Field]


def blocks(p: Print, x: Field, y: Field, px: float) -> Amounts:
    """Blocks of colour over the garment's height: halves, bands, a slant, or quarters."""
    top, bottom = p.span
    at, edge = (y - top) / (bottom - top), px / (bottom - top)
    none = np.zeros_like(at)
    match p.motif % 4:
        case 0:
            return soft(0.4 - at, edge), none
        case 1:
            return soft(0.16 - np.abs(at - 0.42), edge), soft(at - 0.74, edge)
        case 2:
            return soft(at + x * 1.2 - 0.62, edge), none
        case _:
            return soft(x, px), soft(0.2 - at, edge)


def figure(p: Print, x: Field, y: Field, px: float) -> Amounts:
    """The figure at `p.at`, drawn in units of its radius."""
    draw = (_sun, _star, _heart, _letters, _hills, _badge)[p.motif % 6]
    return draw((x - p.at[0]) / p.size, (y - p.at[1]) / p.size, px / p.size)


def _disc(x: Field, y: Field, edge: float) -> Field:
    return soft(0.92 - np.hypot(x, y), edge)


def _sun(x: Field, y: Field, edge: float) -> Amounts:
    """A sun that sets behind waves, and a line under it."""
    waves = np.where(y > 0, soft(wave(y - 0.1, 0.25) - 0.04 - 0.03 * y, edge), 1)
    line = soft(0.05 - np.abs(y - 1.12), edge) * soft(0.8 - np.abs(x), edge)
    return _disc(x, y, edge) * waves, line


def _star(x: Field, y: Field, edge: float) -> Amounts:
    reach = np.hypot(x, y)
    return soft(0.72 + 0.34 * np.cos(5 * np.arctan2(x, -y)) - reach, edge), soft(0.22 - reach, edge)


def _heart(x: Field, y: Field, edge: float) -> Amounts:
    first = soft(0.74 - np.hypot(x, y * 1.05 + 0.62 * np.sqrt(np.abs(x) + 0.001) - 0.22), edge)
    return first, np.zeros_like(first)


def _letters(x: Field, y: Field, edge: float) -> Amounts:
    """Three lines of lettering."""
    gaps = soft(wave(x + 0.4 * np.round(y / 0.5), 0.3) - 0.05, edge)
    block = soft(1 - np.abs(x), edge) * soft(0.74 - np.abs(y), edge)
    return soft(0.17 - wave(y, 0.5), edge) * block * gaps, np.zeros_like(x)


def _hills(x: Field, y: Field, edge: float) -> Amounts:
    """Two hills before a round sky."""
    sky = _disc(x, y, edge)
    return sky, sky * soft(y + 0.25 - np.minimum(np.abs(x + 0.3), np.abs(x - 0.35) + 0.2), edge)


def _badge(x: Field, y: Field, edge: float) -> Amounts:
    """A ring with a bar across."""
    ring = _disc(x, y, edge) * soft(np.hypot(x, y) - 0.7, edge)
    return ring, soft(0.13 - np.abs(y), edge) * soft(1.15 - np.abs(x), edge)
