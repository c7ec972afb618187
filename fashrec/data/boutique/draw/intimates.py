"""Underwear, swimwear and socks."""

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
    symmetric,
)


def bra(cut: Generator) -> Garment:
    """Two moulded cups on a band, with adjustable straps."""
    y = cut.uniform(0.46, 0.52)
    cup, width = cut.uniform(0.13, 0.155), cut.uniform(0.17, 0.19)
    cups = path(
        (0.006, y + cup * 0.45),
        (0.03, y - cup * 0.12, 0.11, y - cup * 0.35),
        (width, y - cup * 0.1, width * 1.02, y + cup * 0.45),
        (width * 0.75, y + cup, 0.02, y + cup * 0.72),
    )
    seam = Stroke(path((0.02, y + cup * 0.5), (0.09, y + cup * 0.1, width, y + cup * 0.2)), 0.004, 0.35)
    arc = Stroke(path((0.01, y + cup * 0.68), (width * 0.75, y + cup * 0.94, width * 1.0, y + cup * 0.4)), 0.004, 0.35)
    under = path(
        (0.0, y + cup * 0.42),
        (0.02, y + cup * 0.7),
        (width * 1.0, y + cup * 0.3),
        (width * 1.3, y + cup * 0.36),
        (width * 1.3, y + cup * 0.72),
        (width * 0.7, y + cup * 0.95, 0.0, y + cup * 0.92),
    )
    strap = path((0.112, y - cup * 0.3), (0.125, y - 0.13, 0.105, y - cut.uniform(0.2, 0.26)))
    straps = Panel(ribbon(strap, 0.013), Material.PLAIN, tone=0.95)
    slider = Panel(ellipse(0.1195, y - 0.1, 0.011, 0.008), Material.METAL)
    bow = Panel(path((0.0, y + cup * 0.5), (0.018, y + cup * 0.42), (0.018, y + cup * 0.6)), Material.PLAIN, tone=1.06)
    return Garment(
        (
            Panel(symmetric(under), Material.PLAIN, tone=0.93),
            *pair(straps),
            *pair(slider),
            *pair(Panel(cups, strokes=(seam, arc), volume=2.2)),
            *pair(bow),
        )
    )


def bikini_top(cut: Generator) -> Garment:
    """Two triangles on strings, or a wide bandeau with a knot."""
    y = cut.uniform(0.5, 0.54)
    if chance(cut, 0.3):
        return _bandeau(cut, y)
    height, width = cut.uniform(0.15, 0.19), cut.uniform(0.14, 0.17)
    cup = path(
        (0.012, y + height * 0.45),
        (0.05, y, width * 0.5 + 0.012, y - height * 0.55),
        (width * 0.95, y, width + 0.02, y + height * 0.45),
    )
    neck = path((width * 0.5 + 0.012, y - height * 0.5), (width * 0.6, y - 0.2, 0.045, y - cut.uniform(0.26, 0.32)))
    tie = path((-0.28, y + height * 0.45 + 0.03), (0.0, y + height * 0.43, 0.28, y + height * 0.45 + 0.03))
    darts = tuple(
        Stroke(rule(x, y + height * 0.45, x + 0.004, y + height * 0.28), 0.004, 0.3)
        for x in np.linspace(0.04, width, 5)
    )
    strings = (Panel(ribbon(tie, 0.01), Material.PLAIN), *pair(Panel(ribbon(neck, 0.01), Material.PLAIN)))
    ends = pair(
        Panel(ribbon(path((0.27, y + height * 0.45 + 0.028), (0.29, y + 0.12, 0.27, y + 0.2)), 0.008), Material.PLAIN)
    )
    return Garment((*strings, *ends, *pair(Panel(cup, strokes=darts, volume=1.6))))


def _bandeau(cut: Generator, y: float) -> Garment:
    width = cut.uniform(0.21, 0.24)
    half = path(
        (0.0, y - 0.03),
        (width * 0.5, y - 0.085, width, y - 0.06),
        (width * 1.02, y + 0.06),
        (width * 0.5, y + 0.09, 0.0, y + 0.035),
    )
    pulls = tuple(
        Stroke(path((0.0, y + d * 0.2), (s * 0.06, y + d * 0.5, s * 0.13, y + d)), 0.005, 0.3)
        for d in (-0.06, -0.02, 0.02, 0.06)
        for s in (-1, 1)
    )
    knot = Panel(
        path(
            (-0.018, y - 0.034),
            (0.018, y - 0.034),
            (0.012, y, 0.018, y + 0.04),
            (-0.018, y + 0.04),
            (-0.012, y, -0.018, y - 0.034),
        ),
        tone=0.95,
    )
    return Garment((Panel(symmetric(half), strokes=pulls, volume=1.5), knot))


def _briefs(top: float, waist: float, height: float, leg: float, crotch: float) -> tuple[Panel, Panel]:
    """Front and inner back of briefs; `leg` is the height of the sides, `crotch` its half-width."""
    low = top + height
    front = path(
        (0.0, top + 0.012),
        (waist * 0.5, top + 0.012, waist, top),
        (waist * 1.02, top + leg),
        (waist * 0.5, top + leg + 0.03, crotch, low - 0.01),
        (crotch * 0.5, low + 0.004, 0.0, low + 0.004),
    )
    back = path((-waist, top), (0.0, top - 0.02, waist, top), (0.0, top + 0.03, -waist, top))
    line = Stroke(path((-crotch * 1.4, low - 0.06), (0.0, low - 0.045, crotch * 1.4, low - 0.06)), 0.003, 0.3)
    edge = Stroke(
        path((waist * 1.02, top + leg - 0.008), (waist * 0.48, top + leg + 0.02, crotch - 0.008, low - 0.01)),
        0.003,
        0.3,
    )
    left = Stroke(edge.points * (-1.0, 1.0), 0.003, 0.3)
    return Panel(symmetric(front), strokes=(line, edge, left)), Panel(back, Material.INSIDE)


def underwear_bottom(cut: Generator) -> Garment:
    """Briefs or hipsters with an elastic edge and a small bow."""
    waist, top = cut.uniform(0.17, 0.2), cut.uniform(0.36, 0.42)
    front, back = _briefs(top, waist, cut.uniform(0.24, 0.3), cut.uniform(0.05, 0.12), 0.035)
    band = symmetric(
        path(
            (0.0, top + 0.01),
            (waist * 0.5, top + 0.01, waist, top - 0.002),
            (waist, top + 0.02),
            (waist * 0.5, top + 0.032, 0.0, top + 0.032),
        )
    )
    bow = pair(Panel(path((0.0, top + 0.022), (0.02, top + 0.008), (0.02, top + 0.036)), Material.PLAIN, tone=1.05))
    return Garment(
        (
            back,
            front,
            Panel(band, Material.PLAIN, tone=0.92, strokes=ribs(-waist, waist, top - 0.01, top + 0.04, 0.009)),
            *bow,
        )
    )


def swimwear_bottom(cut: Generator) -> Garment:
    """Bikini briefs, often tied at the sides."""
    waist, top = cut.uniform(0.15, 0.18), cut.uniform(0.4, 0.44)
    tied = chance(cut, 0.6)
    front, back = _briefs(top, waist, cut.uniform(0.19, 0.23), 0.014 if tied else cut.uniform(0.03, 0.06), 0.032)
    if not tied:
        return Garment((back, front))
    loops = [
        path(
            (waist, top + 0.006),
            (waist + 0.06, top - 0.05, waist + 0.07, top + 0.0),
            (waist + 0.04, top + 0.03, waist, top + 0.006),
        ),
        path((waist, top + 0.006), (waist + 0.03, top + 0.07, waist + 0.022, top + 0.14)),
    ]
    ties = tuple(panel for loop in loops for panel in pair(Panel(ribbon(loop, 0.009), Material.PLAIN)))
    knots = pair(Panel(ellipse(waist, top + 0.007, 0.011), Material.PLAIN, tone=0.9))
    return Garment((back, *ties, front, *knots))


def swimsuit(cut: Generator) -> Garment:
    """One piece: straps, a scooped front, high-cut legs."""
    top, low = cut.uniform(0.13, 0.17), cut.uniform(0.8, 0.86)
    strap, chest = cut.uniform(0.065, 0.08), cut.uniform(0.115, 0.13)
    edge, leg = top + 0.12, low - cut.uniform(0.17, 0.25)
    dip = edge + cut.uniform(0.02, 0.08)
    half = path(
        (0.0, dip),
        (strap * 0.8, dip, strap - 0.008, top),
        (strap + 0.012, top),
        (strap + 0.012, edge + 0.02, chest, edge + 0.045),
        (chest * 0.72, 0.46, chest * 1.08, leg),
        (0.06, leg + 0.04, 0.035, low - 0.006),
        (0.0, low + 0.006),
    )
    back = path(
        (-strap, top),
        (-strap * 0.7, edge + 0.02, 0.0, edge + 0.03),
        (strap * 0.7, edge + 0.02, strap, top),
        (strap * 0.9, dip, 0.0, dip + 0.01),
        (-strap * 0.9, dip, -strap, top),
    )
    under = Stroke(path((-chest, edge + 0.12), (0.0, edge + 0.16, chest, edge + 0.12)), 0.004, 0.35)
    pulls = tuple(
        Stroke(path((s * chest, 0.5 + d), (0.0, 0.53 + d, -s * 0.02, 0.52 + d)), 0.005, 0.18)
        for s, d in ((1, 0.0), (-1, 0.05), (1, 0.1))
    )
    return Garment((Panel(back, Material.INSIDE), Panel(symmetric(half), strokes=(under, *pulls), volume=1.3)))


def socks(cut: Generator) -> Garment:
    """A pair lying one over the other, ankle- to knee-length."""
    leg = cut.uniform(0.16, 0.36)
    y, w = 0.62 - 0.0 * leg, cut.uniform(0.05, 0.06)
    sock = path(
        (-w, y - leg),
        (w, y - leg),
        (w * 0.9, y - 0.05, w * 1.05, y),
        (w * 1.3, y + 0.04, 0.16, y + 0.075),
        (0.235, y + 0.11, 0.19, y + 0.15),
        (0.12, y + 0.175, 0.03, y + 0.14),
        (-w * 1.35, y + 0.11, -w * 1.02, y + 0.02),
        (-w * 0.85, y - leg * 0.5, -w, y - leg),
    )
    rib = Panel(
        box(-w * 1.03, y - leg - 0.004, w * 1.03, y - leg + 0.05),
        Material.PLAIN,
        tone=0.93,
        strokes=ribs(-w, w, y - leg - 0.01, y - leg + 0.06, 0.009),
    )
    heel = Stroke(
        path((-w * 1.2, y + 0.02), (0.0, y + 0.03, 0.01, y + 0.09), (0.0, y + 0.12, -0.02, y + 0.14)), 0.004, 0.4
    )
    toe = Stroke(path((0.165, y + 0.07), (0.15, y + 0.12, 0.165, y + 0.17)), 0.004, 0.4)
    one = (Panel(sock, strokes=(heel, toe), volume=1.3), rib)
    shift = leg * 0.42 - 0.1
    behind = tuple(moved(panel, -0.1, shift - 0.02, turn=-0.06) for panel in one)
    before = tuple(moved(panel, 0.01, shift + 0.02, turn=0.04) for panel in one)
    return Garment((*behind, *before), Weave.KNIT)
