"""Light upper-body garments: T-shirts, tops, vest tops, shirts, blouses."""

import numpy as np
from numpy.random import Generator

from fashrec.data.boutique.draw.bodice import Sleeve, Torso, hem_line, point_collar
from fashrec.data.boutique.draw.cloth import (
    Garment,
    Material,
    Panel,
    Stroke,
    both_sides,
    buttons,
    chance,
    pair,
    path,
    ribbon,
    rule,
    stitched,
    symmetric,
)


def _pocket(x: float, y: float, half: float) -> Stroke:
    """A patch pocket's outline, its upper edge at `y` and its middle at `x`."""
    left, right, side = x - half, x + half, y + 2 * half
    return Stroke(
        path((left, y), (right, y), (right, side), (x, side + 0.4 * half), (left, side), (left, y)), 0.004, 0.45
    )


def t_shirt(cut: Generator) -> Garment:
    """Short sleeves, a round or pointed neck, sometimes a chest pocket."""
    chest = cut.uniform(0.135, 0.175)
    pointed = chance(cut, 0.3)
    torso = Torso(
        top=cut.uniform(0.18, 0.23),
        bottom=cut.uniform(0.66, 0.8),
        neck=cut.uniform(0.055, 0.075),
        depth=cut.uniform(0.08, 0.11) if pointed else cut.uniform(0.04, 0.075),
        shoulder=chest * 0.93,
        chest=chest,
        waist=chest * cut.uniform(0.9, 1.0),
        hem=chest * cut.uniform(0.98, 1.1),
        pointed=pointed,
    )
    strokes = [hem_line(torso)]
    if chance(cut, 0.3):
        strokes.append(_pocket(0.07, torso.top + 0.12, 0.03))
    sleeve = Sleeve(cut.uniform(0.13, 0.19), cut.uniform(0.6, 0.85), cut.uniform(0.085, 0.105))
    panels = (
        torso.back,
        *sleeve.panels(torso),
        Panel(torso.outline, strokes=tuple(strokes), front=True),
        torso.collar(0.014),
    )
    return Garment(panels, print_at=(0.0, torso.top + 0.26), print_size=chest * 0.58)


def vest_top(cut: Generator) -> Garment:
    """Sleeveless: thin straps over a straight edge, or a racer's wide ones."""
    top, bottom = cut.uniform(0.16, 0.22), cut.uniform(0.72, 0.84)
    chest = cut.uniform(0.12, 0.15)
    wide = chance(cut, 0.5)
    strap, edge = cut.uniform(0.075, 0.095), top + cut.uniform(0.1, 0.14)
    width = 0.036 if wide else 0.014
    dip = edge + (0.05 if wide else 0.025)
    bodice = path(
        (0.0, dip),
        (strap * 0.8, dip, strap - width / 2, edge - 0.02),
        (strap + width / 2, edge - 0.025),
        (strap + width * 0.6, edge + 0.05, chest, edge + 0.07),
        (chest * 0.88, 0.5, chest * cut.uniform(1.0, 1.15), bottom),
        (0.05, bottom + 0.012, 0.0, bottom + 0.012),
    )
    straps = pair(
        Panel(ribbon(path((strap, edge), (strap * 1.0, top + 0.04, strap * 0.92, top)), width), Material.PLAIN)
    )
    shade = path(
        (-strap, edge + 0.01),
        (0.0, edge + 0.04, strap, edge + 0.01),
        (strap * 0.8, dip + 0.01, 0.0, dip + 0.012),
        (-strap * 0.8, dip + 0.01, -strap, edge + 0.01),
    )
    front = Panel(symmetric(bodice), strokes=(stitched(bottom - 0.014, 0.02),), front=True)
    return Garment((Panel(shade, Material.INSIDE), *straps, front), print_at=(0.0, 0.46), print_size=chest * 0.55)


def top(cut: Generator) -> Garment:
    """Short and fitted: square-necked with puffed sleeves, or off the shoulders with a frill."""
    y, bottom = cut.uniform(0.26, 0.31), cut.uniform(0.58, 0.7)
    chest = cut.uniform(0.12, 0.145)
    if chance(cut, 0.5):
        return _bardot(y, bottom, chest, cut.uniform(0.08, 0.12))
    torso = Torso(
        top=y,
        bottom=bottom,
        neck=0.085,
        depth=0.001,
        shoulder=chest * 0.98,
        chest=chest,
        waist=chest * 0.8,
        hem=chest * 0.98,
        drop=0.012,
        armhole=0.13,
    )
    square = cut.uniform(0.07, 0.1)
    sides = torso.outline[len(torso.neckline) : len(torso.outline) // 2]
    edge = path((0.0, y + square), (0.076, y + square), (0.085, y))
    bodice = symmetric(np.concatenate([edge, sides]))
    sleeve = Sleeve(cut.uniform(0.1, 0.24), 0.5, 0.075, puff=0.04)
    rim = path((-0.085, y), (0.0, y + 0.03, 0.085, y), (0.08, y + square + 0.01), (-0.08, y + square + 0.01))
    back = Panel(rim, Material.INSIDE, volume=0.5)
    seam = Stroke(path((-0.3, bottom - 0.1), (0.0, bottom - 0.08, 0.3, bottom - 0.1)), 0.004, 0.3)
    front = Panel(bodice, strokes=(seam, hem_line(torso)), front=True)
    return Garment((back, *sleeve.panels(torso, band=0.014), front))


def _bardot(y: float, bottom: float, chest: float, frill: float) -> Garment:
    waist = (chest * 0.8, (y + bottom) / 2, chest, bottom)
    bodice = symmetric(path((0.0, y + 0.02), (chest * 0.9, y + 0.01), waist, (0.0, bottom + 0.01)))
    wide = chest + 0.075
    wave = [(wide * (1 - i / 8), y + frill + (0.012 if i % 2 else 0.0)) for i in range(9)]
    volant = symmetric(
        path((0.0, y + 0.018), (chest * 0.8, y + 0.012, chest + 0.04, y - 0.012), (wide, y + frill), *wave[1:])
    )
    folds = tuple(Stroke(rule(x * 0.8, y + 0.02, x, y + frill), 0.005, 0.2) for x in np.linspace(-wide, wide, 9))
    edge = Stroke(path((-chest - 0.04, y - 0.004), (0.0, y + 0.045, chest + 0.04, y - 0.004)), 0.004, 0.4)
    return Garment((Panel(bodice, front=True), Panel(volant, strokes=(*folds, edge), volume=0.6)))


def shirt(cut: Generator) -> Garment:
    """A point collar, a placket with buttons, long or short sleeves, a rounded hem."""
    chest = cut.uniform(0.14, 0.17)
    torso = Torso(
        top=cut.uniform(0.15, 0.2),
        bottom=cut.uniform(0.74, 0.82),
        neck=0.06,
        depth=0.055,
        shoulder=chest * 0.94,
        chest=chest,
        waist=chest * 0.95,
        hem=chest * 0.98,
        sag=0.04,
        pointed=True,
    )
    short = chance(cut, 0.3)
    sleeve = Sleeve(0.18, 0.6, 0.1) if short else Sleeve(cut.uniform(0.48, 0.54), cut.uniform(0.17, 0.26), 0.055)
    low, end = torso.top + torso.depth, torso.bottom + torso.sag
    strokes = list(both_sides(rule(0.014, low - 0.03, 0.014, end), 0.0035, 0.5))
    pocket = _pocket(0.08, torso.top + 0.15, 0.034)
    strokes += both_sides(pocket.points, 0.004, 0.45) if chance(cut, 0.4) else (pocket,)
    panels = (
        torso.back,
        *sleeve.panels(torso, band=0.0 if short else 0.035),
        Panel(torso.outline, strokes=(*strokes, hem_line(torso, 0.01))),
        buttons(0.0, low + 0.03, end - 0.06, 7, 0.0055),
        *point_collar(torso, cut.uniform(0.035, 0.055)),
    )
    return Garment(panels, upright=chance(cut, 0.8))


def blouse(cut: Generator) -> Garment:
    """Loose and gathered, with billowing sleeves and a frill or a bow at the neck."""
    chest = cut.uniform(0.14, 0.165)
    torso = Torso(
        top=cut.uniform(0.18, 0.22),
        bottom=cut.uniform(0.66, 0.76),
        neck=0.055,
        depth=0.05,
        shoulder=chest * 0.86,
        chest=chest,
        waist=chest * 1.05,
        hem=chest * 1.2,
        sag=0.012,
    )
    sleeve = Sleeve(cut.uniform(0.24, 0.42), cut.uniform(0.28, 0.4), 0.075, puff=cut.uniform(0.03, 0.05))
    low = torso.top + torso.depth
    gathers = tuple(
        Stroke(path((x * 0.35, low - 0.02), (x * 0.5, low + 0.15, x, torso.bottom)), 0.005, 0.16)
        for x in np.linspace(-chest, chest, 8)
    )
    front = Panel(torso.outline, strokes=(*gathers, hem_line(torso)), front=True)
    trim = (torso.collar(0.018), *_bow(low)) if chance(cut, 0.5) else (torso.collar(0.03),)
    return Garment((torso.back, *sleeve.panels(torso, band=0.02), front, *trim))


def _bow(y: float) -> tuple[Panel, ...]:
    """A bow tied at the neckline's lowest point."""
    loop = path((0.0, y), (0.03, y - 0.035, 0.07, y - 0.012), (0.075, y + 0.03, 0.0, y + 0.008))
    tail = path((0.0, y), (0.03, y + 0.08, 0.045, y + 0.15), (0.02, y + 0.155), (0.012, y + 0.08, -0.008, y + 0.01))
    return *pair(Panel(tail, tone=0.94)), *pair(Panel(loop, tone=1.02))
