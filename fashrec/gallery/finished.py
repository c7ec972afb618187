"""A finished run, and what of its data is still at hand: tables, pictures, vectors."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from pathlib import Path
from typing import Any

from hydra.utils import instantiate
from omegaconf import DictConfig, OmegaConf

from fashrec.errors import ConfigError, DataError, StoreError
from fashrec.frames import Tables, read_tables
from fashrec.naming import register
from fashrec.results.runs import LeftOut, Run, read_run
from fashrec.results.scores import days_of, headline
from fashrec.split import Split
from fashrec.stages import Dataset
from fashrec.store.manifest import MANIFEST
from fashrec.tools import load_vectors
from fashrec.types import Cut, ItemVectors


@dataclass(frozen=True)
class Finished:
    """A run that is done.

    Attributes:
        folder: its folder.
        data: its run.json.
        config: its configuration, as composed.
        store: where its artefacts are; None: where its configuration says.
    """

    folder: Path
    data: Mapping[str, Any]
    config: DictConfig
    store: Path | None = None

    @classmethod
    def read(cls, folder: Path, store: Path | None = None) -> "Finished":
        """The run of a folder.

        Raises:
            ConfigError: where the folder holds no finished run.
        """
        register()
        found = read_run(folder)
        if isinstance(found, LeftOut):
            raise ConfigError(
                f"{folder} holds no finished run: {found.why}",
                where="the command line of fashrec.gallery",
                why="pictures are shown of what a run recommended, from its folder",
                do="name the folder of a run that is done, as in runs/pca128/20261121T124812.051-1-10a837c7",
            )
        config = OmegaConf.load(folder / ".hydra" / "config.yaml")
        assert isinstance(config, DictConfig), "a configuration is a mapping"
        return cls(folder, found.data, config, store)

    @property
    def name(self) -> str:
        """The experiment's name."""
        return str(self.data["name"])

    @property
    def headline(self) -> str:
        """The metric that its tables lead with."""
        return headline([self])

    @property
    def k(self) -> int:
        """The list length of that metric."""
        return int(self.headline.rpartition("@")[2])

    def horizons(self, window: str) -> dict[date, int]:
        """The cuts of a window, the earliest first, and for how many days purchases count after each."""
        days = {date.fromisoformat(cut["start"]): int(cut["horizon_days"]) for cut in self.data["cuts"]}
        return {day: days[day] for day in days_of(self, window)}

    @cached_property
    def tables_folder(self) -> Path | None:
        """Where its tables lie; None where they are gone."""
        return self._artefact("tables", self.data["data"]["hash"])

    @cached_property
    def tables(self) -> Tables | None:
        """Items, customers and purchases; None where they are gone."""
        return None if self.tables_folder is None else read_tables(self.tables_folder)

    @cached_property
    def dataset(self) -> Dataset:
        """Where pictures are looked for."""
        made: Dataset = instantiate(self.config.data, _convert_="all")
        return made

    @cached_property
    def real(self) -> bool:
        """Whether these are real customers: nobody knows the truth about them."""
        return self.tables_folder is None or self.dataset.truth(self.tables_folder) is None

    @cached_property
    def pictures(self) -> Path | None:
        """The folder that items' pictures are named below; None where it is gone."""
        if self.tables_folder is None:
            return None
        named = self._near(self.dataset.pictures_folder(self.tables_folder))
        return next((folder for folder in named if folder.is_dir()), None)

    @cached_property
    def split(self) -> Split:
        """The cuts of its configuration."""
        made: Split = instantiate(self.config.split, _convert_="all")
        return made

    def cuts(self, window: str) -> list[Cut]:
        """The cuts of a window as the tables give them.

        Raises:
            DataError: where they are others than those of run.json.
        """
        assert self.tables is not None, "nobody asks without tables"
        days = days_of(self, window)
        found = [cut for cut in self.split.opened(self.tables) if cut.start in days]
        if [cut.start for cut in found] != days:
            raise DataError(
                f"the configuration cuts the data at {', '.join(map(str, found)) or 'no day'}, run.json names others",
                where=str(self.folder),
                why="what was known at a cut is read from the tables",
                do="keep run folders as they were written, or run the experiment again",
            )
        return found

    def vectors(self, day: date) -> ItemVectors | None:
        """The items' vectors at a cut, of unit length; None where the run had none, or they are gone."""
        space = next((cut.get("vectors") for cut in self.data["cuts"] if cut["start"] == str(day)), None)
        folder = None if space is None else self._artefact("at_cut", space)
        return None if folder is None or space is None else load_vectors(folder, space)

    def _near(self, path: Path) -> list[Path]:
        """A path of the configuration as it is, and below the folder that the run was begun in (runs/NAME/STAMP)."""
        return [path, *(begun / path for begun in list(self.folder.resolve().parents)[2:3])]

    def _artefact(self, kind: str, name: str) -> Path | None:
        roots = [self.store] if self.store else self._near(Path(str(self.config.store.root)))
        found = (root / kind / name for root in roots)
        try:
            return next((folder for folder in found if (folder / MANIFEST).is_file()), None)
        except OSError as error:
            raise StoreError(
                f"the store cannot be read: {error.strerror}",
                where=str(error.filename),
                why="pictures and purchases are looked for there",
                do="give store=FOLDER",
            ) from error


def newest(folders: Sequence[Path]) -> Path:
    """The last of some folders by name, which begins with when a run began, that holds a finished run.

    Where none does, the last: whoever reads it says what is wrong.
    """
    by_time = sorted(folders, key=lambda folder: folder.name, reverse=True)
    return next((folder for folder in by_time if isinstance(read_run(folder), Run)), by_time[0])
