"""A photo as a query to the index."""

from pathlib import Path

import numpy as np

from fashrec.errors import DataError
from fashrec.making import Making
from fashrec.newcomers import newcomers
from fashrec.past import Past, Pictures
from fashrec.progress import Quiet
from fashrec.types import Profiles


def photo_profile(making: Making, past: Past, file: Path) -> Profiles:
    """The photo at a cut: one profile, of customer -1.

    Raises:
        ConfigError: where vectors are not made from pictures.
        DataError: where the picture cannot be read, or gets no vector.
        SpaceError: where the inventory's vectors in the store are others than those made here.
    """
    photo = newcomers(making, past, Pictures(file.parent, (file.name,), ("photo",)), Quiet())
    if not photo.has[0]:
        raise DataError(
            f"{file.name} has no vector",
            where=f"photo={file}",
            why="it comes out as the very mean of all items, which lies in no direction",
            do="give another picture of the garment",
        )
    return Profiles(np.full(1, -1, np.int32), photo.values, photo.has, photo.space)
