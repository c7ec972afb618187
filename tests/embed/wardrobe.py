"""Small pictures that a test can draw, for everything that reads pictures."""

import sys
from pathlib import Path

import numpy as np
from PIL import Image

from fashrec.past import Pictures


def draw(folder: Path, n: int, without: tuple[int, ...] = ()) -> Pictures:
    """Pictures of `n` items: a box of a colour of its own on white, 30 x 45 pixels; items in `without` have none."""
    folder.mkdir(parents=True, exist_ok=True)
    random = np.random.default_rng(0)
    names: list[str | None] = []
    for item in range(n):
        pixels = np.full((45, 30, 3), 255, np.uint8)
        top, left = random.integers(3, 15, 2)
        pixels[top : top + 25, left : left + 12] = random.integers(0, 256, 3)
        Image.fromarray(pixels).save(folder / f"{item:010d}.jpg", quality=95)
        names.append(None if item in without else f"{item:010d}.jpg")
    return Pictures(folder, tuple(names), tuple(f"{item:010d}" for item in range(n)))


def environment() -> dict[str, str]:
    """For processes of ours: the checkout can be imported, one thread is enough."""
    return {"PYTHONPATH": str(Path(__file__).parents[2]), "OMP_NUM_THREADS": "1", "PATH": "/usr/bin:/bin"}


PYTHON = sys.executable
