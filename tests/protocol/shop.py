"""Five customers and six items, as Kaggle's files have them; test_protocol.py works out what comes of them."""

from pathlib import Path

from tests.data.hm_shop import ARTICLES, write_shop

BOUGHT = [
    *[("2019-09-01", "eve", 4)] * 9,
    *[("2020-09-10", "eve", item) for item in (1, 1, 1, 2, 2, 3)],
    ("2020-09-14", "eve", 1),
    ("2020-09-15", "bea", 1),
    *[("2020-09-16", "ann", item) for item in (2, 5)],
    *[("2020-09-16", "bea", item) for item in (1, 3, 3)],
    ("2020-09-21", "cas", 6),
    ("2020-09-22", "cas", 3),
]


def write(folder: Path) -> Path:
    """The shop's three files."""
    head, line = ARTICLES.splitlines()[:2]
    articles = [head, *(line.replace("0108775015", f"{item:010d}") for item in range(1, 7))]
    customers = ["customer_id,age", *(f"{name},30" for name in ("ann", "bea", "cas", "dan", "eve"))]
    bought = [f"{day},{name},{item:010d},0.01,2" for day, name, item in BOUGHT]
    files = [articles, customers, ["t_dat,customer_id,article_id,price,sales_channel_id", *bought]]
    return write_shop(folder, *("\n".join(rows).encode() + b"\n" for rows in files))
