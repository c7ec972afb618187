"""Sneakers, boots and sandals, in pairs."""

from dataclasses import replace

import numpy as np
from numpy.random import Generator

from fashrec.data.boutique.draw.cloth import (
    Garment,
    Material,
    Panel,
    Points,
    Stroke,
    Weave,
    chance,
    ellipse,
    moved,
    pair,
    path,
    ribbon,
    rule,
    several,
)


def _two(shoe: tuple[Panel, ...], dx: float, dy: float) -> tuple[Panel, ...]:
    """One shoe behind and above the other."""
    behind = (replace(moved(panel, -dx, -dy), tone=panel.tone * 0.95) for panel in shoe)
    return *behind, *(moved(panel, dx, dy) for panel in shoe)


def sneakers(cut: Generator) -> Garment:
    """A pair from the side, with laces, a toe cap and a rubber sole; low or high."""
    high, n_laces = (cut.uniform(0.09, 0.15), 5) if chance(cut, 0.3) else (cut.uniform(0.0, 0.02), 4)
    sole = cut.uniform(0.03, 0.05)
    y = 0.56
    upper = path(
        (-0.2, y),
        (-0.205, y - 0.06, -0.19, y - 0.12 - high),
        (-0.13, y - 0.1 - high, -0.07, y - 0.13 - high),
        (0.0, y - 0.08, 0.06, y - 0.065),
        (0.17, y - 0.055, 0.19, y),
        (0.0, y + 0.005),
    )
    cap = path((0.1, y + 0.002), (0.1, y - 0.05, 0.07, y - 0.066), (0.175, y - 0.06, 0.192, y + 0.002))
    bottom = path(
        (-0.205, y - 0.012),
        (0.0, y + 0.006, 0.196, y - 0.018),
        (0.215, y + sole * 0.55, 0.165, y + sole),
        (0.0, y + sole + 0.003, -0.185, y + sole),
        (-0.222, y + sole * 0.9, -0.205, y - 0.012),
    )
    tongue = path(
        (-0.075, y - 0.12 - high),
        (-0.06, y - 0.16 - high),
        (-0.025, y - 0.155 - high),
        (0.02, y - 0.08),
        (0.0, y - 0.07),
    )
    heel = path(
        (-0.2, y), (-0.202, y - 0.05, -0.193, y - 0.1 - high), (-0.165, y - 0.09 - high), (-0.16, y - 0.03, -0.13, y)
    )
    side = Stroke(path((-0.12, y), (-0.05, y - 0.06, 0.03, y - 0.035), (0.06, y - 0.02, 0.08, y)), 0.005, 0.4)
    line = Stroke(rule(-0.22, y + sole * 0.6, 0.22, y + sole * 0.55), 0.003, 0.4)
    shoe = (
        Panel(tongue, Material.PLAIN, tone=0.92),
        Panel(upper, strokes=(side,), volume=1.4),
        Panel(heel, Material.CONTRAST, volume=0.5),
        Panel(cap, Material.PLAIN, tone=1.04, volume=0.8),
        _laces(y, high, n_laces),
        Panel(bottom, Material.SOLE, strokes=(line,)),
    )
    return Garment(_two(shoe, cut.uniform(0.025, 0.04), 0.115 + high * 0.45), Weave.LEATHER)


def _laces(y: float, high: float, count: int) -> Panel:
    """Laces from the tongue of a sneaker so high down to its toe cap."""
    start, end = np.array([-0.062, y - 0.118 - high]), np.array([0.045, y - 0.064])
    knots = start + (end - start) * np.linspace(0.05, 0.95, count)[:, None]
    return several([ribbon(rule(x - 0.014, at + 0.03, x + 0.016, at - 0.006), 0.011) for x, at in knots], Material.SOLE)


def boots(cut: Generator) -> Garment:
    """A pair from the side, ankle- to knee-high, flat or heeled."""
    shaft, heel = cut.uniform(0.16, 0.46), cut.uniform(0.025, 0.08)
    y = 0.66
    w = cut.uniform(0.058, 0.07)
    block = path((-w - 0.047, y - heel * 0.55), (-0.025, y - heel * 0.7), (-0.035, y + 0.026), (-w - 0.04, y + 0.026))
    sole = path(
        (-0.02, y - heel * 0.45),
        (0.06, y + 0.006, 0.175, y - 0.002),
        (0.185, y + 0.022),
        (0.06, y + 0.026, 0.035, y + 0.016),
        (-0.02, y - heel * 0.3),
    )
    zipper = Stroke(path((-0.045, y - 0.09 - shaft), (-0.055, y - 0.2, -0.04, y - 0.06)), 0.004, 0.5)
    creases = tuple(
        Stroke(path((-w - 0.035, y - d), (-0.05, y - d + 0.02, w - 0.05, y - d - 0.012)), 0.005, 0.28)
        for d in (0.13, 0.155, 0.18)
    )
    vamp = Stroke(path((0.02, y - 0.085), (0.03, y - 0.03, 0.0, y)), 0.004, 0.35)
    cuff = Panel(
        path(
            (-w - 0.042, y - 0.102 - shaft),
            (w - 0.038, y - 0.107 - shaft),
            (w - 0.039, y - 0.085 - shaft),
            (-w - 0.041, y - 0.08 - shaft),
        ),
        Material.PLAIN,
        tone=0.85,
    )
    boot = (
        Panel(_boot(w, y, shaft, heel), strokes=(zipper, *creases, vamp), volume=1.6),
        cuff,
        Panel(block, Material.PLAIN, tone=0.6),
        Panel(sole, Material.PLAIN, tone=0.55),
    )
    lift = 0.02 + shaft * 0.35
    return Garment(tuple(moved(p, 0.0, lift - 0.06) for p in _two(boot, 0.055, 0.03)), Weave.LEATHER)


def _boot(w: float, y: float, shaft: float, heel: float) -> Points:
    """Outline of a boot: half its shaft's width, the ground's height, the heights of shaft and heel."""
    return path(
        (-w - 0.04, y - 0.1 - shaft),
        (w - 0.04, y - 0.105 - shaft),
        (w - 0.05, y - 0.16, w - 0.025, y - 0.11),
        (0.06, y - 0.06, 0.12, y - 0.045),
        (0.18, y - 0.03, 0.17, y + 0.005),
        (0.06, y + 0.012, 0.0, y - heel * 0.35),
        (-0.06, y - heel * 0.7, -w - 0.045, y - heel * 0.5),
        (-w - 0.06, y - 0.08, -w - 0.035, y - 0.16),
        (-w - 0.045, y - 0.2, -w - 0.04, y - 0.1 - shaft),
    )


def _strap(x: float, y: float, width: float, height: float) -> Panel:
    """A band across the foot, arched a little."""
    half, up = width / 2, height / 2
    edge = path(
        (x - half, y - up),
        (x, y - up - 0.022, x + half, y - up),
        (x + half, y + up),
        (x, y + up - 0.022, x - half, y + up),
    )
    return Panel(edge, volume=0.8)


def sandals(cut: Generator) -> Garment:
    """A pair from above: footbeds with straps across."""
    x = 0.125
    foot = path(
        (x - 0.05, 0.35),
        (x - 0.045, 0.245, x + 0.02, 0.24),
        (x + 0.085, 0.255, x + 0.078, 0.37),
        (x + 0.075, 0.45, x + 0.05, 0.55),
        (x + 0.065, 0.69, x + 0.005, 0.7),
        (x - 0.055, 0.7, x - 0.04, 0.56),
        (x - 0.032, 0.45, x - 0.05, 0.35),
    )
    middle = foot.mean(axis=0)
    bed = Panel(middle + (foot - middle) * (0.88, 0.96), Material.PLAIN, tone=0.86, volume=0.8)
    kind, width = cut.integers(3), cut.uniform(0.03, 0.05)
    if kind == 0:
        straps = [_strap(x + 0.014, y, 0.142, width) for y in (0.35, 0.43)]
    elif kind == 1:
        toe = path((x - 0.054, 0.47), (x - 0.04, 0.37, x + 0.01, 0.3), (x + 0.055, 0.37, x + 0.08, 0.47))
        straps = [Panel(ribbon(toe, 0.024), volume=0.8)]
    else:
        straps = [_strap(x + 0.014, 0.37, 0.142, 2.4 * width)]
    ankle = _strap(x + 0.006, 0.57, 0.116, 0.02)
    buckle = Panel(ellipse(x + 0.05, 0.566, 0.012), Material.METAL)
    panels = (
        Panel(foot, Material.PLAIN, tone=0.6, volume=0.6),
        bed,
        *straps,
        *((ankle, buckle) if chance(cut, 0.6) else ()),
    )
    right = tuple(moved(panel, 0.0, 0.03) for panel in panels)
    return Garment(tuple(panel for part in right for panel in pair(part)), Weave.LEATHER)
