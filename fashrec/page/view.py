"""What the page shows, ready to be written: words and numbers as text, nothing to be computed."""

from dataclasses import dataclass

from fashrec.errors import FashrecError


@dataclass(frozen=True, slots=True)
class Card:
    """An item.

    Attributes:
        id: of the item.
        name: what it is called.
        kind: type and colour.
        price: paid for it last, in the data's own scale; empty where nobody bought it.
        cold: whether nobody had bought it.
        pictured: whether it has a picture.
        cosine: with what was asked about; empty where that is not what the list is sorted by.
        day: when the customer bought it; empty elsewhere.
    """

    id: str
    name: str
    kind: str
    price: str
    cold: bool
    pictured: bool
    cosine: str = ""
    day: str = ""


@dataclass(frozen=True, slots=True)
class Bar:
    """A label and how likely it is, from 0 to 1."""

    label: str
    probability: float

    @property
    def percent(self) -> str:
        """As people read it."""
        return f"{100 * self.probability:.0f} %" if self.probability >= 0.005 else "< 1 %"  # noqa: PLR2004 - half a per cent


@dataclass(frozen=True, slots=True)
class Bars:
    """The likeliest labels of a column, the likeliest first."""

    column: str
    bars: tuple[Bar, ...]


@dataclass(frozen=True, slots=True)
class List:
    """Cards in a row.

    Attributes:
        title: over them.
        cards: the best first.
        note: under the title; empty where there is nothing to say.
        ranked: whether the order means something.
        small: whether there may be many, so that each is drawn small.
        error: why there are none.
    """

    title: str
    cards: tuple[Card, ...] = ()
    note: str = ""
    ranked: bool = True
    small: bool = False
    error: FashrecError | None = None


@dataclass(frozen=True, slots=True)
class View:
    """An answer.

    Attributes:
        title: the question in a line.
        kind: what was asked about: `photo`, `item`, `customer`, or nothing.
        asked: what was typed, to stand in its field again.
        photo: the photo as an address that needs no file; empty where none was asked about.
        subject: the item that was asked about.
        labels: what the network says of the photo, column by column.
        no_labels: why it says nothing.
        lists: of items.
        notes: what a person should know beside.
        error: what went wrong, in place of everything else.
        by: the recommenders that were asked for a customer.
    """

    title: str
    kind: str = ""
    asked: str = ""
    photo: str = ""
    subject: Card | None = None
    labels: tuple[Bars, ...] = ()
    no_labels: str = ""
    lists: tuple[List, ...] = ()
    notes: tuple[str, ...] = ()
    error: FashrecError | None = None
    by: tuple[str, ...] = ()

    @property
    def said(self) -> str:
        """For who cannot see it, in a line."""
        if self.error is not None:
            return self.error.what
        return " ".join(
            [self.title, *(f"{one.title}: {so_many_items(len(one.cards))}." for one in self.lists if one.title)]
        )


def so_many_items(n: int) -> str:
    """So many, as people say it."""
    return f"{n:,} item{'' if n == 1 else 's'}"
