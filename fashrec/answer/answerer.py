"""The answers to the three questions, at one moment."""

from dataclasses import dataclass
from functools import cached_property

import numpy as np

from fashrec.answer.photo_profile import PhotoProfiles
from fashrec.errors import DataError
from fashrec.history import newest_first
from fashrec.making import Making
from fashrec.past import Past
from fashrec.recommend.content import Content
from fashrec.tools import CutTools
from fashrec.types import Cut, Floats, Ints, ItemLists, PictureFile, Profiles

LAST = 6  # purchases of a customer that are shown


@dataclass(frozen=True, slots=True)
class Answer:
    """What is shown for a question.

    Attributes:
        asked: int32 [m]: the item asked about, or what the customer bought last, newest first; empty for a photo.
        days: int32 [m]: for a customer, the day number on which each was last bought; empty elsewhere.
        items: int32 [n], n at most k: the answers, the best first.
        distances: float32 [n]: 1 - cosine, in [0, 2]; NaN where the answers are the fallback's.
    """

    asked: Ints
    days: Ints
    items: Ints
    distances: Floats

    @property
    def fallback(self) -> bool:
        """Whether the customer has no profile, so that somebody else's list is shown."""
        return bool(np.isnan(self.distances).any())


@dataclass(frozen=True)
class Answerer:
    """Answers at one cut, with the vectors, profiles and index that a run has there.

    Attributes:
        making: the costly artefacts.
        past: all that is known.
        tools: what recommenders are handed at this cut.
        k: how many items are answered, at most.
    """

    making: Making
    past: Past
    tools: CutTools
    k: int

    @classmethod
    def at(cls, making: Making, cut: Cut, k: int) -> "Answerer":
        """With what a run has at this cut, made or found in the store."""
        past, _ = making.parts.split.at(making.tables, cut)
        index, _ = making.calibrated(making.earliest)
        return cls(making, past, making.tools(past, index), k)

    @cached_property
    def photos(self) -> PhotoProfiles:
        """What turns photos into queries, loaded once.

        Raises:
            ConfigError: where vectors are not made from pictures.
            SpaceError: where the store's vectors are of another machine's making.
        """
        return PhotoProfiles.at(self.making, self.past)

    def photo(self, file: PictureFile) -> Answer:
        """The items of the catalogue nearest to a picture.

        Raises:
            ConfigError: where vectors are not made from pictures.
            DataError: where the picture cannot be read or gets no vector, or nothing can be answered.
            SpaceError: where the store's vectors are of another machine's making.
        """
        items, distances = self._nearest(self.photos(file), None)
        return Answer(_none(), _none(), items, distances)

    def item(self, row: int) -> Answer:
        """The items of the catalogue nearest to an item, itself left out.

        Raises:
            DataError: where it has no vector at this cut, or nothing can be answered.
        """
        vectors, asked = self.tools.vectors, np.full(1, row, np.int32)
        if not vectors.has[row]:
            raise DataError(
                f"item {self.making.tables.items['item_id'][row]} has no vector on {self.past.cut}",
                where="item, date",
                why="it has no picture" if self.past.launched[row] else "it goes on sale on that day or later",
                do="ask about another item" if self.past.launched[row] else "ask about it at a later date",
            )
        query = Profiles(np.full(1, -1, np.int32), vectors.values[asked], vectors.has[asked], vectors.space)
        items, distances = self._nearest(query, ItemLists(np.array([0, 1]), asked))
        return Answer(asked, _none(), items, distances)

    def customer(self, row: int) -> Answer:
        """What the run's content recommender shows a customer; the fallback's list where nothing was bought before.

        Raises:
            DataError: where nothing can be answered.
        """
        customers = np.full(1, row, np.int32)
        contents = (one for one in self.making.parts.recommend.values() if isinstance(one, Content))
        shown = next(contents, Content()).fit(self.past, self.tools).rank(customers, self.k, self.past.catalogue)
        assert shown.fallback is not None, "content says whose list it shows"
        some = shown.items[0] >= 0
        distances = np.full(int(some.sum()), np.nan, np.float32) if shown.fallback[0] else _distances(shown.scores[0])
        bought, days = self.history(row, LAST)
        items = self._some(shown.items[0][some])
        return Answer(bought, days, items, distances[: len(items)])

    def history(self, row: int, n: int) -> tuple[Ints, Ints]:
        """int32, twice: the distinct items that a customer bought, newest first, at most n, and the day of each."""
        _, rows = newest_first(self.past, np.full(1, row, np.int32))
        bought = self.past.purchases
        return bought.item[rows[:n]], bought.day[rows[:n]]

    def _nearest(self, query: Profiles, exclude: ItemLists | None) -> tuple[Ints, Floats]:
        items, scores = self.tools.searcher(self.past.catalogue).search(query, self.k, exclude)
        found = self._some(items[0][items[0] >= 0])
        return found, _distances(scores[0])[: len(found)]

    def _some(self, items: Ints) -> Ints:
        if not len(items):
            raise DataError(
                f"nothing can be answered on {self.past.cut}",
                where="split.catalogue, embed",
                why=f"none of the {int(self.past.catalogue.sum()):,} items of the catalogue that may be shown is left",
                do="ask at another date, or take split.catalogue=all",
            )
        return items


def _distances(scores: Floats) -> Floats:
    """float32 [n]: 1 - cosine; rounding leaves an item nothing nearer than itself."""
    return np.maximum(1 - scores, 0).astype(np.float32)


def _none() -> Ints:
    return np.zeros(0, np.int32)
