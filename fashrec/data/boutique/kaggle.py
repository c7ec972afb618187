"""The shop written down in the layout of H&M's Kaggle download, with one more column: the launch date."""

import hashlib
from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path

import numpy as np
import polars as pl

from fashrec.data.boutique.assortment import Items, Names
from fashrec.data.boutique.customers import Visits
from fashrec.data.boutique.draw import PATTERNS, PRODUCT_TYPES, draw
from fashrec.data.boutique.trade import GROUPS, INDEX_CODES, KINDS, SHADES
from fashrec.data.boutique.trading import Sales
from fashrec.types import EPOCH, Doubles

_FIRST_PRODUCT = 100_000
_JPEG_QUALITY = 85


def article_ids(items: Items) -> list[str]:
    """Ten digits an item: a nought, six of the product, three that count its colours; ascending."""
    new = np.append(True, np.diff(items.product) > 0)
    at = np.arange(len(items))
    nth = at - np.maximum.accumulate(np.where(new, at, 0)) + 1
    return [f"0{_FIRST_PRODUCT + code:06d}{colour:03d}" for code, colour in zip(items.product, nth, strict=True)]


def customer_ids(n: int, seed: int) -> list[str]:
    """64 hexadecimal digits a customer, ascending, so that a customer's row is the rank of the id."""
    return sorted(hashlib.sha256(f"{seed}/{row}".encode()).hexdigest() for row in range(n))


def write_articles(file: Path, items: Items, first_day: date) -> None:
    """articles.csv: H&M's 25 columns and `launch_date`."""
    masters = sorted({shade.master for shade in SHADES.values()})
    values = sorted({shade.value for shade in SHADES.values()})
    master = np.array([SHADES[name].master for name in items.colour.tolist()])
    value = np.array([SHADES[name].value for name in items.colour.tolist()])
    launch = [
        first_day + timedelta(days=7 * week - lead)
        for week, lead in zip(items.first_week.tolist(), items.lead_days.tolist(), strict=True)
    ]
    columns = {
        "article_id": article_ids(items),
        "product_code": [str(_FIRST_PRODUCT + code) for code in items.product],
        "prod_name": _names(items),
        "product_type_no": _numbers(items.product_type, list(KINDS), 1),
        "product_type_name": items.product_type,
        "product_group_name": [PRODUCT_TYPES[name].group for name in items.product_type.tolist()],
        "graphical_appearance_no": _numbers(items.pattern, list(PATTERNS), 1_010_001),
        "graphical_appearance_name": items.pattern,
        "colour_group_code": _numbers(items.colour, list(SHADES), 1),
        "colour_group_name": items.colour,
        "perceived_colour_value_id": _numbers(value, values, 1),
        "perceived_colour_value_name": value,
        "perceived_colour_master_id": _numbers(master, masters, 1),
        "perceived_colour_master_name": master,
        "department_no": _numbers(items.department, sorted(set(items.department.tolist())), 1001),
        "department_name": items.department,
        "index_code": [INDEX_CODES[name] for name in items.index.tolist()],
        "index_name": items.index,
        "index_group_no": _numbers(items.group, list(GROUPS), 1),
        "index_group_name": items.group,
        "section_no": _numbers(items.section, [s.name for group in GROUPS.values() for s in group.sections], 1),
        "section_name": items.section,
        "garment_group_no": _numbers(items.garment_group, sorted(set(items.garment_group.tolist())), 1001),
        "garment_group_name": items.garment_group,
        "detail_desc": _descriptions(items),
        "launch_date": launch,
    }
    pl.DataFrame(columns).write_csv(file)


def write_customers(file: Path, ages: Doubles, seed: int, rng: np.random.Generator) -> None:
    """customers.csv: who has news also counts as active, as at H&M; postal codes are hashes."""
    n = len(ages)
    news = rng.random(n) < 0.35
    member = rng.choice(["ACTIVE", "PRE-CREATE", "LEFT CLUB"], n, p=[0.93, 0.0695, 0.0005])
    columns = {
        "customer_id": customer_ids(n, seed),
        "FN": pl.Series(np.where(news, 1.0, np.nan)).fill_nan(None),
        "Active": pl.Series(np.where(news, 1.0, np.nan)).fill_nan(None),
        "club_member_status": member,
        "fashion_news_frequency": np.where(news, "Regularly", "NONE"),
        "age": pl.Series(ages).fill_nan(None),
        "postal_code": [hashlib.sha256(f"street {code}".encode()).hexdigest() for code in rng.integers(0, n, n)],
    }
    pl.DataFrame(columns).write_csv(file)


def write_transactions(file: Path, items: Items, sales: Sales, visits: Visits, first_day: date, seed: int) -> None:
    """transactions_train.csv: one row a unit, by day; channel 1 is the shop, 2 online."""
    row = np.repeat(np.arange(len(sales.visit)), sales.units)
    visit, item, customer = sales.visit[row], sales.bought.item[row], sales.bought.customer[row]
    day = visits.day[visit] + (first_day - EPOCH).days
    columns = {
        "t_dat": pl.Series(day).cast(pl.Date),
        "customer_id": pl.Series(customer_ids(visits.n_customers, seed)).gather(customer),
        "article_id": pl.Series(article_ids(items)).gather(item),
        "price": items.price[item],
        "sales_channel_id": 1 + visits.online[visit].astype(np.int64),
    }
    pl.DataFrame(columns).sort("t_dat", maintain_order=True).write_csv(file)


def write_pictures(folder: Path, items: Items, height: int, step: Callable[[int], None]) -> None:
    """0NN/0NNNNNNNNN.jpg an item."""
    for row, name in enumerate(article_ids(items)):
        file = folder / name[:3] / f"{name}.jpg"
        file.parent.mkdir(parents=True, exist_ok=True)
        draw(items.look(row), height).save(file, quality=_JPEG_QUALITY)
        step(1)


def _numbers(values: Names, order: list[str], first: int) -> list[int]:
    place = {name: first + at for at, name in enumerate(order)}
    return [place[name] for name in values.tolist()]


def _names(items: Items) -> list[str]:
    lines = zip(items.product_type.tolist(), items.product.tolist(), strict=True)
    return [f"{kind} no. {product}" for kind, product in lines]


def _descriptions(items: Items) -> list[str]:
    lines = zip(items.product_type.tolist(), items.colour.tolist(), items.pattern.tolist(), strict=True)
    return [f"{kind} in {colour.lower()}, {pattern.lower()}." for kind, colour, pattern in lines]
