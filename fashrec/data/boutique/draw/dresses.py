"""Garments for the whole body: dresses, jumpsuits and pyjamas."""

from dataclasses import replace

from numpy.random import Generator

from fashrec.data.boutique.draw.bodice import Sleeve, Torso, hem_line, point_collar
from fashrec.data.boutique.draw.bottoms import legs, skirt_folds, skirt_outline, waistband
from fashrec.data.boutique.draw.cloth import (
    Garment,
    Material,
    Panel,
    Stroke,
    both_sides,
    box,
    buttons,
    chance,
    moved,
    pair,
    path,
    ribbon,
    rule,
    stitched,
    symmetric,
)


def _bodice(cut: Generator, top: float, waist_at: float) -> tuple[tuple[Panel, ...], Torso]:
    """The upper part of a dress down to `waist_at`, sleeves included, and its measures."""
    chest, pointed = cut.uniform(0.115, 0.135), chance(cut, 0.5)
    torso = Torso(
        top=top,
        bottom=waist_at,
        neck=0.058,
        depth=cut.uniform(0.1, 0.15) if pointed else cut.uniform(0.03, 0.07),
        shoulder=chest * 0.93,
        chest=chest,
        waist=chest * 0.86,
        hem=chest * 0.8,
        pointed=pointed,
        armhole=0.14,
        sag=0.0,
    )
    kind = cut.choice(["straps", "bare", "short", "long"])
    if kind == "straps":
        return _strapped(torso), torso
    if kind == "bare":
        slim = replace(torso, shoulder=chest * 0.78, drop=0.026)
        return (slim.back, Panel(slim.outline), slim.collar(0.012)), torso
    if kind == "short":
        sleeves = Sleeve(0.15, 0.62, 0.088, 0.012).panels(torso)
    else:
        sleeves = Sleeve(cut.uniform(0.36, 0.44), 0.25, 0.06, cut.uniform(0.005, 0.04)).panels(torso, band=0.016)
    return (torso.back, *sleeves, Panel(torso.outline), torso.collar(0.012)), torso


def _strapped(torso: Torso) -> tuple[Panel, ...]:
    """A straight or notched bodice on two thin straps."""
    chest, edge = torso.chest, torso.top + 0.11
    low = edge + (0.045 if torso.pointed else 0.0)
    strap = path((0.07, edge + 0.02), (0.072, torso.top + 0.05, 0.062, torso.top - 0.01))
    front = path(
        (0.0, low),
        (0.066, edge - 0.005),
        (0.078, edge - 0.005),
        (0.085, edge + 0.04, chest, edge + 0.045),
        (chest * 0.86, torso.bottom - 0.04, torso.hem, torso.bottom),
        (0.0, torso.bottom),
    )
    inside = Panel(path((-0.066, edge), (0.0, edge + 0.03, 0.066, edge), (0.0, low + 0.005)), Material.INSIDE)
    return inside, *pair(Panel(ribbon(strap, 0.013), Material.PLAIN)), Panel(symmetric(front))


def dress(cut: Generator) -> Garment:
    """Mini to maxi, with straps, bare arms, short or long sleeves; waisted, straight or tiered."""
    top, length = cut.uniform(0.07, 0.12), cut.uniform(0.36, 0.6)
    waist_at = top + cut.uniform(0.26, 0.31)
    panels, torso = _bodice(cut, top, waist_at)
    bottom, waist = min(waist_at + length, 0.94), torso.hem
    hem = waist + cut.uniform(0.03, 0.12) + 0.05 * length
    outline = skirt_outline(waist_at - 0.006, bottom, waist, hem, bell=0.3)
    folds = skirt_folds(waist_at, bottom, waist, hem, count=int(cut.integers(4, 9)), ink=0.22)
    if chance(cut, 0.3):
        tiers = [waist_at + (bottom - waist_at) * share for share in (0.36, 0.7)]
        folds += tuple(Stroke(path((-0.3, y), (0.0, y + 0.02, 0.3, y)), 0.006, 0.45) for y in tiers)
    stitch = stitched(bottom - 0.026)
    return Garment((Panel(outline, strokes=(*folds, stitch)), *panels, *_waist(cut, waist, waist_at)))


def _waist(cut: Generator, half: float, y: float) -> tuple[Panel, ...]:
    """A tied belt, a plain belt, or no more than a seam."""
    belt = Panel(box(-half - 0.002, y - 0.012, half + 0.002, y + 0.012), Material.PLAIN, tone=0.9)
    if chance(cut, 0.35):
        tail = ribbon(path((0.03, y), (0.05, y + 0.06, 0.045, y + 0.15)), 0.018)
        return belt, Panel(tail, Material.PLAIN, tone=0.92)
    if chance(cut, 0.5):
        return (belt,)
    return (Panel(ribbon(path((-half, y), (0.0, y + 0.006, half, y)), 0.005), tone=0.85, volume=0.2),)


def jumpsuit(cut: Generator) -> Garment:
    """A bodice and trousers or shorts in one, with a belt."""
    top = cut.uniform(0.06, 0.09)
    waist_at = top + cut.uniform(0.27, 0.3)
    panels, torso = _bodice(cut, top, waist_at)
    waist, hip, crotch = torso.hem, torso.chest * 1.02, 0.19
    if chance(cut, 0.7):
        widths = {"knee": 0.1, "ankle": cut.uniform(0.075, 0.13), "gap": 0.012}
        outline = legs(waist, hip, crotch=crotch, top=waist_at, bottom=cut.uniform(0.9, 0.95), **widths)
    else:
        bottom = waist_at + crotch + cut.uniform(0.06, 0.1)
        side = (hip, waist_at + 0.1, hip * 1.25, bottom)
        fork = (0.0, waist_at + crotch)
        outline = symmetric(path((0.0, waist_at), (waist, waist_at), side, (0.012, bottom + 0.012), fork))
    pockets = both_sides(rule(waist * 0.6, waist_at, waist * 1.2, waist_at + 0.09), 0.0045, 0.45)
    seam = Stroke(rule(0.0, waist_at, 0.0, waist_at + crotch), 0.004, 0.45)
    belt = Panel(box(-waist - 0.004, waist_at - 0.014, waist + 0.004, waist_at + 0.014), Material.PLAIN, tone=0.85)
    end = ribbon(path((0.0, waist_at), (0.03, waist_at + 0.06, 0.022, waist_at + 0.14)), 0.018)
    tail = Panel(end, Material.PLAIN, tone=0.9)
    front = buttons(0.0, top + max(torso.depth, 0.14) + 0.04, waist_at - 0.03, 4, 0.005)
    return Garment((Panel(outline, strokes=(seam, *pockets)), *panels, front, belt, tail))


def pyjama_set(cut: Generator) -> Garment:
    """A buttoned shirt or a T-shirt lying on its trousers or shorts."""
    chest = cut.uniform(0.15, 0.165)
    buttoned = chance(cut, 0.6)
    torso = Torso(
        top=0.13,
        bottom=0.56,
        neck=0.06,
        depth=0.09 if buttoned else 0.05,
        shoulder=chest * 0.97,
        chest=chest,
        waist=chest,
        hem=chest * 1.03,
        pointed=buttoned,
    )
    sleeve = Sleeve(0.42, 0.2, 0.07) if buttoned else Sleeve(0.17, 0.6, 0.1)
    placket = (Stroke(rule(0.012, 0.2, 0.012, 0.6), 0.004, 0.5),) if buttoned else ()
    front = (buttons(0.0, 0.26, 0.5, 4), *point_collar(torso, 0.05)) if buttoned else (torso.collar(0.016),)
    end = 0.93 if chance(cut, 0.6) else 0.74
    outline = legs(0.1, 0.145, crotch=0.2, top=0.3, knee=0.13, ankle=0.12, bottom=end, gap=0.01)
    seams = (Stroke(rule(0.0, 0.3, 0.0, 0.5), 0.004, 0.4), Stroke(rule(-0.3, end - 0.02, 0.3, end - 0.02), 0.004, 0.5))
    bottom = Panel(outline, strokes=seams)
    trousers = [moved(panel, 0.035, 0.012, turn=-0.05) for panel in (bottom, *waistband(0.1, 0.3, elastic=True))]
    shirt = (
        torso.back,
        *sleeve.panels(torso, band=0.014),
        Panel(torso.outline, strokes=(*placket, hem_line(torso)), front=True),
        *front,
    )
    laid = (moved(panel, -0.012, 0.0, turn=0.03) for panel in shirt)
    return Garment((*trousers, *laid), print_at=(0.0, 0.36), print_size=0.08)
