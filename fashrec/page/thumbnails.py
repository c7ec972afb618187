"""Items' pictures as the page shows them: small, of one size, made when first asked for, kept in memory."""

from collections.abc import Callable
from functools import lru_cache
from io import BytesIO

from PIL import Image

from fashrec.embed.pictures import read_picture
from fashrec.past import Pictures

KEPT = 2000  # of some 10 kB each


def thumbnails(pictures: Pictures, width: int, height: int) -> Callable[[str], bytes | None]:
    """Gives the WebP of an item's picture by the item's id; None where there is no such item, or no picture.

    Raises:
        DataError: of what comes back, where a picture cannot be read.
    """
    files = {
        item_id: pictures.folder / name
        for item_id, name in zip(pictures.item_ids, pictures.names, strict=True)
        if name is not None
    }

    @lru_cache(KEPT)
    def small(item_id: str) -> bytes | None:
        if item_id not in files:
            return None
        out = BytesIO()
        Image.fromarray(read_picture(files[item_id], width, height)).save(out, "WEBP", quality=82)
        return out.getvalue()

    return small
