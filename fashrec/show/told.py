"""An answer in words: the table on the screen, and the cards of the picture."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

from rich.box import SIMPLE_HEAD
from rich.table import Table
from rich.text import Text

from fashrec.answer.answerer import Answer
from fashrec.answer.facts import Facts
from fashrec.past import Past, Pictures
from fashrec.show.request import Kind
from fashrec.show.sheet import Card, Sheet
from fashrec.types import EPOCH

_SHORT = 16  # characters of a customer's id in a title


@dataclass(frozen=True)
class Told:
    """A question and its answer, for people.

    Attributes:
        kind: what was asked about.
        asked: the photo's file name, or the id as the data have it.
        photo: the photo's file; None for the others.
        answer: what was found.
        past: the moment, and what is known of the items.
        pictures: the items'.
        how: the experiment and its vectors, in a line.
        warning: what holds for sharing; empty where there is nothing to say.
    """

    kind: Kind
    asked: str
    photo: Path | None
    answer: Answer
    past: Past
    pictures: Pictures
    how: str
    warning: str

    @property
    def title(self) -> str:
        """The question in a line."""
        if self.kind == "photo":
            return f"What looks like {self.asked}?"
        if self.kind == "item":
            return f"What looks like {self._facts.name(int(self.answer.asked[0]))}?"
        short = self.asked if len(self.asked) <= _SHORT else f"{self.asked[:_SHORT]}…"
        return f"What would customer {short} like?"

    @property
    def subtitle(self) -> str:
        """When, among what, how."""
        n = int(self.past.catalogue.sum())
        return f"{self.past.cut} · among {n:,} items of the catalogue · {self.how}"

    def table(self) -> Table:
        """Rank, item id, product name, type, colour, distance."""
        made = Table(box=SIMPLE_HEAD, pad_edge=False, padding=(0, 1, 0, 0))
        made.add_column("rank", justify="right")
        made.add_column("item", no_wrap=True)
        for column in ("product", "type", "colour"):
            made.add_column(column)
        made.add_column("distance", justify="right")
        for rank, (row, distance) in enumerate(self._answers(), start=1):
            kind, colour = (self._facts.fact(row, name) for name in ("product_type_name", "colour_group_name"))
            cells = (str(rank), self.pictures.item_ids[row], self._facts.name(row), kind, colour, distance)
            made.add_row(*map(Text, cells))  # a shop's names may hold brackets, which rich would read as its own
        return made

    def sheet(self) -> Sheet:
        """What the picture shows."""
        return Sheet(
            title=self.title,
            subtitle=self.subtitle,
            asked_label=self._asked_label,
            asked=tuple(self._asked()),
            small=self.kind == "customer",
            answers_label="popular, for want of a profile" if self.answer.fallback else "nearest · 1 − cosine",
            answers=tuple(
                self._card(row, "" if self.answer.fallback else distance, str(rank))
                for rank, (row, distance) in enumerate(self._answers(), start=1)
            ),
            warning=self.warning,
        )

    @property
    def _asked_label(self) -> str:
        if self.kind == "customer":
            return "bought last" if len(self.answer.asked) else f"nothing bought before {self.past.cut}"
        return f"the {self.kind}"

    def _asked(self) -> Iterator[Card]:
        if self.photo is not None:
            yield Card(self.photo, self.photo.name, "padded as items' pictures are")
        elif self.kind == "item":
            yield self._card(int(self.answer.asked[0]))
        for row, day in zip(self.answer.asked.tolist(), self.answer.days.tolist(), strict=False):
            yield Card(self._facts.picture(row), self._facts.name(row), left=str(EPOCH + timedelta(days=day)))

    def _answers(self) -> Iterator[tuple[int, str]]:
        for row, distance in zip(self.answer.items.tolist(), self.answer.distances.tolist(), strict=True):
            yield row, "-" if self.answer.fallback else f"{distance:.4f}"

    def _card(self, row: int, right: str = "", rank: str = "") -> Card:
        known = self._facts
        return Card(known.picture(row), known.name(row), known.kind(row), known.pictures.item_ids[row], right, rank)

    @property
    def _facts(self) -> Facts:
        return Facts(self.past, self.pictures)
