"""What the page's scripts are told, as small as it goes."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import polars as pl

from fashrec.evaluate.audit import KINDS
from fashrec.evaluate.segments import HEAVY_FROM
from fashrec.gallery.histories import History
from fashrec.gallery.sheets import COLUMNS, HEIGHT, WIDTH, Sheets
from fashrec.gallery.stock import FACTS, Stock
from fashrec.types import day_number


@dataclass(frozen=True)
class Told:
    """Customers and items of a page.

    Attributes:
        labels: what the two sides are called.
        cuts: of the window, the earliest first: the day, and how many days of purchases count.
        pairs: the customers (cases.pairs_of), in the order of the page.
        histories: of each.
        stock: the items.
    """

    labels: Sequence[str]
    cuts: Mapping[date, int]
    pairs: pl.DataFrame
    histories: Sequence[History]
    stock: Stock

    def data(self, sheets: Sheets, addresses: Sequence[str]) -> dict[str, Any]:
        """As JSON has it.

        Args:
            sheets: the items' pictures.
            addresses: of the sheets that lie beside the page, in order.
        """
        likeness = self.stock.likeness
        return {
            "sides": list(self.labels),
            "heavy": HEAVY_FROM,
            "cuts": [[day_number(start), days] for start, days in self.cuts.items()],
            "cases": self._cases(),
            "items": _items(self.stock, sheets),
            "sheets": {
                "width": WIDTH,
                "height": HEIGHT,
                "columns": COLUMNS,
                "embedded": sheets.embedded,
                "beside": list(addresses),
            },
            "map": likeness and {"share": round(likeness.share, 4), "day": str(likeness.day), "near": likeness.n},
        }

    def _cases(self) -> list[dict[str, Any]]:
        number = {item: at for at, item in enumerate(self.stock.ids)}
        place = {day: at for at, day in enumerate(self.cuts)}
        return [
            {
                "id": row["customer"],
                "cut": place[row["cut"]],
                "n": row["n_history"],
                "past": [[number[item], day] for item, day in history],
                "shown": [[number[item] for item in row[f"shown_{side}"]] for side in (0, 1)],
                "bought": [[number[item], *what] for item, *what in _bought(row)],
            }
            for row, history in zip(self.pairs.iter_rows(named=True), self.histories, strict=True)
        ]


def items_in(pairs: pl.DataFrame, histories: Sequence[History]) -> list[str]:
    """The ids of everything that customers' rows show, customer by customer: a page of them needs few sheets."""
    rows = pairs.select("shown_0", "shown_1", "bought").iter_rows()
    every = zip(rows, histories, strict=True)
    return [item for lists, past in every for part in (*lists, [item for item, _ in past]) for item in part]


def _bought(row: Mapping[str, Any]) -> list[tuple[str, int, int, float | None]]:
    """The item's id, whether it is cold, its place in KINDS or -1, its distance to what was bought before."""
    columns = zip(row["bought"], row["cold"], row["kind"], row["distance"], strict=True)
    return [
        (item, int(cold), KINDS.index(kind) if kind else -1, None if distance is None else round(distance, 3))
        for item, cold, kind, distance in columns
    ]


def _items(stock: Stock, sheets: Sheets) -> dict[str, Any]:
    """Columns; texts as places in a list of distinct ones."""
    columns: dict[str, Any] = {name: values for name, values in stock.facts.items() if name not in FACTS}
    for name in FACTS:
        if name in stock.facts:
            texts = list(dict.fromkeys(stock.facts[name]))
            place = {text: at for at, text in enumerate(texts)}
            columns[name] = {"texts": texts, "at": [place[text] for text in stock.facts[name]]}
    alike = {} if stock.likeness is None else {"near": stock.likeness.near, "place": stock.likeness.places}
    return {**columns, **alike, "id": stock.ids, "has": [int(has) for has in sheets.has]}
