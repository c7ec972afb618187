"""Drawing at twice the size, so that corners and letters come out smooth when it is halved."""

from dataclasses import dataclass
from pathlib import Path

from PIL import Image, ImageDraw

from fashrec.embed.pictures import read_picture
from fashrec.show.lettering import Face, font

_TIMES = 2

Colour = str | tuple[int, int, int]


@dataclass(frozen=True)
class Pen:
    """An image that is drawn on; all lengths are in pixels of the finished picture.

    Attributes:
        image: RGB, twice as wide and high as the finished one.
    """

    image: Image.Image

    @classmethod
    def on(cls, width: int, height: int, colour: Colour) -> "Pen":
        """A pen on an empty sheet."""
        return cls(Image.new("RGB", (width * _TIMES, height * _TIMES), colour))

    def finished(self) -> Image.Image:
        """The picture at its own size."""
        return self.image.reduce(_TIMES)

    def text(self, x: float, y: float, words: str, face: Face, size: int, colour: Colour, anchor: str = "la") -> None:
        """Words at a point, which is their left upper corner for the anchor `la`, the right one for `ra`."""
        at = (x * _TIMES, y * _TIMES)
        self._draw.text(at, words, fill=colour, font=font(face, size * _TIMES), anchor=anchor)

    def box(self, x: float, y: float, width: float, height: float, fill: Colour, outline: Colour, radius: int) -> None:
        """A rectangle with round corners and a thin line around it."""
        corners = (x * _TIMES, y * _TIMES, (x + width) * _TIMES - 1, (y + height) * _TIMES - 1)
        self._draw.rounded_rectangle(corners, radius * _TIMES, fill, outline, _TIMES)

    def picture(self, file: Path, x: int, y: int, width: int, height: int, radius: int) -> None:
        """A picture as embedders see it, whole and padded with its background; its upper corners are round.

        Raises:
            DataError: where it cannot be read.
        """
        size = (width * _TIMES, height * _TIMES)
        pixels = Image.fromarray(read_picture(file, *size))
        mask = Image.new("L", size, 0)
        below = (0, 0, size[0] - 1, size[1] - 1)
        upper = (True, True, False, False)
        ImageDraw.Draw(mask).rounded_rectangle(below, radius * _TIMES, 255, corners=upper)
        self.image.paste(pixels, (x * _TIMES, y * _TIMES), mask)

    @property
    def _draw(self) -> ImageDraw.ImageDraw:
        return ImageDraw.Draw(self.image)
