"""The grid's words on the command line."""

import pytest

from fashrec.bench.words import chosen, whole_number, whole_numbers
from fashrec.errors import ConfigError


def test_own_words_are_taken_and_the_others_left() -> None:
    """What is no word of the benchmark is Hydra's, in the order in which it was typed."""
    own, others = chosen(
        ["experiment=pca128", "trees=3", "-m", "out=x", "trees=4"], {"trees": "1", "out": "", "k": "2"}
    )
    assert own == {"trees": "4", "out": "x", "k": "2"}
    assert others == ["experiment=pca128", "-m"]


def test_numbers_are_distinct_and_ascending() -> None:
    """Whatever the order typed, with or without brackets and blanks."""
    assert whole_numbers("trees", "[50, 5,50,20]") == (5, 20, 50)


@pytest.mark.parametrize("text", ["0", "", "5,", "1.5", "-3", "many", "5,0", "2147483648"])
def test_a_number_that_annoy_cannot_take_is_refused(text: str) -> None:
    """Nought, nothing, fractions, words, and what is no C int."""
    with pytest.raises(ConfigError, match="trees"):
        whole_numbers("trees", text)


def test_the_least_number_allowed_is_taken() -> None:
    """The bound itself is inside, the one below it is not."""
    assert whole_number("seed", "0", least=0) == 0
    with pytest.raises(ConfigError, match="at least 1"):
        whole_number("repeats", "0")
