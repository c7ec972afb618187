"""A photo as a query to the index."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np

from fashrec.errors import DataError
from fashrec.making import Making
from fashrec.newcomers import Door, door, sighted
from fashrec.past import Past
from fashrec.types import Floats, PictureFile, Profiles


@dataclass(frozen=True, slots=True)
class PhotoProfiles:
    """Photos at one cut, with what that takes loaded and fitted once.

    Attributes:
        look: float32 [n, d], raw, of n pictures.
        door: into the space of the items' vectors.
    """

    look: Callable[[Sequence[PictureFile]], Floats]
    door: Door

    @classmethod
    def at(cls, making: Making, past: Past) -> "PhotoProfiles":
        """Load and fit.

        Raises:
            ConfigError: where vectors are not made from pictures.
            SpaceError: where the inventory's vectors in the store are others than those made here.
        """
        return cls(sighted(making).ready(), door(making, past))

    def __call__(self, file: PictureFile) -> Profiles:
        """One profile, of customer -1.

        Raises:
            DataError: where the picture cannot be read, or gets no vector.
        """
        photo = self.door(self.look([file]))
        if not photo.has[0]:
            raise DataError(
                f"{file.name} has no vector",
                where=f"photo={file}",
                why="it comes out as the very mean of all items, which lies in no direction",
                do="give another picture of the garment",
            )
        return Profiles(np.full(1, -1, np.int32), photo.values, photo.has, photo.space)
