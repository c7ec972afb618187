"""A digest tells apart whatever differs by a bit, and nothing else."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import Any

import numpy as np
import polars as pl
import pytest
import scipy.sparse
import torch

from fashrec.canaries.digest import digest
from fashrec.types import ItemVectors

ONE = np.array([0.0, 1.0], np.float32)
OTHER = np.array([-0.0, 1.0], np.float32)


@dataclass(frozen=True)
class Fitted:
    """What a recommender might be."""

    inside: Any

    def ask(self) -> None:
        """A method that somebody hands over."""


def closure(value: object) -> Callable[[], object]:
    """A function that remembers a value."""
    return lambda: value


HOLDERS: dict[str, Callable[[Any], object]] = {
    "a dataclass in a mapping in a list": lambda value: [{"member": Fitted((value,))}],
    "a sparse matrix": lambda value: scipy.sparse.csr_array((value, [0, 1], [0, 2]), shape=(1, 2)),
    "a tensor that learns": lambda value: torch.tensor(value, requires_grad=True),
    "a partial": lambda value: partial(print, end=value),
    "a method of an object": lambda value: Fitted(value).ask,
    "a function with a memory": closure,
    "a series": pl.Series,
}


@pytest.mark.parametrize("name", HOLDERS)
def test_a_bit_is_found_wherever_it_lies(name: str) -> None:
    """And the same bits, made again, are the same digits."""
    made = HOLDERS[name]
    assert digest(made(ONE)) == digest(made(ONE.copy()))
    # polars writes the sign of a zero, too
    assert digest(made(ONE)) != digest(made(OTHER))


def test_a_digest_tells_bits_apart() -> None:
    """Another bit, type, shape or null is another digest; the same in a mapping's other order is not."""
    others = [OTHER, ONE.astype(np.float64), ONE[:, None], ONE[:1]]
    assert len({digest(array) for array in (ONE, *others)}) == 5
    frames = [pl.DataFrame({"a": values}, schema={"a": pl.String}) for values in (["", "b"], [None, "b"])]
    assert digest(frames[0]) != digest(frames[1])
    assert digest({"a": 1, "b": 2}) == digest({"b": 2, "a": 1})
    assert digest({"a": 1}) != digest({"a": True})


@pytest.mark.slow  # LightGBM loads
def test_trees_are_told_apart() -> None:
    """LightGBM's, by their text."""
    lightgbm = pytest.importorskip("lightgbm")
    rows = np.arange(40, dtype=np.float64)[:, None]
    settings = {"objective": "regression", "min_data_in_leaf": 2, "verbosity": -1, "num_threads": 1}

    def booster(step: int) -> object:
        return Fitted(lightgbm.train(settings, lightgbm.Dataset(rows, (rows[:, 0] > step) * 1.0), 2))

    assert digest(booster(10)) == digest(booster(10))
    assert digest(booster(10)) != digest(booster(20))


def test_a_space_is_a_name_and_no_content() -> None:
    """Vectors of another store have other names and the same numbers."""
    has = np.ones(2, bool)
    assert digest(ItemVectors(ONE[:, None], has, "a")) == digest(ItemVectors(ONE[:, None], has, "b"))


def test_what_cannot_be_looked_into_is_refused() -> None:
    """An object that nobody taught it would otherwise count as the same whatever is in it."""
    for value in (object(), Fitted(object()), np.array([None, 1])):
        with pytest.raises(TypeError, match="no digest for"):
            digest(value)
