"""Sweaters and cardigans."""

import numpy as np
from numpy.random import Generator

from fashrec.data.boutique.draw.bodice import Sleeve, Torso, hem_band
from fashrec.data.boutique.draw.cloth import (
    Garment,
    Material,
    Panel,
    Stroke,
    Weave,
    box,
    buttons,
    chance,
    mirrored,
    path,
    ribbon,
    ribs,
    rule,
    symmetric,
)


def knit_torso(cut: Generator, depth: float, *, pointed: bool = False) -> Torso:
    """The roomy bodice of sweaters, cardigans and hoodies."""
    chest = cut.uniform(0.145, 0.18)
    return Torso(
        top=cut.uniform(0.2, 0.24),
        bottom=cut.uniform(0.62, 0.74),
        neck=cut.uniform(0.055, 0.07),
        depth=depth,
        shoulder=chest * 0.95,
        chest=chest,
        waist=chest * 1.02,
        hem=chest * cut.uniform(0.95, 1.03),
        pointed=pointed,
        armhole=0.19,
    )


def long_sleeve(cut: Generator, torso: Torso, puff: float = 0.0) -> Sleeve:
    """A long sleeve lying beside the bodice, a little longer or shorter than it."""
    return Sleeve(
        torso.bottom - torso.top - cut.uniform(-0.02, 0.06), cut.uniform(0.17, 0.27), cut.uniform(0.05, 0.065), puff
    )


def sweater(cut: Generator) -> Garment:
    """Knitted, long-sleeved, with ribbed edges; round-necked or with a polo neck."""
    torso = knit_torso(cut, cut.uniform(0.035, 0.06))
    panels = [torso.back, *long_sleeve(cut, torso, cut.uniform(0.0, 0.02)).panels(torso, band=0.035)]
    panels += [Panel(torso.outline, front=True), hem_band(torso, 0.035)]
    if chance(cut, 0.4):
        n, y = torso.neck, torso.top
        neck = symmetric(
            path((0.0, y - 0.05), (n * 0.9, y - 0.048), (n * 1.05, y + 0.02), (0.0, y + torso.depth + 0.012))
        )
        panels.append(Panel(neck, Material.PLAIN, strokes=ribs(-n, n, y - 0.05, y + 0.06)))
    else:
        panels.append(torso.collar(0.022))
    return Garment(tuple(panels), Weave.KNIT, (0.0, torso.top + 0.24), torso.chest * 0.55)


def cardigan(cut: Generator) -> Garment:
    """Knitted and open in front: a deep V, a band with buttons, ribbed edges."""
    torso = knit_torso(cut, cut.uniform(0.16, 0.26), pointed=True)
    low = torso.top + torso.depth
    line = np.concatenate([mirrored(torso.neckline)[::-1], torso.neckline[1:]])
    bands = Panel(ribbon(line, 0.026), Material.PLAIN, tone=0.95, volume=0.5)
    end = torso.bottom + 0.036
    placket = Panel(
        box(-0.014, low - 0.008, 0.014, end),
        Material.PLAIN,
        tone=0.95,
        volume=0.5,
        strokes=(Stroke(rule(-0.014, low, -0.014, end), 0.005, 0.6),),
    )
    pockets = [
        Stroke(
            path(
                (s * 0.05, torso.bottom - 0.11),
                (s * 0.12, torso.bottom - 0.11),
                (s * 0.12, torso.bottom),
                (s * 0.05, torso.bottom),
                (s * 0.05, torso.bottom - 0.11),
            ),
            0.004,
            0.4,
        )
        for s in (-1, 1)
    ]
    strokes = tuple(pockets) if chance(cut, 0.5) else ()
    panels = (
        torso.back,
        *long_sleeve(cut, torso, 0.01).panels(torso, band=0.035),
        Panel(torso.outline, strokes=strokes),
        hem_band(torso, 0.035),
        bands,
        placket,
        buttons(0.0, low + 0.02, end - 0.02, int(cut.integers(4, 7)), 0.008),
    )
    return Garment(panels, Weave.KNIT)
