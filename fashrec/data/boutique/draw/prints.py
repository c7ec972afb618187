"""An item's print: its pattern with the colours and the choices that the seed made."""

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.random import Generator
from numpy.typing import NDArray

from fashrec.data.boutique.draw.cloth import Garment
from fashrec.data.boutique.draw.look import COLOURS, Look

Field = NDArray[np.floating[Any]]
"""float32 [h, w] over the pixels, [h, w, 3] for colours in 0 … 1, or [3] for one colour."""

DARK = 0.3
"""Colours below this lightness need stronger shading, and lighter seams, to show any."""

_ACCENTS = (
    "White",
    "Black",
    "Dark Blue",
    "Red",
    "Light Beige",
    "Yellow",
    "Light Pink",
    "Dark Green",
    "Light Blue",
    "Orange",
    "Pink",
)
_CLEAR = 0.28  # difference in lightness from which an accent stands out
_LUMA = np.array([0.299, 0.587, 0.114], dtype=np.float32)
_PERIODS = {
    "Stripe": (0.024, 0.062),
    "Check": (0.045, 0.1),
    "Dot": (0.026, 0.05),
    "All over pattern": (0.05, 0.1),
    "Lace": (0.055, 0.075),
}


@dataclass(frozen=True, slots=True)
class Print:
    """A pattern with its colours and its cut's choices.

    Attributes:
        pattern: one of `PATTERNS`.
        base, accent, second: float32 [3] colours in 0 … 1.
        motif: 0 … 11, which of the pattern's variants.
        period: distance at which it repeats, in heights of the picture.
        grit: float32 [64, 64], uniform noise from -1 to 1.
        at, size: middle and radius of a front or placement print, in heights.
        span: (top, bottom) of the garment, in heights; colour blocks divide it.
        upright: whether stripes run lengthwise whatever the motif.
    """

    pattern: str
    base: Field
    accent: Field
    second: Field
    motif: int
    period: float
    grit: Field
    at: tuple[float, float]
    size: float
    span: tuple[float, float]
    upright: bool

    @property
    def dark(self) -> bool:
        """Whether the base is so dark that shading must be stronger to show."""
        return luma(self.base) < DARK


def luma(rgb: Field) -> float:
    """Perceived lightness, 0 … 1."""
    return float(rgb @ _LUMA)


def unit(name: str) -> Field:
    """The named colour as float32 [3] in 0 … 1."""
    return np.array(COLOURS[name], dtype=np.float32) / np.float32(255)


def make_print(look: Look, garment: Garment, span: tuple[float, float], cut: Generator, item: Generator) -> Print:
    """The look's print: scale and motif from the product's generator `cut`, accents from the item's own."""
    base = np.clip(unit(look.colour) * np.float32(1 + item.uniform(-0.035, 0.035)), 0, np.float32(0.975))
    accent, second = _accents(base, item)
    small = look.pattern == "Placement print"
    return Print(
        pattern=look.pattern,
        base=base,
        accent=accent,
        second=second,
        motif=int(cut.integers(12)),
        period=float(cut.uniform(*_PERIODS.get(look.pattern, (0.05, 0.08)))),
        grit=item.uniform(-1, 1, (64, 64)).astype(np.float32),
        at=(0.062, garment.print_at[1] - 0.08) if small else garment.print_at,
        size=0.034 if small else garment.print_size,
        span=span,
        upright=garment.upright,
    )


def _accents(base: Field, item: Generator) -> tuple[Field, Field]:
    """Two different colours that stand out from the base."""
    clear = [colour for colour in map(unit, _ACCENTS) if abs(luma(colour) - luma(base)) > _CLEAR]
    first, second = item.choice(len(clear), size=2, replace=False)
    return clear[first], clear[second]
