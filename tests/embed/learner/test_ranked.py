"""DeepFashion's metrics on answers worked out by hand."""

import numpy as np
import pytest

from fashrec.embed.learner.labels import Vocabulary
from fashrec.embed.learner.ranked import RANKED, ranked, recall_at

SAID = np.array([[0.9, 0.8, 0.7, 0.6, 0.5, 0.4], [0.1, 0.2, 0.3, 0.4, 0.5, 0.6]])
THERE = np.array([[0, 0, 0, 1, 0, 1], [0, 0, 1, 0, 0, 1]], np.int8)


def test_recall_counts_what_is_there_among_the_best() -> None:
    """Fourth and sixth of one picture, fourth and first of the other: one of four among three, three among five."""
    assert recall_at(SAID, THERE, (3, 5)) == [1 / 4, 3 / 4]


def test_the_unknown_take_no_place_among_the_best() -> None:
    """With the first picture's best two unknown, its fourth becomes the second and its sixth the fourth."""
    marks = THERE.copy()
    marks[0, :2] = -1
    assert recall_at(SAID, marks, (3, 5)) == [2 / 4, 4 / 4]


def test_equal_answers_share_their_places() -> None:
    """Who says the same of all six labels finds each among three with probability a half."""
    assert recall_at(np.zeros((2, 6)), THERE, (3, 5)) == pytest.approx([3 / 6, 5 / 6])


def test_equal_answers_share_what_the_better_leave() -> None:
    """One is better, so five equal ones share two places."""
    said = np.array([[1.0, 0, 0, 0, 0, 0]])
    assert recall_at(said, THERE[:1], (3,)) == pytest.approx([2 / 5])


def test_categories_and_attributes_are_ranked_apart() -> None:
    """A category is not pushed out by attributes that are surer."""
    kinds = ("category",) * 4 + ("attribute",) * 2
    vocabulary = Vocabulary(kinds, tuple("abcdef"), (1,) * 6)
    marks = np.array([[0, 0, 1, 0, 1, 0], [1, 0, 0, 0, 0, -1]], np.int8)
    assert ranked(SAID, marks, vocabulary) == dict(zip(RANKED, (1 / 2, 1, 1, 1), strict=True))


def test_what_nobody_asked_for_is_not_a_number() -> None:
    """Neither a kind without labels nor one of which nothing is there."""
    vocabulary = Vocabulary(("attribute",) * 6, tuple("abcdef"), (1,) * 6)
    assert ranked(SAID, np.full((2, 6), -1, np.int8), vocabulary) == dict.fromkeys(RANKED)
