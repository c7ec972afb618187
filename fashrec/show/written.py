"""Where the picture goes: nothing is overwritten that this command did not write."""

import re
from contextlib import suppress
from pathlib import Path

from PIL import Image, UnidentifiedImageError
from PIL.PngImagePlugin import PngInfo

from fashrec.errors import ConfigError, StoreError
from fashrec.show.request import Request
from fashrec.types import Cut

_MARK = "fashrec.show"


def out_file(request: Request, cut: Cut) -> Path:
    """The file to write: as asked for, or runs/show/NAME/ with a name made from the question.

    Raises:
        ConfigError: where it is there and is none of ours.
    """
    if request.out is None:
        asked = Path(request.asked).stem if request.kind == "photo" else request.asked.strip()
        plain = re.sub(r"[^\w.-]+", "_", asked)[:80]
        return Path("runs") / "show" / request.name / f"{request.kind}-{plain}-{cut}.png"
    if request.out.exists() and not _is_ours(request.out):
        raise ConfigError(
            f"{request.out} is there, and was not written by this command",
            where="out",
            why="a file of yours would be lost",
            do="give another name, or remove it first",
        )
    return request.out


def write_picture(picture: Image.Image, file: Path) -> None:
    """Write a PNG, whole or not at all.

    Raises:
        StoreError: where it cannot be written.
    """
    mark = PngInfo()
    mark.add_text("Software", _MARK)
    beside = file.with_name(f".{file.name}.unfinished")
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
        picture.save(beside, "PNG", pnginfo=mark)
        beside.rename(file)
    except OSError as error:
        with suppress(OSError):
            beside.unlink()
        raise StoreError(
            f"the picture cannot be written: {error}",
            where=f"out={file}",
            why="half a picture is not left there",
            do="make room, or give out= a place that can be written",
        ) from error


def _is_ours(file: Path) -> bool:
    try:
        with Image.open(file, formats=("PNG",)) as opened:
            return opened.info.get("Software") == _MARK
    except (UnidentifiedImageError, OSError, SyntaxError, ValueError):
        return False
