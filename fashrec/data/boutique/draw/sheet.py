"""Many pictures on one sheet."""

from collections.abc import Sequence

from PIL import Image

from fashrec.data.boutique.draw.look import Look
from fashrec.data.boutique.draw.studio import draw
from fashrec.errors import ConfigError


def contact_sheet(looks: Sequence[Look], columns: int, height: int = 224, gap: int = 4) -> Image.Image:
    """The looks' pictures in rows of `columns`, each `height` pixels tall, `gap` white pixels between them.

    Raises:
        ConfigError: without looks or columns.
    """
    if not looks or columns < 1:
        raise ConfigError(
            f"a contact sheet of {len(looks)} looks in {columns} columns",
            where="contact_sheet",
            why="there is nothing to lay out",
            do="give at least one look and one column",
        )
    pictures = [draw(look, height) for look in looks]
    width, rows = pictures[0].width, -(-len(looks) // columns)
    sheet = Image.new("RGB", (columns * (width + gap) - gap, rows * (height + gap) - gap), "white")
    for place, picture in enumerate(pictures):
        row, column = divmod(place, columns)
        sheet.paste(picture, (column * (width + gap), row * (height + gap)))
    return sheet
