"""Labels: a vocabulary that training alone decides, and a validation that shares no product with training."""

from pathlib import Path

import numpy as np
import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from fashrec.embed.learner.labels import hold_out, learn_vocabulary, marks_of, read_vocabulary
from fashrec.errors import DataError

# five training pictures, then two of validation
ITEMS = pl.DataFrame(
    {
        "kind": ["coat", "hat", "coat", "hat", "belt", "coat", "scarf"],
        "colour": ["red", None, "red", "blue", "blue", None, "red"],
    }
)
TRAINING = np.array([True] * 5 + [False] * 2)
COLUMNS = ("kind", "colour")


def test_the_vocabulary_comes_from_training_alone() -> None:
    """A coat in validation adds nothing to the count, and a scarf that only validation has is no label."""
    vocabulary = learn_vocabulary(ITEMS, COLUMNS, TRAINING, 1)
    assert vocabulary.names == ["kind=belt", "kind=coat", "kind=hat", "colour=blue", "colour=red"]
    assert vocabulary.counts == (1, 2, 2, 2, 2)
    assert (vocabulary.n_rare, vocabulary.n_unseen) == (0, 1)


def test_rare_labels_are_left_out_and_counted() -> None:
    """One belt is too few where two are asked for."""
    vocabulary = learn_vocabulary(ITEMS, COLUMNS, TRAINING, 2)
    assert "kind=belt" not in vocabulary.names
    assert (len(vocabulary), vocabulary.n_rare, vocabulary.n_unseen) == (4, 1, 1)


def test_marks_say_has_lacks_and_unknown() -> None:
    """A value outside the vocabulary is none of its labels; a missing one leaves its whole group unknown."""
    marks = marks_of(ITEMS, learn_vocabulary(ITEMS, COLUMNS, TRAINING, 2))
    assert marks.dtype == np.int8
    assert marks.tolist() == [
        [1, 0, 0, 1],  # coat, red
        [0, 1, -1, -1],  # hat, of unknown colour
        [1, 0, 0, 1],
        [0, 1, 1, 0],
        [0, 0, 1, 0],  # a belt is neither coat nor hat
        [1, 0, -1, -1],
        [0, 0, 0, 1],  # nor is a scarf
    ]


def test_no_label_at_all_is_an_error() -> None:
    """Said before a network is made."""
    with pytest.raises(DataError, match="no value of kind, colour is on 9 of 5"):
        learn_vocabulary(ITEMS, COLUMNS, TRAINING, 9)


def test_a_vocabulary_survives_its_file(tmp_path: Path) -> None:
    """Written and read, nothing is lost."""
    vocabulary = learn_vocabulary(ITEMS, COLUMNS, TRAINING, 2)
    vocabulary.write(tmp_path / "vocabulary.json")
    assert read_vocabulary(tmp_path / "vocabulary.json") == vocabulary


@given(
    st.lists(st.one_of(st.none(), st.integers(0, 30).map(str)), min_size=2, max_size=80),
    st.floats(0.05, 0.9),
    st.integers(0, 5),
)
def test_no_product_is_on_both_sides(products: list[str | None], share: float, seed: int) -> None:
    """Whole products are held out, at least the share that was asked for, and none that is not needed for it."""
    held = hold_out(pl.Series(products, dtype=pl.String), share, seed)
    out = {code for code, is_held in zip(products, held, strict=True) if is_held and code is not None}
    stay = {code for code, is_held in zip(products, held, strict=True) if not is_held and code is not None}
    assert not out & stay
    assert held.sum() >= share * len(products)
    largest = max((products.count(code) for code in out), default=1)
    assert held.sum() < share * len(products) + largest + 1


def test_what_is_held_out_does_not_depend_on_the_order_of_items() -> None:
    """Turned around, the same products are held out; another seed takes others."""
    products = [f"{number % 23:03d}" for number in range(90)]
    held = hold_out(pl.Series(products), 0.3, 0)
    assert np.array_equal(hold_out(pl.Series(products[::-1]), 0.3, 0)[::-1], held)
    assert not np.array_equal(hold_out(pl.Series(products), 0.3, 1), held)
