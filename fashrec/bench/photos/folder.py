"""Photos that somebody has sorted: a folder with a sub-folder for each class."""

import os
from dataclasses import dataclass
from pathlib import Path, PurePath

from fashrec.data.hm.pictures import picture_names
from fashrec.errors import ConfigError
from fashrec.past import Pictures


@dataclass(frozen=True, slots=True)
class Photos:
    """Pictures of garments with their classes.

    Attributes:
        folder: where they lie.
        names: n files below `folder`, ascending; the first part is the class.
        n_left_out: files in class folders that are no pictures by their name.
    """

    folder: Path
    names: tuple[str, ...]
    n_left_out: int

    @property
    def classes(self) -> list[str]:
        """For each photo its class."""
        return [PurePath(name).parts[0] for name in self.names]

    @property
    def distinct(self) -> list[str]:
        """Every class that has a photo, ascending."""
        return sorted(set(self.classes))

    @property
    def files(self) -> list[Path]:
        """For each photo its file."""
        return [self.folder / name for name in self.names]

    @property
    def pictures(self) -> Pictures:
        """The photos as what embedders take; a photo's name is its id."""
        return Pictures(self.folder, self.names, self.names)


def read_folder(text: str) -> Photos:
    """The photos below a folder, as typed; files beside the class folders do not count.

    Raises:
        ConfigError: where there is no such folder, or fewer than two classes with pictures in it.
    """
    folder = Path(text).expanduser()
    if not text or not folder.is_dir():
        raise ConfigError(
            f"there is no folder {text}" if text else "no photos are named",
            where=f"photos={text}",
            why="the photos that are asked about lie in a folder with a sub-folder for each class",
            do="give that folder as photos=FOLDER",
        )
    names = tuple(name for name in picture_names(folder) if len(PurePath(name).parts) > 1)
    photos = Photos(folder, names, _n_files(folder) - len(names))
    if len(photos.distinct) <= 1:
        raise ConfigError(
            f"{folder} holds {len(photos.distinct)} classes with pictures",
            where=f"photos={text}",
            why="each class is a sub-folder with .jpg, .jpeg or .png files, and one class alone agrees with itself",
            do="give the folder whose sub-folders are the classes",
        )
    return photos


def _n_files(folder: Path) -> int:
    """Files in the sub-folders."""
    inside = (entry.path for entry in os.scandir(folder) if entry.is_dir())
    return sum(len(files) for entry in inside for _, _, files in os.walk(entry))
