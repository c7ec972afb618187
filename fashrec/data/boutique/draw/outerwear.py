"""Garments worn over others: hoodies, jackets, coats, blazers."""

from dataclasses import replace

import numpy as np
from numpy.random import Generator

from fashrec.data.boutique.draw.bodice import Sleeve, Torso, hem_band, hem_line, point_collar
from fashrec.data.boutique.draw.cloth import (
    Garment,
    Material,
    Panel,
    Points,
    Stroke,
    both_sides,
    box,
    buttons,
    chance,
    drawcords,
    ellipse,
    pair,
    path,
    ribbon,
    rule,
    symmetric,
)
from fashrec.data.boutique.draw.knitwear import knit_torso, long_sleeve


def hoodie(cut: Generator) -> Garment:
    """A hood, a kangaroo pocket, cords; sometimes a zip."""
    torso = replace(knit_torso(cut, 0.07, pointed=True), top=cut.uniform(0.25, 0.28), bottom=cut.uniform(0.68, 0.76))
    n, y, low = torso.neck + 0.015, torso.top, torso.top + torso.depth
    lobe = path(
        (0.0, low + 0.01),
        (n * 0.6, y + 0.035, n * 0.72, y - 0.04),
        (n * 1.25, y - 0.04),
        (n * 1.35, y + 0.035, n * 1.1, y + 0.04),
        (n * 0.6, y + 0.09, 0.0, low + 0.035),
    )
    end, pocket = torso.bottom, torso.bottom - 0.15
    pouch = symmetric(
        path((0.0, pocket), (0.065, pocket), (0.105, pocket + 0.09), (0.105, end - 0.005), (0.0, end - 0.002))
    )
    cords = drawcords((0.022, low - 0.012), (0.034, low + 0.06, 0.026, low + cut.uniform(0.09, 0.14)))
    zipper = Panel(box(-0.004, low, 0.004, end + 0.035), Material.METAL, volume=0.3)
    panels = (
        *_hood(n, y, low, cut.uniform(0.1, 0.13)),
        *long_sleeve(cut, torso, 0.012).panels(torso, band=0.035),
        Panel(torso.outline, front=True),
        Panel(pouch, Material.PLAIN, tone=0.98, strokes=(Stroke(path(*pouch[1:3]), 0.006, 0.5),), volume=0.8),
        hem_band(torso, 0.035),
        *((zipper,) if chance(cut, 0.4) else ()),
        *pair(Panel(lobe, Material.PLAIN, tone=1.0)),
        *cords,
    )
    return Garment(panels, print_at=(0.0, low + 0.11), print_size=0.08)


def _hood(n: float, y: float, low: float, rise: float) -> tuple[Panel, Panel]:
    """The hood behind and its inside: half as wide as `n`, from `rise` above the shoulders at `y` down to `low`."""
    top, crown = y - rise, y - rise + 0.03
    back = path((0.0, top), (n * 0.9, top, n * 1.25, y - 0.03), (n * 1.3, y + 0.02, n * 0.9, y + 0.03), (0.0, low))
    inside = path((0.0, crown), (n * 0.75, crown, n * 0.8, y - 0.02), (n * 0.7, y + 0.03, 0.0, low - 0.006))
    return Panel(symmetric(back), Material.PLAIN), Panel(symmetric(inside), Material.INSIDE)


def jacket(cut: Generator) -> Garment:
    """Short: a trucker's with a collar and chest pockets, or a bomber with ribs and a zip."""
    chest = cut.uniform(0.15, 0.175)
    torso = Torso(
        top=cut.uniform(0.2, 0.24),
        bottom=cut.uniform(0.6, 0.68),
        neck=0.06,
        depth=0.04,
        shoulder=chest * 0.97,
        chest=chest,
        waist=chest * 0.97,
        hem=chest * 0.93,
        armhole=0.18,
        sag=0.004,
    )
    sleeve = Sleeve(torso.bottom - torso.top + 0.01, cut.uniform(0.18, 0.26), 0.062, 0.01)
    return _trucker(cut, torso, sleeve) if chance(cut, 0.5) else _bomber(cut, torso, sleeve)


def _trucker(cut: Generator, torso: Torso, sleeve: Sleeve) -> Garment:
    low, end, yoke = torso.top + torso.depth, torso.bottom, torso.top + 0.15
    strokes = [Stroke(rule(x, low - 0.03, x, end), 0.004, 0.6) for x in (-0.017, 0.017)]
    strokes.append(Stroke(rule(-0.3, yoke, 0.3, yoke), 0.004, 0.55))
    strokes += both_sides(rule(0.06, yoke, 0.045, end), 0.004, 0.4)
    strokes += both_sides(rule(0.12, yoke, 0.085, end), 0.004, 0.4)
    flap = path(
        (0.045, yoke - 0.004),
        (0.118, yoke - 0.004),
        (0.118, yoke + 0.028),
        (0.082, yoke + 0.046),
        (0.045, yoke + 0.028),
    )
    half = torso.hem * 0.98
    band = Panel(
        symmetric(path((0.0, end - 0.004), (half, end - 0.004), (half * 0.98, end + 0.032), (0.0, end + 0.036))),
        strokes=(Stroke(rule(0.0, end, 0.0, end + 0.04), 0.004, 0.5),),
    )
    panels = (
        torso.back,
        *sleeve.panels(torso, band=0.032),
        Panel(torso.outline, strokes=tuple(strokes)),
        band,
        *_flaps(flap),
        replace(buttons(0.0, low + 0.03, end + 0.016, 6, 0.007), material=Material.METAL, tone=1.0),
        *point_collar(torso, cut.uniform(0.045, 0.06)),
    )
    return Garment(panels)


def _flaps(outline: Points) -> tuple[Panel, Panel]:
    """Pocket flaps, given the right-hand one."""
    return pair(Panel(outline, tone=0.97, strokes=(Stroke(outline[1:], 0.005, 0.5),), volume=0.5))


def _bomber(cut: Generator, torso: Torso, sleeve: Sleeve) -> Garment:
    low, end = torso.top + torso.depth, torso.bottom
    slant = cut.uniform(0.02, 0.05)
    pockets = both_sides(rule(0.075, end - 0.15, 0.075 + slant, end - 0.06), 0.009, 0.55)
    rows = np.arange(torso.top + 0.1, end, 0.06) if chance(cut, 0.4) else np.empty(0)
    quilts = tuple(Stroke(path((-0.3, y), (0.0, y + 0.01, 0.3, y)), 0.005, 0.25) for y in rows)
    zipper = both_sides(rule(0.012, low, 0.012, end), 0.003, 0.4)
    panels = (
        torso.back,
        *sleeve.panels(torso, band=0.036),
        Panel(torso.outline, strokes=(*quilts, *pockets, *zipper)),
        hem_band(torso, 0.04),
        torso.collar(0.036),
        Panel(box(-0.0045, low - 0.012, 0.0045, end + 0.04), Material.METAL, volume=0.3),
    )
    return Garment(panels)


def _lapels(torso: Torso, width: float, *, shawl: bool) -> tuple[Panel, ...]:
    """Both lapels, the right-hand one over the left, and the collar behind the neck."""
    n, y, low = torso.neck, torso.top, torso.top + torso.depth
    notch = y + torso.depth * 0.42
    if shawl:
        wing = path(
            (0.0, low + 0.006),
            (n + width * 0.9, notch, n + 0.014, y + 0.012),
            (n * 0.8, y - 0.012),
            (n * 0.55, y + torso.depth * 0.4, 0.0, low - 0.012),
        )
        wings: tuple[Panel, ...] = pair(Panel(wing, tone=1.03, grain=0.2, volume=0.6))
    else:
        revers = path(
            (0.0, low + 0.006),
            (n + width * 0.5, low - torso.depth * 0.3, n + width, notch),
            (n * 0.85, notch + 0.016),
            (n * 0.55, y + torso.depth * 0.5, 0.0, low - 0.012),
        )
        fold = path(
            (n * 0.9, y - 0.016),
            (n + 0.016, y + 0.012),
            (n + width * 0.8, notch - 0.014),
            (n * 0.8, notch + 0.018),
            (n * 0.7, y + 0.03),
        )
        wings = pair(Panel(revers, tone=1.03, grain=0.25, volume=0.6)) + pair(
            Panel(fold, tone=0.98, grain=-0.3, volume=0.6)
        )
    collar = path(
        (-n, y + 0.006),
        (-n * 0.9, y - 0.026, 0.0, y - 0.026),
        (n * 0.9, y - 0.026, n, y + 0.006),
        (0.0, y + 0.022, -n, y + 0.006),
    )
    return Panel(collar, Material.PLAIN, tone=0.93, volume=0.6), *wings


def coat(cut: Generator) -> Garment:
    """Long, with wide lapels; one or two rows of buttons, or a belt."""
    chest = cut.uniform(0.135, 0.155)
    torso = Torso(
        top=cut.uniform(0.09, 0.12),
        bottom=cut.uniform(0.82, 0.93),
        neck=0.05,
        depth=cut.uniform(0.15, 0.2),
        shoulder=chest,
        chest=chest,
        waist=chest * 0.96,
        hem=chest * cut.uniform(1.05, 1.25),
        pointed=True,
        sag=0.004,
    )
    low, end = torso.top + torso.depth, torso.bottom
    strokes = [Stroke(rule(0.018, low, 0.018, end), 0.006, 0.6)]
    flap = path((0.05, 0.52), (0.125, 0.515), (0.126, 0.54), (0.051, 0.546))
    panels = [
        torso.back,
        *Sleeve(cut.uniform(0.5, 0.56), cut.uniform(0.15, 0.2), 0.062).panels(torso),
        Panel(torso.outline, strokes=tuple(strokes)),
        *_flaps(flap),
        *_lapels(torso, cut.uniform(0.05, 0.065), shawl=False),
    ]
    if chance(cut, 0.4):
        panels += _tied_belt(chest * 0.99, low + 0.09)
    else:
        rows = (-0.03, 0.05) if chance(cut, 0.6) else (0.0,)
        panels += [buttons(x, low + 0.025, low + 0.2, 3, 0.009) for x in rows]
    return Garment(tuple(panels))


def _tied_belt(half: float, y: float) -> tuple[Panel, ...]:
    line = Stroke(rule(-half, y + 0.017, half, y + 0.017), 0.002, 0.2)
    band = Panel(box(-half, y, half, y + 0.034), Material.PLAIN, tone=0.9, strokes=(line,))
    end = ribbon(path((0.0, y + 0.015), (0.03, y + 0.06, 0.028, y + 0.16)), 0.026)
    knot = Panel(ellipse(0.0, y + 0.017, 0.02, 0.018), Material.PLAIN, tone=0.93)
    return band, *pair(Panel(end, Material.PLAIN, tone=0.93)), knot


def blazer(cut: Generator) -> Garment:
    """Fitted, with lapels over an open V, flap pockets and one to four buttons."""
    chest = cut.uniform(0.14, 0.165)
    torso = Torso(
        top=cut.uniform(0.14, 0.18),
        bottom=cut.uniform(0.66, 0.76),
        neck=0.05,
        depth=cut.uniform(0.21, 0.28),
        shoulder=chest * 0.98,
        chest=chest,
        waist=chest * 0.86,
        hem=chest * 1.06,
        pointed=True,
        drop=0.03,
        sag=0.012,
    )
    low, end = torso.top + torso.depth, torso.bottom
    pocket = end - 0.15
    flap = path((0.05, pocket), (0.125, pocket - 0.008), (0.126, pocket + 0.022), (0.051, pocket + 0.03))
    darts = both_sides(path((0.085, torso.top + 0.2), (0.07, 0.45, 0.08, pocket)), 0.003, 0.3)
    opening = Stroke(path((0.012, low), (0.014, end - 0.06), (0.03, end - 0.02, 0.06, end + 0.02)), 0.006, 0.6)
    rows = (-0.028, 0.044) if chance(cut, 0.35) else (0.002,)
    panels = (
        torso.back,
        *Sleeve(cut.uniform(0.47, 0.53), cut.uniform(0.16, 0.22), 0.058).panels(torso),
        Panel(torso.outline, strokes=(*darts, opening, hem_line(torso, 0.008))),
        *_flaps(flap),
        *_lapels(torso, cut.uniform(0.04, 0.06), shawl=chance(cut, 0.2)),
        *(buttons(x, low + 0.02, low + 0.07, 2, 0.0085) for x in rows),
    )
    return Garment(panels, upright=True)
