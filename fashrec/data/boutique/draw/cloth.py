"""What a garment is made of: panels of cloth with strokes on them, and the curves that bound them.

Coordinates: the picture's height is 1, x = 0 is its middle (pictures reach to about ±0.335), y runs from 0 at
the top to 1 at the bottom.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from enum import StrEnum

import numpy as np
from numpy.random import Generator
from numpy.typing import NDArray

Points = NDArray[np.float64]
"""float64 [n, 2] of (x, y); an outline closes itself."""

_STEPS = np.linspace(0.0, 1.0, 9)[1:, None]


class Material(StrEnum):
    """What a panel is made of, which decides how it takes the item's colour and pattern."""

    CLOTH = "cloth"  # colour and pattern
    PLAIN = "plain"  # colour alone: ribs, bands, collars
    INSIDE = "inside"  # the wrong side of the cloth, in shade
    CONTRAST = "contrast"  # the pattern's second colour
    METAL = "metal"  # buckles, zips, studs
    SOLE = "sole"  # rubber


class Weave(StrEnum):
    """The cloth's surface."""

    SMOOTH = "smooth"
    KNIT = "knit"
    LEATHER = "leather"


@dataclass(frozen=True, slots=True)
class Stroke:
    """A line on a panel, clipped to it: a seam, a rib, a pocket, a crease.

    `points` is an open polyline, `width` in heights of the picture, `ink` from 0 (unseen) to 1.
    """

    points: Points
    width: float = 0.005
    ink: float = 0.5


@dataclass(frozen=True, slots=True)
class Panel:
    """A piece of the garment, laid over those before it.

    Attributes:
        outline: the closed shape.
        material: what it is made of.
        tone: factor on its lightness; 1 is the cloth's own.
        grain: angle of its cloth's lengthwise threads against the vertical, radians, anticlockwise as seen.
        strokes: lines on it.
        volume: how much its edges fall into shade; 0 is flat, 1 a sleeve lying on a table.
        front: whether it carries a front or placement print.
        also: further closed shapes of the same piece: a row of buttons, a fringe.
    """

    outline: Points
    material: Material = Material.CLOTH
    tone: float = 1.0
    grain: float = 0.0
    strokes: tuple[Stroke, ...] = ()
    volume: float = 1.0
    front: bool = False
    also: tuple[Points, ...] = ()

    @property
    def outlines(self) -> tuple[Points, ...]:
        """All its closed shapes."""
        return self.outline, *self.also


@dataclass(frozen=True, slots=True)
class Garment:
    """Panels from the lowest to the topmost, the cloth's surface, and where a front print goes.

    `print_at` is the print's middle and `print_size` its radius, in heights of the picture; `upright` makes
    stripes run lengthwise, as tailors cut them.
    """

    panels: tuple[Panel, ...]
    weave: Weave = Weave.SMOOTH
    print_at: tuple[float, float] = (0.0, 0.42)
    print_size: float = 0.085
    upright: bool = False


def chance(cut: Generator, share: float) -> bool:
    """Whether this garment is among that share of its kind."""
    return bool(cut.random() < share)


def path(*steps: Sequence[float]) -> Points:
    """Polyline through steps: (x, y) goes straight there, (cx, cy, x, y) in a quadratic curve past (cx, cy)."""
    pieces = [np.array([steps[0]], dtype=np.float64)]
    for step in steps[1:]:
        end = np.array([step[-2:]], dtype=np.float64)
        if len(step) == 2:
            pieces.append(end)
            continue
        start, control = pieces[-1][-1:], np.array([step[:2]], dtype=np.float64)
        t = _STEPS
        pieces.append((1 - t) ** 2 * start + 2 * t * (1 - t) * control + t**2 * end)
    return np.concatenate(pieces)


def mirrored(points: Points) -> Points:
    """The same points on the other side of x = 0."""
    return points * (-1.0, 1.0)


def symmetric(half: Points) -> Points:
    """A closed outline from its right half, given from the top middle to the bottom middle."""
    return np.concatenate([half, mirrored(half)[::-1]])


def pair(panel: Panel) -> tuple[Panel, Panel]:
    """A right-hand panel and its mirror image."""
    strokes = tuple(replace(stroke, points=mirrored(stroke.points)) for stroke in panel.strokes)
    also = tuple(map(mirrored, panel.also))
    return panel, replace(panel, outline=mirrored(panel.outline), grain=-panel.grain, strokes=strokes, also=also)


def moved(panel: Panel, dx: float, dy: float, scale: float = 1.0, turn: float = 0.0) -> Panel:
    """The panel scaled and turned (radians, clockwise as seen) about (0, 0.5), then shifted."""
    cos, sin = scale * np.cos(turn), scale * np.sin(turn)
    matrix = np.array([[cos, sin], [-sin, cos]])

    def place(points: Points) -> Points:
        placed: Points = (points - (0.0, 0.5)) @ matrix + (dx, dy + 0.5)
        return placed

    strokes = tuple(replace(s, points=place(s.points), width=s.width * scale) for s in panel.strokes)
    also = tuple(map(place, panel.also))
    return replace(panel, outline=place(panel.outline), strokes=strokes, grain=panel.grain - turn, also=also)


def ribbon(line: Points, width: float, end_width: float | None = None) -> Points:
    """Outline of a band along an open polyline, `width` wide at its start and `end_width` at its end."""
    along = np.gradient(line, axis=0)
    across = np.stack([-along[:, 1], along[:, 0]], axis=1)
    across /= np.maximum(np.linalg.norm(across, axis=1, keepdims=True), 1e-9)
    half = np.linspace(width, width if end_width is None else end_width, len(line))[:, None] / 2
    return np.concatenate([line + across * half, (line - across * half)[::-1]])


def ellipse(x: float, y: float, rx: float, ry: float | None = None) -> Points:
    """Outline of an ellipse about (x, y)."""
    angle = np.linspace(0.0, 2 * np.pi, 28, endpoint=False)
    return np.stack([x + rx * np.cos(angle), y + (rx if ry is None else ry) * np.sin(angle)], axis=1)


def box(left: float, top: float, right: float, bottom: float) -> Points:
    """Outline of an upright rectangle."""
    return path((left, top), (right, top), (right, bottom), (left, bottom))


def rule(x0: float, y0: float, x1: float, y1: float) -> Points:
    """A straight line."""
    return path((x0, y0), (x1, y1))


def ribs(left: float, right: float, top: float, bottom: float, gap: float = 0.011) -> tuple[Stroke, ...]:
    """Upright lines of a ribbed band."""
    count = max(int((right - left) / gap), 1)
    xs = np.linspace(left, right, count + 2)[1:-1]
    return tuple(Stroke(rule(x, top, x, bottom), 0.004, 0.3) for x in xs)


def both_sides(points: Points, width: float, ink: float) -> tuple[Stroke, Stroke]:
    """A stroke and its mirror image."""
    return Stroke(points, width, ink), Stroke(mirrored(points), width, ink)


def stitched(y: float, sag: float = 0.028) -> Stroke:
    """The seam along a hem, `y` high at the sides and hanging by about half of `sag` in the middle."""
    return Stroke(path((-0.3, y), (0.0, y + sag, 0.3, y)), 0.003, 0.35)


def drawcords(*steps: Sequence[float]) -> tuple[Panel, Panel]:
    """The two ends of a cord; `steps` as for `path`."""
    return pair(Panel(ribbon(path(*steps), 0.008), Material.CONTRAST, volume=0.35))


def several(shapes: Sequence[Points], material: Material, tone: float = 1.0, volume: float = 0.5) -> Panel:
    """One panel of many shapes alike, which is quicker to lay than a panel each."""
    return Panel(shapes[0], material, tone=tone, volume=volume, also=tuple(shapes[1:]))


def buttons(x: float, top: float, bottom: float, count: int, radius: float = 0.006) -> Panel:
    """A row of buttons down from `top` to `bottom`."""
    heights = np.linspace(top, bottom, count)
    return several([ellipse(x, y, radius) for y in heights], Material.PLAIN, tone=0.62, volume=0.6)
