"""Lists that somebody else made, scored like our own."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from pathlib import Path
from typing import ClassVar, Literal, get_args

import numpy as np
import polars as pl

from fashrec.errors import ConfigError, DataError, require
from fashrec.past import Past
from fashrec.recommend import ties
from fashrec.recommend.filled import filled
from fashrec.recommend.foreign import KINDS, read_lists, ten_digits, unfit
from fashrec.recommend.left import nothing
from fashrec.recommend.order import Order
from fashrec.stages import Need, Ranker, Recommender, Tools
from fashrec.types import Bools, Floats, Ints, ItemLists, Shown

Unknown = Literal["refuse", "drop"]


@dataclass(frozen=True)
class External:
    """Another system's lists out of a file. That they were made without a look beyond T, only their maker knows.

    What may not be shown (items out of the catalogue; owned ones with `seen=remove`) is left out of a list, and what
    follows moves up, as it would have in a list made for this catalogue.

    Raises:
        ConfigError: where a setting is out of its range.
    """

    version: ClassVar[int] = 1

    # the content of the file enters run.json through `inputs`
    path: str = field(metadata={"hashed": False})
    """A .csv or .parquet file, as foreign.read_lists says."""
    cut: str | None = None
    """The T that the lists are for, YYYY-MM-DD, where the file has no column `cut`."""
    unknown: Unknown = "refuse"
    """What becomes of customers and items that the data do not know: refuse, or drop (counted in run.json)."""
    fallback: Recommender | None = None
    """Whose list a customer gets who is not in the file. None: an empty one."""

    def __post_init__(self) -> None:
        require(Path(self.path).suffix in KINDS, "path", self.path, "a .csv or .parquet file")
        require(self.unknown in get_args(Unknown), "unknown", self.unknown, "refuse or drop")
        require(self.cut is None or _is_day(self.cut), "cut", self.cut, "null or a day, YYYY-MM-DD")

    @property
    def needs(self) -> frozenset[Need]:
        """What the fallback needs."""
        return frozenset() if self.fallback is None else self.fallback.needs

    def inputs(self, fingerprint_files: Callable[[list[Path]], str]) -> dict[str, str]:
        """The content of the file, which is read to see that it holds lists.

        Raises:
            ConfigError: where nobody says which cut the lists are for.
            DataError: where the file holds no lists, or is not there.
        """
        self._require_cut(read_lists(self._file))
        return {"path": fingerprint_files([self._file])}

    def fit(self, past: Past, tools: Tools) -> "ExternalRanker":
        """Take the lists of this cut; fit the fallback.

        Raises:
            ConfigError: where nobody says which cut the lists are for.
            DataError: where it has no lists for this cut, customers or items that the data do not know, an item twice
                in a list, or two items of one rank.
        """
        frame = self._at(read_lists(self._file), past)
        rows, counts = self._known(frame, past)
        self._refuse_twice(rows, ["customer", "item"], "items that come twice in a customer's list")
        if "rank" in rows.columns:
            self._refuse_twice(rows, ["customer", "rank"], "ranks that come twice in a customer's list")
        fallback = None if self.fallback is None else self.fallback.fit(past, tools)
        return ExternalRanker(past, *_lists(rows, past), fallback, counts)

    @property
    def _file(self) -> Path:
        return Path(self.path).expanduser()

    def _at(self, frame: pl.DataFrame, past: Past) -> pl.DataFrame:
        """The rows that are for this cut."""
        self._require_cut(frame)
        days = [date.fromisoformat(self.cut)] if self.cut else sorted(frame["cut"].unique())
        if past.cut.start not in days:
            raise DataError(
                f"{self._file.name} has no lists for the cut {past.cut}, but for {', '.join(map(str, days[:5]))}",
                where=self.path,
                why="every recommender of a run is scored at the same cuts",
                do=f"open those cuts alone, as in split.last_cut={days[-1]} split.cuts={len(days)} split.test_cuts=0",
            )
        return frame if self.cut else frame.filter(pl.col("cut") == past.cut.start)

    def _require_cut(self, frame: pl.DataFrame) -> None:
        if ("cut" in frame.columns) == (self.cut is not None):
            has = "has a column" if self.cut else "has no column"
            raise ConfigError(
                f"{self._file.name} {has} `cut`, and cut={self.cut or 'null'}",
                where="cut",
                why="lists are made for one T: at a later one they know too little, at an earlier one too much",
                do="leave cut=null" if self.cut else "say which T the lists are for, as in cut=2020-09-16",
            )

    def _known(self, frame: pl.DataFrame, past: Past) -> tuple[pl.DataFrame, dict[str, int]]:
        """The rows with `customer` and `item` as row numbers, and how many were kept and left out."""
        tables = {
            "customer": past.customers["customer_id"],
            "item": past.items.select(ten_digits(pl.col("item_id"))).to_series(),
        }
        rows = frame.with_columns(_row_numbers(frame[name], ids) for name, ids in tables.items())
        kept = rows.drop_nulls(["customer", "item"])
        counts = {"rows": len(rows), "rows_dropped": len(rows) - len(kept)}
        for name, ids in tables.items():
            strangers = frame.filter(rows[name].is_null())[name].unique()
            counts[f"unknown_{name}s"] = len(strangers)
            if len(strangers) and (self.unknown == "refuse" or len(kept) == 0):
                raise DataError(
                    f"{len(strangers)} of {frame[name].n_unique()} {name}s are unknown (first: {strangers.sort()[0]})",
                    where=self.path,
                    why=f"the data's {name}s look like {ids[0]!r}; a place given to what is not there is no place",
                    do="take the ids of these data, or set unknown=drop where the file holds more than these data",
                )
        return kept, counts

    def _refuse_twice(self, rows: pl.DataFrame, key: list[str], what: str) -> None:
        twice = rows.height - rows.n_unique(key)
        if twice:
            raise unfit(self._file, f"{what}: {twice}")


@dataclass(frozen=True)
class ExternalRanker:
    """The lists of one cut.

    Attributes:
        past: for what customers own.
        lists: of every customer of the data, best first, equal scores by item row.
        scores: float32 [m], of `lists.items`.
        fallback: who ranks for customers that are not in the file; None: nobody.
        counts: rows of the file at this cut, and what was left out of them.
    """

    past: Past
    lists: ItemLists
    scores: Floats
    fallback: Ranker | None
    counts: Mapping[str, int]

    def rank(self, customers: Ints, k: int, among: Bools, tie_ks: tuple[int, ...] = ()) -> Shown:
        """As stages.Ranker says; `fallback` marks the lists that are the fallback's, where there is one."""
        if self.fallback is None:
            return self._own(customers, k, among, tie_ks)
        known = self.lists.counts()[customers] > 0
        own = self._own(customers[known], k, among, tie_ks)
        strangers = self.fallback.rank(customers[~known], k, among, tie_ks)
        return ties.join(
            [
                replace(own, fallback=np.zeros(len(own.customers), bool)),
                replace(strangers, fallback=np.ones(len(strangers.customers), bool)),
            ]
        )

    def _own(self, customers: Ints, k: int, among: Bools, tie_ks: tuple[int, ...]) -> Shown:
        counts = self.lists.counts()[customers]
        ends = np.concatenate([np.zeros(1, np.int64), np.cumsum(counts)])
        source = np.arange(ends[-1]) + np.repeat(self.lists.offsets[customers] - ends[:-1], counts)
        items, owners = self.lists.items[source], np.repeat(np.arange(len(customers)), counts)
        keep = among[items]
        if self.past.seen == "remove":
            owned, n = self.past.owned(customers), self.past.n_items
            keep &= ~np.isin(owners * n + items, owned.owners() * n + owned.items)
        kept = np.concatenate([np.zeros(1, np.int64), np.cumsum(keep)])
        own = ItemLists(kept[ends], items[keep])
        nobody = Order(np.zeros(0, np.int32), np.zeros(0, np.float32)).without(nothing(len(customers)))
        return filled(customers, own, self.scores[source][keep], nobody, k, tie_ks)


def _lists(rows: pl.DataFrame, past: Past) -> tuple[ItemLists, Floats]:
    """Every customer's items, best first, and their scores.

    Scores are the file's own as float32. Where that would make different ones equal, they are minus the place among
    the customer's different scores.
    """
    rough = pl.col("score").cast(pl.Float32)
    place = -pl.col("score").rank("dense", descending=True).over("customer").cast(pl.Float32)
    faithful = rows.select("customer", rough).n_unique() == rows.n_unique(["customer", "score"])
    rows = rows.with_columns(rough if faithful else place.alias("score"))
    rows = rows.sort("customer", "score", "item", descending=[False, True, False])
    counts = np.bincount(rows["customer"].to_numpy(), minlength=past.n_customers)
    offsets = np.concatenate([np.zeros(1, np.int64), np.cumsum(counts)])
    return ItemLists(offsets, rows["item"].to_numpy()), rows["score"].to_numpy()


def _row_numbers(names: pl.Series, ids: pl.Series) -> pl.Series:
    """int32 [n]: the row of each name among `ids`, null where it is not there."""
    rows = pl.int_range(len(ids), dtype=pl.Int32, eager=True)
    return names.replace_strict(ids, rows, default=None, return_dtype=pl.Int32)


def _is_day(text: str) -> bool:
    try:
        date.fromisoformat(text)
    except (TypeError, ValueError):
        return False
    return True
