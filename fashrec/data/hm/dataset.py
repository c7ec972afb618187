"""The Kaggle download "H&M Personalized Fashion Recommendations", read as it is."""

import hashlib
import json
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import ClassVar

from fashrec.data.hm.counts import Count
from fashrec.data.hm.entities import ARTICLE_COLUMNS, read_customers, read_items
from fashrec.data.hm.pictures import picture_names
from fashrec.data.hm.purchases import TRANSACTION_COLUMNS, ingest_purchases
from fashrec.data.hm.source import open_sources, table_files
from fashrec.stages import Checkpoint, Progress, Truth

REQUIRED = {
    "articles": ARTICLE_COLUMNS,
    "customers": ("customer_id",),
    "transactions_train": TRANSACTION_COLUMNS,
}


@dataclass(frozen=True)
class HM:
    """H&M's purchases.

    Attributes:
        root: the folder with articles, customers and transactions_train (.csv, or .parquet where there is
            no CSV) and images/.
    """

    version: ClassVar[int] = 1

    root: Path = field(metadata={"hashed": False})  # the fingerprint stands for it

    def __post_init__(self) -> None:
        object.__setattr__(self, "root", Path(self.root).expanduser())

    def fingerprint(self, fingerprint_files: Callable[[list[Path]], str]) -> str:
        """Hash of the three tables' content and of the pictures' names.

        Raises:
            DataError: where a table is not there.
        """
        tables = fingerprint_files(table_files(self.root, tuple(REQUIRED)))
        pictures = picture_names(self.root / "images")
        return hashlib.sha256("\n".join([tables, *pictures]).encode()).hexdigest()

    def ingest(self, checkpoint: Checkpoint, progress: Progress) -> None:
        """Write the tables of frames.py and counts.json into the checkpoint's folder.

        Raises:
            DataError: where the files cannot be used as they are.
        """
        ingest_tables(self.root, checkpoint.folder, progress)

    def pictures_folder(self, tables: Path) -> Path:  # noqa: ARG002 (the pictures stay where they are)
        """The download's own images/."""
        return self.root / "images"

    def truth(self, tables: Path) -> Truth | None:  # noqa: ARG002 (the Protocol's signature)
        """None: only nature knows it."""
        return None


def ingest_tables(root: Path, folder: Path, progress: Progress) -> dict[str, dict[str, int | dict[str, int]]]:
    """Read a shop's three tables and write them with dense row numbers.

    Args:
        root: articles, customers and transactions_train as CSV or Parquet, and pictures below images/.
            Articles may have a column `launch_date` (YYYY-MM-DD).
        folder: where items.parquet, customers.parquet, purchases.parquet (frames.py) and counts.json go. The order
            of the source's rows leaves no trace in them.
        progress: told about the reading and the sorting of purchases.

    Returns:
        What counts.json holds: a `Count` for each of items, customers and purchases.

    Raises:
        DataError: where a table or a column is missing, or nothing of a table can be used.
    """
    sources = open_sources(root, REQUIRED)
    items, n_items = read_items(sources["articles"], root / "images")
    customers, n_customers = read_customers(sources["customers"])
    items.write_parquet(folder / "items.parquet", compression="lz4")
    customers.write_parquet(folder / "customers.parquet", compression="lz4")  # hexadecimal hardly gets smaller
    n_purchases = ingest_purchases(
        sources["transactions_train"],
        items["item_id"],
        customers["customer_id"],
        folder / "purchases.parquet",
        progress,
    )
    return _write_counts(folder, {"items": n_items, "customers": n_customers, "purchases": n_purchases})


def _write_counts(folder: Path, counts: dict[str, Count]) -> dict[str, dict[str, int | dict[str, int]]]:
    plain = {table: count.as_json() for table, count in counts.items()}
    (folder / "counts.json").write_text(json.dumps(plain, indent=1, sort_keys=True) + "\n", encoding="utf-8")
    return plain
