"""A small past with drawn pictures whose colour can be learnt, for whoever trains on it."""

import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import numpy as np
import polars as pl
from PIL import Image

from fashrec.embed.learner import Learner
from fashrec.frames import ITEMS
from fashrec.past import Past, Pictures
from tests import crowd

N_ITEMS, COLD, WITHOUT = 96, tuple(range(80, 96)), (3, 20)
COLOURS = {"Red": (200, 30, 30), "Blue": (30, 30, 200), "Black": (20, 20, 20)}
SHAPES = {"Coat": (8, 4, 40, 26), "Hat": (18, 2, 28, 30)}


@dataclass(frozen=True, slots=True)
class HaltingTraining:
    """A Progress that prints `halted` once training has looked at more than `after` pictures, and waits to be killed.

    Attributes:
        after: pictures, over all phases; reading them and computing their features does not count.
        done: the steps so far.
    """

    after: int
    done: list[int] = field(default_factory=list)

    @contextmanager
    def task(self, what: str, total: int | None, unit: str = "") -> Iterator[Callable[[int], None]]:
        """Steps that end in waiting."""
        del total, unit
        yield self._step if what.startswith("training") else (lambda _: None)

    def say(self, line: str) -> None:
        """Nothing."""

    def _step(self, n: int) -> None:
        self.done.append(n)
        if sum(self.done) > self.after:
            sys.stdout.write("halted\n")
            sys.stdout.flush()
            time.sleep(60)  # an end, should nobody be left to kill it


def past() -> Past:
    """Ninety-six items, the last sixteen of them cold; two colours of each product follow each other."""
    of = crowd.past(0, n_items=N_ITEMS, n_rows=900)
    rows = np.arange(N_ITEMS)
    known = {
        "item_id": [f"{row:010d}" for row in rows],
        "product_code": [f"{row // 2:07d}" for row in rows],
        "colour_group_name": [list(COLOURS)[row % 3] for row in rows],
        "product_type_name": [list(SHAPES)[row // 2 % 2] for row in rows],
    }
    lacking = [pl.lit(None, kind).alias(name) for name, kind in ITEMS.items() if name not in known]
    items = pl.DataFrame(known).with_columns(lacking).select(*ITEMS)
    return replace(of, items=items, warm=~np.isin(rows, COLD), launched=np.ones(N_ITEMS, bool))


def draw(folder: Path, of: Past) -> Pictures:
    """A picture of each item of 45 x 30 pixels: its shape in its colour on white, moved about a little."""
    folder.mkdir(parents=True, exist_ok=True)
    random = np.random.default_rng(0)
    names: list[str | None] = []
    for row, (kind, colour) in enumerate(of.items.select("product_type_name", "colour_group_name").iter_rows()):
        pixels = np.full((45, 30, 3), 255, np.uint8)
        top, left, bottom, right = SHAPES[kind]
        down, across = random.integers(0, 4, 2)
        pixels[top + down : bottom + down, left + across : right + across] = COLOURS[colour]
        noisy = np.clip(pixels + random.normal(0, 8, pixels.shape), 0, 255).astype(np.uint8)
        Image.fromarray(noisy).save(folder / f"{row:010d}.png")
        names.append(None if row in WITHOUT else f"{row:010d}.png")
    return Pictures(folder, tuple(names), tuple(of.items["item_id"]))


def small(**settings: Any) -> Learner:
    """A learner that trains in a second, on one thread."""
    quick: dict[str, Any] = {"labels": ("colour_group_name", "product_type_name"), "height": 32, "width": 32}
    quick |= {"hidden": 8, "batch_size": 16, "epochs": 2, "threads": 1, "name": "resnet18"}
    return Learner(**(quick | settings))
