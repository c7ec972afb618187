"""Reading pictures: decoded small, whole, and padded with their own background, since garments are tall."""

from collections.abc import Sequence
from io import BytesIO

import numpy as np
import numpy.typing as npt
from PIL import Image, ImageOps

from fashrec.errors import DataError
from fashrec.types import InMemory, PictureFile

Bytes = npt.NDArray[np.uint8]
Box = tuple[int, int, int, int]
# Pillow cuts such numbers off at 255 where it should scale them
_DEEP = ("I", "F", "I;16", "I;16L", "I;16B", "I;16N")


def read_pictures(files: Sequence[PictureFile], width: int, height: int) -> Bytes:
    """uint8 [n, height, width, 3]: RGB pictures, as `read_picture` gives them."""
    out = np.empty((len(files), height, width, 3), np.uint8)
    for row, file in enumerate(files):
        out[row] = read_picture(file, width, height)
    return out


def read_picture(file: PictureFile, width: int, height: int, box: Box | None = None) -> Bytes:
    """uint8 [height, width, 3]: an RGB picture, scaled with its aspect kept to just fit, and centred.

    What remains is filled with the median colour of the picture's outermost pixels: the studio's background on
    a product photo. Transparent pixels are white. JPEG files are decoded at the smallest of their eighths that is
    not smaller than wanted (draft mode), and turned as their EXIF orientation says.

    Args:
        file: the picture.
        width: of the result, in pixels.
        height: of the result, in pixels.
        box: left, top, right, bottom (the last two outside) of what is looked at, in pixels of the file, as far as it
            lies inside; None or an empty one: the whole picture.

    Raises:
        DataError: where the file is missing, broken off or no picture, or its pixels are too deep.
    """
    try:
        with open_picture(file) as opened:
            refuse_deep(opened, file.name, str(file))
            small = np.asarray(_fit(opened if box is None else _cropped(opened, box), width, height))
    # Pillow's decoders raise any of these for broken files
    except (OSError, SyntaxError, ValueError, EOFError, Image.DecompressionBombError) as error:
        raise DataError(
            f"the picture {file.name} cannot be read: {error}",
            where=str(file),
            why="a picture that is silently skipped or half grey would count as a failure of the recommender",
            do="fetch the file again, or remove it: an item without a picture is counted as such",
        ) from error
    return _pad(small, width, height)


def open_picture(file: PictureFile, formats: tuple[str, ...] | None = None) -> Image.Image:
    """The picture with its head read and its pixels not yet.

    Args:
        file: on a disk or in memory.
        formats: Pillow's names of those that are taken; None: all that it knows.

    Raises:
        UnidentifiedImageError: where its content is of none of them, whatever its name says.
        OSError: where it cannot be read.
    """
    return Image.open(BytesIO(file.content) if isinstance(file, InMemory) else file, formats=formats)


def refuse_deep(opened: Image.Image, name: str, where: str) -> None:
    """Refuse grey of 16 bits or more.

    Args:
        opened: the picture.
        name: what its error calls it.
        where: where its error says that it is.

    Raises:
        DataError: where it is that deep.
    """
    if opened.mode in _DEEP:
        raise DataError(
            f"{name} holds numbers of 16 bits or more (mode {opened.mode})",
            where=where,
            why="networks are given 8 bits a colour, and how the rest is to be scaled nobody has said",
            do="save it with 8 bits a colour",
        )


def _cropped(opened: Image.Image, box: Box) -> Image.Image:
    left, top, right, bottom = box
    inside = max(left, 0), max(top, 0), min(right, opened.width), min(bottom, opened.height)
    empty = inside[0] >= inside[2] or inside[1] >= inside[3]
    return opened if empty else opened.crop(inside)


def _fit(opened: Image.Image, width: int, height: int) -> Image.Image:
    scale = min(width / opened.width, height / opened.height)
    opened.draft("RGB", (round(opened.width * scale), round(opened.height * scale)))
    ImageOps.exif_transpose(opened, in_place=True)
    picture = _opaque(opened)
    # again, since draft mode has scaled it and the orientation may have swapped its sides
    scale = min(width / picture.width, height / picture.height)
    size = (max(1, round(picture.width * scale)), max(1, round(picture.height * scale)))
    return picture if size == picture.size else picture.resize(size, Image.Resampling.BILINEAR)


def _opaque(picture: Image.Image) -> Image.Image:
    if not picture.has_transparency_data:
        # Pillow would copy what is RGB already
        return picture if picture.mode == "RGB" else picture.convert("RGB")
    layer = picture.convert("RGBA")
    return Image.alpha_composite(Image.new("RGBA", layer.size, "white"), layer).convert("RGB")


def _pad(pixels: Bytes, width: int, height: int) -> Bytes:
    if pixels.shape[:2] == (height, width):
        return pixels
    above, left = (height - pixels.shape[0]) // 2, (width - pixels.shape[1]) // 2
    edge = np.concatenate([pixels[0], pixels[-1], pixels[:, 0], pixels[:, -1]])
    background = np.median(edge, axis=0).astype(np.uint8)
    # whole rows are set ten times as fast as pixels
    rows = np.empty((height, width * 3), np.uint8)
    rows[:] = np.tile(background, width)
    out: Bytes = rows.reshape(height, width, 3)
    out[above : above + pixels.shape[0], left : left + pixels.shape[1]] = pixels
    return out
