"""The small frozen types that pass between rooms. Rows are dense numbers; strings live at the edges.

Days are `int32` numbers since 1970-01-01; intervals of days are closed on the left and open on the right.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from pathlib import Path
from typing import Literal

import numpy as np
import numpy.typing as npt

from fashrec.errors import SpaceError

Ints = npt.NDArray[np.int32]
Longs = npt.NDArray[np.int64]
Floats = npt.NDArray[np.float32]
Doubles = npt.NDArray[np.float64]
Bools = npt.NDArray[np.bool_]

Window = Literal["validation", "test"]
Seen = Literal["allow", "remove"]

EPOCH = date(1970, 1, 1)


def day_number(day: date) -> int:
    """Days from 1970-01-01 to `day`."""
    return (day - EPOCH).days


@dataclass(frozen=True, slots=True)
class Cut:
    """The moment of recommending: midnight at the start of day `start`.

    Past is `day < T`, future is `T <= day < T + horizon_days`.
    """

    start: date
    horizon_days: int
    window: Window

    @property
    def day(self) -> int:
        """T as a day number."""
        return day_number(self.start)

    @property
    def end(self) -> date:
        """The first day after the horizon."""
        return self.start + timedelta(days=self.horizon_days)

    def __str__(self) -> str:
        return self.start.isoformat()


@dataclass(frozen=True, slots=True)
class ItemLists:
    """A list of items for each of n customers, laid end to end.

    Attributes:
        offsets: int64 [n + 1]; customer i's items are `items[offsets[i]:offsets[i + 1]]`.
        items: int32 [m], ascending and distinct within a customer.
    """

    offsets: Longs
    items: Ints

    def __len__(self) -> int:
        return len(self.offsets) - 1

    def counts(self) -> Longs:
        """int64 [n]: how many items each list has."""
        return np.diff(self.offsets)

    def of(self, row: int) -> Ints:
        """int32 view of one list."""
        return self.items[self.offsets[row] : self.offsets[row + 1]]

    def owners(self) -> Longs:
        """int64 [m]: the row in [0, n) that each entry of `items` belongs to."""
        return np.repeat(np.arange(len(self), dtype=np.int64), self.counts())

    def take(self, rows: Longs) -> "ItemLists":
        """The lists of some rows (int64 [r]), in that order."""
        if len(self.items) == 0:
            return ItemLists(np.zeros(len(rows) + 1, np.int64), self.items)
        counts = self.counts()[rows]
        offsets = np.concatenate([np.zeros(1, np.int64), np.cumsum(counts)])
        entries = np.arange(offsets[-1]) + np.repeat(self.offsets[rows] - offsets[:-1], counts)
        return ItemLists(offsets, self.items[entries])


@dataclass(frozen=True, slots=True)
class Purchases:
    """One row a unit bought, sorted by customer, day, item, price, channel.

    Attributes:
        customer: int32 [n], customer rows.
        item: int32 [n], item rows.
        day: int32 [n], day numbers.
        price: float32 [n], in the scale of the source; NaN where it was missing.
        channel: uint8 [n], the source's own sales channel number (H&M: 1 shop, 2 online; 0 unknown).
        offsets: int64 [n_customers + 1]; a customer's rows are a slice.
    """

    customer: Ints
    item: Ints
    day: Ints
    price: Floats
    channel: npt.NDArray[np.uint8]
    offsets: Longs

    def __len__(self) -> int:
        return len(self.item)

    @property
    def n_customers(self) -> int:
        """Number of customer rows, those without a purchase included."""
        return len(self.offsets) - 1

    def where(self, keep: Bools) -> "Purchases":
        """The rows where `keep` (bool [n]) holds, as a new table over the same customers."""
        kept = np.concatenate([np.zeros(1, np.int64), np.cumsum(keep, dtype=np.int64)])
        return Purchases(
            customer=self.customer[keep],
            item=self.item[keep],
            day=self.day[keep],
            price=self.price[keep],
            channel=self.channel[keep],
            offsets=kept[self.offsets],
        )


@dataclass(frozen=True, slots=True)
class ItemVectors:
    """Vectors of items, all of one space.

    Attributes:
        values: float32 [n_items, d]; rows without a vector are zero.
        has: bool [n_items]; whether the item has a vector.
        space: hash of all that made the vectors: two sets are comparable only if it is the same.
    """

    values: Floats
    has: Bools
    space: str

    @property
    def dim(self) -> int:
        """d, the length of a vector."""
        return int(self.values.shape[1])


@dataclass(frozen=True, slots=True)
class Profiles:
    """One pooled, unit-length vector a customer, in the space of the items it was pooled from.

    Attributes:
        customers: int32 [n], customer rows.
        values: float32 [n, d]; zero where `has` is false.
        has: bool [n]; false for a customer none of whose items has a vector.
        space: the space of the item vectors.
    """

    customers: Ints
    values: Floats
    has: Bools
    space: str


def same_space(vectors: str, queries: str, where: str) -> None:
    """Raise a SpaceError unless two space hashes are equal."""
    if vectors != queries:
        raise SpaceError(
            f"queries of space {queries[:12]} met vectors of space {vectors[:12]}",
            where=where,
            why="a cosine between vectors of two spaces is a number without meaning",
            do="make both from the same embedding at the same cut",
        )


@dataclass(frozen=True, slots=True)
class Ties:
    """The block of equal scores that the end of a list of length k cuts through.

    Attributes:
        block: int32 [n]; which of `members` the customer's block is, -1 where the k-th and (k+1)-th
            scores differ. Customers may share a block (popular items are the same for everybody).
        size: int32 [n]; t, the items in the block that this customer may be shown (0 where none): less than
            the block's members where owned items are taken out.
        members: the blocks, each a sorted list of items.
        places: bool [n, k]; which places hold items of the block. None: those that have the last one's score.
        beside: a further block that the same end cuts through, with `places` of its own, where a list is woven of two.
    """

    block: Ints
    size: Ints
    members: ItemLists
    places: Bools | None = None
    beside: "Ties | None" = None

    def inside(self, block: npt.NDArray[np.integer], items: Ints) -> Bools:
        """bool: whether each item is a member of the block beside it, of one shape; never of -1, and -1 never."""
        stride = 1 + max(int(self.members.items.max(initial=0)), int(items.max(initial=0)))
        members = self.members.owners() * stride + self.members.items
        if not len(members):
            return np.zeros(items.shape, bool)
        wanted = block.astype(np.int64) * stride + items
        at = np.minimum(np.searchsorted(members, wanted), len(members) - 1)
        there: Bools = (members[at] == wanted) & (block >= 0) & (items >= 0)
        return there

    def held(self, items: Ints, scores: Floats) -> Bools:
        """bool [n, k]: the places that hold items of the block, of lists (int32 and float32 [n, k]) that end in it."""
        members = self.inside(np.broadcast_to(self.block[:, None], items.shape), items)
        return members & (scores == scores[:, -1:] if self.places is None else self.places)

    def of(self, rows: Longs) -> "Ties":
        """The ties of some customers, int64 [m]."""
        places = None if self.places is None else self.places[rows]
        beside = None if self.beside is None else self.beside.of(rows)
        return Ties(self.block[rows], self.size[rows], self.members, places, beside)

    def chain(self) -> "tuple[Ties, ...]":
        """These and those beside them."""
        return (self, *(() if self.beside is None else self.beside.chain()))


@dataclass(frozen=True, slots=True)
class Shown:
    """What each customer was shown, best first.

    Attributes:
        customers: int32 [n], ascending customer rows.
        items: int32 [n, k], padded with -1 at the end.
        scores: float32 [n, k], never rising along a row; -inf where padded.
        ties: for each list length of interest, the tied block it cuts through; absent = no ties.
        fallback: bool [n]; the list came from the fallback. None: there is no such thing here.
        own: int32 [n]; the first so many places are the recommender's own, what follows fills the list up. None: all.
    """

    customers: Ints
    items: Ints
    scores: Floats
    ties: Mapping[int, Ties] = field(default_factory=dict)
    fallback: Bools | None = None
    own: Ints | None = None


@dataclass(frozen=True, slots=True)
class Future:
    """What was bought in `[T, T + H)`: the relevant pairs of every scored customer. For evaluate/ alone.

    Attributes:
        cut: the moment.
        customers: int32 [n], ascending rows of the scored customers.
        relevant: R_u for each of them; never empty.
        cold: bool [m] over `relevant.items`: bought by nobody before T.
        repeat: bool [m]: bought by this customer before T.
        reachable: bool [m]: inside the catalogue.
        n_history: int32 [n]: distinct items this customer bought before T.
        n_candidates: int32 [n]: N, the items this customer may be shown.
        n_candidates_cold: int32 [n]: the cold ones among them.
        n_dropped: customers left out because all they bought was owned and `seen=remove`.
    """

    cut: Cut
    customers: Ints
    relevant: ItemLists
    cold: Bools
    repeat: Bools
    reachable: Bools
    n_history: Ints
    n_candidates: Ints
    n_candidates_cold: Ints
    n_dropped: int


@dataclass(frozen=True, slots=True)
class InMemory:
    """A picture's file that lies in memory and nowhere else.

    Attributes:
        name: what errors call it.
        content: its bytes.
    """

    name: str
    content: bytes = field(repr=False)

    def __str__(self) -> str:
        return self.name


PictureFile = Path | InMemory


@dataclass(frozen=True, slots=True, eq=False)
class Labelled:
    """Pictures that others have labelled, none of them the shop's.

    Attributes:
        files: n pictures.
        boxes: int32 [n, 4]; left, top, right, bottom of what is to be looked at, in pixels. None: all of it.
        marks: int8 [n, n_labels]; 1 has the label, 0 lacks it, -1 nobody knows.
        held_out: bool [n]; what is examined on.
        groups: for each label, what it is a value of: `category`, of which a picture has one, or `attribute`.
        values: for each label, its name.
    """

    files: tuple[Path, ...]
    boxes: Ints | None
    marks: npt.NDArray[np.int8]
    held_out: Bools
    groups: tuple[str, ...]
    values: tuple[str, ...]

    def __post_init__(self) -> None:
        assert self.marks.shape == (len(self.files), len(self.values))
        assert len(self.held_out) == len(self.files)
        assert len(self.groups) == len(self.values)
        assert self.boxes is None or self.boxes.shape == (len(self.files), 4)
