"""The dataset `boutique`: a shop that is made, in H&M's layout, and read by the same ingest."""

import hashlib
import json
from collections.abc import Callable
from dataclasses import asdict, dataclass
from datetime import date, timedelta
from pathlib import Path
from typing import ClassVar

import numpy as np

from fashrec.data.boutique.assortment import Items, make_items
from fashrec.data.boutique.customers import Visits, make_ages, make_visits
from fashrec.data.boutique.hidden import make_state
from fashrec.data.boutique.kaggle import write_articles, write_customers, write_pictures, write_transactions
from fashrec.data.boutique.trading import Sales, trade
from fashrec.data.boutique.truth import BoutiqueTruth
from fashrec.data.hm import ingest_tables
from fashrec.errors import require, require_whole
from fashrec.stages import Checkpoint, Progress, Truth
from fashrec.types import day_number

_PURPOSES = ("items", "ages", "visits", "tastes", "appeal", "purchases", "days", "customers")
"""Each draws from numbers of its own, so that one more draw in one of them moves none of the others.
New ones go at the end."""


@dataclass(frozen=True)
class Boutique:
    """A simulated shop; the same settings make the same bytes.

    Attributes:
        n_items: colours of products, 20 or more.
        n_customers: 10 or more; a few of them never buy.
        n_weeks: length of the shop's life, 4 or more.
        seed: 0 or more.
        last_day: the last day of the last week, an ISO date.
        picture_height: pixels, 32 or more.
        taste: how much customers differ, as a factor: 0 everybody likes the same, 1 as at H&M.
    """

    version: ClassVar[int] = 1

    n_items: int = 1500
    n_customers: int = 8000
    n_weeks: int = 104
    seed: int = 0
    last_day: str = "2020-09-22"
    picture_height: int = 224
    taste: float = 1.0

    def __post_init__(self) -> None:
        for name, least in (("n_items", 20), ("n_customers", 10), ("n_weeks", 4), ("seed", 0), ("picture_height", 32)):
            require_whole(self, least, name)
        require(self.taste >= 0, "taste", self.taste, "a number, 0 or more")
        require(_is_date(self.last_day), "last_day", self.last_day, "a date written YYYY-MM-DD")

    @property
    def first_day(self) -> date:
        """The first day of the first week."""
        return date.fromisoformat(self.last_day) - timedelta(days=7 * self.n_weeks - 1)

    def fingerprint(self, fingerprint_files: Callable[[list[Path]], str]) -> str:  # noqa: ARG002 (it reads no file)
        """Hash of the settings."""
        return hashlib.sha256(json.dumps([self.version, asdict(self)], sort_keys=True).encode()).hexdigest()

    def ingest(self, checkpoint: Checkpoint, progress: Progress) -> None:
        """Make the shop below `checkpoint.folder`/shop, its truth beside it, and ingest it as if it were H&M's."""
        shop, truth = checkpoint.folder / "shop", checkpoint.folder / "truth"
        shop.mkdir(parents=True, exist_ok=True)
        truth.mkdir(exist_ok=True)
        made = self.make(progress)
        made.truth.save(truth)
        write_articles(shop / "articles.csv", made.items, self.first_day)
        write_customers(shop / "customers.csv", made.ages, self.seed, self._rng("customers"))
        write_transactions(
            shop / "transactions_train.csv", made.items, made.sales, made.visits, self.first_day, self.seed
        )
        with progress.task("drawing", self.n_items, "pictures") as step:
            write_pictures(shop / "images", made.items, self.picture_height, step)
        ingest_tables(shop, checkpoint.folder, progress)

    def make(self, progress: Progress) -> "Made":
        """The shop in memory: what `ingest` writes down."""
        items = make_items(self.n_items, self.n_weeks, self._rng("items"))
        of_year = self.first_day.timetuple().tm_yday - 1
        visits = make_visits(self.n_customers, 7 * self.n_weeks, of_year, self._rng("visits"))
        start = day_number(self.first_day)
        state = make_state(items, visits, self.n_weeks, start, self.taste, self._rng("tastes"), self._rng("appeal"))
        with progress.task("trading", self.n_weeks, "weeks") as step:
            sales = trade(state, visits, self._seed("purchases"), self._rng("days"), step)
        ages = make_ages(self.n_customers, self._rng("ages"))
        return Made(items, ages, visits, sales, BoutiqueTruth(state, sales.bought))

    def pictures_folder(self, tables: Path) -> Path:
        """Inside the artefact."""
        return tables / "shop" / "images"

    def truth(self, tables: Path) -> Truth | None:
        """The probabilities that the purchases were drawn with."""
        return BoutiqueTruth.open(tables / "truth")

    def _seed(self, purpose: str) -> np.random.SeedSequence:
        return np.random.SeedSequence(self.seed, spawn_key=(_PURPOSES.index(purpose),))

    def _rng(self, purpose: str) -> np.random.Generator:
        return np.random.default_rng(self._seed(purpose))


@dataclass(frozen=True, slots=True)
class Made:
    """A shop before it is written down; rows of items and customers are in the order of their ids."""

    items: Items
    ages: np.ndarray[tuple[int], np.dtype[np.float64]]
    visits: Visits
    sales: Sales
    truth: BoutiqueTruth


def _is_date(text: str) -> bool:
    try:
        date.fromisoformat(text)
    except ValueError:
        return False
    return True
