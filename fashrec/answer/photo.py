"""The photo that is asked about: whatever somebody's folder holds, looked at before any work begins."""

import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from difflib import get_close_matches
from pathlib import Path

from PIL import Image, UnidentifiedImageError

from fashrec.embed.pictures import open_picture, refuse_deep
from fashrec.errors import ConfigError, DataError, FashrecError
from fashrec.types import PictureFile

Formats = tuple[str, ...]
# all that Pillow knows; these are named
EVERY: Formats = ("JPEG", "PNG", "WebP", "GIF", "BMP", "TIFF")

_KNOWN = (".jpg", ".jpeg", ".png", ".webp", ".gif", ".bmp", ".tif", ".tiff")
_ENOUGH = (512, 512)  # pixels that a JPEG is decoded at to see whether it is whole


def check_photo(text: str) -> tuple[Path, str | None]:
    """The file, and what a person should know of how it is taken.

    Args:
        text: the path as typed.

    Raises:
        ConfigError: where there is no such file.
        DataError: as `check_picture`.
    """
    file = Path(text).expanduser()
    with _refused(file, EVERY):
        if not file.is_file():
            raise _no_file(file)
    return file, check_picture(file)


def check_picture(file: PictureFile, formats: Formats = EVERY) -> str | None:
    """What a person should know of how it is taken; None where there is nothing.

    Turned, transparent, grey and print-coloured pictures are read as those of items are (embed/pictures.py).

    Args:
        file: decoded once, to see whether it is whole.
        formats: that are taken; content decides, not a name.

    Raises:
        DataError: where it is no picture, is broken off, or has too many pixels or too deep ones.
    """
    with _refused(file, formats):
        return _look(file, formats)


@contextmanager
def _refused(file: PictureFile, formats: Formats) -> Iterator[None]:
    """What Pillow says of a picture inside, in four parts."""
    try:
        with warnings.catch_warnings():
            # Pillow warns of many pixels, and refuses twice as many
            warnings.simplefilter("error", Image.DecompressionBombWarning)
            yield
    except (Image.DecompressionBombWarning, Image.DecompressionBombError) as error:
        raise DataError(
            f"{file.name} has more than {Image.MAX_IMAGE_PIXELS:,} pixels",
            where=f"photo={file}",
            why="unpacked it would fill the memory, which is what a decompression bomb is made for",
            do="save it smaller: a few hundred pixels a side are enough",
        ) from error
    except UnidentifiedImageError as error:
        raise DataError(
            f"{file.name} is no picture that can be read",
            where=f"photo={file}",
            why="its first bytes are those of no format that is taken",
            do=f"give a {', '.join(formats[:-1])} or {formats[-1]} file",
        ) from error
    # Pillow's decoders raise any of these for broken files
    except (OSError, SyntaxError, ValueError, EOFError) as error:
        raise DataError(
            f"{file.name} cannot be read whole: {error}",
            where=f"photo={file}",
            why="half a picture would be answered with what looks like half a garment",
            do="fetch or save it again",
        ) from error


def _look(file: PictureFile, formats: Formats) -> str | None:
    with open_picture(file, None if formats is EVERY else formats) as opened:
        refuse_deep(opened, file.name, f"photo={file}")
        n_pictures = getattr(opened, "n_frames", 1)  # of formats that can hold several alone
        opened.seek(0)
        opened.draft("RGB", _ENOUGH)
        opened.load()
    return f"{file.name} holds {n_pictures} pictures: the first is asked about" if n_pictures > 1 else None


def _no_file(file: Path) -> FashrecError:
    if file.is_dir():
        inside = sorted(one.name for one in file.iterdir() if one.suffix.lower() in _KNOWN)
        what, do = f"{file} is a folder", f"photo={file / inside[0]}" if inside else "give one picture's file"
    elif file.exists() or file.is_symlink():
        what, do = f"{file} is no regular file", "give one picture's file"
    else:
        beside = [one.name for one in file.parent.iterdir()] if file.parent.is_dir() else []
        near = get_close_matches(file.name, beside, n=1)
        what, do = f"there is no file {file}", f"did you mean {file.with_name(near[0])}?" if near else "correct photo="
    return ConfigError(what, where=f"photo={file}", why="one photo is asked about", do=do)
