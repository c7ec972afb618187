"""What sections are made of: tables, pictures and data."""

import json
from base64 import b64encode
from collections.abc import Sequence
from io import BytesIO

from markupsafe import Markup
from PIL import Image

from fashrec.html.page import environment

# what would end a script element, or start another, inside a JSON text
_ESCAPES = str.maketrans({letter: f"\\u{ord(letter):04x}" for letter in "<>&\u2028\u2029"})


def table(
    head: Sequence[str | Markup],
    rows: Sequence[Sequence[str | Markup]],
    n_left: int = 1,
    caption: str = "",
    label: str = "",
) -> Markup:
    """A table that scrolls sideways where it is too wide; plain texts are escaped.

    Args:
        head: a name a column.
        rows: cells, as many as the head has; the first of each names its row.
        n_left: so many columns are set left, the others right, as figures are.
        caption: over it, and what a screen reader calls it.
        label: what a screen reader calls it where a heading is its caption.
    """
    macro = environment().get_template("table.html.j2").module.table  # type: ignore[attr-defined] # a macro of the file
    return Markup(macro(head, rows, n_left, caption, label))  # noqa: S704 - the macro has escaped its cells


def data_uri(picture: Image.Image | bytes, kind: str = "webp", quality: int = 80) -> str:
    """A picture as an address that needs no file.

    Args:
        picture: to be encoded; or the bytes of a file, taken as they are.
        kind: `webp`, `png` or `jpeg`: what it is encoded to, or what the bytes are.
        quality: from 1 to 100, for webp and jpeg.
    """
    if isinstance(picture, Image.Image):
        file = BytesIO()
        picture.save(file, kind, quality=quality)
        picture = file.getvalue()
    return f"data:image/{kind};base64,{b64encode(picture).decode()}"


def data_block(name: str, value: object) -> Markup:
    """A value as JSON inside the page, for scripts: `JSON.parse(document.getElementById(NAME).textContent)`.

    Raises:
        ValueError: for a number that JSON does not have.
    """
    text = json.dumps(value, ensure_ascii=False, separators=(",", ":"), allow_nan=False)
    safe = text.translate(_ESCAPES)
    return Markup('<script type="application/json" id="{}">{}</script>').format(name, Markup(safe))  # noqa: S704 - escaped above
