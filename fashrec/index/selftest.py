"""Refuses a build of Annoy that answers wrongly: some return one neighbour whatever is asked for."""

import functools
from collections.abc import Callable
from typing import Literal

import annoy
import numpy as np

from fashrec.errors import ConfigError

_N, _D, _K = 200, 16, 10


@functools.cache
def require_sound_annoy() -> None:
    """`check` on the installed Annoy, once in a process."""
    check(annoy.AnnoyIndex)


def check(make: Callable[[int, Literal["angular"]], annoy.AnnoyIndex]) -> None:
    """Search 200 points exhaustively and compare with a sort.

    Args:
        make: what makes an empty index from a dimension and a metric.

    Raises:
        ConfigError: where the ten neighbours are not the ten nearest.
    """
    values = np.random.default_rng(0).normal(size=(_N, _D))
    values /= np.linalg.norm(values, axis=1, keepdims=True)
    index = make(_D, "angular")
    for row, value in enumerate(values.tolist()):
        index.add_item(row, value)
    index.build(10, 1)
    # every node of every tree is looked at, so nothing is approximate here
    found = index.get_nns_by_vector(values[0].tolist(), _K, 1000 * _N)
    right = np.argsort(-(values @ values[0]), kind="stable")[:_K].tolist()
    if found != right:
        n_right = len(set(found) & set(right))
        raise ConfigError(
            f"this build of annoy finds {n_right} of the {_K} nearest of {_N} points, in {len(found)} answers",
            where="index=annoy, package annoy",
            why="some compilers make an Annoy that returns one neighbour; no score of it could be trusted",
            do="build it anew: pip install --no-binary annoy --force-reinstall annoy==1.17.3, or take index=exact",
        )
