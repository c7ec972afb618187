"""The figures by which one shop is compared with another (docs/evaluation.md 9), from any dataset's tables.

A *line* is a distinct (customer, day, item); further units of a line are rows of their own. A *basket* is a
customer's lines of one day.
"""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import polars as pl

from fashrec.frames import Tables
from fashrec.types import Bools, Doubles, Ints, Longs, Purchases

Numbers = npt.NDArray[np.generic]

ATTRIBUTES: Mapping[str, str] = {
    "product": "product_code",
    "department": "department_name",
    "section": "section_name",
    "product_type": "product_type_name",
    "garment_group": "garment_group_name",
    "colour": "colour_group_name",
    "index_group": "index_group_name",
    "pattern": "graphical_appearance_name",
}
"""An attribute's name in the figures → its column of the item table."""

MARGINALS: Mapping[str, str] = {
    "colour": "perceived_colour_master_name",
    "pattern": "graphical_appearance_name",
    "index_group": "index_group_name",
}
"""Attributes whose values' shares of items are figures too, called `colour:Black` and so on."""

MEMORY = 20
"""Lines of a customer's past that a purchase is compared with."""

HEAD = 1 / 9
"""The part of a week's sold items that the slope is fitted on: H&M's first 2,000 of 17,986."""

_ONLINE = 2


def figures(tables: Tables, n_days: int = 7) -> dict[str, float]:
    """All figures by name: counts, quantiles (`_p50`), means, shares in 0 … 1, lifts as factors.

    Args:
        tables: the ingested tables of any dataset; at least one purchase.
        n_days: length of the last week, over which popularity and a week's items are taken.
    """
    lines = _Lines.of(tables.purchases)
    return (
        _visits(tables.purchases, lines)
        | _again(tables.items, lines)
        | _last_week(tables.purchases, lines, n_days)
        | _affinity(tables.items, lines)
        | _people(tables)
        | _range(tables.items)
    )


def shares(values: pl.Series) -> dict[str, float]:
    """Each value's share of a column, commonest first; nulls count as a value called `missing`."""
    counts = values.cast(pl.String).fill_null("missing").value_counts(sort=True)
    return {name: count / len(values) for name, count in counts.iter_rows()}


@dataclass(frozen=True, slots=True)
class _Lines:
    """The lines, sorted by customer, day and item; baskets are numbered in that order."""

    customer: Ints
    day: Ints
    item: Ints
    basket: Longs

    @classmethod
    def of(cls, rows: Purchases) -> "_Lines":
        starts = np.flatnonzero(_first(rows.customer) | _first(rows.day) | _first(rows.item))
        customer, day = rows.customer[starts], rows.day[starts]
        return cls(customer, day, rows.item[starts], np.cumsum(_first(customer) | _first(day)) - 1)

    def past(self) -> tuple[Longs, Longs]:
        """Pairs (line, one of the newest `MEMORY` lines of the customer's earlier days), int64 [m] positions."""
        at = np.arange(len(self.item))
        morning = np.maximum.accumulate(np.where(_first(self.basket), at, 0))
        home = np.maximum.accumulate(np.where(_first(self.customer), at, 0))
        n = np.minimum(morning - home, MEMORY)
        line = np.repeat(at, n)
        back = np.arange(len(line)) - np.repeat(np.cumsum(n) - n, n)
        return line, morning[line] - 1 - back


def _visits(rows: Purchases, lines: _Lines) -> dict[str, float]:
    of_basket = np.flatnonzero(_first(lines.basket))
    owner, day = lines.customer[of_basket], lines.day[of_basket]
    gaps = np.diff(day)[np.diff(owner) == 0]
    n_rows = np.diff(rows.offsets)
    in_basket = np.flatnonzero(_first(rows.customer) | _first(rows.day))
    return (
        _quantiles("rows_per_customer", n_rows[n_rows > 0], (10, 25, 50, 75, 90, 99), mean=True)
        | _quantiles("days_per_customer", _counts(owner), (10, 25, 50, 75, 90, 99), mean=True)
        | _quantiles("rows_per_basket", np.diff(in_basket, append=len(rows)), (50, 75, 90, 99))
        | _quantiles("items_per_basket", _counts(lines.basket), (50, 75, 90, 99))
        | _quantiles("days_between", gaps, (10, 25, 50, 75, 90))
        | {"further_units": 1 - len(lines.item) / len(rows)}
    )


def _again(items: pl.DataFrame, lines: _Lines) -> dict[str, float]:
    codes = _codes(items["product_code"])[lines.item]
    return {"again_item": _earlier(lines, lines.item), "again_product": _earlier(lines, codes)}


def _earlier(lines: _Lines, what: Numbers) -> float:
    """The share of lines whose customer has a line with the same `what` on an earlier day."""
    seen = pl.DataFrame({"customer": lines.customer, "day": lines.day, "what": what})
    return float((seen["day"] > seen.select(pl.col("day").min().over("customer", "what"))["day"]).mean())  # type: ignore[arg-type]


def _last_week(rows: Purchases, lines: _Lines, n_days: int) -> dict[str, float]:
    begin = rows.day.max() - n_days + 1
    counts = np.sort(_counts(np.sort(rows.item[rows.day >= begin])))[::-1].astype(float)
    n = len(counts)
    gini = 1 - 2 * float(np.cumsum(counts[::-1]).sum()) / (n * counts.sum()) + 1 / n
    head = counts[: max(2, round(n * HEAD))]
    slope = np.polyfit(np.log(np.arange(1, len(head) + 1)), np.log(head), 1)[0]
    pairs = np.unique(
        lines.customer[lines.day >= begin] * (rows.item.max() + np.int64(1)) + lines.item[lines.day >= begin]
    )
    owners = pairs // (rows.item.max() + np.int64(1))
    return {
        "week_rows_per_item": float(counts.mean()),
        "week_top_1_percent": float(counts[: -(-n // 100)].sum() / counts.sum()),
        "week_top_10_percent": float(counts[: -(-n // 10)].sum() / counts.sum()),
        "week_gini": gini,
        "week_slope": float(slope),
    } | _quantiles("week_items", _counts(owners), (50, 90), mean=True)


def _affinity(items: pl.DataFrame, lines: _Lines) -> dict[str, float]:
    """For each attribute, how alike a purchase and the newest lines before it are, and the lift over chance.

    `share` is the mean over purchases of the share of past lines with the same value; `lift` divides it by its
    expectation with a random purchase of the same week in the purchase's place. In both, a past line of the
    very same item is left out: buying again is a figure of its own.
    """
    line, past = lines.past()
    week = (lines.day - lines.day.max() - 1) // 7
    week -= week.min()
    other = lines.item[line] != lines.item[past]
    of_item = _chance(week, lines.item, line, past)
    varied = of_item < 1
    n_past, n_other = (np.bincount(line[keep], minlength=len(lines.item)) for keep in (slice(None), other))
    found: dict[str, float] = {}
    for name, column in ATTRIBUTES.items():
        value = _codes(items[column])[lines.item]
        same = np.average((value[line] == value[past])[other], weights=1 / n_other[line[other]])
        of_others = (_chance(week, value, line, past) - of_item)[varied] / (1 - of_item[varied])
        chance = np.average(of_others, weights=1 / n_past[line[varied]])
        found |= {f"{name}_share": float(same), f"{name}_lift": float(same / chance)}
    return found


def _chance(week: Ints, value: Numbers, line: Longs, past: Longs) -> Doubles:
    """float64 [m]: the share of all purchases of each line's week that have the past line's value."""
    n_values, codes = int(value.max()) + 1, value.astype(np.int64)
    sold = np.bincount(week * np.int64(n_values) + codes, minlength=(int(week.max()) + 1) * n_values)
    of_past = sold[week[line] * np.int64(n_values) + codes[past]]
    share: Doubles = of_past / np.bincount(week)[week[line]]
    return share


def _people(tables: Tables) -> dict[str, float]:
    rows = tables.purchases
    age = tables.customers["age"]
    days = pl.from_numpy(rows.day, ["day"]).select(pl.col("day").cast(pl.Date))["day"]
    months = days.dt.month_start().value_counts().sort("day")["count"][1:-1].to_numpy()
    return (
        _quantiles("price", rows.price[~np.isnan(rows.price)], (10, 50, 90, 99))
        | _quantiles("age", age.drop_nulls().to_numpy(), (25, 50, 75))
        | {
            "age_missing": age.null_count() / len(age),
            "online": float(np.mean(rows.channel == _ONLINE)),
            "season": float(months.max() / months.min()) if len(months) else 1.0,
        }
    )


def _range(items: pl.DataFrame) -> dict[str, float]:
    colours = items["product_code"].value_counts()["count"].to_numpy()
    kinds = {f"n_{name}": float(items[column].n_unique()) for name, column in ATTRIBUTES.items() if name != "product"}
    parts = {
        f"{name}:{value}": share for name, column in MARGINALS.items() for value, share in shares(items[column]).items()
    }
    return _quantiles("colours_per_product", colours, (50, 75, 90, 99), mean=True) | kinds | parts


def _first(values: Numbers) -> Bools:
    """bool [n]: whether a value differs from the one before it."""
    new = np.ones(len(values), bool)
    new[1:] = values[1:] != values[:-1]
    return new


def _counts(values: Numbers) -> Longs:
    """How often each value occurs; equal values stand together."""
    return np.diff(np.flatnonzero(_first(values)), append=len(values))


def _codes(names: pl.Series) -> Longs:
    return names.cast(pl.String).fill_null("").rank("dense").to_numpy().astype(np.int64) - 1


def _quantiles(name: str, values: Numbers, percents: tuple[int, ...], *, mean: bool = False) -> dict[str, float]:
    numbers: Doubles = values.astype(np.float64)
    found = {f"{name}_p{p}": float(np.percentile(numbers, p)) for p in percents}
    return found | ({f"{name}_mean": float(numbers.mean())} if mean else {})
