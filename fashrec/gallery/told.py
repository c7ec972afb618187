"""The page's data: what its scripts read, as small as it goes."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

import polars as pl

from fashrec.evaluate.audit import KINDS
from fashrec.gallery.histories import History
from fashrec.gallery.sheets import COLUMNS, HEIGHT, WIDTH, Sheets
from fashrec.gallery.stock import FACTS, Stock
from fashrec.types import day_number


def items_in(pairs: pl.DataFrame, histories: Sequence[History]) -> list[str]:
    """The ids of everything that customers' rows show, customer by customer: a page of them needs few sheets."""
    rows = pairs.select("shown_0", "shown_1", "bought").iter_rows()
    every = zip(rows, histories, strict=True)
    return [item for lists, past in every for part in (*lists, [item for item, _ in past]) for item in part]


def told(
    labels: Sequence[str],
    k: int,
    horizon: Mapping[date, int],
    pairs: pl.DataFrame,
    histories: Sequence[History],
    stock: Stock,
    sheets: Sheets,
    addresses: Sequence[str],
) -> dict[str, Any]:
    """What scripts are told.

    Args:
        labels: what the two sides are called.
        k: how long lists are.
        horizon: by cut, days in which purchases count.
        pairs: the customers (cases.pairs_of), in the order of the page.
        histories: of each.
        stock: the items.
        sheets: their pictures.
        addresses: of the sheets that lie beside the page, in order.
    """
    number = {item: at for at, item in enumerate(stock.ids)}
    days = sorted(set(pairs["cut"]))
    return {
        "sides": list(labels),
        "k": k,
        "cuts": [[day_number(day), horizon[day]] for day in days],
        "cases": [
            {
                "id": row["customer"],
                "cut": days.index(row["cut"]),
                "n": row["n_history"],
                "past": [[number[item], day] for item, day in history],
                "shown": [[number[item] for item in row[f"shown_{side}"]] for side in (0, 1)],
                "bought": [
                    [number[item], int(cold), KINDS.index(kind) if kind else -1, _short(distance)]
                    for item, cold, kind, distance in zip(
                        row["bought"], row["cold"], row["kind"], row["distance"], strict=True
                    )
                ],
            }
            for row, history in zip(pairs.iter_rows(named=True), histories, strict=True)
        ],
        "items": _items(stock, sheets),
        "sheets": {
            "width": WIDTH,
            "height": HEIGHT,
            "columns": COLUMNS,
            "embedded": sheets.embedded,
            "beside": list(addresses),
        },
        "map": None if stock.share is None else {"share": round(stock.share, 4), "day": str(stock.day)},
    }


def _items(stock: Stock, sheets: Sheets) -> dict[str, Any]:
    """Columns; texts as places in a list of distinct ones."""
    columns: dict[str, Any] = {name: values for name, values in stock.facts.items() if name not in FACTS}
    for name in FACTS:
        if name in stock.facts:
            texts = list(dict.fromkeys(stock.facts[name]))
            place = {text: at for at, text in enumerate(texts)}
            columns[name] = {"texts": texts, "at": [place[text] for text in stock.facts[name]]}
    return {
        **columns,
        "id": stock.ids,
        "has": [int(has) for has in sheets.has],
        "near": [
            None if near is None else list(zip(near, far or [], strict=True))
            for near, far in zip(stock.neighbours, stock.distances, strict=True)
        ],
        "place": stock.places,
    }


def _short(distance: float | None) -> float | None:
    return None if distance is None else round(distance, 3)
