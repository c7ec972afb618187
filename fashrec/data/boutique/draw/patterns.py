"""The cloth's colour at every point: each pattern is a formula over the garment's own coordinates.

A pattern answers with two amounts between 0 and 1, how much of its first and of its second accent lies over the
base colour; a few answer with a factor on the base's lightness instead. Edges are softened over one pixel, so
that nothing needs to be drawn larger and reduced.
"""

from collections.abc import Callable, Mapping
from dataclasses import replace
from types import MappingProxyType

import numpy as np

from fashrec.data.boutique.draw.figures import blocks, figure
from fashrec.data.boutique.draw.prints import Field, Print, luma
from fashrec.data.boutique.draw.soften import soft, wave

Amounts = tuple[Field, Field]
_PALE = 0.5  # in lightness
_ON_FRONT = frozenset({"Front print", "Placement print"})


def paint(cloth: Print, x: Field, y: Field, *, grain: float, px: float, front: bool) -> Field:
    """Colours [h, w, 3] at the garment's coordinates x, y [h, w], of a panel with that grain.

    `px` is a pixel's side in heights of the picture; `front` says that the panel carries figures.
    """
    if cloth.pattern == "Solid" or (cloth.pattern in _ON_FRONT and not front):
        return np.broadcast_to(cloth.base, (*x.shape, 3))
    if cloth.pattern in _ON_FRONT:
        return _blend(cloth, *figure(cloth, x, y, px))
    if cloth.pattern == "Colour blocking":
        return _blend(cloth, *blocks(cloth, x, y, px))
    cos, sin = np.float32(np.cos(grain)), np.float32(np.sin(grain))
    u, v = x * cos - y * sin, x * sin + y * cos
    if cloth.pattern in _SHADED:
        return cloth.base * _SHADED[cloth.pattern](cloth, u, v)[..., None]
    if cloth.pattern == "Lace":
        return _lace(cloth, u, v, px)
    return _blend(cloth, *_REPEATED[cloth.pattern](cloth, u, v, px))


def _blend(cloth: Print, first: Field, second: Field) -> Field:
    colour = cloth.base + first[..., None] * (cloth.accent - cloth.base)
    return colour + second[..., None] * (cloth.second - colour)


def _stripe(p: Print, u: Field, v: Field, px: float) -> Amounts:
    """Pinstripes on tailored cloth; else even, two-coloured, broad or lengthwise ones."""
    if p.upright:
        first = soft(p.period * 0.07 - wave(u, p.period * 0.55), px)
        return first, np.zeros_like(first)
    kind = p.motif % 4
    along = u if kind == 3 else v
    first = soft(p.period * (0.2, 0.12, 0.25, 0.16)[kind] - wave(along, p.period), px)
    if kind != 1:
        return first, np.zeros_like(first)
    return first, soft(p.period * 0.2 - wave(along + p.period, 2 * p.period), px)


def _check(p: Print, u: Field, v: Field, px: float) -> Amounts:
    """Gingham, a tartan with a fine overcheck, or a windowpane."""
    kind = p.motif % 3
    half_width, weight = p.period * (0.25, 0.18, 0.03)[kind], (0.5, 0.42, 0.9)[kind]
    bands = soft(half_width - wave(u, p.period), px) + soft(half_width - wave(v, p.period), px)
    first = np.minimum(weight * bands, 1)
    if kind != 1:
        return first, np.zeros_like(first)
    shift = p.period / 2
    across, along = wave(u + shift, p.period), wave(v + shift, p.period)
    return first, 0.75 * soft(px * 0.8 - np.minimum(across, along), px)


def _cells(p: Print, u: Field, v: Field) -> tuple[Field, Field, Field, Field]:
    """Each pixel's place in its cell of a half-shifted lattice, and two numbers in -1 … 1 of that cell."""
    column = np.floor(u / p.period).astype(np.int64)
    lowered = v + (column & 1).astype(np.float32) * (0.5 * p.period)
    row = np.floor(lowered / p.period).astype(np.int64)
    x = u - (column.astype(np.float32) + 0.5) * p.period
    y = lowered - (row.astype(np.float32) + 0.5) * p.period
    return x, y, p.grit[column & 63, row & 63], p.grit[row & 63, (column + 17) & 63]


def _dot(p: Print, u: Field, v: Field, px: float) -> Amounts:
    x, y, _, _ = _cells(p, u, v)
    first = soft(p.period * (0.3, 0.24, 0.36)[p.motif % 3] - np.hypot(x, y), px)
    return first, np.zeros_like(first)


def _flower(x: Field, y: Field, turn: Field, radius: Field | float, petals: int) -> Amounts:
    """Distances inside the edge of a flower and of its eye, about the origin."""
    reach = np.hypot(x, y)
    return radius * (0.72 + 0.28 * np.cos(petals * np.arctan2(y, x) + 3 * turn)) - reach, radius * 0.3 - reach


def _all_over(p: Print, u: Field, v: Field, px: float) -> Amounts:
    """Flowers, an animal's rosettes, leaves, or a zebra's stripes."""
    if p.motif % 4 == 3:
        return _zebra(p, u, v, px)
    if p.motif % 4 == 1:
        p = replace(p, period=0.7 * p.period)
    x, y, one, two = _cells(p, u, v)
    x, y = x - one * (0.14 * p.period), y - two * (0.14 * p.period)
    size = p.period * (0.3 + 0.06 * one)
    return (_flowers, _rosettes, _leaves)[p.motif % 4](x, y, one, two, size, px)


def _flowers(x: Field, y: Field, _: Field, two: Field, size: Field, px: float) -> Amounts:
    petals, eye = _flower(x, y, two, size * 1.15, 5)
    leaf = size * 0.5 - np.hypot((x - size) * 0.8 + (y - size), (y - size) * 0.8 - (x - size))
    return soft(petals, px), soft(np.maximum(eye, leaf), px)


def _rosettes(x: Field, y: Field, one: Field, two: Field, size: Field, px: float) -> Amounts:
    ring = np.hypot(x * (1 + 0.3 * two), y * (1 - 0.3 * two))
    broken = soft(np.cos(2 * np.arctan2(y, x) + 3 * one) + 0.55, 0.4)
    return soft(size * 0.3 - np.abs(ring - size * 0.8), px) * broken, 0.3 * soft(size * 0.5 - ring, px)


def _leaves(x: Field, y: Field, one: Field, two: Field, size: Field, px: float) -> Amounts:
    cos, sin = np.cos(2.5 * one), np.sin(2.5 * one)
    reach = np.hypot((x * cos - y * sin) / (size * 0.5), (x * sin + y * cos) / (size * 1.45))
    leaf = soft((1 - reach) * size * 0.5, px)
    first = (two > 0).astype(np.float32)
    return leaf * first, leaf * (1 - first)


def _zebra(p: Print, u: Field, v: Field, px: float) -> Amounts:
    bend = 0.42 * np.sin(u * 31 + np.sin(v * 17) * 1.5) + 0.12 * np.sin(v * 53)
    first = soft(p.period * 0.2 - wave(v + bend * p.period, p.period), px)
    return first, np.zeros_like(first)


def _lace(p: Print, u: Field, v: Field, px: float) -> Field:
    """Openwork: flowers and a fine net of the base colour over what shows through."""
    x, y, _, two = _cells(p, u, v)
    petals, eye = _flower(x, y, two, p.period * 0.46, 6)
    mesh = p.period / 6
    net = soft(px * 0.55 - np.minimum(wave(u + v, mesh), wave(u - v, mesh)), px)
    solid = np.maximum(soft(petals, px) * (1 - soft(eye, px)), 0.45 * net)
    colour: Field = _ground(p.base) + solid[..., None] * (p.base - _ground(p.base))
    return colour


def _ground(base: Field) -> Field:
    """What shows through lace: shade under a pale one, light under a dark one."""
    under: Field = base * np.float32(0.72) if luma(base) > _PALE else base + (1 - base) * np.float32(0.36)
    return under


def _grit(p: Print, u: Field, v: Field, across: float, along: float) -> Field:
    """Noise from -1 to 1 whose grains are 1/across wide and 1/along high."""
    column, row = np.floor(u * across).astype(np.int64), np.floor(v * along).astype(np.int64)
    noise: Field = p.grit[row & 63, column & 63]
    return noise


def _melange(p: Print, u: Field, v: Field) -> Field:
    """Threads of mixed lightness."""
    strength = 0.3 if p.dark else 0.12
    shade: Field = 1 + strength * (_grit(p, u, v, 80, 230) + 0.5 * _grit(p, v, u, 150, 120))
    return shade


def _denim(p: Print, u: Field, v: Field) -> Field:
    """Slubbed lengthwise threads, a twill across them, worn paler along the middle of the limbs."""
    slub = _grit(p, u, v, 230, 28) + 0.7 * _grit(p, u + v, v - u, 160, 110)
    worn = np.cos(u * np.float32(2 * np.pi / 0.145) + np.float32(np.pi)) * np.cos((v - 0.4) * 2.6)
    shade: Field = 1 + (0.16 if p.dark else 0.07) * slub + 0.2 * worn
    return shade


def _metallic(p: Print, u: Field, v: Field) -> Field:
    """A folded sheen with sparks."""
    sheen = np.sin(u * (38 + 3 * p.motif) + v * 21 + np.sin(v * 29))
    spark = np.maximum(_grit(p, u, v, 190, 190) - 0.8, 0)
    shade: Field = 1 + (2.2 if p.dark else 1.0) * (0.22 * sheen * np.abs(sheen) + 3.5 * spark)
    return shade


_SHADED: Mapping[str, Callable[[Print, Field, Field], Field]] = MappingProxyType(
    {"Melange": _melange, "Denim": _denim, "Metallic": _metallic}
)
_REPEATED: Mapping[str, Callable[[Print, Field, Field, float], Amounts]] = MappingProxyType(
    {"Stripe": _stripe, "Check": _check, "Dot": _dot, "All over pattern": _all_over}
)
