"""Small pictures of items, many on a sheet: inside the page as far as it may grow, beside it from there on."""

from collections.abc import Sequence
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path

import numpy as np
from PIL import Image

from fashrec.embed.pictures import read_picture
from fashrec.errors import DataError
from fashrec.stages import Progress

# pixels; two to three, as garments are photographed
WIDTH, HEIGHT = 96, 144
COLUMNS = 16
CELLS = COLUMNS * COLUMNS
QUALITY = 74
_BASE64 = 4 / 3


@dataclass(frozen=True, slots=True)
class Sheets:
    """Pictures of items by number: item i is in cell `i % CELLS` of sheet `i // CELLS`, row by row.

    Attributes:
        files: the sheets as WebP files.
        embedded: how many of the first go into the page.
        has: for each item, whether it has a picture.
    """

    files: tuple[bytes, ...]
    embedded: int
    has: tuple[bool, ...]


def sheets_of(files: Sequence[Path | None], room: float, progress: Progress) -> Sheets:
    """The sheets of items' pictures; a picture that cannot be read is none.

    Args:
        files: of each item, in the order of their importance.
        room: bytes that the page has for them.
        progress: told about each sheet.
    """
    made, has = [], []
    with progress.task("small pictures", len(files), "items") as step:
        for part in _parts(files):
            sheet, some = _sheet(part)
            made.append(sheet)
            has += some
            step(len(part))
    embedded = 0
    while embedded < len(made) and (room := room - len(made[embedded]) * _BASE64) >= 0:
        embedded += 1
    return Sheets(tuple(made) if any(has) else (), embedded if any(has) else 0, tuple(has))


def _parts(files: Sequence[Path | None]) -> list[Sequence[Path | None]]:
    return [files[start : start + CELLS] for start in range(0, len(files), CELLS)]


def _sheet(files: Sequence[Path | None]) -> tuple[bytes, list[bool]]:
    rows = -(-len(files) // COLUMNS)
    pixels = np.full((rows * HEIGHT, COLUMNS * WIDTH, 3), 255, np.uint8)
    has = []
    for place, file in enumerate(files):
        top, left = place // COLUMNS * HEIGHT, place % COLUMNS * WIDTH
        try:
            found = file is not None and file.is_file()
            if file is not None and found:
                pixels[top : top + HEIGHT, left : left + WIDTH] = read_picture(file, WIDTH, HEIGHT)
        except DataError:
            found = False
        has.append(found)
    out = BytesIO()
    Image.fromarray(pixels).save(out, "webp", quality=QUALITY, method=4)
    return out.getvalue(), has
