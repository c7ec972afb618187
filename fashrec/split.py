"""The global temporal cut, several of them, and what may be shown at each (docs/evaluation.md 1)."""

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Literal

import numpy as np

from fashrec.errors import ConfigError, require
from fashrec.frames import Tables
from fashrec.past import Assortment, Catalogue, Past, past_at
from fashrec.types import EPOCH, Cut, Future, Ints, ItemLists, Longs, Purchases, Seen, day_number

Opened = Literal["validation", "test", "all"]


@dataclass(frozen=True, slots=True)
class Split:
    """Weekly cuts counted back from the end of the data, the last ones kept for testing.

        day   ... | H | H | ... | H | H | H | H |  end of the data
                  T   T   ...   T   T   T   T
                  '-- validation --'-- test ---'

    Attributes:
        cuts: number of cuts in all.
        test_cuts: how many of them, the last ones, are the test window.
        window: which cuts are opened: `validation`, `test` (the word that opens the test window) or `all`.
        horizon_days: H, the length of a Future.
        step_days: days from one cut to the next.
        last_cut: T of the last cut, as 2020-09-16; None: as late as the data allow.
        catalogue: what may be shown: `all` items on sale, `alive` ones, or `alive_and_new`.
        alive_days: an item is alive if anybody bought it in the last so many days before T.
        seen: `allow` re-purchases, or `remove` owned items from lists and from what counts.
        history_from: purchases before this day, as 2019-09-07, are not there at all; None: the past is whole.
    """

    cuts: int
    test_cuts: int
    window: Opened = "validation"
    horizon_days: int = 7
    step_days: int = 7
    last_cut: str | None = None
    catalogue: Catalogue = "alive_and_new"
    alive_days: int = 28
    seen: Seen = "allow"
    history_from: str | None = None

    def __post_init__(self) -> None:
        require(self.cuts >= 1, "cuts", self.cuts, "a whole number of at least 1")
        require(0 <= self.test_cuts <= self.cuts, "test_cuts", self.test_cuts, "from 0 to cuts")
        require(self.window in ("validation", "test", "all"), "window", self.window, "validation, test or all")
        require(self.horizon_days >= 1, "horizon_days", self.horizon_days, "at least 1 day")
        require(self.step_days >= 1, "step_days", self.step_days, "at least 1 day")
        require(
            self.catalogue in ("all", "alive", "alive_and_new"),
            "catalogue",
            self.catalogue,
            "all, alive or alive_and_new",
        )
        require(self.alive_days >= 1, "alive_days", self.alive_days, "at least 1 day")
        require(self.seen in ("allow", "remove"), "seen", self.seen, "allow or remove")
        for name in ("last_cut", "history_from"):
            _date(name, getattr(self, name))
        n_opened = {"validation": self.cuts - self.test_cuts, "test": self.test_cuts, "all": self.cuts}[self.window]
        require(n_opened >= 1, "window", self.window, "a window with at least one cut (see cuts and test_cuts)")

    def opened(self, tables: Tables) -> list[Cut]:
        """The cuts of the window that is open, the earliest first.

        Raises:
            ConfigError: where the data do not reach so far back, or end before the last horizon does.
        """
        every = self._every(tables.purchases)
        return [cut for cut in every if self.window in ("all", cut.window)]

    def at(self, tables: Tables, cut: Cut) -> tuple[Past, Future]:
        """Everything before the cut, and what was bought within its horizon. Nothing after that is kept."""
        everything = np.ones(len(tables.items), bool)
        assortment = Assortment(self.catalogue, self.alive_days)
        past = past_at(cut, self._counting(tables), tables.items, tables.customers, everything, assortment, self.seen)
        return past, _future(tables.purchases, past)

    def _every(self, purchases: Purchases) -> list[Cut]:
        first, last = self._first(purchases.day), int(purchases.day.max())
        latest = last + 1 - self.horizon_days
        named = _date("last_cut", self.last_cut)
        end = latest if named is None else day_number(named)
        days = [end - self.step_days * back for back in reversed(range(self.cuts))]
        if end > latest or days[0] <= first:
            fitting = max(0, (min(end, latest) - first - 1) // self.step_days + 1)
            raise ConfigError(
                f"{self.cuts} cuts from {_day(days[0])} to {_day(end)} do not fit the data",
                where="split.cuts, split.last_cut, split.history_from",
                why=f"purchases run from {_day(first)} to {_day(last)}; each cut needs a past, and "
                f"{self.horizon_days} whole days after it",
                do=f"set split.cuts to at most {fitting}, or split.last_cut to {_day(latest)} or earlier",
            )
        n_validation = self.cuts - self.test_cuts
        return [
            Cut(_day(day), self.horizon_days, "validation" if nth < n_validation else "test")
            for nth, day in enumerate(days)
        ]

    def _first(self, days: Ints) -> int:
        """The first day of the data that counts."""
        begin, named = int(days.min()), _date("history_from", self.history_from)
        return begin if named is None else max(begin, day_number(named))

    def _counting(self, tables: Tables) -> Purchases:
        """The purchases from the first day on that counts."""
        day = tables.purchases.day
        return tables.purchases if self.history_from is None else tables.purchases.where(day >= self._first(day))


def _future(purchases: Purchases, past: Past) -> Future:
    cut, n_items = past.cut, past.n_items
    bought = purchases.where((purchases.day >= cut.day) & (purchases.day < cut.day + cut.horizon_days))
    pairs = np.unique(bought.customer.astype(np.int64) * n_items + bought.item)
    earlier = np.unique(past.purchases.customer.astype(np.int64) * n_items + past.purchases.item)
    repeat = np.isin(pairs, earlier, assume_unique=True)
    everybody = np.unique(pairs // n_items)
    if past.seen == "remove":
        pairs, repeat = pairs[~repeat], np.zeros(int((~repeat).sum()), bool)
    items = (pairs % n_items).astype(np.int32)
    customers, counts = np.unique(pairs // n_items, return_counts=True)
    n_history = np.bincount(earlier // n_items, minlength=past.n_customers)[customers]
    return Future(
        cut=cut,
        customers=customers.astype(np.int32),
        relevant=ItemLists(_offsets(counts), items),
        cold=~past.warm[items],
        repeat=repeat,
        reachable=past.catalogue[items],
        n_history=n_history.astype(np.int32),
        n_candidates=_candidates(past, earlier)[customers],
        n_candidates_cold=np.full(len(customers), (past.catalogue & ~past.warm).sum(), np.int32),
        n_dropped=len(everybody) - len(customers),
    )


def _candidates(past: Past, earlier: Longs) -> np.ndarray[tuple[int], np.dtype[np.int32]]:
    """int32 [n_customers]: N, the items of the catalogue that each customer may be shown."""
    n = np.full(past.n_customers, past.catalogue.sum(), np.int64)
    if past.seen == "remove":
        owned = earlier[past.catalogue[earlier % past.n_items]]
        n -= np.bincount(owned // past.n_items, minlength=past.n_customers)
    return n.astype(np.int32)


def _offsets(counts: Longs) -> Longs:
    return np.concatenate([np.zeros(1, np.int64), np.cumsum(counts, dtype=np.int64)])


def _day(number: int) -> date:
    return EPOCH + timedelta(days=int(number))


def _date(name: str, text: str | None) -> date | None:
    try:
        return None if text is None else date.fromisoformat(text)
    except ValueError as error:
        raise ConfigError(
            f"{name}={text!r} is no date",
            where=name,
            why="a cut and the beginning of the past are days",
            do="write it as 2020-09-16",
        ) from error
