"""What a network believes is on a photo, as bars."""

import numpy as np

from fashrec.embed.learner.labels import Vocabulary
from fashrec.page.view import Bar, Bars
from fashrec.types import Floats

MOST = 4  # of a column
LEAST = 0.01  # what is less likely is not shown, but for the first of a column


def bars_of(known: Vocabulary, likely: Floats) -> tuple[Bars, ...]:
    """The likeliest labels of each column, columns by their likeliest.

    Args:
        known: the labels.
        likely: float32 [n_labels] in [0, 1].
    """
    grouped: dict[str, list[Bar]] = {}
    for place in np.argsort(-likely, kind="stable").tolist():
        bars = grouped.setdefault(known.groups[place], [])
        if not bars or (len(bars) < MOST and likely[place] >= LEAST):
            bars.append(Bar(known.values[place], float(likely[place])))
    return tuple(Bars(_plain(column), tuple(bars)) for column, bars in grouped.items())


def _plain(column: str) -> str:
    return column.removesuffix("_name").replace("_", " ")
