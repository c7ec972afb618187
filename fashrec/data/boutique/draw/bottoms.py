"""Trousers, leggings, shorts and skirts."""

import numpy as np
from numpy.random import Generator

from fashrec.data.boutique.draw.cloth import (
    Garment,
    Material,
    Panel,
    Points,
    Stroke,
    both_sides,
    chance,
    drawcords,
    ellipse,
    path,
    ribs,
    rule,
    stitched,
    symmetric,
)


def legs(
    waist: float, hip: float, *, crotch: float, top: float, knee: float, ankle: float, bottom: float, gap: float
) -> Points:
    """Outline of two legs: half-widths of waist and hip, heights, widths of one leg at knee and ankle.

    `gap` is half the distance between the legs at their ends.
    """
    fork = top + crotch
    middle = (fork + bottom) / 2
    centre = hip * 0.55 + gap
    half = path(
        (0.0, top),
        (waist, top),
        (hip, top + crotch * 0.45, hip, fork),
        (centre + knee / 2 + 0.002, middle - 0.03, centre + knee / 2, middle),
        (centre + ankle / 2, (middle + bottom) / 2, centre + ankle / 2 + gap, bottom),
        (centre - ankle / 2 + gap, bottom + 0.004),
        (centre - knee / 2, middle + 0.06, max(centre - knee / 2, gap * 0.6), middle),
        (0.004, fork + 0.03),
        (0.0, fork + 0.004),
    )
    return symmetric(half)


def waistband(
    waist: float, top: float, height: float = 0.03, *, elastic: bool = False, material: Material = Material.PLAIN
) -> tuple[Panel, ...]:
    """A band around the waist: gathered, or with a button; the inside of its back shows above."""
    back = Panel(
        path((-waist, top), (0.0, top - 0.014, waist, top), (0.0, top + 0.02, -waist, top)), Material.INSIDE, volume=0.4
    )
    outline = symmetric(
        path(
            (0.0, top + 0.008),
            (waist * 0.6, top + 0.007, waist, top),
            (waist + 0.004, top + height),
            (waist * 0.6, top + height + 0.007, 0.0, top + height + 0.008),
        )
    )
    if elastic:
        return back, Panel(outline, material, tone=0.95, strokes=ribs(-waist, waist, top, top + height + 0.01))
    loops = tuple(Stroke(rule(x * waist, top - 0.01, x * waist, top + height + 0.01), 0.008, 0.4) for x in (-0.6, 0.6))
    button = Panel(ellipse(0.0, top + 0.008 + height / 2, 0.0065), Material.METAL, volume=0.5)
    return back, Panel(outline, material, tone=0.97, strokes=loops), button


def _fly_and_pockets(top: float, waist: float, crotch: float) -> tuple[Stroke, ...]:
    fly = path((0.024, top), (0.024, top + crotch * 0.55), (0.022, top + crotch * 0.75, 0.0, top + crotch * 0.8))
    edge = path((waist * 0.55, top), (waist * 0.65, top + 0.07, waist * 1.2, top + 0.09))
    front = Stroke(rule(0.0, top, 0.0, top + crotch + 0.01), 0.004, 0.5)
    return Stroke(fly, 0.0035, 0.45), front, *both_sides(edge, 0.0045, 0.55)


def _leg_lines(waist: float, hip: float, fork: float, bottom: float, ink: float) -> tuple[Stroke, ...]:
    creases = both_sides(rule(waist * 0.6, fork - 0.02, hip * 0.6, bottom), 0.004, ink)
    pulls = both_sides(path((0.01, fork - 0.004), (hip * 0.25, fork + 0.012, hip * 0.42, fork + 0.006)), 0.005, 0.25)
    hems = Stroke(rule(-0.3, bottom - 0.012, 0.3, bottom - 0.012), 0.003, 0.45)
    return *creases, *pulls, hems


def trousers(cut: Generator) -> Garment:
    """From skinny to wide, ankle-length to full; with a fly and pockets, or drawn together by a cord."""
    top, bottom = cut.uniform(0.07, 0.11), cut.uniform(0.84, 0.94)
    waist, hip, crotch = cut.uniform(0.085, 0.1), cut.uniform(0.12, 0.14), cut.uniform(0.2, 0.25)
    knee = cut.uniform(0.085, 0.125)
    ankle = knee * cut.uniform(0.72, 1.35)
    casual = chance(cut, 0.25)
    outline = legs(waist, hip, crotch=crotch, top=top, knee=knee, ankle=ankle, bottom=bottom, gap=0.012)
    lines = _leg_lines(waist, hip, top + crotch, bottom, 0.35 if chance(cut, 0.5) else 0.12)
    strokes = lines if casual else (*lines, *_fly_and_pockets(top, waist, crotch))
    cords = drawcords((0.006, top + 0.03), (0.02, top + 0.07, 0.014, top + 0.1)) if casual else ()
    panels = (Panel(outline, strokes=strokes), *waistband(waist, top, elastic=casual, material=Material.CLOTH), *cords)
    return Garment(panels, upright=True)


def leggings(cut: Generator) -> Garment:
    """Narrow all the way down, without fly or pockets."""
    top, bottom = cut.uniform(0.08, 0.12), cut.uniform(0.82, 0.95)
    waist, hip = cut.uniform(0.07, 0.08), cut.uniform(0.092, 0.102)
    crotch = 0.2
    outline = legs(
        waist, hip, crotch=crotch, top=top, knee=0.068, ankle=cut.uniform(0.042, 0.052), bottom=bottom, gap=0.005
    )
    front = Stroke(rule(0.0, top, 0.0, top + crotch), 0.003, 0.35)
    high = cut.uniform(0.03, 0.06)
    band = Panel(
        symmetric(path((0.0, top), (waist, top), (waist + 0.006, top + high), (0.0, top + high + 0.006))),
        Material.PLAIN,
        tone=0.93,
    )
    cloth = Panel(outline, strokes=(front, stitched(bottom - 0.012, 0.0)), volume=1.3)
    return Garment((cloth, band))


def shorts(cut: Generator) -> Garment:
    """Short legs, with a fly and pockets or with an elastic waist and a cord."""
    top, length = cut.uniform(0.28, 0.34), cut.uniform(0.27, 0.4)
    waist, hip, crotch = cut.uniform(0.11, 0.13), cut.uniform(0.155, 0.18), cut.uniform(0.19, 0.23)
    bottom, flare = top + length, cut.uniform(1.02, 1.18)
    half = path(
        (0.0, top),
        (waist, top),
        (hip * 0.98, top + length * 0.4, hip * flare, bottom - 0.012),
        (hip * 0.6, bottom + 0.012, 0.012, bottom),
        (0.0, top + crotch),
    )
    casual = chance(cut, 0.5)
    turn_up = Stroke(path((-0.3, bottom - 0.05), (0.0, bottom - 0.03, 0.3, bottom - 0.05)), 0.005, 0.45)
    seam = Stroke(rule(0.0, top, 0.0, top + crotch), 0.004, 0.5)
    strokes = (seam, stitched(bottom - 0.028, 0.022)) if casual else (turn_up, *_fly_and_pockets(top, waist, crotch))
    cords = drawcords((0.006, top + 0.03), (0.03, top + 0.07, 0.02, top + 0.11)) if casual else ()
    return Garment(
        (
            Panel(symmetric(half), strokes=strokes),
            *waistband(waist, top, 0.034, elastic=casual, material=Material.CLOTH),
            *cords,
        )
    )


def skirt_outline(top: float, bottom: float, waist: float, hem: float, *, bell: float = 0.5) -> Points:
    """Outline of a skirt; `bell` from 0 (straight sides) to 1 (full at the hip)."""
    x = waist + (hem - waist) * (0.5 + 0.4 * bell)
    half = path(
        (0.0, top),
        (waist, top),
        (x, top + (bottom - top) * 0.42, hem, bottom - 0.012),
        (hem * 0.5, bottom + 0.012, 0.0, bottom + 0.014),
    )
    return symmetric(half)


def skirt_folds(top: float, bottom: float, waist: float, hem: float, *, count: int, ink: float) -> tuple[Stroke, ...]:
    """Folds or pleats running down from the waist."""
    shares = np.linspace(-0.92, 0.92, count)
    return tuple(
        Stroke(path((s * waist, top), (s * (waist + hem) / 2, (top + bottom) / 2, s * hem, bottom + 0.02)), 0.006, ink)
        for s in shares
    )


def skirt(cut: Generator) -> Garment:
    """Mini to maxi; straight, flared or pleated."""
    kind = cut.integers(3)
    waist = cut.uniform(0.085, 0.1)
    length = cut.uniform(0.36, 0.72)
    top = 0.5 - length / 2 + cut.uniform(-0.02, 0.02)
    bottom = top + length
    hem = (cut.uniform(0.125, 0.14), cut.uniform(0.18, 0.24), cut.uniform(0.17, 0.22))[kind]
    outline = skirt_outline(top, bottom, waist, hem, bell=1.1 if kind == 0 else 0.2)
    if kind == 0:
        lines: tuple[Stroke, ...] = (
            Stroke(rule(0.0, bottom - 0.12, 0.0, bottom + 0.02), 0.005, 0.5),
            *(Stroke(rule(s * 0.045, top, s * 0.05, top + 0.08), 0.003, 0.4) for s in (-1, 1)),
        )
    else:
        lines = skirt_folds(top, bottom, waist, hem, count=(0, 6, 13)[kind], ink=(0.0, 0.25, 0.5)[kind])
    hem_stitch = stitched(bottom - 0.026)
    return Garment(
        (
            Panel(outline, strokes=(*lines, hem_stitch)),
            *waistband(waist, top, elastic=kind == 1, material=Material.CLOTH)[:2],
        )
    )
