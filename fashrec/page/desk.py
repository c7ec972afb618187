"""All that is asked of an experiment on the page, answered with what was made once, before the page opened."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from functools import cached_property

import numpy as np
from PIL import Image

from fashrec.answer.answerer import Answerer
from fashrec.answer.facts import Facts
from fashrec.answer.ids import row_of
from fashrec.answer.photo import check_picture
from fashrec.embed.learner.labeller import Labeller
from fashrec.embed.pictures import read_picture
from fashrec.errors import ConfigError, FashrecError
from fashrec.html.parts import data_uri
from fashrec.page.labels import bars_of
from fashrec.page.view import Card, List, View, so_many_items
from fashrec.stages import Ranker
from fashrec.types import EPOCH, Floats, InMemory, Ints

FORMATS = ("JPEG", "PNG", "WebP")  # Pillow does not mind the case
SIZE = (360, 540)  # of pictures on the page, twice what they take on a common screen
HISTORY = 24  # items of a customer that are shown
FOUND = 24  # items that words find
BEGIN = 10  # items to begin with
PEOPLE = 6  # customers to begin with
BOUNDS = ("chance", "oracle")  # recommenders between which the others lie: asked where somebody says so


@dataclass(frozen=True)
class Desk:
    """The page's answers, at one moment.

    Attributes:
        answerer: of photos and items.
        facts: of items.
        rankers: fitted, by name, in the order of the experiment; or why one could not be.
        labeller: of a trained network; None where there is none.
        no_labels: why there is none.
        no_photos: why a photo cannot be asked about; None where it can.
        seed: of what the page begins with.
    """

    answerer: Answerer
    facts: Facts
    rankers: Mapping[str, Ranker | FashrecError]
    labeller: Labeller | None
    no_labels: str
    no_photos: FashrecError | None
    seed: int = 0

    def begin(self) -> View:
        """A few items to begin with, drawn from the seed."""
        return View("Or begin with one of these", lists=(List("", self._cards(self.begun), ranked=False),))

    @cached_property
    def begun(self) -> Ints:
        """int32 [n], ascending: the items to begin with."""
        rows = np.flatnonzero(self.answerer.past.catalogue & self.answerer.tools.vectors.has).astype(np.int32)
        return np.sort(np.random.default_rng(self.seed).permutation(rows)[:BEGIN])

    def customers(self) -> tuple[tuple[str, int], ...]:
        """Some customers to begin with, drawn from the seed, and how many purchases each has made."""
        counts = np.diff(self.answerer.past.purchases.offsets)
        rows = np.flatnonzero(counts)
        drawn = np.sort(np.random.default_rng(self.seed).permutation(rows)[:PEOPLE])
        ids = self.answerer.making.tables.customers["customer_id"]
        return tuple((str(ids[int(row)]), int(counts[row])) for row in drawn)

    def photo(self, file: InMemory) -> View:
        """What looks like a photo, and what the network sees on it.

        Raises:
            ConfigError: where vectors are not made from pictures.
            DataError: where it is no whole JPEG, PNG or WebP, or gets no vector.
        """
        if self.no_photos is not None:
            raise self.no_photos
        note, labeller = check_picture(file, FORMATS), self.labeller
        answer = self.answerer.photo(file)
        return View(
            f"What looks like {file.name}?",
            kind="photo",
            photo=data_uri(Image.fromarray(read_picture(file, *SIZE))),
            labels=() if labeller is None else bars_of(labeller.vocabulary, labeller.probabilities([file])[0]),
            no_labels=self.no_labels,
            lists=(List("Nearest items", self._cards(answer.items, 1 - answer.distances)),),
            notes=(note,) if note else (),
        )

    def item(self, text: str) -> View:
        """An item's neighbours; or the items that words name, where they are no id.

        Raises:
            ConfigError: where nothing is called so.
            DataError: where the item has no vector.
        """
        try:
            row = row_of(self.answerer.making.tables.items["item_id"], text, "item")
        except ConfigError:
            found = self.facts.called(text)
            if not text.strip() or not len(found):
                raise
            return self._called(text, found)
        answer = self.answerer.item(row)
        return View(
            f"What looks like {self.facts.name(row)}?",
            kind="item",
            asked=self.facts.pictures.item_ids[row],
            subject=self._card(row),
            lists=(List("Nearest items", self._cards(answer.items, 1 - answer.distances)),),
        )

    def customer(self, text: str, by: Sequence[str]) -> View:
        """What a customer bought, and what some recommenders would show; the first three where none is named.

        Raises:
            ConfigError: where there is no such customer or recommender.
        """
        ids = self.answerer.making.tables.customers["customer_id"]
        row = row_of(ids, text, "customer")
        names = tuple(by) or self.default
        items, days = self.answerer.history(row, HISTORY)
        bought = tuple(
            self._card(item, day=str(EPOCH + timedelta(days=day)))
            for item, day in zip(items.tolist(), days.tolist(), strict=True)
        )
        note = "" if bought else f"nothing before {self.answerer.past.cut}"
        history = List("Bought before", bought, note, ranked=False, small=True)
        return View(
            "What would this customer like?",
            kind="customer",
            asked=str(ids[row]),
            lists=(history, *(self._shown(name, row) for name in names)),
            by=names,
        )

    @property
    def default(self) -> tuple[str, ...]:
        """The recommenders that are asked where nobody says which."""
        return tuple(name for name in self.rankers if name not in BOUNDS)[:3] or tuple(self.rankers)[:3]

    def _shown(self, name: str, row: int) -> List:
        if name not in self.rankers:
            raise ConfigError(
                f"there is no recommender {name}",
                where="by",
                why=f"the experiment has {', '.join(self.rankers)}",
                do="take some of these",
            )
        ranker, past = self.rankers[name], self.answerer.past
        if isinstance(ranker, FashrecError):
            return List(name, error=ranker)
        try:
            shown = ranker.rank(np.full(1, row, np.int32), self.answerer.k, past.catalogue)
        except FashrecError as error:
            return List(name, error=error)
        items = shown.items[0][shown.items[0] >= 0]
        filled = shown.fallback is not None and bool(shown.fallback[0])
        note = "nothing to go by: what is popular" if filled else ""
        return List(name, self._cards(items), note or ("" if len(items) else "shows nothing"))

    def _called(self, text: str, found: Ints) -> View:
        many = f"{len(found):,} items, the first {FOUND}" if len(found) > FOUND else so_many_items(len(found))
        cards = self._cards(found[:FOUND])
        return View(f"Items called {text.strip()}", kind="item", asked=text, lists=(List(many, cards, ranked=False),))

    def _cards(self, items: Ints, cosines: Floats | None = None) -> tuple[Card, ...]:
        said = [""] * len(items) if cosines is None else [f"{cosine:.3f}" for cosine in cosines.tolist()]
        return tuple(self._card(row, cosine=cosine) for row, cosine in zip(items.tolist(), said, strict=True))

    def _card(self, row: int, *, cosine: str = "", day: str = "") -> Card:
        price = float(self.facts.prices[row])
        return Card(
            id=self.facts.pictures.item_ids[row],
            name=self.facts.name(row),
            kind=self.facts.kind(row),
            price="" if np.isnan(price) else f"{price:.3g}",
            cold=not bool(self.answerer.past.warm[row]),
            pictured=self.facts.pictures.names[row] is not None,
            cosine=cosine,
            day=day,
        )
