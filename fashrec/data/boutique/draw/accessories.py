"""Bags, scarves, hats, belts and earrings."""

import numpy as np
from numpy.random import Generator

from fashrec.data.boutique.draw.cloth import (
    Garment,
    Material,
    Panel,
    Stroke,
    Weave,
    box,
    chance,
    ellipse,
    moved,
    pair,
    path,
    ribbon,
    ribs,
    rule,
    several,
    symmetric,
)


def bag(cut: Generator) -> Garment:
    """A handbag with a flap, or a tote with two handles."""
    w, top, bottom = cut.uniform(0.17, 0.22), cut.uniform(0.46, 0.5), cut.uniform(0.7, 0.78)
    wide = cut.uniform(0.96, 1.12)
    body = symmetric(
        path(
            (0.0, top),
            (w, top),
            (w * 1.03, (top + bottom) / 2, w * wide, bottom - 0.03),
            (w * wide, bottom, w * wide - 0.03, bottom),
            (0.0, bottom),
        )
    )
    rise = cut.uniform(0.15, 0.24)
    arch = path(
        (-w * 0.62, top + 0.03), (-w * 0.6, top - rise, 0.0, top - rise), (w * 0.6, top - rise, w * 0.62, top + 0.03)
    )
    handle = Panel(ribbon(arch, cut.uniform(0.016, 0.026)), Material.PLAIN, tone=0.85)
    if chance(cut, 0.5):
        drop = top + (bottom - top) * cut.uniform(0.5, 0.65)
        flap = symmetric(
            path((0.0, top - 0.008), (w * 1.01, top - 0.008), (w * 1.02, drop - 0.05), (w * 0.9, drop, 0.0, drop))
        )
        clasp = Panel(box(-0.02, drop - 0.03, 0.02, drop + 0.012), Material.METAL)
        return Garment((handle, Panel(body, tone=0.93), Panel(flap, volume=1.2), clasp), Weave.LEATHER)
    stitch = Stroke(rule(-0.3, top + 0.03, 0.3, top + 0.03), 0.004, 0.45)
    tabs = pair(Panel(box(w * 0.62 - 0.014, top + 0.005, w * 0.62 + 0.014, top + 0.06), Material.PLAIN, tone=0.8))
    back = Panel(moved(handle, 0.0, -0.02).outline, Material.PLAIN, tone=0.65)
    return Garment((back, Panel(body, strokes=(stitch,)), handle, *tabs), Weave.LEATHER)


def scarf(cut: Generator) -> Garment:
    """Long, laid in a loop with two fringed ends."""
    w, end = cut.uniform(0.09, 0.115), cut.uniform(0.78, 0.86)
    tail = path((-0.09, 0.27), (-0.02, 0.42, 0.06, 0.52), (0.1, 0.6, 0.085, end))
    left = path((0.09, 0.27), (0.02, 0.42, -0.05, 0.52), (-0.1, 0.6, -0.085, end - 0.04))
    arch = path((-0.09, 0.3), (-0.1, 0.15, 0.0, 0.145), (0.1, 0.15, 0.09, 0.3))
    folds = tuple(Stroke(arch * (share, 1.0) + (0.0, 0.16 * (1 - share)), 0.006, 0.28) for share in (0.8, 1.15))
    panels = [Panel(ribbon(arch, w), strokes=folds, tone=0.93)]
    for line, grain in ((left, -0.1), (tail, 0.1)):
        foot = line[-1]
        fringe = [
            ribbon(path((x, foot[1] - 0.01), (x + grain * 0.05, foot[1] + 0.05)), 0.006)
            for x in np.linspace(foot[0] - w * 0.46, foot[0] + w * 0.46, 9)
        ]
        crease = Stroke(np.add(line, (w * 0.18, 0.0)), 0.006, 0.22)
        panels += [
            several(fringe, Material.PLAIN, volume=0.2),
            Panel(ribbon(line, w * 0.85, w), grain=grain, strokes=(crease,), volume=1.2),
        ]
    return Garment(tuple(panels), Weave.KNIT)


def beanie(cut: Generator) -> Garment:
    """A knitted hat with a turned-up brim, sometimes with a pompon."""
    w, top, brim = cut.uniform(0.16, 0.185), cut.uniform(0.28, 0.33), cut.uniform(0.08, 0.12)
    low = 0.66
    crown = symmetric(path((0.0, top), (w * 0.75, top, w * 0.95, low - brim - 0.08), (w, low - brim)))
    lines = tuple(
        Stroke(path((x * w * 0.2, top), (x * w * 0.95, top + 0.06, x * w, low - brim)), 0.005, 0.3)
        for x in np.linspace(-0.9, 0.9, 11)
    )
    cuff = symmetric(
        path(
            (0.0, low - brim),
            (w * 1.04, low - brim - 0.006),
            (w * 1.06, low - brim / 2, w * 1.03, low),
            (0.0, low + 0.012),
        )
    )
    band = Panel(cuff, Material.PLAIN, tone=0.97, strokes=ribs(-w, w, low - brim - 0.01, low + 0.02, 0.016), volume=1.2)
    panels = [Panel(crown, strokes=lines, volume=1.4), band]
    if chance(cut, 0.5):
        fur = [
            ellipse(r * np.cos(a), top - 0.03 + r * np.sin(a), 0.02)
            for a, r in zip(np.arange(16) * np.pi / 8, [0.042, 0.05] * 8, strict=True)
        ]
        panels.append(several([ellipse(0.0, top - 0.03, 0.052), *fur], Material.CONTRAST, volume=1.3))
    return Garment(tuple(panels), Weave.KNIT)


def belt(cut: Generator) -> Garment:
    """Rolled into a ring, the buckle in front, the holed end beside it."""
    width = cut.uniform(0.035, 0.065)
    rx, ry = cut.uniform(0.19, 0.215), cut.uniform(0.15, 0.19)
    angle = np.linspace(0.2, 2 * np.pi - 0.1, 60) + np.pi / 2
    ring = np.stack([rx * np.cos(angle), 0.5 + ry * np.sin(angle)], axis=1)
    y = 0.5 + ry
    tail = path((-0.04, y), (0.08, y + 0.012, 0.2, y - 0.06), (0.235, y - 0.085))
    holes = several([ellipse(float(x), float(at), 0.005) for x, at in tail[2:7:2]], Material.INSIDE, 0.5, 0.0)
    inset = np.array([rx, ry]) - 0.35 * width
    stitch = Stroke(np.stack([np.cos(angle), np.sin(angle)], axis=1) * inset + (0.0, 0.5), 0.003, 0.4)
    panels = (
        Panel(ribbon(ring, width), strokes=(stitch,), volume=0.9),
        Panel(ribbon(tail, width, width * 0.8)),
        holes,
        *_buckle(cut, -0.055, y, width),
    )
    return Garment(tuple(moved(p, 0.0, -0.02) for p in panels), Weave.LEATHER)


def _buckle(cut: Generator, x: float, y: float, width: float) -> tuple[Panel, ...]:
    """A square or round buckle about (x, y) for a belt so wide."""
    frame, hole = ellipse(x, y, 0.042, width * 0.9), ellipse(x, y, 0.026, width * 0.55)
    if chance(cut, 0.6):
        frame = box(x - 0.035, y - width * 0.85, x + 0.035, y + width * 0.85)
        hole = box(x - 0.02, y - width * 0.5, x + 0.02, y + width * 0.5)
    prong = Panel(box(x - 0.03, y - 0.004, x + 0.024, y + 0.004), Material.METAL)
    return Panel(frame, Material.METAL), Panel(hole, Material.PLAIN, tone=0.9), prong


def earring(cut: Generator) -> Garment:
    """A pair of hoops, drops or studs with a pendant."""
    x, kind = cut.uniform(0.1, 0.12), cut.integers(3)
    hook = Panel(
        ribbon(path((x, 0.4), (x + 0.03, 0.33, x - 0.005, 0.325), (x - 0.03, 0.33, x - 0.026, 0.38)), 0.007),
        Material.METAL,
        volume=0.3,
    )
    if kind == 0:
        r = cut.uniform(0.07, 0.095)
        angle = np.linspace(-1.45, 2 * np.pi - 1.75, 48)
        hoop = np.stack([x + r * np.cos(angle), 0.4 + r + r * np.sin(angle)], axis=1)
        parts: tuple[Panel, ...] = (Panel(ribbon(hoop, cut.uniform(0.012, 0.03)), volume=1.4),)
    elif kind == 1:
        h = cut.uniform(0.1, 0.2)
        drop = path((x, 0.42), (x + 0.055, 0.42 + h * 0.75, x, 0.42 + h), (x - 0.055, 0.42 + h * 0.75, x, 0.42))
        parts = (Panel(drop, volume=1.6), Panel(ellipse(x, 0.42 + h + 0.02, 0.018), Material.CONTRAST, volume=1.2))
    else:
        parts = tuple(
            Panel(ellipse(x, 0.42 + 0.055 * i, 0.024 - 0.003 * i), volume=1.6, tone=1.0 - 0.06 * i)
            for i in range(int(cut.integers(2, 4)))
        )
    return Garment(
        tuple(moved(panel, 0.0, 0.03, 1.25) for part in (hook, *parts) for panel in pair(part)), Weave.LEATHER
    )
