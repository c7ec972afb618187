"""The tiny shop, made once for the tests of this folder, and questions to it as from a command line."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import polars as pl
import pytest

from fashrec.configure import assemble
from fashrec.making import Making
from fashrec.past import Past
from fashrec.progress import Quiet
from fashrec.show.__main__ import main
from fashrec.store import Store
from tests.running import TINY, composed

ASKED = ("experiment=pixels128", *TINY, "embed.dim=16")
THREADS = ("POLARS_MAX_THREADS", "OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS")


def making(store: Path, *overrides: str) -> Making:
    """What the experiment is made of."""
    return Making(assemble(composed(*overrides)), Store(store, Quiet()), Quiet())


def last_past(made: Making) -> Past:
    """The past at the last cut of the open window."""
    split = made.parts.split
    return split.at(made.tables, split.opened(made.tables)[-1])[0]


@dataclass(frozen=True)
class Said:
    """What a command ended with."""

    status: int
    out: str
    err: str

    @property
    def rows(self) -> list[list[str]]:
        """The table's cells, between two or more spaces."""
        lines = [line.strip() for line in self.out.splitlines()]
        cells = [[cell for cell in line.split("  ") if cell.strip()] for line in lines if line[:1].isdigit()]
        return [[cell.strip() for cell in row] for row in cells if row[0].isdecimal()]

    @property
    def items(self) -> list[str]:
        """The ids that were answered."""
        return [row[1] for row in self.rows]


@dataclass(frozen=True)
class Asking:
    """Questions in this process, in a folder of their own, with a store that may be shared."""

    folder: Path
    store: Path
    patch: pytest.MonkeyPatch
    captured: pytest.CaptureFixture[str]

    def __call__(self, *words: str, experiment: Sequence[str] = ASKED) -> Said:
        """`python -m fashrec.show EXPERIMENT WORDS`."""
        self.patch.chdir(self.folder)
        self.patch.setenv("COLUMNS", "160")
        for name in THREADS:  # put back as they were, after the command has set them
            self.patch.setenv(name, "1")
        self.captured.readouterr()
        status = main([*experiment, f"store.root={self.store}", *words])
        said = self.captured.readouterr()
        return Said(status, said.out, said.err)


def picture_of(made: Making, row: int) -> Path:
    """An item's picture."""
    return made.pictures.folder / str(made.pictures.names[row])


def ids(made: Making, kind: str) -> pl.Series:
    """The ids of `item` or `customer`."""
    tables = made.tables
    return tables.items["item_id"] if kind == "item" else tables.customers["customer_id"]
