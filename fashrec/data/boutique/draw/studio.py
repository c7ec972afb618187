"""From a look to a picture: the garment is cut, laid on a pale table panel by panel, and lit from the upper left."""

import zlib
from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
from numpy.random import Generator
from PIL import Image, ImageChops, ImageDraw, ImageFilter

from fashrec.data.boutique.draw.cloth import Garment, Material, Panel, Points, Stroke, Weave
from fashrec.data.boutique.draw.look import Look
from fashrec.data.boutique.draw.patterns import paint
from fashrec.data.boutique.draw.prints import DARK, Field, Print, luma, make_print, unit
from fashrec.data.boutique.draw.wardrobe import WARDROBE
from fashrec.errors import ConfigError

_ASPECT = 150 / 224
_FRAME = np.array([0.6, 0.88])  # what a garment may fill, in heights of the picture
_LOWEST = 32
_FINE = 3  # outlines are drawn this many times larger and reduced
_METALS = (np.array([0.75, 0.75, 0.77], dtype=np.float32), np.array([0.80, 0.66, 0.40], dtype=np.float32))
_SOLES = tuple(map(unit, ("White", "White", "Black", "Beige")))


def draw(look: Look, height: int = 224) -> Image.Image:
    """The item's picture, RGB, `height` pixels tall and 150/224 as wide; the same for the same look, always.

    Raises:
        ConfigError: for a height under 32 pixels.
    """
    if height < _LOWEST:
        raise ConfigError(
            f"a picture {height} pixels tall",
            where="draw(height=...)",
            why="a garment's parts cannot be told apart in it",
            do=f"ask for at least {_LOWEST}",
        )
    product = zlib.crc32(look.product_type.encode())
    cut = np.random.default_rng([look.seed, product])
    item = np.random.default_rng([look.seed, product, zlib.crc32(f"{look.colour}/{look.pattern}".encode())])
    garment = WARDROBE[look.product_type](cut)
    table = _Table.set(garment, look, cut, item, height)
    for panel in garment.panels:
        table.lay(panel)
    return table.photograph(item)


def _bounds(panels: Iterable[Panel]) -> tuple[Points, Points]:
    """Upper left and lower right corner of what the panels cover."""
    outlines = np.concatenate([panel.outline for panel in panels])
    return outlines.min(axis=0), outlines.max(axis=0)


def _zoom(low: Points, high: Points) -> float:
    """The camera comes nearer for small things, though not so near that they look large."""
    fit = float(np.min(_FRAME / (high - low)))
    return min(fit, float(fit**0.65))


def _span(panels: Iterable[Panel]) -> tuple[float, float]:
    low, high = _bounds(panel for panel in panels if panel.material is Material.CLOTH)
    return float(low[1]), float(high[1])


@dataclass(slots=True)
class _Table:
    """The picture as it grows.

    `rgb` [h, w, 3] and `cover` [h, w] hold what has been laid; `x`, `y` [h, w] are the garment's coordinates at
    each pixel's middle; `drape` [h, w] is the cloth's unevenness, about 0; `matrix` [2, 2] and `offset` [2]
    take garment coordinates to pixels.
    """

    height: int
    rgb: Field
    cover: Field
    x: Field
    y: Field
    drape: Field
    matrix: Points
    offset: Points
    cloth: Print
    metal: Field
    sole: Field
    weave: Weave

    @classmethod
    def set(cls, garment: Garment, look: Look, cut: Generator, item: Generator, height: int) -> "_Table":
        """An empty table with the camera placed for this item."""
        width = round(height * _ASPECT)
        turn, shift = item.normal(0, 0.02), item.uniform(-0.012, 0.012, 2)
        low, high = _bounds(garment.panels)
        scale = item.uniform(0.93, 1.0) * _zoom(low, high)
        matrix = height * scale * np.array([[np.cos(turn), np.sin(turn)], [-np.sin(turn), np.cos(turn)]])
        offset = np.array([width / 2, height / 2]) + height * shift - (low + high) / 2 @ matrix
        back = np.linalg.inv(matrix).astype(np.float32)
        columns = np.arange(0.5, width, dtype=np.float32)[None, :] - np.float32(offset[0])
        rows = np.arange(0.5, height, dtype=np.float32)[:, None] - np.float32(offset[1])
        cloth = make_print(look, garment, _span(garment.panels), cut, item)
        return cls(
            height=height,
            rgb=np.zeros((height, width, 3), dtype=np.float32),
            cover=np.zeros((height, width), dtype=np.float32),
            x=columns * back[0, 0] + rows * back[1, 0],
            y=columns * back[0, 1] + rows * back[1, 1],
            drape=_drape(item, width, height),
            matrix=matrix,
            offset=offset,
            cloth=cloth,
            metal=_METALS[int(cut.integers(2))],
            sole=_SOLES[int(cut.integers(4))],
            weave=garment.weave,
        )

    def lay(self, panel: Panel) -> None:
        """Put a panel over what lies there."""
        shapes = [outline @ self.matrix + self.offset for outline in panel.outlines]
        outline = shapes[0] if len(shapes) == 1 else np.concatenate(shapes)
        margin = round(0.03 * self.height)
        left, top = np.maximum(np.floor(outline.min(axis=0)).astype(int) - margin, 0)
        right, bottom = np.minimum(np.ceil(outline.max(axis=0)).astype(int) + margin, (self.rgb.shape[1], self.height))
        if right <= left or bottom <= top:
            return
        origin, size = np.array([left, top]), (int(right - left), int(bottom - top))
        mask = _polygons([shape - origin for shape in shapes], size)
        cover, depth = _field(mask), _field(mask.filter(ImageFilter.BoxBlur(0.017 * self.height)))
        here = np.s_[top:bottom, left:right]
        colour = self._colour(panel, self.x[here], self.y[here])
        if panel.strokes:
            lines = [(s.points @ self.matrix + self.offset - origin, s) for s in panel.strokes]
            ink = _field(_lines(lines, size, self.height))[..., None]
            colour = colour + ink * (self._ink(panel) - colour)
        shade = self._light(panel, depth, self.drape[here], self.x[here])
        colour = colour * np.float32(panel.tone) + shade[..., None] * np.maximum(colour, np.float32(0.24))
        # what lies below falls into the panel's shadow just beside its edge
        below = self.rgb[here] * (1 - np.float32(0.38) * depth[..., None])
        self.rgb[here] = below + cover[..., None] * (colour - below)
        self.cover[here] = np.maximum(self.cover[here], cover)

    def _colour(self, panel: Panel, x: Field, y: Field) -> Field:
        cloth = self.cloth
        match panel.material:
            case Material.CLOTH:
                return paint(cloth, x, y, grain=panel.grain, px=1 / self.height, front=panel.front)
            case Material.INSIDE:
                flat = cloth.base * np.float32(0.66)
            case Material.CONTRAST:
                flat = cloth.accent
            case Material.METAL:
                flat = self.metal
            case Material.SOLE:
                flat = self.sole
            case Material.PLAIN:
                flat = cloth.base
        return np.broadcast_to(flat, (*x.shape, 3))

    def _ink(self, panel: Panel) -> Field:
        if self.cloth.pattern == "Denim" and panel.material is Material.CLOTH:
            return np.array([0.80, 0.62, 0.36], dtype=np.float32)
        base = self.sole if panel.material is Material.SOLE else self.cloth.base
        if luma(base) < DARK:
            return base + np.float32(0.2)
        return base * np.float32(0.45)

    def _light(self, panel: Panel, depth: Field, drape: Field, x: Field) -> Field:
        """What light adds to a panel's colour: its volume, its edge towards the lamp, the cloth's unevenness."""
        step = max(round(0.009 * self.height), 1)
        relief = np.zeros_like(depth)
        relief[step:-step, step:-step] = depth[2 * step :, 2 * step :] - depth[: -2 * step, : -2 * step]
        hollow = np.minimum(depth - 1, 0) * np.float32(0.34)
        gloss = 0.3 if self.weave is Weave.LEATHER else 0.1
        light = np.float32(panel.volume) * (hollow + np.float32(gloss) * relief) + np.float32(0.035)
        if panel.material not in (Material.METAL, Material.SOLE):
            light += drape * np.float32(0.5 if self.weave is Weave.LEATHER else 1.0)
        if self.weave is Weave.KNIT:
            light += np.float32(0.045) * np.sin(x * np.float32(2 * np.pi * 72))
        return light

    def photograph(self, item: Generator) -> Image.Image:
        """The finished picture: the studio's background, the garment's shadow, the garment."""
        height, _ = self.cover.shape
        level, tint = item.uniform(0.925, 0.965), item.uniform(-0.006, 0.006, 3)
        fall = np.linspace(0.012, -0.014, height)[:, None, None]
        ground = (level + tint + fall).astype(np.float32)
        picture = ground * (_shadow(self.cover) * (1 - self.cover))[..., None]
        self.rgb *= self.cover[..., None]
        picture += self.rgb
        picture *= 255
        picture += np.float32(0.5)
        return Image.fromarray(np.clip(picture, 0, 255, out=picture).astype(np.uint8))


def _shadow(cover: Field) -> Field:
    """How much light the ground still gets, 0 … 1: less beside the garment and to the lower right of it."""
    height, width = cover.shape
    # a shadow is soft: half the resolution is enough for it
    shape = Image.fromarray((cover * 255).astype(np.uint8)).reduce(2)
    down = round(0.006 * height)
    far = ImageChops.offset(shape.filter(ImageFilter.GaussianBlur(0.008 * height)), down // 2, down)
    dark = Image.blend(far, shape.filter(ImageFilter.GaussianBlur(0.0025 * height)), 0.45)
    return 1 - np.float32(0.36) * _field(dark.resize((width, height), Image.Resampling.BILINEAR))


def _field(mask: Image.Image) -> Field:
    return np.asarray(mask, dtype=np.float32) / np.float32(255)


def _polygons(outlines: list[Points], size: tuple[int, int]) -> Image.Image:
    mask = Image.new("L", (size[0] * _FINE, size[1] * _FINE))
    pen = ImageDraw.Draw(mask)
    for outline in outlines:
        pen.polygon((outline * _FINE).ravel().tolist(), fill=255)
    return mask.reduce(_FINE)


def _lines(lines: list[tuple[Points, Stroke]], size: tuple[int, int], height: int) -> Image.Image:
    mask = Image.new("L", (size[0] * _FINE, size[1] * _FINE))
    pen = ImageDraw.Draw(mask)
    for points, stroke in lines:
        width = max(round(stroke.width * height * _FINE), 1)
        pen.line((points * _FINE).ravel().tolist(), fill=round(255 * stroke.ink), width=width, joint="curve")
    return mask.reduce(_FINE)


def _drape(item: Generator, width: int, height: int) -> Field:
    """Slow unevenness of the cloth and a few soft creases, float32 [height, width] about 0."""
    half = (width // 2, height // 2)
    slow = Image.fromarray(item.normal(0, 0.035, (9, 6)).astype(np.float32)).resize(half, Image.Resampling.BICUBIC)
    creases = Image.new("L", half, 128)
    pen = ImageDraw.Draw(creases)
    for x, y, dx, dy, up in item.normal(size=(9, 5)) * (0.2, 0.22, 0.1, 0.09, 1) + (0.5, 0.5, 0, 0, 0):
        line = ((x - dx, y - dy), (x, y + 0.02), (x + dx, y + dy))
        pen.line(
            [(a * half[0], b * half[1]) for a, b in line],
            fill=190 if up > 0 else 60,
            width=max(half[1] // 60, 1),
            joint="curve",
        )
    soft = np.asarray(creases.filter(ImageFilter.GaussianBlur(0.011 * height)), dtype=np.float32)
    both = np.asarray(slow) + (soft - 128) * np.float32(0.0016)
    return np.asarray(Image.fromarray(both).resize((width, height), Image.Resampling.BILINEAR))
