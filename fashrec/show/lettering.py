"""Words in a picture: DejaVu, as it ships with matplotlib, cut and broken to a width."""

from functools import cache
from pathlib import Path
from typing import Literal

import matplotlib as mpl
from PIL import ImageFont

Face = Literal["DejaVuSans", "DejaVuSans-Bold", "DejaVuSansMono"]
Font = ImageFont.FreeTypeFont

_MORE = "…"


@cache
def font(face: Face, size: int) -> Font:
    """A font at a size in pixels."""
    return ImageFont.truetype(str(Path(mpl.get_data_path()) / "fonts" / "ttf" / f"{face}.ttf"), size)


def fitted(text: str, of: Font, width: float) -> str:
    """The text, or as much of its beginning and `…` as fits into so many pixels."""
    if of.getlength(text) <= width:
        return text
    kept = text
    while kept and of.getlength(kept.rstrip() + _MORE) > width:
        kept = kept[:-1]
    return kept.rstrip() + _MORE


def broken(text: str, of: Font, width: float, n_lines: int) -> list[str]:
    """The text in at most `n_lines` lines of at most so many pixels, broken between words, the last one cut."""
    words, lines = text.split(), list[str]()
    while words and len(lines) < n_lines - 1:
        n = len(words)
        while n > 1 and of.getlength(" ".join(words[:n])) > width:
            n -= 1
        lines.append(fitted(" ".join(words[:n]), of, width))
        words = words[n:]
    return [*lines, fitted(" ".join(words), of, width)] if words else lines
