"""Small pictures that a test can draw, and what embedders are watched and stopped with."""

import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
from PIL import Image

from fashrec.past import Pictures
from fashrec.stages import Checkpoint, Embedder, Progress
from fashrec.store import Artefact, Recipe, Store, settings_of
from fashrec.tools import save_vectors


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


@dataclass(frozen=True, slots=True)
class Listening:
    """A Progress that remembers what it was told.

    Attributes:
        lines: what was said.
        tasks: each bar's text, total and unit.
        done: the steps, of all bars.
    """

    lines: list[str] = field(default_factory=list)
    tasks: list[tuple[str, int | None, str]] = field(default_factory=list)
    done: list[int] = field(default_factory=list)

    @contextmanager
    def task(self, what: str, total: int | None, unit: str = "") -> Iterator[Callable[[int], None]]:
        """Remembers the bar and its steps."""
        self.tasks.append((what, total, unit))
        yield self.done.append

    def say(self, line: str) -> None:
        """Remembers the line."""
        self.lines.append(line)


@dataclass(frozen=True, slots=True)
class Halting:
    """A Progress that prints `halted` once more than `after` units are done, and then waits to be killed."""

    after: int

    @contextmanager
    def task(self, what: str, total: int | None, unit: str = "") -> Iterator[Callable[[int], None]]:
        """Steps that end in waiting."""
        del what, total, unit
        done: list[int] = []

        def step(n: int) -> None:
            done.append(n)
            if sum(done) > self.after:
                sys.stdout.write("halted\n")
                sys.stdout.flush()
                time.sleep(60)  # an end, should nobody be left to kill it

        yield step

    def say(self, line: str) -> None:
        """Nothing."""


def stored(embedder: Embedder, pictures: Pictures, root: Path, progress: Progress) -> Artefact:
    """The artefact of the vectors in the store at `root`, made the way an experiment makes it."""
    recipe = Recipe("vectors", settings_of(embedder), {"pictures": "drawn"})

    def make(checkpoint: Checkpoint) -> None:
        save_vectors(checkpoint.folder, *embedder.embed(pictures, checkpoint, progress))

    return Store(root, progress).get(recipe, make)


def environment() -> dict[str, str]:
    """For processes of ours: the checkout can be imported, one thread is enough."""
    return {"PYTHONPATH": str(Path(__file__).parents[2]), "OMP_NUM_THREADS": "1", "PATH": "/usr/bin:/bin"}


PYTHON = sys.executable
