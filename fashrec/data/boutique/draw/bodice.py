"""What upper-body garments share: the bodice, sleeves, hems, a shirt's collar."""

from dataclasses import dataclass

import numpy as np

from fashrec.data.boutique.draw.cloth import (
    Material,
    Panel,
    Points,
    Stroke,
    mirrored,
    pair,
    path,
    ribbon,
    ribs,
    symmetric,
)


@dataclass(frozen=True, slots=True)
class Torso:
    """Measures of a bodice: heights from the picture's top, half-widths from its middle."""

    top: float
    bottom: float
    neck: float
    depth: float  # of the neckline below `top`
    shoulder: float
    chest: float
    waist: float
    hem: float
    pointed: bool = False  # a V instead of a round neckline
    drop: float = 0.035  # of the shoulder below `top`
    armhole: float = 0.16  # its height below `top`
    sag: float = 0.008  # of the hem's middle below `bottom`

    @property
    def neckline(self) -> Points:
        """The neckline's right half, from its lowest point up to the shoulder."""
        low = (0.0, self.top + self.depth)
        bend = (0.55, 0.35) if self.pointed else (0.95, 1.0)
        return path(low, (self.neck * bend[0], self.top + self.depth * bend[1], self.neck, self.top))

    @property
    def outline(self) -> Points:
        """The closed bodice without sleeves."""
        tip = (self.shoulder, self.top + self.drop)
        pit = (self.chest, self.top + self.armhole)
        side = path(
            tip,
            (self.shoulder - 0.012, pit[1] - 0.03, *pit),
            (self.waist, (pit[1] + self.bottom) / 2, self.hem, self.bottom),
            (self.hem * 0.5, self.bottom + self.sag, 0.0, self.bottom + self.sag),
        )
        return symmetric(np.concatenate([self.neckline, side]))

    @property
    def back(self) -> Panel:
        """The inside of the back, seen through the neckline."""
        rim = path((-self.neck, self.top), (0.0, self.top + 0.026, self.neck, self.top))
        # a little lower than the neckline, so that nothing shines through between the two
        line = np.add(self.neckline, (0.0, 0.012))
        front = np.concatenate([line[::-1], mirrored(line)])
        return Panel(np.concatenate([rim, front]), Material.INSIDE, volume=0.5)

    def collar(self, width: float) -> Panel:
        """A ribbed band along the neckline."""
        line = np.concatenate([mirrored(self.neckline)[::-1], self.neckline[1:]])
        return Panel(ribbon(line, width), Material.PLAIN, tone=0.97, volume=0.4)


@dataclass(frozen=True, slots=True)
class Sleeve:
    """Measures of a sleeve: length along its outer edge, angle off the vertical (radians), widths."""

    length: float
    angle: float
    cuff: float
    puff: float = 0.0  # how far it billows, in heights of the picture

    def panels(self, torso: Torso, band: float = 0.0) -> tuple[Panel, ...]:
        """Both sleeves, with cuffs `band` long where that is not 0."""
        tip = np.array([torso.shoulder - 0.004, torso.top + torso.drop])
        pit = np.array([torso.chest - 0.004, torso.top + torso.armhole])
        along = np.array([np.sin(self.angle), np.cos(self.angle)])
        across = np.array([-along[1], along[0]])
        end = tip + along * self.length
        inner = end + across * self.cuff
        bulge = (tip + end) / 2 - across * (0.012 + self.puff) + along * self.length * 0.12
        tuck = (pit + inner) / 2 + across * self.puff * 0.5
        under = np.array([-0.03, 0.006])  # the armhole's edge lies under the bodice
        outline = path(tuple(tip + under), tuple(tip), (*bulge, *end), tuple(inner), (*tuck, *pit), tuple(pit + under))
        crease = path(tuple(pit - along * 0.02), (*(pit + along * 0.05 - across * 0.02), *(end * 0.5 + tip * 0.5)))
        cloth = Panel(outline, tone=0.97, grain=self.angle, strokes=(Stroke(crease, 0.006, 0.16),))
        if band == 0:
            hem = Stroke(path(tuple(end - along * 0.012), tuple(inner - along * 0.012)), 0.003, 0.35)
            return pair(Panel(outline, tone=0.97, grain=self.angle, strokes=(*cloth.strokes, hem)))
        lip = path(
            tuple(end - across * 0.002),
            tuple(inner + across * 0.002),
            tuple(inner + along * band),
            tuple(end + along * band),
        )
        return pair(cloth) + pair(
            Panel(lip, Material.PLAIN, tone=0.95, grain=self.angle, strokes=_cuff_ribs(end, inner, along * band))
        )


def _cuff_ribs(end: Points, inner: Points, along: Points) -> tuple[Stroke, ...]:
    starts = [end + (inner - end) * share for share in (0.25, 0.5, 0.75)]
    return tuple(Stroke(np.stack([start, start + along]), 0.004, 0.3) for start in starts)


def hem_line(torso: Torso, above: float = 0.014) -> Stroke:
    """The stitched hem."""
    y = torso.bottom - above
    return Stroke(path((-0.3, y), (0.0, y + 2 * torso.sag, 0.3, y)), 0.003, 0.35)


def hem_band(torso: Torso, height: float) -> Panel:
    """A ribbed band under the bodice, drawn in a little."""
    half, y = torso.hem * 0.97, torso.bottom - 0.004
    outline = symmetric(path((0.0, y), (half, y), (half * 0.96, y + height), (0.0, y + height + torso.sag)))
    return Panel(outline, Material.PLAIN, tone=0.96, strokes=ribs(-half, half, y, y + height + 0.01))


def point_collar(torso: Torso, length: float) -> tuple[Panel, ...]:
    """A shirt's collar: its stand behind the neck and two points in front."""
    n, y = torso.neck, torso.top
    stand = Panel(
        path((-n, y + 0.004), (0.0, y - 0.028, n, y + 0.004), (0.0, y + torso.depth, -n, y + 0.004)),
        Material.INSIDE,
        volume=0.5,
    )
    wing = path(
        (0.002, y + torso.depth),
        (n * 0.6, y + 0.012, n * 0.9, y - 0.018),
        (n + 0.016, y + 0.012),
        (n * 0.8, y + torso.depth + length),
    )
    return stand, *pair(Panel(wing, Material.CLOTH, tone=0.98, grain=0.5, volume=0.5))
