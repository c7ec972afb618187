"""Measure the default shop and show it: `python -m fashrec.data.boutique`.

Writes the table of targets beside made between the markers of docs/explanations/boutique.md, and a sheet of
pictures to docs/images/boutique.webp.
"""

import argparse
import re
import sys
import tempfile
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np

from fashrec.data.boutique.draw import PRODUCT_TYPES, Look, contact_sheet
from fashrec.data.boutique.shop import Boutique, Made
from fashrec.data.boutique.target import table
from fashrec.data.figures import figures
from fashrec.errors import DataError
from fashrec.frames import read_tables
from fashrec.progress import Quiet, for_console
from fashrec.stages import Progress
from fashrec.store.checkpoint import FolderCheckpoint

BEGIN = "<!-- figures: begin; written by `python -m fashrec.data.boutique` -->"
END = "<!-- figures: end -->"

_COLUMNS, _PER_TYPE, _HEIGHT = 16, 4, 112


def measure(shop: Boutique, progress: Progress) -> dict[str, float]:
    """The figures of a shop after its ingest; its pictures, which no figure needs, are drawn small."""
    with tempfile.TemporaryDirectory() as folder:
        replace(shop, picture_height=32).ingest(FolderCheckpoint(Path(folder)), progress)
        return figures(read_tables(Path(folder)))


def write_table(page: Path, made: dict[str, float]) -> None:
    """Put the table between the markers of a page.

    Raises:
        DataError: where the page has no markers.
    """
    text = page.read_text(encoding="utf-8")
    parts = re.split(f"({re.escape(BEGIN)}|{re.escape(END)})", text)
    if len(parts) != len(("before", BEGIN, "table", END, "after")):
        raise DataError(
            f"{page.name} has no place for the table",
            where=str(page),
            why="the table is written between two markers",
            do=f"put the lines {BEGIN} and {END} where it belongs",
        )
    parts[2] = f"\n\n{table(made)}\n\n"
    page.write_text("".join(parts), encoding="utf-8")


def looks_to_show(made: Made) -> list[Look]:
    """A few looks of every product type that the shop sells, those that sell best."""
    sold = np.bincount(made.sales.bought.item, minlength=len(made.items))
    best = np.argsort(-sold, kind="stable")
    kinds = made.items.product_type[best]
    rows = [best[kinds == name][:_PER_TYPE] for name in PRODUCT_TYPES]
    return [made.items.look(int(row)) for row in np.concatenate(rows)]


def main(arguments: Sequence[str]) -> None:
    """Measure, write the table, draw the sheet."""
    parser = argparse.ArgumentParser(prog="python -m fashrec.data.boutique", description=main.__doc__)
    parser.add_argument("--docs", type=Path, default=Path("docs"), help="the folder of explanations/ and images/")
    docs: Path = parser.parse_args(arguments).docs
    shop = Boutique()
    write_table(docs / "explanations" / "boutique.md", measure(shop, for_console()))
    sheet = contact_sheet(looks_to_show(shop.make(Quiet())), _COLUMNS, _HEIGHT)
    (docs / "images").mkdir(parents=True, exist_ok=True)
    sheet.save(docs / "images" / "boutique.webp", quality=85, method=6)


if __name__ == "__main__":
    main(sys.argv[1:])
